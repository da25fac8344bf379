"""What "For You" does beside other ways to choose, in a region that is made up (feed_sim.c): the mean of
several seeds with its 95 % confidence interval (Student's t). No seed of these was tuned on."""
import math
import statistics
import subprocess
from pathlib import Path

import measure
import peers

# Seeds from 1 on are for tuning, those from 1001 on for what is printed.
FIRST_SEED, SEEDS_PER_ROUND = 1001, 2
POLICIES = ['ours', 'newest', 'popular', 'random', 'oracle']
HEAD = ['what', *POLICIES, 'bar', '']
MEASURES = [('satisfied-s', 'satisfied seconds per session'),
            ('creators', 'share of creators seen'),
            ('first-views-h', "hours to a newcomer's first 100 views")]
SCENARIOS = ['usual', 'cold', 'drift', 'bait']
# Two-sided 95 %, by degrees of freedom; past the last, the normal one is near enough.
T95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
       2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086]
PLOT = Path(__file__).resolve().parent.parent / 'docs' / 'feed-sim.svg'


class Interval:
    """A mean with its 95 % confidence interval."""

    def __init__(self, values):
        self.values, self.mean = values, statistics.mean(values)
        freedom = len(values) - 1
        t = T95[freedom - 1] if freedom <= len(T95) else 1.96
        self.half = t * statistics.stdev(values) / math.sqrt(len(values))

    def __str__(self):
        return '%s ± %s' % (measure.short(self.mean), measure.short(self.half))


class Row:
    """One measure of one scenario, all policies; a bar holds the whole interval of a difference."""

    def __init__(self, what, found, bar='', difference=None):
        self.what, self.found, self.bar, self.difference = what, found, bar, difference

    def met(self):
        return None if self.difference is None else self.difference.mean > self.difference.half

    def cells(self):
        words = {None: '', True: 'met', False: 'MISSED: %s' % self.difference}
        return [self.what, *[str(self.found[p]) if p in self.found else '' for p in POLICIES],
                self.bar, words[self.met()]]

    def plain(self):
        """For --json."""
        return {'what': self.what, 'bar': self.bar, 'met': self.met(),
                'values': {p: i.values for p, i in self.found.items()}}


def simulate(scenario, policy, seeds):
    """{measure: value of each seed}."""
    done = subprocess.run([str(peers.harness.build_folder() / 'benches' / 'feed-sim'), scenario, policy,
                           str(FIRST_SEED), str(seeds)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError('feed-sim %s %s: status %d %s' % (scenario, policy, done.returncode, done.stderr))
    found = {}
    for line in done.stdout.splitlines():
        name, value = line.split()[3:]
        found.setdefault(name, []).append(float(value))
    return found


def minus(ours, theirs):
    """Seed by seed: both had the same world."""
    return Interval([a - b for a, b in zip(ours, theirs)])


def rows_of(scenario, found):
    rows = []
    for name, words in MEASURES:
        intervals = {p: Interval(found[p][name]) for p in POLICIES if name in found[p]}
        bar, difference = '', None
        if name == 'satisfied-s':
            best = max(POLICIES[1:-1], key=lambda p: intervals[p].mean)
            bar = 'more than ' + best
            difference = minus(found['ours'][name], found[best][name])
        if name == 'first-views-h' and scenario == 'usual':
            bar, difference = 'fewer than popular', minus(found['popular'][name], found['ours'][name])
        rows.append(Row('%s: %s' % (scenario, words), intervals, bar, difference))
    return rows


def attack_rows(seeds):
    """What one account gains by watching over and over, if it counts once, and if it did not."""
    found = {s: {p: simulate(s, p, seeds)['attacked'] for p in ('ours', 'popular')}
             for s in ('usual', 'attack', 'attack-each')}
    words = {'usual': 'without an attack', 'attack': 'attacked', 'attack-each': 'if each watch counted'}
    rows = []
    for scenario, policies in found.items():
        bar, difference = '', None
        if scenario == 'attack':
            bar = 'fewer than if each counted'
            difference = minus(found['attack-each']['ours'], policies['ours'])
        rows.append(Row("percent of views of the pushed creator's, " + words[scenario],
                        {p: Interval([100 * v for v in values]) for p, values in policies.items()},
                        bar, difference))
    return rows


def run(rounds):
    seeds = max(3, rounds * SEEDS_PER_ROUND)
    rows, plotted = [], {}
    for scenario in SCENARIOS:
        found = {p: simulate(scenario, p, seeds) for p in POLICIES}
        plotted[scenario] = {p: Interval(found[p]['satisfied-s']) for p in POLICIES}
        rows += rows_of(scenario, found)
    run.plotted = plotted
    return rows + attack_rows(seeds)


def bar_svg(x, top, policy, interval, scale):
    """One bar with its interval; ours is full, the others lighter."""
    height = interval.mean * scale
    low, high = top - (interval.mean - interval.half) * scale, top - (interval.mean + interval.half) * scale
    return ('<rect class="%s" x="%d" y="%.1f" width="20" height="%.1f"/>'
            '<path d="M%d %.1fV%.1f"/><text x="%d" y="%.1f">%.0f</text>' % (
                policy, x, top - height, height, x + 10, low, high, x + 10, high - 4, interval.mean))


def plot(found):
    """Satisfied seconds per session as an SVG that suits a light and a dark page."""
    floor, left, scale = 230, 16, 180 / max(i.mean for of in found.values() for i in of.values())
    parts = []
    for n, (scenario, of) in enumerate(found.items()):
        x = left + n * 136
        parts += [bar_svg(x + k * 24, floor, p, of[p], scale) for k, p in enumerate(POLICIES)]
        parts.append('<text x="%d" y="%d">%s</text>' % (x + 58, floor + 18, scenario))
    for k, policy in enumerate(POLICIES):
        x = left + k * 84
        parts.append('<rect class="%s" x="%d" y="258" width="10" height="10"/>'
                     '<text class="key" x="%d" y="267">%s</text>' % (policy, x, x + 15, policy))
    style = ('text{font:11px sans-serif;text-anchor:middle;fill:#333}.key{text-anchor:start}'
             'path{stroke:#333;stroke-width:1.5}.ours{fill:#2f6fde}.newest{fill:#c98a2b}'
             '.popular{fill:#b0567f}.random{fill:#8a8a8a}.oracle{fill:#3d9970}'
             '@media(prefers-color-scheme:dark){text{fill:#ddd}path{stroke:#ddd}}')
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 280" role="img">'
            '<title>Satisfied seconds per session, with 95 % intervals</title><style>' + style +
            '</style><text class="key" x="16" y="16">Satisfied seconds per session, 95 % intervals</text>'
            + '\n'.join(parts) + '</svg>\n')


def write_more():
    """What --write puts beside the table."""
    PLOT.write_text(plot(run.plotted))


def peer():
    return 'the newest first, the most watched, chance, and an oracle that knows what satisfies whom'
