"""What the native recorder does where there is too little of something."""

import unittest

from tests.recording import record_source
from tests.test_native_values import REQUIRED
from tracehold import _native
from tracehold import _schema as schema

WITHOUT_MEMORY = """
import resource
def f(n): return n
def size():
    with open('/proc/self/statm') as file: return int(file.read().split()[0]) * resource.getpagesize()
limits = resource.getrlimit(resource.RLIMIT_AS)
resource.setrlimit(resource.RLIMIT_AS, (size(), limits[1]))
try:
    for n in range(200_000): f(1)
finally:
    resource.setrlimit(resource.RLIMIT_AS, limits)
f(2)
"""


@unittest.skipUnless(REQUIRED or not _native.unfit(), "no native hook here")
class Limits(unittest.TestCase):
    def test_without_memory_events_are_lost_and_counted(self):
        found = record_source(WITHOUT_MEMORY, "--recorder", "native", "--values", "none")
        dropped, written = (found.end[field] for field in (schema.END_FIELD_DROPPED, schema.END_FIELD_EVENTS))
        self.assertEqual(written, len(found.events))
        # <module>, size and f.
        self.assertEqual(written + dropped, 2 * 200_000 + 6)
        self.assertGreater(dropped, 0)
        self.assertEqual({problem[schema.PROBLEM_FIELD_CODE] for problem in found.problems}, {"events-lost"})
        self.assertIn("no memory", found.problems[0][schema.PROBLEM_FIELD_MESSAGE])


if __name__ == "__main__":
    unittest.main()
