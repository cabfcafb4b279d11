"""One measurement of one recorder in a process of its own: ``python measure.py '{"mode": ..., ...}'``.

Modes: ``slowdown`` (a workload recorded and not, turn by turn), ``memory`` (a workload once), ``recursion``. What it finds
and where it is goes to the original standard output, one JSON object a line, so that whoever ends this process for its
memory or its time knows how far it came; what recorders print goes to standard error.
"""

import gc
import json
import math
import os
import shutil
import sys
import threading
import time

import peers
import workloads

# A slice shorter than this is repeated where it is not recorded: clocks and caches disturb a few milliseconds.
SHORTEST_SLICE_S = 0.05


class Report:
    """Lines to whoever started this process; no recorder and no workload can write into them."""

    def __init__(self):
        self._lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)

    def say(self, **line):
        self._lines.write(json.dumps(line) + "\n")
        self._lines.flush()

    def at(self, point):
        self.say(point=point)

    def within(self, turn):
        return lambda part: self.at(f"{turn}, {part}")


class Scratch:
    """An empty folder for each recording, which is gone once its bytes are counted."""

    def __init__(self, folder):
        self._folder = folder
        self._made = 0

    def make(self):
        self._made += 1
        self.path = os.path.join(self._folder, str(self._made))
        os.mkdir(self.path)
        return self.path

    def count(self):
        """Bytes of all files of the last recording, which it removes."""
        size = sum(
            os.path.getsize(os.path.join(folder, name))
            for folder, _, names in os.walk(self.path)
            for name in names
        )
        shutil.rmtree(self.path)
        return size


def clocks():
    return time.process_time(), time.perf_counter()


def since(begin):
    cpu, wall = clocks()
    return {"cpu": cpu - begin[0], "wall": wall - begin[1]}


def untraced(once, repeats):
    """CPU and wall seconds of one slice. A slice before it, not timed, lets the interpreter specialise again what a
    recorder's hooks made it forget."""
    once()
    gc.collect()
    begin = clocks()
    for _ in range(repeats):
        once()
    return {key: seconds / repeats for key, seconds in since(begin).items()}


def recorded(once, peer, scratch, at):
    """The slice alone, and from the beginning of the recording until it is saved."""
    folder = scratch.make()
    gc.collect()
    at("recorded")
    whole = clocks()
    peer.begin(folder)
    begin = clocks()
    once()
    alone = since(begin)
    at("saving")
    note = peer.end()
    total = since(whole)
    return {
        "recorded": alone,
        "saved": total,
        "bytes": scratch.count(),
        "note": note,
    }


def slowdown(report, once, peer, scratch, ask):
    begin = time.perf_counter()
    report.at("warm-up, not recorded")
    first = untraced(once, 1)
    report.say(plain=first["wall"])
    repeats = max(1, math.ceil(SHORTEST_SLICE_S / max(first["cpu"], 1e-4)))
    warm = recorded(once, peer, scratch, report.within("warm-up"))
    rounds = ask["rounds"]
    for number in range(1, rounds + 1):
        spent = time.perf_counter() - begin
        if number > 1 and spent > ask["budget_s"]:
            break
        if number == 1 and spent > ask["budget_s"]:
            # Once more would take as long again: what would have been a warm-up is what there is.
            report.say(pair={"plain": untraced(once, repeats), **warm, "warm": False})
            break
        at = report.within(f"round {number}")
        pair = {"warm": True}
        for turn in ("plain", "recorded") if number % 2 else ("recorded", "plain"):
            if turn == "plain":
                at("not recorded")
                pair["plain"] = untraced(once, repeats)
            else:
                pair.update(recorded(once, peer, scratch, at))
        report.say(pair=pair)


def peak_bytes():
    """The most memory this process ever held. ru_maxrss would count what its parent held when it forked."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def memory(report, once, peer, scratch):
    if peer is None:
        report.at("not recorded")
        once()
        report.say(memory={"peak": peak_bytes(), "recording": peak_bytes(), "bytes": 0})
        return
    folder = scratch.make()
    report.at("recorded")
    peer.begin(folder)
    once()
    recording = peak_bytes()
    report.at("saving")
    peer.end()
    report.say(
        memory={
            "peak": peak_bytes(),
            "recording": recording,
            "bytes": scratch.count(),
        }
    )


def recursion(report, peer, scratch, depth):
    """How deep a recursion came. Up to CPython 3.10 each call of Python needs the C stack, so it gets a large one."""

    def descend():
        folder = scratch.make()
        if peer is not None:
            report.at("recorded")
            peer.begin(folder)
        try:
            reached = workloads.descend(depth)
        except RecursionError:
            reached = "RecursionError"
        report.say(reached=reached)
        if peer is not None:
            report.at("saving")
            try:
                peer.end()
            except BaseException as error:
                report.say(failed=described(error))
                return
        report.say(recursion=reached)

    sys.setrecursionlimit(depth + 10_000)
    if sys.version_info >= (3, 11):
        descend()
        return
    threading.stack_size(512 << 20)
    thread = threading.Thread(target=descend)
    thread.start()
    thread.join()


def limit(ask):
    """Files end at a size; twice the parent's limit in addresses is a second line behind it."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, ask["memory_bytes"] * 2),
        (resource.RLIMIT_FSIZE, ask["file_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def described(error):
    return f"{type(error).__name__}: {error}"[:300]


def main(ask):
    report = Report()
    limit(ask)
    report.at("set-up")
    try:
        peer = ask["peer"]
        try:
            peer = peer and peers.PEERS[peer["name"]](**peer["options"])
        except (peers.Unavailable, ImportError) as error:
            report.say(unavailable=str(error))
            return
        scratch = Scratch(ask["scratch"])
        if ask["mode"] == "recursion":
            recursion(report, peer, scratch, ask["depth"])
            return
        once = workloads.WORKLOADS[ask["workload"]]()
        if ask["mode"] == "memory":
            memory(report, once, peer, scratch)
        else:
            slowdown(report, once, peer, scratch, ask)
    except Exception as error:
        report.say(failed=described(error))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
