"""How a number comes about: processor seconds of processes, rounds in turn, median and spread, and the
bar that it is held against."""
import os
import resource
import statistics

TICKS = os.sysconf('SC_CLK_TCK')


def cpu_seconds(pids):
    """User and system seconds that processes have used so far, all their threads together."""
    total = 0
    for pid in pids:
        with open('/proc/%d/stat' % pid) as f:
            fields = f.read().rpartition(')')[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def children_seconds():
    """The same of this process's children that have ended and were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_mib(pid):
    """The most memory that a process has had resident so far."""
    with open('/proc/%d/status' % pid) as f:
        for line in f:
            if line.startswith('VmHWM:'):
                return int(line.split()[1]) / 1024
    raise RuntimeError('process %d has no VmHWM' % pid)


def resident_mib(pid):
    """The memory that a process has resident now."""
    with open('/proc/%d/status' % pid) as f:
        for line in f:
            if line.startswith('VmRSS:'):
                return int(line.split()[1]) / 1024
    raise RuntimeError('process %d has no VmRSS' % pid)


class Spread:
    """Several measurements of one thing."""

    def __init__(self, values):
        self.values = sorted(values)
        self.median = statistics.median(self.values)

    def __str__(self):
        return '%s (%s to %s)' % tuple(map(short, (self.median, self.values[0], self.values[-1])))


def short(value):
    """Three digits that count."""
    return '%.0f' % value if abs(value) >= 100 else '%.3g' % value


def in_turn(rounds, ours, theirs):
    """Runs both, round after round, the order swapped each time; two lists."""
    found = ([], [])
    for number in range(rounds):
        for side in ((0, 1) if number % 2 == 0 else (1, 0)):
            found[side].append((ours, theirs)[side]())
    return found


def ratio_of(ours, theirs):
    """Of each round by itself: what slowed one round slowed both its sides."""
    return Spread([a / b for a, b in zip(ours, theirs)])


class Row:
    """One line of a table. A bar is ('>=', 0.8) or ('<=', 1.15); None: printed, and held to nothing."""

    def __init__(self, what, spread, unit='', bar=None, note=''):
        self.what, self.spread, self.unit, self.bar, self.note = what, spread, unit, bar, note

    def met(self):
        if self.bar is None:
            return None
        at_least, limit = self.bar[0] == '>=', self.bar[1]
        return self.spread.median >= limit if at_least else self.spread.median <= limit

    def cells(self):
        words = {None: '', True: 'met', False: 'MISSED: ' + short(self.spread.median)}
        bar = '' if self.bar is None else '%s %s' % (
            {'>=': 'at least', '<=': 'at most'}[self.bar[0]], short(self.bar[1]))
        return [self.what, str(self.spread) + (' ' + self.unit if self.unit else ''), bar,
                words[self.met()], self.note]

    def plain(self):
        """For --json."""
        return {'what': self.what, 'median': self.spread.median, 'values': self.spread.values,
                'unit': self.unit, 'bar': self.bar and ' '.join(map(str, self.bar)),
                'met': self.met(), 'note': self.note}


def load_words():
    """Said beside every time on the clock: how much else the machine had to do."""
    return 'load average %.1f on %d processors' % (os.getloadavg()[0], os.cpu_count())


def finished(process):
    """Waits for a child; its processor seconds and the most MiB it had resident."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
