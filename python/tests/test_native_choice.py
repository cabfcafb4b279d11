"""Which recorder is chosen, and that the recording says which and why."""

import os
import unittest
from unittest import mock

from tests.recording import record_source
from tests.test_native_values import REQUIRED
from tracehold import _native, _options, _session
from tracehold import _schema as schema

FIT = not _native.unfit()


def choose(recorder, variable=""):
    options, _ = _options.parse(["--recorder", recorder])
    with mock.patch.dict(os.environ, {_session.RECORDER_VARIABLE: variable}):
        return _session.choose(options)


class Choice(unittest.TestCase):
    def test_without_a_library(self):
        with mock.patch.object(_native, "unfit", lambda: "no library"):
            self.assertEqual(choose("auto"), ("pure", f"pure Python: no library; {_session.COST}"))
            self.assertRegex(_session.COST, "times as long")
            self.assertEqual(choose("pure"), ("pure", "pure Python, as asked for"))
            with self.assertRaisesRegex(_session.RefusedError, "no library"):
                choose("native")

    def test_where_it_never_ran_it_must_be_asked_for(self):
        with mock.patch.multiple(_native, unfit=lambda: "", misses=lambda: "", untried="never run"):
            self.assertEqual(choose("auto")[0], "pure")
            self.assertIn("never run; --recorder native takes it", choose("auto")[1])
            self.assertEqual(choose("native")[0], "native")
            self.assertEqual(choose("auto", "native")[0], "native")

    def test_with_a_library(self):
        with mock.patch.multiple(_native, unfit=lambda: "", misses=lambda: "", untried=""):
            self.assertEqual(choose("auto")[0], "native")
            self.assertEqual(choose("native")[0], "native")
            self.assertEqual(choose("pure")[0], "pure")
            self.assertEqual(choose("auto", "pure")[0], "pure")

    def test_where_calls_are_missed(self):
        gap = _native.misses((3, 11, 3))
        self.assertIn("__getitem__", gap)
        self.assertEqual([_native.misses(version) for version in ((3, 10, 13), (3, 11, 4), (3, 12, 0))], ["", "", ""])
        with mock.patch.multiple(_native, unfit=lambda: "", misses=lambda: gap):
            self.assertEqual(choose("auto"), ("pure", f"pure Python: {gap}; {_session.COST}"))
            self.assertEqual(choose("native"), ("native", f"native, as asked for, though {gap}"))

    @unittest.skipUnless(FIT or REQUIRED, "no native hook here")
    def test_the_recording_says_so(self):
        for recorder in ("pure", "native"):
            found = record_source("def f(): return 1\nf()\n", "--recorder", recorder)
            self.assertEqual(found.process[schema.PROCESS_FIELD_RECORDER], recorder)
            self.assertIn("as asked for", found.process[schema.PROCESS_FIELD_RECORDER_REASON])
            self.assertEqual(found.of("f", "return")[0].value[0], 1)


if __name__ == "__main__":
    unittest.main()
