"""Snapshots that a process takes by itself: when, how many are kept, and what is said of them."""

import os
import shutil
import time
import unittest

from tests.control_client import Running, until
from tests.recording import Target, recordings
from tests.snapshot import Snapshot
from tracehold import _options
from tracehold import _schema as schema
from tracehold._heap_schedule import MOST, Schedule

SECOND = 1_000_000_000


class Due(unittest.TestCase):
    def test_every_so_often(self):
        schedule = Schedule(2.0, 0, self.fail)
        schedule.begin(100)
        self.assertEqual(schedule.due(100 + 2 * SECOND - 1), "")
        self.assertEqual(schedule.due(100 + 2 * SECOND), "every")
        self.assertFalse(schedule.taken("a", 3 * SECOND, 4 * SECOND))
        self.assertEqual([schedule.due(at * SECOND) for at in (4, 5)], ["", "every"])
        # A walk that takes longer than the time between two is not followed by another one at once.
        self.assertTrue(schedule.taken("b", 5 * SECOND, 9 * SECOND))
        self.assertEqual([schedule.due(at * SECOND) for at in (9, 10, 11)], ["", "", "every"])

    def test_growth_since_the_last_one(self):
        memory = [100]
        schedule = Schedule(0, 50, lambda: memory[0])
        schedule.begin(0)
        found = []
        for memory[0] in (149, 80, 150, 160, 209, 210, 300):
            reason = schedule.due(0)
            found.append(reason)
            if reason:
                schedule.taken("x", 0, 1)
        self.assertEqual(found, ["", "", "growth", "", "growth", "", "growth"])

    def test_memory_that_nobody_tells(self):
        schedule = Schedule(0, 50, lambda: None)
        schedule.begin(0)
        self.assertTrue(schedule.is_blind)
        self.assertEqual(schedule.due(SECOND), "")

    def test_every_second_one_goes(self):
        schedule = Schedule(1.0, 0, self.fail)
        schedule.begin(0)
        kept, now = [], 0
        for number in range(1, 200):
            while not schedule.due(now):
                now += SECOND
            schedule.taken(str(number), now, now)
            kept.append(str(number))
            for old in schedule.too_many():
                kept.remove(old)
            self.assertLessEqual(len(kept), MOST)
        self.assertEqual((kept[0], kept[-1]), ("1", "199"))
        # Fifteen minutes and more, by at most 32 snapshots.
        self.assertGreater(now, 900 * SECOND)

    def test_options(self):
        options, _ = _options.parse(["--heap-every", "2.50", "--heap-growth=64", "x.py"])
        self.assertEqual((options.heap_every, options.heap_growth), (2.5, 64))
        self.assertEqual(options.arguments(), ["--heap-every", "2.5", "--heap-growth", "64"])
        options, _ = _options.parse(["--heap-every", "1000000", "x.py"])
        self.assertEqual(_options.parse(options.arguments())[0].heap_every, 1_000_000)
        for flag, texts in (
            ("--heap-every", ("0", "-1", "0.05", "1e3", "nan", "inf", "", ".", "1.2.3", "9" * 400, "\u0663")),
            ("--heap-growth", ("0", "-1", "1.5", "", "9" * 5000, "\u0663", "x")),
        ):
            for text in texts:
                with self.subTest(flag, text=text), self.assertRaises(_options.OptionError):
                    _options.parse([f"{flag}={text}", "x.py"])


class OfPrograms(unittest.TestCase):
    def start(self, source, *options):
        target = Target()
        self.addCleanup(shutil.rmtree, target.folder, True)
        running = Running(target, source, *options)
        self.addCleanup(running.kill)
        return running

    def reasons(self, running):
        return {Snapshot(path).record[schema.SNAPSHOT_FIELD_REASON] for path in running.snapshots()}

    def test_every_so_often_in_all_processes(self):
        running = self.start(
            "import os, sys, time\ndef f(): time.sleep(0.02)\n"
            "pid = os.fork()\nos.write(1, b'%d\\n' % os.getpid())\n"
            "while not os.path.exists('over'): f()\n"
            "if pid == 0: os._exit(0)\nos.waitpid(pid, 0)\n",
            "--heap-every",
            "0.2",
        )
        for _ in range(2):
            start = f"heap-{running.process.stdout.readline().strip()}-"
            until(
                "two of each process",
                lambda start=start: sum(os.path.basename(path).startswith(start) for path in running.snapshots()) >= 2,
            )
        with open(os.path.join(os.path.dirname(running.run), "over"), "w"):
            self.assertEqual(running.end()[1:], ("", 0))
        self.assertEqual(self.reasons(running), {"every"})

    def test_when_memory_has_grown(self):
        running = self.start(
            "import sys\nheld = []\nfor _ in sys.stdin: held.append(b'x' * 60_000_000); print('more', flush=True)\n",
            "--heap-growth",
            "100",
        )

        def grow():
            running.process.stdin.write("\n")
            running.process.stdin.flush()
            running.said("more")

        grow()
        # Two looks long: 60 MB are not enough.
        time.sleep(2.5)
        self.assertEqual(running.snapshots(), [])
        grow()
        until("a snapshot", running.snapshots)
        self.assertEqual(running.end()[1:], ("", 0))
        self.assertEqual(self.reasons(running), {"growth"})
        [path] = running.snapshots()
        self.assertGreater(Snapshot(path).record[schema.SNAPSHOT_FIELD_RSS_BYTES], 100 << 20)

    def test_a_walk_that_takes_longer_is_told_once(self):
        running = self.start(
            "import sys\ndata = [{n: [n]} for n in range(60_000)]\nsys.stdin.read()\n",
            *("--heap-every", "0.1"),
            # The walk in C is done sooner.
            *("--recorder", "pure"),
        )
        until("three of them", lambda: len(running.snapshots()) >= 3)
        self.assertEqual(running.end()[1:], ("", 0))
        [problem] = recordings(running.run)[0].problems
        self.assertEqual(problem[schema.PROBLEM_FIELD_CODE], "snapshots-late")
        told = problem[schema.PROBLEM_FIELD_MESSAGE]
        self.assertRegex(told, r"^A snapshot took [\d.]+ s, longer than the time between two")


if __name__ == "__main__":
    unittest.main()
