#!/usr/bin/env python3
"""Prints tests/statement_vectors.json: what members of an office sign at the desk's page, as the formats in
src/approval/api describe it, made here anew: every ground and label that there is, by the table in src/policy.
tests/test_statement_vectors.c and src/app/src/logic/statement.test.ts hold both encoders to it."""
import base64
import hashlib
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / 'tests' / 'system'))

import signing  # noqa: E402

SEED = bytes(range(1, 33))
REGION = 'r.example/1'
MADE_MS = 1764194096789
REASONS = ('It is the same advertisement as yesterday.\n\nAdvertisements are against the terms.',
           'Im Film: „Größe“ – und ein Schloss 🔒\n\n\tZwei Zeilen.\nUnd noch eine.', 'لأنه إعلان.\n\nوهو مخالف للشروط.', '"\\"')
VISIBILITY = {'hide': 'DECISION_VISIBILITY_CONTENT_DISABLED', 'label': 'DECISION_VISIBILITY_CONTENT_LABELLED',
              'restore': 'DECISION_VISIBILITY_OTHER'}


def tables():
    """Grounds [(code, of the law, category, restores)] and labels, from the words of policy.c."""
    text = (ROOT / 'src' / 'policy' / 'policy.c').read_text()
    rows = re.findall(r'\{"([a-z-]+)", (illegal|against_terms), "([A-Z_]+)",\s+"[^"]+",\s+(true|false)\}', text)
    labels = re.search(r'\} labels\[\] = \{(.*?)\n\};', text, re.S).group(1)
    return ([(code, ground == 'illegal', category, restores == 'true') for code, ground, category, restores in rows],
            re.findall(r'\{"([a-z-]+)", "', labels))


def hexes(name, size):
    return hashlib.sha512(name.encode()).hexdigest()[:2 * size]


def canonical(members):
    return json.dumps(members, sort_keys=True, separators=(',', ':'))


def opening_of(number, person, salt, reason):
    return 'vitrine-opening 1\nobject %s\nperson %s\nsalt %s\n\n%s' % (number, person, salt, reason)


def object_of(kind, number, salt):
    if kind != 'person':
        return '%s:%s' % (kind, number)
    bound = b'vitrine decision object 1\0' + bytes.fromhex(salt) + int(number).to_bytes(8, 'big')
    return 'person:' + hashlib.sha256(bound).hexdigest()


def envelope(payload):
    key, signature = signing.ed25519(SEED, b'DSSEv1 %d %s %d %s' % (
        len(signing.KIND), signing.KIND.encode(), len(payload), payload.encode()))
    return '{"payload":"%s","payloadType":"%s","signatures":[{"keyid":"%s","sig":"%s"}]}' % (
        base64.b64encode(payload.encode()).decode(), signing.KIND, key.hex(), base64.b64encode(signature).decode())


def decision(action, ground, label, place):
    code, of_law, category, _ = ground
    kind = ('video', 'comment', 'person')[place % 3]
    number, person = ('9007199254740993', '9223372036854775807', '7312345678901234567')[place % 3], str(41 * (place % 2))
    person = number if kind == 'person' else person
    salt, puid, reason = hexes('salt %d' % place, 32), hexes('puid %d' % place, 16), REASONS[place % len(REASONS)]
    opening = opening_of(number, person, salt, reason)
    payload = canonical({
        'action': action, 'automated_decision': 'AUTOMATED_DECISION_NOT_AUTOMATED', 'category': category,
        'content_type': {'video': 'CONTENT_TYPE_VIDEO', 'comment': 'CONTENT_TYPE_TEXT', 'person': 'CONTENT_TYPE_OTHER'}[kind],
        'decision_ground': 'DECISION_GROUND_' + ('ILLEGAL' if of_law else 'INCOMPATIBLE') + '_CONTENT',
        'decision_visibility': VISIBILITY[action], 'ground': code, 'label': label, 'made_ms': MADE_MS + place,
        'object': object_of(kind, number, salt), 'opening': hashlib.sha256(opening.encode()).hexdigest(),
        'previous': 3 * place, 'puid': puid, 'region': REGION, 'type': 'decision', 'v': 1})
    return {'is': 'decision', 'action': action, 'ground': code, 'label': label, 'kind': kind, 'number': number,
            'person': person, 'previous': 3 * place, 'made_ms': MADE_MS + place, 'region': REGION, 'puid': puid,
            'salt': salt, 'reason': reason, 'opening': opening, 'payload': payload}


def dismissal(place):
    salt, puid, reason = hexes('salt d%d' % place, 32), hexes('puid d%d' % place, 16), REASONS[place % len(REASONS)]
    opening = opening_of(place + 1, 0, salt, reason)
    payload = canonical({'case': place + 1, 'made_ms': MADE_MS, 'opening': hashlib.sha256(opening.encode()).hexdigest(),
                         'puid': puid, 'region': REGION, 'type': 'dismissal', 'upto': MADE_MS - 1000 * place, 'v': 1})
    return {'is': 'dismissal', 'case': place + 1, 'upto': MADE_MS - 1000 * place, 'made_ms': MADE_MS, 'region': REGION,
            'puid': puid, 'salt': salt, 'reason': reason, 'opening': opening, 'payload': payload}


def desk():
    puid = hexes('puid s', 16)
    payload = canonical({'made_ms': MADE_MS, 'puid': puid, 'region': REGION, 'type': 'desk', 'until_ms': MADE_MS + 43200000,
                         'v': 1})
    return {'is': 'desk', 'made_ms': MADE_MS, 'until_ms': MADE_MS + 43200000, 'region': REGION, 'puid': puid, 'opening': '',
            'payload': payload}


def main():
    grounds, labels = tables()
    made = []
    for ground in grounds:
        made.append(decision('restore' if ground[3] else 'hide', ground, '', len(made)))
    made += [decision('label', grounds[len(made) % 8], label, len(made) + i) for i, label in enumerate(labels)]
    made += [dismissal(0), dismissal(3), desk()]
    for i, vector in enumerate(made):
        if i in (0, 2, len(made) - 2, len(made) - 1):
            vector['envelope'] = envelope(vector['payload'])
    lines = ',\n'.join(json.dumps(vector, ensure_ascii=False) for vector in made)
    key = signing.ed25519(SEED, b'')[0].hex()
    print('{"seed":"%s","key":"%s","grounds":%d,"labels":%d,"vectors":[\n%s]}' % (
        SEED.hex(), key, len(grounds), len(labels), lines))


if __name__ == '__main__':
    main()
