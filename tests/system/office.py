"""A member of the office, as the command line lets one be."""
import json

import region as harness


class Office:
    """The first member of a running region's office."""

    def __init__(self, place, name='office.key'):
        self.place = place
        self.file = place.data.parent / name
        made = harness.vitrine('office', 'key', str(self.file))
        assert made.returncode == 0, made.stderr
        self.key = made.stdout.strip()

    def origin(self):
        return self.place.person().json('GET', '/api/v1/region')['origin']

    def desk(self, *words):
        """`vitrine desk`: the finished process."""
        return harness.vitrine('desk', words[0], 'http://127.0.0.1:%d' % self.place.port(), *words[1:],
                               '--key', str(self.file))

    def sit_down(self, person):
        """The person's client has the member's seat at the desk from now on."""
        done = self.desk('sign-in')
        assert done.returncode == 0, done.stderr
        person.desk = (self.file.parent / (self.file.name + '.desk')).read_text()
        return person

    def run(self, command, *words):
        return harness.vitrine(command, *words, '--key', str(self.file), '--data', str(self.place.data))

    def add(self, key, organisation='office.example'):
        return self.run('office', 'add', organisation, key)

    def join(self):
        done = self.add(self.key)
        assert done.returncode == 0, done.stderr
        return self

    def try_to(self, verb, what, ground='terms-spam', reason='It is the same advertisement again.', *more):
        return self.run('decide', verb, what, '--ground', ground, '--reason', reason, '--json', *more)

    def decide(self, *words):
        """{'decision', 'entry', 'holds'} of a decision that is taken."""
        done = self.try_to(*words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def list(self):
        done = harness.vitrine('decide', 'list', '--data', str(self.place.data), '--json')
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]
