"""A library made for another layout of the interpreter is found out before it is used; the pure recorder takes over."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from tests.test_native_values import REQUIRED
from tracehold import _native, _options, _probe, _session

PYTHON_FOLDER = Path(__file__).resolve().parent.parent
MINOR = sys.version_info[1]
COMPILER = os.environ.get("CC", "cc")
#: Where structs begin in the headers: a field that is put there moves all others.
BEGINNINGS = {
    "frame": r"struct _PyInterpreterFrame \{" if MINOR >= 11 else r"struct _frame \{\s+PyObject_VAR_HEAD",
    "thread": r"struct _ts \{",
}


@unittest.skipUnless(not _native.missing or REQUIRED, "no native library here")
class Probe(unittest.TestCase):
    def test_this_interpreter_is_as_it_should_be(self):
        self.assertEqual(_probe.difference(_native.library), "")

    def test_also_under_a_tracer_and_in_depth(self):
        self.addCleanup(sys.settrace, sys.gettrace())
        sys.settrace(lambda *_: None)
        self.assertEqual(_probe.difference(_native.library), "")

        def deep(level):
            return deep(level - 1) if level else _probe.difference(_native.library)

        self.assertEqual(deep(200), "")

    def test_an_exception_is_a_difference(self):
        self.assertIn("AttributeError", _probe.difference(object()))

    def test_what_differs_is_said(self):
        self.addCleanup(setattr, _native, "_unfit", _native._unfit)
        _native._unfit = None
        options, _ = _options.parse([])
        with mock.patch.object(_probe, "difference", lambda _library: "the caller of a frame"):
            with mock.patch.dict(os.environ, {_session.RECORDER_VARIABLE: "auto"}):
                recorder, reason = _session.choose(options)
        self.assertEqual(recorder, "pure")
        version = ".".join(map(str, sys.version_info[:3]))
        self.assertIn(f"another build of Python than this {version}: the caller of a frame differs", reason)


@unittest.skipUnless(not _native.missing or REQUIRED, "no native library here")
class AnotherLayout(unittest.TestCase):
    def build(self, folder, beginning):
        """A library made with headers that have a field more."""
        headers = folder / "headers"
        shutil.copytree(sysconfig.get_path("include"), headers)
        changed = 0
        for header in headers.rglob("*.h"):
            text, count = re.subn(
                beginning, lambda found: found.group() + " void *of_another_build;", header.read_text(encoding="utf-8")
            )
            if count:
                header.write_text(text, encoding="utf-8")
                changed += count
        self.assertEqual(changed, 1)
        library = folder / ("_tracehold_native" + sysconfig.get_config_var("EXT_SUFFIX"))
        sources = sorted(map(str, (PYTHON_FOLDER / "native").glob("*.c")))
        flags = ["-O0", "-shared", "-fPIC", f"-I{headers}", f"-I{headers / 'internal'}"]
        flags += ["-undefined", "dynamic_lookup"] if sys.platform == "darwin" else []
        made = subprocess.run(
            [COMPILER, *flags, *sources, "-o", str(library)], check=False, stderr=subprocess.PIPE, text=True
        )
        self.assertEqual(made.returncode, 0, made.stderr)

    def test_it_is_not_used(self):
        for name, beginning in BEGINNINGS.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                self.build(Path(folder), beginning)
                asked = subprocess.run(
                    [sys.executable, "-m", "tracehold", "doctor"],
                    check=False,
                    cwd=str(PYTHON_FOLDER),
                    env={**os.environ, "TRACEHOLD_NATIVE": folder, "TRACEHOLD_RECORDER": "auto"},
                    stdout=subprocess.PIPE,
                    text=True,
                )
                self.assertEqual(asked.returncode, 0)
                self.assertRegex(asked.stdout, "pure Python: the native library was made for another build .* differs")


if __name__ == "__main__":
    unittest.main()
