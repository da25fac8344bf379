"""
Borders, tried from inside: a test build of each confined process tries every act of its table under
the real gate and the real profile (tests/attack/). Each must fail. The table of acts and results is
printed, and docs/borders.md must be that table: VITRINE_WRITE_BORDERS=1 writes it anew.
"""
import itertools
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import marks
import region as harness
from test_proc import AS_USER, NO_NAMESPACES, PLAIN_USER, User

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "borders.md"
LINE = re.compile(r"attack ([a-z0-9-]+): (trying|SUCCEEDED|refused, (\S+))")
OF_A_JOB = re.compile(r"^mediad\.(\d+)\| |\bjob (\d+) was killed")
DONE = "attack: done"
FULL = "the disk is full"
ROLES = ("custodiand", "edged", "mediad", "gatewayd")
ITS_WORK = {"gatewayd": ("connect-tcp", "send-udp", "netlink-socket")} # how names are looked up
WITNESS = ("http://nobody.invalid", "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X")
SMALL_MIB, SMALL_FILES = 320, 4096
QUICK = ("--backoff-max-ms", "50")

HEAD = """# Borders, tried from inside

Each row is an act that a taken-over process would try; each cell, what stopped it. *SIGSYS*: the
kernel ended the process at the call, `gate` started it again, and the ledger has an entry. *Cut off*:
`custodiand` closed its channels and `gate` ended it. Any other word is the error that came back. A dash: the act makes sense for another process only. *Its work*: that is what
the process is for: `gatewayd` is the way out, and runs only where witnesses are asked. Made by
`tests/system/test_borders.py`, started as root on the optimised build; the acts are in `tests/attack/`.

`vitrine-witnessd` is not in the table: it is no part of a region, no `gate` starts it, and it was not tried from
inside. What holds it are its list of system calls and its folder (`src/witnessd/sandbox.c`), and what it may import
(P-build-borders).

*Ended*: `gate` ended it, and did not start it again before there was room on the disk (P-room-guarded); with
few files or little room left, nothing that it writes makes a file longer, and `custodiand` has a reserve.

What no act can show: a taken-over `edged` sees what passes through it, and may drop or spoil what is in
its own folder, or fill that up to where `gate` stops it: then nobody uploads until somebody makes room.
Every act fails, too, as an ordinary user in namespaces, and where namespaces are refused. There one user
runs everything and the kernel counts all of that user's threads together: a process may then make so
many that the user has LIMIT_THREADS more than the whole machine had when the process started.

"""


def bin_folder(target, role):
    """The real executables, with one of them replaced by its attacking build."""
    build = harness.build_folder()
    for name in ("gate", *ROLES):
        source = build / "src" / f"vitrine-{name}"
        if name == role:
            source = build / "tests" / f"attack-{name}"
        shutil.copy(source, target / f"vitrine-{name}")
        closure = build / "src" / f"vitrine-{name}.closure"
        if closure.exists():
            shutil.copy(closure, target / closure.name)


def word_of_gate(line):
    """What gate says of an act that ended the process."""
    if "forbidden system call" in line:
        return "SIGSYS"
    if "ending edged" in line and "custodiand cut it off" in line:
        return "cut off"
    if "ending edged" in line and FULL in line:
        return "ended"
    return None


def outcomes(text):
    """What became of each act, in the order of the trying. gate may say that it ends a process before
    it passes on the process's last lines: that the act before is refused, and that this one is tried.
    Jobs run side by side, each with one act: what gate says of one is said with its number."""
    out = {}
    now = None
    early = None
    by_job = {}
    for line in text.splitlines():
        match = LINE.search(line)
        job = next((n for found in OF_A_JOB.finditer(line) for n in found.groups() if n), None)
        if job and not match:
            now = by_job.get(job, now)
        if match and match.group(2) == "trying":
            now = match.group(1)
            by_job[job] = now
            out.setdefault(now, early)
            early = None
        elif match:
            now = match.group(1)
            early = out.get(now) if out.get(now) in ("cut off", "ended") else None # of the next act
            out[now] = match.group(3) or "SUCCEEDED"
        elif now and word_of_gate(line):
            if out[now] is None:
                out[now] = word_of_gate(line)
            elif word_of_gate(line) != "SIGSYS": # said of the dead, whose last lines came before
                early = word_of_gate(line)
    return out


class Knocker(threading.Thread):
    """Connects now and then, so that there is a connection to accept."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port = port
        self.stopping = threading.Event()

    def run(self):
        while not self.stopping.wait(0.05):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as knock:
                    knock.settimeout(0.5)
                    knock.recv(1)
            except OSError:
                pass


def make_room(place):
    """What a taken-over edged left behind when it was ended, if it was."""
    ends = place.log().count(FULL + "; it is started again")
    if ends > place.rooms and place.status()["room"] == "out":
        place.rooms = ends
        for flood in (place.data / "app").glob("flood.*"):
            flood.unlink()


def attack_by_restarts(role, options):
    """custodiand and edged: gate restarts them after each death until the table is through."""
    with tempfile.TemporaryDirectory() as folder, \
            harness.Region(bin_dir=prepared(folder, role), args=QUICK, **options) as place:
        place.rooms = 0
        knocker = Knocker(place.port())
        knocker.start()
        deadline = time.monotonic() + 180
        while DONE not in place.log() and time.monotonic() < deadline and place.alive():
            time.sleep(0.1)
            make_room(place)
        knocker.stopping.set()
        place.wait_entry(lambda e: by_sigsys(e, role))
        return outcomes(place.log()), place.log(), place.ledger_entries()


class Turns(threading.Thread):
    """Says which act is next, to whoever connects."""

    def __init__(self, role):
        super().__init__(daemon=True)
        names = all_acts(role)
        turns = [number for number, name in enumerate(names) if name not in ITS_WORK[role]]
        self.turns = itertools.chain(turns, itertools.count(len(names)))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self):
        for turn in self.turns:
            try:
                with self.listener.accept()[0] as asking:
                    asking.sendall(b"%d\n" % turn)
            except OSError:
                return # closed

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def attack_by_turns(role, options):
    """gatewayd, which has no folder: it asks for its turn where it may connect."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as top, \
            Turns(role) as turns:
        os.chmod(top, 0o755)
        options = {"data": str(Path(top) / "data"), **options}
        made = subprocess.run([*options.get("prefix", ()), str(harness.build_folder() / "src" / "vitrine"), "init",
                               options["data"], "--origin", "vitrine.example/turn-%d" % turns.port,
                               "--witness", *WITNESS], capture_output=True, text=True, env=options.get("environment"))
        assert made.returncode == 0, made
        with harness.Region(bin_dir=prepared(folder, role), args=QUICK, **options) as place:
            harness.wait_for(lambda: DONE in place.log(), "the end of the table\n" + place.log()[-2000:], 180)
            place.wait_entry(lambda e: by_sigsys(e, role))
            return outcomes(place.log()), place.log(), place.ledger_entries()


def attack_by_jobs(role, options):
    """mediad: one act per job, named by the upload's bytes."""
    with tempfile.TemporaryDirectory() as folder, \
            harness.Region(bin_dir=prepared(folder, role), args=QUICK, **options) as place:
        for at, name in enumerate(expected_acts(role)):
            person = place.sign_up(f"attacker{at}")
            person.upload_bytes(f"attack {at} ".encode(), name)
            deadline = time.monotonic() + 30
            while outcomes(place.log()).get(name) is None and time.monotonic() < deadline:
                time.sleep(0.02)
        place.wait_entry(lambda e: by_sigsys(e, role))
        return outcomes(place.log()), place.log(), place.ledger_entries()


def by_sigsys(entry, role):
    return (entry["type"] == "process-stop" and entry["role"] == role
            and entry["how"] == "signal" and entry["code"] == 31)


def prepared(folder, role):
    Path(folder).chmod(0o755)
    bin_folder(Path(folder), role)
    return folder


def all_acts(role):
    names = []
    for source in ("common.c", f"own_{role}.c"):
        text = (ROOT / "tests" / "attack" / source).read_text()
        names += re.findall(r'^    \{"([a-z0-9-]+)", ', text, re.M)
    return names


def expected_acts(role):
    return [name for name in all_acts(role) if name not in ITS_WORK.get(role, ())]


def document(results):
    rows = []
    for name in dict.fromkeys(n for role in ROLES for n in expected_acts(role)):
        cells = [results[role].get(name, "its work" if name in ITS_WORK.get(role, ()) else "–") for role in ROLES]
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return HEAD + "| act | " + " | ".join(ROLES) + " |\n" + "| --- " * 5 + "|\n" + "\n".join(rows) + "\n"


def classes(text):
    """The table without the error words, which differ between kernels."""
    return re.sub(r"\| E[A-Z0-9]+ (?=\|)", "| refused ", text)


def attack(test, role, options):
    """What stopped each act."""
    by = {"mediad": attack_by_jobs, "gatewayd": attack_by_turns}.get(role, attack_by_restarts)
    results, log, entries = by(role, options)
    for name, word in results.items():
        print(f"    {role:12} {name:36} {word}")
    test.assertEqual(sorted(expected_acts(role)), sorted(results), f"acts not tried\n{log[-3000:]}")
    through = [name for name, word in results.items()
               if word in (None, "SUCCEEDED")]
    test.assertEqual(through, [], f"borders that are open\n{log[-3000:]}")
    test.assertTrue([e for e in entries if by_sigsys(e, role)])
    return results


def small(test, owner=0):
    """Options of a region on a small file system with few files, for the acts that fill it."""
    if os.getuid() != 0:
        test.skipTest("needs root to mount a small file system")
    folder = Path(tempfile.mkdtemp(prefix="vitrine-small-"))
    test.addCleanup(shutil.rmtree, folder)
    mount = harness.small_file_system(folder, SMALL_MIB, ",nr_inodes=%d" % SMALL_FILES)
    mount.__enter__()
    test.addCleanup(mount.__exit__, None, None, None)
    os.chown(folder, owner, owner)
    return {"data": str(folder / "data")}


def only(place_data, act):
    """The next start of an attacking edged begins with this act of its table."""
    number = expected_acts("edged").index(act)
    (Path(place_data) / "app" / "attack.next").write_bytes(bytes([number]))
    os.chown(Path(place_data) / "app" / "attack.next", harness.USERS["edged"], harness.USERS["edged"])


class Room(unittest.TestCase):
    """A taken-over edged that fills the disk which it shares with custodiand."""

    def flood(self, act):
        options = small(self)
        with harness.Region(**options) as place:
            place.sign_up("mira")
        only(options["data"], act)
        folder = self.enterContext(tempfile.TemporaryDirectory())
        place = self.enterContext(harness.Region(bin_dir=prepared(folder, "edged"), args=QUICK, **options))
        place.rooms = 0
        return place

    def wait_for(self, place, wanted, what, timeout=40):
        deadline = time.monotonic() + timeout
        while not wanted():
            self.assertLess(time.monotonic(), deadline, what + "\n" + place.log()[-3000:])
            time.sleep(0.05)

    def states(self, place):
        return [e["state"] for e in place.ledger_entries() if e["type"] == "room"]

    @marks.slow
    def test_many_files_do_not_keep_custodiand_from_committing(self):
        place = self.flood("fill-the-folder")
        self.wait_for(place, lambda: "part of the reserve is given" in place.log(), "no reserve was given")
        self.assertIsNone(outcomes(place.log())["fill-the-folder"]) # it is still trying
        place.wait_entry(lambda e: e["type"] == "room" and e["state"] == "low")
        place.person("mira").sign_in()
        place.audit()
        self.assertEqual(place.status()["room"], "low")
        self.assertIsNone(outcomes(place.log())["fill-the-folder"])
        self.wait_for(place, lambda: outcomes(place.log())["fill-the-folder"], "the act goes on")
        self.assertEqual(outcomes(place.log())["fill-the-folder"], "EFBIG")
        place.wait_entry(lambda e: e["type"] == "room" and e["state"] == "enough")
        self.assertEqual(self.states(place)[:2], ["low", "enough"])

    @marks.slow
    def test_what_grows_on_is_ended_and_custodiand_goes_on(self):
        for act in ("fill-holes-by-mapping", "make-empty-files"):
            with self.subTest(act):
                place = self.flood(act)
                self.wait_for(place, lambda: place.status()["room"] == "out", "room is not out")
                place.wait_entry(lambda e: e["type"] == "room" and e["state"] == "out")
                place.wait_entry(lambda e: e["type"] == "process-stop" and e["role"] == "edged"
                                 and e["code"] == 9)
                time.sleep(1)
                self.assertEqual(place.process("edged"), None)
                before = place.process("custodiand")
                place.kill_pid(before["pid"])
                place.wait_entry(lambda e: e["type"] == "process-start" and e["role"] == "custodiand"
                                 and e["generation"] > before["generation"])
                make_room(place)
                self.wait_for(place, lambda: place.process("edged"), "edged does not come back")
                place.wait_entry(lambda e: e["type"] == "room" and e["state"] == "enough")


class Borders(unittest.TestCase):
    def test_every_act_from_inside_each_process_fails(self):
        results = {role: attack(self, role, small(self) if role == "edged" else {}) for role in ROLES}
        text = document(results)
        if os.environ.get("VITRINE_WRITE_BORDERS"):
            DOCUMENT.write_text(text)
        self.assertEqual(classes(DOCUMENT.read_text()), classes(text), "docs/borders.md is not this table")


class WeakerBorders(User):
    """The same acts where confinement is weaker: what is left must hold."""

    def options(self, role, prefix):
        where = small(self, PLAIN_USER) if role == "edged" else {"data": str(self.folder / role)}
        return {**where, "prefix": prefix,
                "environment": {"PATH": os.environ["PATH"], "HOME": str(self.folder)}}

    @marks.slow
    def test_every_act_fails_as_an_ordinary_user(self):
        for role in ROLES:
            attack(self, role, self.options(role, AS_USER))

    @marks.slow
    def test_without_namespaces_every_act_fails(self):
        for role in ROLES:
            attack(self, role, self.options(role, NO_NAMESPACES))
