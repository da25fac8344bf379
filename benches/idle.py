"""How much memory a region at rest has: all its processes, resident, a while after the start; and after it was made
large and started again. No peer in Debian does all of this."""
import time

import measure
import peers

REST_S = 5
BAR_MIB = 80


def peer():
    return 'no peer'


def resident_mib(region):
    """{role: MiB} of all processes, gate as well."""
    time.sleep(REST_S) # what a start needs is given back
    pids = {p['role']: p['pid'] for p in region.processes()}
    pids['gate'] = region.gate.pid
    return {role: measure.resident_mib(pid) for role, pid in pids.items()}


def words(found):
    return ', '.join('%s %.1f' % (role, mib) for role, mib in sorted(found.items()))


def run(rounds):
    idle, large = [], []
    for _ in range(rounds):
        with peers.harness.Region() as region:
            idle.append(resident_mib(region))
            region.stop()
            peers.fill(region.data, 5000, 10000, 1000000)
            region.start()
            large.append(resident_mib(region))
    return [
        measure.Row('memory of a region at rest, all processes',
                    measure.Spread([sum(f.values()) for f in idle]), 'MiB', ('<=', BAR_MIB), words(idle[0])),
        measure.Row('the same with 10,000 videos and 5,000 people',
                    measure.Spread([sum(f.values()) for f in large]), 'MiB', None, words(large[0])),
    ]
