"""The control channel: who may ask a recorded process, what it answers, and that nobody else notices."""

import os
import shutil
import socket
import stat
import sys
import time
import unittest

from tests.control_client import Running, channels, encode, read_all, until
from tests.recording import ROOT, Target, recordings
from tests.snapshot import Snapshot
from tracehold import _schema as schema

#: Says that it is there and waits for its input to end.
WAITS = "import sys\ndef f(): return 1\nf()\nprint('here', flush=True)\nsys.stdin.read()\n"
#: Works without a pause until the input ends, and without a call that is recorded.
WORKS = """
import sys, threading
over = []
def work():
    n = 0
    while not over: n += 1
threads = [threading.Thread(target=work) for _ in range(COUNT)]
for thread in threads: thread.start()
print('here', flush=True)
sys.stdin.read()
over.append(1)
for thread in threads: thread.join()
print('over')
"""


@unittest.skipUnless(hasattr(socket, "AF_UNIX"), "this system has no Unix sockets")
class Control(unittest.TestCase):
    def setUp(self):
        self.target = Target()
        self.addCleanup(shutil.rmtree, self.target.folder, True)

    def start(self, source, *options, **keywords):
        running = Running(self.target, source, *options, **keywords)
        self.addCleanup(running.kill)
        return running

    def waiting(self, source=WAITS, *options, **keywords):
        running = self.start(source, *options, **keywords)
        running.said("here")
        return running

    def assert_snapshot(self, running, answers):
        self.assertEqual([answer["status"] for answer in answers], ["begun", "ok"], answers)
        return Snapshot(os.path.join(running.run, answers[-1]["file"]))

    def test_a_snapshot_on_demand(self):
        running = self.waiting("wanted = type('Wanted', (), {})()\n" + WAITS)
        channel = running.channel()
        snapshot = self.assert_snapshot(running, channel.ask("snapshot", label="after the lint"))
        record = snapshot.record
        self.assertEqual(record[schema.SNAPSHOT_FIELD_LABEL], "after the lint")
        self.assertEqual(record[schema.SNAPSHOT_FIELD_REASON], "command")
        self.assertEqual(record[schema.SNAPSHOT_FIELD_PID], channel.pid)
        counts = snapshot.counts()
        self.assertEqual(counts["__main__.Wanted"], 1)
        # What a thread's own storage keeps while it is recorded is known.
        ours = [name for name in counts if name.startswith("tracehold.")]
        self.assertIn(ours, ([], ["tracehold._recorder._Alive"]))
        self.assertEqual(counts["_socket.socket"], 0)
        # The frame of the program, and none of the thread that walked.
        frames = [name for kind, _, name in snapshot.roots if kind == schema.HEAP_ROOT_KIND_FRAME]
        self.assertEqual(frames, ["MainThread"])
        self.assertEqual(running.end()[2], 0)

    def test_info(self):
        running = self.waiting()
        channel = running.channel()
        [answer] = channel.ask("info")
        self.assertEqual(answer["status"], "ok")
        self.assertEqual(answer["pid"], str(channel.pid))
        self.assertEqual(answer["python"], ".".join(map(str, sys.version_info[:3])))
        self.assertEqual(answer["recording"], f"trace-{channel.pid}.thtrace")
        self.assertEqual(channel.facts["origin"], "run")

    def test_private_while_it_runs_and_gone_afterwards(self):
        running = self.waiting()
        channel = running.channel()
        for path in (channel.path, channel.facts["socket"]):
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600, path)
        self.assertEqual(stat.S_IMODE(os.stat(running.run).st_mode), 0o700)
        self.assertEqual(len(channel.facts["token"]), 32)
        self.assertEqual(running.end()[2], 0)
        self.assertFalse(os.path.exists(channel.facts["socket"]))
        self.assertEqual(sorted(os.listdir(running.run)), ["run.json", f"trace-{channel.pid}.thtrace"])

    def test_programs_that_work_all_the_time(self):
        for count in (1, 3):
            with self.subTest(count):
                running = self.waiting(WORKS.replace("COUNT", str(count)), run=f"run-{count}")
                channel = running.channel()
                for _ in range(5):
                    # Whoever takes the interpreter from the one who walks gives it back.
                    self.assert_snapshot(running, channel.ask("snapshot"))
                self.assertEqual(running.end(), ("over\n", "", 0))

    def test_nothing_is_changed_afterwards(self):
        running = self.waiting(
            "import gc, sys, threading\n"
            "def facts(): return [sys.getswitchinterval(), gc.isenabled(), threading.active_count(), sys.gettrace()]\n"
            "before = facts()\n" + WAITS + "print(before == facts(), len(threading.enumerate()))\n"
        )
        channel = running.channel()
        snapshots = [self.assert_snapshot(running, channel.ask("snapshot")) for _ in range(3)]
        # Nothing of one walk is there in the next one.
        second, third = (len(snapshot.nodes) for snapshot in snapshots[1:])
        self.assertLess(abs(second - third), 500)
        self.assertEqual(running.end()[0], "True 1\n")
        self.assertEqual(recordings(running.run)[0].problems, [])

    def test_who_does_not_know_the_token(self):
        running = self.waiting()
        channel = running.channel()
        for token in ("", "0" * 32, channel.facts["token"][:-1], channel.facts["token"] + "0", "\u00fc" * 16):
            [answer] = channel.ask("snapshot", token=token)
            self.assertEqual((answer["status"], answer["code"]), ("error", "token"))
        [answer] = channel.ask("snapshot", protocol="2")
        self.assertEqual((answer["status"], answer["code"]), ("error", "protocol"))
        [answer] = channel.ask("dance")
        self.assertEqual((answer["status"], answer["code"]), ("error", "command"))
        self.assertEqual(running.snapshots(), [])

    def test_hostile_clients(self):
        running = self.waiting()
        channel = running.channel()
        held = []
        for sent in (b"", b"\n", b"\n\n", b"\xff\xfe\n\n", b"x" * 4000, b"GET / HTTP/1.1\r\n\r\n"):
            connection = channel.connect()
            connection.sendall(sent)
            held.append(connection)
            self.addCleanup(connection.close)
        # These say nothing more, and are not waited for. Who comes after them is answered.
        until("an answer", lambda: channel.ask("info")[0]["status"] == "ok")
        with channel.connect() as connection:
            try:
                for _ in range(10_000):
                    connection.sendall(b"x" * 65536)
            except OSError:
                pass
            else:
                self.fail("took 650 MB")
        # Goes away before it is answered.
        with channel.connect() as connection:
            connection.sendall(encode({"protocol": "1", "token": channel.facts["token"], "command": "snapshot"}))
        # Says one letter a time.
        with channel.connect() as connection:
            for letter in "protocol":
                connection.sendall(letter.encode())
                time.sleep(0.02)
            self.assertEqual(read_all(connection), [])
        label = "a\u202eb\x1b[31m" + "\u00fc" * 5000 + "\u0000"
        until("an answer", lambda: channel.ask("info")[0]["status"] == "ok")
        snapshot = self.assert_snapshot(running, channel.ask("snapshot", label=label, reason="<b>"))
        self.assertEqual(snapshot.record[schema.SNAPSHOT_FIELD_LABEL], label[:200])
        self.assertEqual(snapshot.record[schema.SNAPSHOT_FIELD_REASON], "command")
        self.assertEqual(running.end()[1:], ("", 0))
        self.assertEqual(recordings(running.run)[0].problems, [])

    def test_deep_run_folders(self):
        deep = os.path.join("f" * 90, "g" * 90)
        os.makedirs(os.path.join(self.target.folder, deep))
        running = self.waiting(run=os.path.join(deep, "run"))
        channel = running.channel()
        place = channel.facts["socket"]
        self.assertLess(len(os.fsencode(place)), 104)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(place)).st_mode), 0o700)
        self.assert_snapshot(running, channel.ask("snapshot"))
        running.end()
        self.assertFalse(os.path.exists(os.path.dirname(place)))

    def test_no_place_for_a_socket(self):
        self.target.write("sitecustomize.py", "import _socket\ndel _socket.AF_UNIX\n")
        running = self.waiting(env={"PYTHONPATH": os.pathsep.join([self.target.folder, ROOT])})
        self.assertEqual(running.channel().facts["unavailable"], "this Python has no Unix sockets")
        self.assertEqual(running.end()[2], 0)
        self.assertEqual(channels(running.run), [])

    def test_children(self):
        running = self.waiting(
            "import os, sys, time\n"
            "def f(): return 1\n"
            "pid = os.fork()\n"
            # From 3.12 on what is a fork of the main module comes back with the next call.
            "f()\n"
            "if pid == 0:\n"
            "    while os.getppid() != 1 and not os.path.exists('over'): f(); time.sleep(0.01)\n"
            "    os._exit(0)\n"
            "print('here', flush=True)\nsys.stdin.read()\n"
            "open('over', 'w').close()\nos.waitpid(pid, 0)\n"
        )
        parent, child = sorted(running.channels(2), key=lambda each: each.facts["origin"], reverse=True)
        self.assertEqual([parent.facts["origin"], child.facts["origin"]], ["run", "fork"])
        self.assertNotEqual(parent.facts["token"], child.facts["token"])
        for channel in (parent, child):
            snapshot = self.assert_snapshot(running, channel.ask("snapshot"))
            self.assertEqual(snapshot.record[schema.SNAPSHOT_FIELD_PID], channel.pid)
        running.end()
        self.assertEqual(channels(running.run), [])
        self.assertEqual([name for name in os.listdir(running.run) if name.endswith(".sock")], [])

    def test_children_of_multiprocessing(self):
        for method in ("fork", "spawn", "forkserver"):
            with self.subTest(method):
                running = self.start(
                    "import multiprocessing, os, sys, time\n"
                    "def work(n):\n"
                    "    while not os.path.exists('over'): time.sleep(0.01)\n"
                    "if __name__ == '__main__':\n"
                    "    if os.path.exists('over'): os.unlink('over')\n"
                    f"    context = multiprocessing.get_context('{method}')\n"
                    "    processes = [context.Process(target=work, args=(n,)) for n in range(2)]\n"
                    "    for process in processes: process.start()\n"
                    "    print('here', flush=True)\n    sys.stdin.read()\n"
                    "    open('over', 'w').close()\n"
                    "    for process in processes: process.join()\n",
                    run=f"run-{method}",
                )
                running.said("here")
                pids = set()

                def enough(running=running, pids=pids):
                    for channel in channels(running.run):
                        if channel.pid not in pids:
                            pids.update([channel.pid] * ("ok" == channel.ask("snapshot")[-1]["status"]))
                    return len(pids) >= 3

                until("snapshots of three processes", enough)
                self.assertEqual(running.end()[1:], ("", 0))
                until("the end of all channels", lambda: not channels(running.run))

    def test_exec_hands_over(self):
        self.target.write(
            "next.py", "def f(): return 1\nf()\nimport sys\nprint('there', flush=True)\nsys.stdin.read()\n"
        )
        running = self.waiting(
            "import os, sys\ndef f(): return 1\nf()\nprint('here', flush=True)\nsys.stdin.readline()\n"
            "try: os.execv('/no/such/thing', ['x'])\nexcept OSError: pass\n"
            "f()\nprint('still', flush=True)\nsys.stdin.readline()\n"
            "os.execv(sys.executable, [sys.executable, 'next.py'])\n"
        )
        first = running.channel()
        running.process.stdin.write("\n")
        running.process.stdin.flush()
        running.said("still")
        second = until("a new channel", lambda: [each for each in channels(running.run) if each.facts != first.facts])
        self.assert_snapshot(running, second[0].ask("snapshot"))
        running.process.stdin.write("\n")
        running.process.stdin.flush()
        running.said("there")
        last = until(
            "the last channel", lambda: [each for each in channels(running.run) if each.facts != second[0].facts]
        )
        self.assertEqual((last[0].pid, last[0].facts["origin"]), (first.pid, "child"))
        self.assert_snapshot(running, last[0].ask("snapshot"))
        self.assertEqual(running.end()[1:], ("", 0))

    def test_a_daemon_that_closes_everything(self):
        running = self.waiting(
            "import os, socket, sys, time\n"
            "def f(): return 1\n"
            "f(); print('here', flush=True)\nsys.stdin.readline()\n"
            "os.closerange(3, 3000)\n"
            "mine = socket.socket(socket.AF_UNIX); mine.bind('mine.sock'); mine.listen(1)\n"
            # Under any number that ours may have had.
            "for number in range(100, 500): os.dup2(mine.fileno(), number)\n"
            "other = socket.socket(socket.AF_UNIX); other.connect('mine.sock')\n"
            "sys.stdin.readline()\n"
            "mine.settimeout(5); there, _ = mine.accept(); print('mine', flush=True)\nsys.stdin.read()\n"
        )
        # Read before it is closed: the next one takes its place a second later.
        first = running.channel()
        running.process.stdin.write("\n")
        running.process.stdin.flush()
        second = until("a new channel", lambda: [each for each in channels(running.run) if each.facts != first.facts])
        self.assert_snapshot(running, second[0].ask("snapshot"))
        running.process.stdin.write("\n")
        running.process.stdin.flush()
        running.said("mine")
        self.assertEqual(running.end()[2], 0)

    def test_the_end_waits_for_a_snapshot_and_nothing_else(self):
        running = self.waiting("data = [{n: [n]} for n in range(20_000)]\n" + WAITS)
        channel = running.channel()
        with channel.connect() as silent, channel.connect() as connection:
            connection.sendall(encode({"protocol": "1", "token": channel.facts["token"], "command": "snapshot"}))
            self.assertTrue(silent)
            self.assertEqual(connection.recv(14), b"status begun\n\n")
            began = time.monotonic()
            running.process.stdin.close()
            running.process.stdin = None
            self.assertEqual(read_all(connection)[-1]["status"], "ok")
            self.assertEqual(running.end()[1:], ("", 0))
            self.assertLess(time.monotonic() - began, 30)
        [path] = running.snapshots()
        self.assertGreater(Snapshot(path).counts()["dict"], 20_000)

    def test_a_full_disk(self):
        running = self.waiting(
            "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n" + WAITS
        )
        answers = running.channel().ask("snapshot")
        self.assertEqual([answer["status"] for answer in answers], ["begun", "error"])
        self.assertEqual((answers[1]["code"], answers[1]["message"]), ("no-snapshot", "File too large"))
        self.assertEqual(running.snapshots(), [])
        self.assertEqual([name for name in os.listdir(running.run) if name.endswith(".part")], [])
        self.assertEqual(running.end()[2], 0)

    def test_no_channel_without_a_recording(self):
        source = "import tracehold, sys; print(tracehold.snapshot() and '_socket' in sys.modules)"
        done = self.target.plain("-c", source, env={"PYTHONPATH": ROOT})
        self.assertEqual(done.stdout, "False\n", done.stderr)


if __name__ == "__main__":
    unittest.main()
