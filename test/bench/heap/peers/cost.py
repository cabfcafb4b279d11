"""cost.py COMMAND...: runs a command, and tells in the last line on stderr what it cost, as a JSON object."""

import json
import resource
import subprocess
import sys
import time

clock = time.perf_counter()
status = subprocess.run(sys.argv[1:], check=False).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cost = {
    "cpuMs": (used.ru_utime + used.ru_stime) * 1000,
    "clockMs": (time.perf_counter() - clock) * 1000,
    "peakMb": used.ru_maxrss / 1024,
}
print(json.dumps(cost), file=sys.stderr)
sys.exit(status)
