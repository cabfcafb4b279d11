"""Children record into files of their own, with a link to their parent."""

import unittest

from tests.recording import Target, recordings
from tracehold import _schema as schema


def run(source, *options):
    target = Target()
    target.write("program.py", source)
    done = target.recorded("program.py", options=options)
    if done.returncode or done.stderr:
        raise AssertionError(done.stderr)
    return recordings(done.run), done.stdout


class Children(unittest.TestCase):
    def check_child(self, found, child, origin):
        parent = found[0]
        self.assertEqual(child.process[schema.PROCESS_FIELD_ORIGIN], origin)
        self.assertEqual(child.process[schema.PROCESS_FIELD_PARENT_FILE], parent.path.rpartition("/")[2])
        self.assertEqual(parent.process[schema.PROCESS_FIELD_ORIGIN], "run")

    def test_fork(self):
        found, _ = run(
            "import os\ndef before(): return 1\ndef in_child(): return 2\ndef in_parent(): return 3\n"
            "def main():\n    before()\n    pid = os.fork()\n"
            "    if pid == 0:\n        in_child()\n        os._exit(0)\n"
            "    os.waitpid(pid, 0)\n    in_parent()\nmain()\n"
        )
        self.assertEqual(len(found), 2)
        parent, child = found
        self.assertEqual(parent.calls(), {"<module>": 1, "main": 1, "before": 1, "in_parent": 1})
        self.assertEqual(child.calls(), {"in_child": 1})
        self.check_child(found, child, "fork")
        self.assertEqual(child.process[schema.PROCESS_FIELD_PARENT_THREAD], 1)
        self.assertGreater(child.process[schema.PROCESS_FIELD_PARENT_NS], 0)
        self.assertEqual(child.end[schema.END_FIELD_REASON], "_exit")

    def test_subprocess(self):
        found, out = run(
            "import subprocess, sys\n"
            "code = 'def f(): return 1\\nf(); print(__name__)'\n"
            "with open('child.py', 'w') as file: file.write(code)\n"
            "subprocess.check_call([sys.executable, 'child.py'])\n"
        )
        self.assertEqual(out, "__main__\n")
        self.assertEqual(found[1].calls(), {"<module>": 1, "f": 1})
        self.check_child(found, found[1], "child")

    def test_multiprocessing(self):
        for method in ("fork", "spawn", "forkserver"):
            with self.subTest(method):
                found, out = run(
                    "import multiprocessing\n"
                    "def work(n):\n    return n * n\n"
                    "if __name__ == '__main__':\n"
                    f"    context = multiprocessing.get_context('{method}')\n"
                    "    with context.Pool(2) as pool: print(pool.map(work, range(8), 1))\n"
                )
                self.assertEqual(out.strip(), str([n * n for n in range(8)]))
                self.assertEqual(sum(each.calls().get("work", 0) for each in found), 8)

    def test_exec_and_many_forks(self):
        found, _ = run(
            "import os, sys\ndef f(): return 1\n"
            "for n in range(20):\n    pid = os.fork()\n    if pid == 0:\n        f(); os._exit(0)\n"
            "    os.waitpid(pid, 0)\n"
            "with open('next.py', 'w') as file: file.write('def g(): return 1\\ng()\\n')\n"
            "os.execv(sys.executable, [sys.executable, 'next.py'])\n"
        )
        self.assertEqual(len(found), 22)
        self.assertEqual(sum(each.calls().get("f", 0) for each in found), 20)
        self.assertEqual(sum(each.calls().get("g", 0) for each in found), 1)

    def test_fork_in_a_thread_while_others_record(self):
        found, _ = run(
            "import os, threading, warnings\nwarnings.simplefilter('ignore')\n"
            "def tick(n): return n\n"
            "def busy():\n    for n in range(20000): tick(n)\n"
            "def forker():\n    for _ in range(30):\n        pid = os.fork()\n"
            "        if pid == 0:\n            tick(-1); os._exit(0)\n        os.waitpid(pid, 0)\n"
            "threads = [threading.Thread(target=each) for each in (busy, forker, busy, busy)]\n"
            "for t in threads: t.start()\nfor t in threads: t.join()\n"
        )
        self.assertEqual(len(found), 31)
        self.assertEqual(found[0].calls()["tick"], 60000)


if __name__ == "__main__":
    unittest.main()
