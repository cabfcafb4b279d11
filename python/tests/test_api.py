"""tracehold.record() as context manager and decorator."""

import unittest

from tests.recording import ROOT, Target, recordings
from tracehold import _schema as schema


class Api(unittest.TestCase):
    def run_program(self, source):
        target = Target()
        target.write("program.py", f"import sys\nsys.path.insert(0, {ROOT!r})\nimport tracehold\n" + source)
        done = target.plain("program.py")
        self.assertEqual(done.stderr, "")
        return target, done

    def test_block_twice(self):
        target, _ = self.run_program(
            "def f(n): return n\nf(0)\n"
            "with tracehold.record(out='one') as recording: f(1)\n"
            "f(2)\nassert sys.getprofile() is None\n"
            "with tracehold.record(out='two', values='type', sample=None): f(3); f(4)\n"
        )
        one, two = recordings(target.folder + "/one")[0], recordings(target.folder + "/two")[0]
        self.assertEqual([e.value[0] for e in one.of("f", "call")], [1])
        self.assertEqual([e.value[0] for e in two.of("f", "call")], [3, 4])
        self.assertEqual(one.end[schema.END_FIELD_REASON], "stop")
        self.assertEqual(one.process[schema.PROCESS_FIELD_ORIGIN], "api")

    def test_decorator(self):
        target, done = self.run_program(
            "def inner(n): return n + 1\n"
            "@tracehold.record(out='run')\ndef outer(n):\n    'Doc.'\n    return inner(n)\n"
            "print(outer(1), outer.__name__, outer.__doc__)\n"
        )
        self.assertEqual(done.stdout, "2 outer Doc.\n")
        self.assertEqual(recordings(target.folder + "/run")[0].calls(), {"outer": 1, "inner": 1})

    def test_nested_and_failing(self):
        target, _ = self.run_program(
            "def f(): return 1\n"
            "try:\n"
            "    with tracehold.record(out='run') as outer:\n"
            "        with tracehold.record() as inner: f()\n"
            "        assert inner.path is None and outer.path\n"
            "        f(); raise KeyError\n"
            "except KeyError: pass\n"
            "try: tracehold.record(values='all').__enter__()\n"
            "except ValueError as error: assert '--values' in str(error)\n"
            "else: raise AssertionError\n"
        )
        self.assertEqual(recordings(target.folder + "/run")[0].calls(), {"f": 2})

    def test_recorder(self):
        target, _ = self.run_program(
            "def f(): return 1\n"
            "with tracehold.record(out='run', recorder='pure'): f()\n"
            "try: tracehold.record(recorder='best').__enter__()\n"
            "except ValueError as error: assert '--recorder' in str(error)\n"
            "else: raise AssertionError\n"
            "from tracehold import _native\n_native.unfit = lambda: 'none was built'\n"
            "try: tracehold.record(out='none', recorder='native').__enter__()\n"
            "except RuntimeError as error: assert 'none was built' in str(error)\n"
            "else: raise AssertionError\n"
        )
        (found,) = recordings(target.folder + "/run")
        self.assertEqual(found.process[schema.PROCESS_FIELD_RECORDER], "pure")
        self.assertEqual(found.process[schema.PROCESS_FIELD_RECORDER_REASON], "pure Python, as asked for")

    def test_default_folder(self):
        target, _ = self.run_program("with tracehold.record() as r: pass\nassert r.path.endswith('-program'), r.path\n")
        self.assertTrue(target)


if __name__ == "__main__":
    unittest.main()
