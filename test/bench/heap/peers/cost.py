"""cost.py SECONDS COMMAND...: runs a command, and tells in the last line on stderr what it cost, as a JSON object.

A command that takes longer is ended; the exit code is 124 then, as with timeout(1).
"""

import json
import resource
import subprocess
import sys
import time

clock = time.perf_counter()
try:
    status = subprocess.run(
        sys.argv[2:], check=False, timeout=float(sys.argv[1])
    ).returncode
except subprocess.TimeoutExpired:
    # Its own process has been killed by then.
    sys.exit(124)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cost = {
    "cpuMs": (used.ru_utime + used.ru_stime) * 1000,
    "clockMs": (time.perf_counter() - clock) * 1000,
    "peakMb": used.ru_maxrss / 1024,
}
print(json.dumps(cost), file=sys.stderr)
sys.exit(status)
