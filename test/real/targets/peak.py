"""Runs a command and prints the largest resident size it had, in bytes: python -S -I peak.py command [arguments]."""

import os
import sys

pid = os.posix_spawn(
    sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
)
_, status, usage = os.wait4(pid, 0)
if status:
    sys.exit(f"{sys.argv[1:]} ended with status {status}")
# Linux counts in KiB, macOS in bytes (getrusage(2) of each).
print(usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
