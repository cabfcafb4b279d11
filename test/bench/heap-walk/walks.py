"""Times the walks over a heap of so many objects, and the collector's, turn by turn in one process.

``walks.py OBJECTS ROUNDS FOLDER`` prints a JSON object a line: for each turn the way, seconds until the file is whole,
the longest time in ms that another thread of the program stood still, ms of CPU time of the thread that asked, seconds of
it with the child's, MB that the program has more at its peak, objects and bytes.
"""

import gc
import json
import os
import resource
import sys
import threading
import time

from tracehold import _heap

#: Nodes of the snapshot that one of the items below makes.
_NODES = 8


class Order:
    def __init__(self, number):
        self.number = number + 1000
        self.price = number * 1.5
        self.name = str(number)
        self.lines = [(number, None), {"quantity": number}]


def built(objects):
    """A list that has so many objects below it: a quarter of them are not known to the collector, as in real programs."""
    return [Order(number) for number in range(objects // _NODES)]


def memory(name):
    """A figure of /proc/self/status in MB."""
    with open("/proc/self/status", encoding="ascii") as file:
        for line in file:
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 1024
    return 0


class Ticker(threading.Thread):
    """Notes how long it does not come to run."""

    def __init__(self):
        super().__init__(daemon=True)
        self.longest = 0
        self.going = True

    def run(self):
        before = time.perf_counter()
        while self.going:
            time.sleep(0.0005)
            now = time.perf_counter()
            self.longest = max(self.longest, now - before)
            before = now


def spent():
    """Seconds of CPU time of this thread, and of children that ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.thread_time(), children.ru_utime + children.ru_stime


def measured(way, function):
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")  # VmHWM begins anew.
    ticker = Ticker()
    ticker.start()
    time.sleep(0.02)
    ticker.longest = 0
    resident = memory("VmRSS")
    began, (own, children) = time.perf_counter(), spent()
    path = function()
    seconds = time.perf_counter() - began
    used = spent()[0] - own
    row = {
        "way": way,
        "seconds": seconds,
        "used": used * 1000,
        "cpu": used + spent()[1] - children,
        "more": memory("VmHWM") - resident,
    }
    time.sleep(0.02)
    ticker.going = False
    ticker.join()
    row["pause"] = ticker.longest * 1000
    if path:
        row["bytes"] = os.path.getsize(path)
        os.unlink(path)
    return row


def main(objects, rounds, folder):
    kept = built(objects)
    gc.collect()
    # The first snapshot brings modules with it.
    os.unlink(_heap.take(folder, asked="native"))
    for turn in range(rounds):
        ways = ["collect", "native"] + (["pure"] if turn < max(1, rounds // 3) else [])
        for way in ways:
            take = (
                (lambda: gc.collect() and None)
                if way == "collect"
                else lambda way=way: _heap.take(folder, asked=way)
            )
            row = measured(way, take)
            row["objects"] = len(kept) * _NODES
            print(json.dumps(row), flush=True)


main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
