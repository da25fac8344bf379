"""The app in headless Chromium on a line of 10 Mbit/s and 40 ms, over a feed of the demo's clips: how long
after the page is opened the first clip moves, how long after a clip came into view, what the first load
weighs, and whether anything shifts. Each round is a first visit with nothing cached."""
import json
import os
import subprocess
import sys
import time

import measure
import peers

CLIPS, SWIPES = 12, 7 # a page of the feed has ten; what is held ahead of the last swipe is on it, too
PLOT = peers.ROOT / 'docs' / 'web-swipes.svg'
HEAD = ['what', 'median (least to most)', 'bar', '', '']
LIMIT_MS, BINS = 300, 15


def prepare(region):
    """Demo people and clips, and all their sizes: no job runs beside."""
    browser = peers.ROOT / 'tests' / 'browser'
    if not (browser / 'node_modules').exists():
        subprocess.run(['npm', 'ci', '--no-audit', '--no-fund'], cwd=browser, check=True, stdout=sys.stderr,
                       timeout=300)
    folder = peers.harness.build_folder() / 'demo-clips'
    subprocess.run([str(peers.ROOT / 'tools' / 'make-demo-clips'), str(folder), '--few', str(CLIPS)],
                   check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=900)
    address = 'http://127.0.0.1:%d' % region.port()
    done = peers.harness.vitrine('demo', address, folder, '--sign-ins', region.folder + '/sign-ins.txt',
                                 timeout=900)
    if done.returncode != 0:
        raise RuntimeError('vitrine demo: ' + done.stdout + done.stderr)
    people, deadline = [], time.monotonic() + 900
    for line in open(region.folder + '/sign-ins.txt'):
        handle, password = line.split()[:2]
        people.append(region.person(handle).sign_in(password))
    while time.monotonic() < deadline:
        videos = [v for p in people for v in p.json('GET', '/api/v1/me/videos?limit=20')['videos']]
        if len(videos) >= CLIPS and all(v['state'] == 'public' and not v['larger_to_come'] for v in videos):
            return address
        time.sleep(1)
    raise RuntimeError('the clips were not ready in time')


def visit(address):
    environment = {**os.environ, 'VITRINE_URL': address, 'VITRINE_SWIPES': str(SWIPES)}
    done = subprocess.run(['node', str(peers.ROOT / 'benches' / 'web.mjs')], env=environment, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=300)
    if done.returncode != 0:
        raise RuntimeError('web.mjs: ' + done.stdout + done.stderr)
    found = json.loads(done.stdout.splitlines()[0])
    if len(found['swipes']) != SWIPES:
        raise RuntimeError('%d swipes' % len(found['swipes']))
    return found


def part(values, hundredth):
    values = sorted(values)
    return values[min(len(values) - 1, len(values) * hundredth // 100)]


def share(visits, name):
    """Of a visit's swipes, in percent."""
    return measure.Spread([100 * sum(bool(s[name]) for s in v['swipes']) / len(v['swipes']) for v in visits])


def run(rounds):
    with peers.harness.Region(www=peers.harness.build_folder() / 'www') as region:
        address = prepare(region)
        visits = [visit(address) for _ in range(rounds)]
    run.plotted = times = [s['ms'] for v in visits for s in v['swipes']]
    load = measure.load_words()
    row, spread = measure.Row, measure.Spread
    return [
        row('a clip in view until its picture moves, half of %d' % len(times),
            spread([part([s['ms'] for s in v['swipes']], 50) for v in visits]), 'ms', ('<=', 100), load),
        row('the same, 95 of 100 of all', spread([part(times, 95)]), 'ms', ('<=', 300)),
        row('the page opened until the first clip moves', spread([v['opened_ms'] for v in visits]), 'ms',
            ('<=', 1500), load),
        row('the first load, packed', spread([v['app_bytes'] / 1000 for v in visits]), 'KB', ('<=', 60),
            'and %s KB that the API answers' % measure.short(spread([v['api_bytes'] / 1000 for v in visits]).median)),
        row('layout shift', spread([v['shift'] for v in visits]), '', ('<=', 0)),
        row('colours of the clip at once', share(visits, 'blur'), '%', ('>=', 100)),
        row('its poster at once', share(visits, 'picture'), '%', ('>=', 100)),
        row('the clip there before the swipe', share(visits, 'asked'), '%', ('>=', 100)),
        row('two ahead and one behind are held, no more', share(visits, 'kept'), '%', ('>=', 100)),
    ]


def plot(times):
    """How many swipes took how long; the last bar is all that took longer."""
    width, bins = LIMIT_MS / BINS, [0] * (BINS + 1)
    for ms in times:
        bins[min(BINS, int(ms / width))] += 1
    scale = 160 / max(bins)
    parts = ['<rect x="%d" y="%.1f" width="28" height="%.1f"/><text x="%d" y="%.1f">%s</text>' % (
        20 + k * 32, 200 - n * scale, n * scale, 34 + k * 32, 196 - n * scale, n or '') for k, n in enumerate(bins)]
    parts += ['<text x="%d" y="216">%d</text>' % (20 + k * 32, k * width) for k in range(0, BINS + 1, 5)]
    style = ('text{font:11px sans-serif;text-anchor:middle;fill:#333}.key{text-anchor:start}rect{fill:#2f6fde}'
             '@media(prefers-color-scheme:dark){text{fill:#ddd}}')
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 228" role="img"><title>Milliseconds from a '
            'clip in view to its picture moving</title><style>' + style + '</style><text class="key" x="16" y="16">'
            'Swipes by milliseconds from the clip in view to its picture moving</text>' + '\n'.join(parts) + '</svg>\n')


def write_more():
    """What --write puts beside the table."""
    PLOT.write_text(plot(run.plotted))


def peer():
    return 'no peer: Chromium on a line of 10 Mbit/s and 40 ms'
