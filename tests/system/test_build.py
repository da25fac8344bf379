"""The same source gives the same bytes, from any folder, under any clock and umask."""
import hashlib
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import marks
import region as harness

sys.path.insert(0, str(harness.ROOT / 'tests'))
import tree  # noqa: E402

PROGRAMS = ('vitrine', 'vitrine-gate', 'vitrine-custodiand', 'vitrine-edged', 'vitrine-mediad',
            'vitrine-verify')


class Build(unittest.TestCase):
    def build(self, folder, umask, zone):
        tree.copy_project(str(harness.ROOT), str(folder))
        environment = {**os.environ, 'TZ': zone, 'CC': 'gcc'}
        for command in (['meson', 'setup', 'out', '--buildtype=debugoptimized'],
                        ['ninja', '-C', 'out'] + ['src/' + p for p in PROGRAMS]):
            subprocess.run(command, cwd=folder, env=environment, check=True, umask=umask,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=900)
        return {p: hashlib.sha256((folder / 'out' / 'src' / p).read_bytes()).hexdigest()
                for p in PROGRAMS}

    @marks.slow
    def test_two_builds_in_two_folders_are_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as place:
            one = self.build(Path(place) / 'a', 0o022, 'UTC0')
            two = self.build(Path(place) / 'another-longer-name' / 'b', 0o077, 'XYZ-9')
            self.assertEqual(one, two)
