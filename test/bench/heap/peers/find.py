"""find.py PEER CASE: runs a case (small.py, founding.py), then what PEER's own documentation does to learn who holds the memory.

A step is one call, or one command, whose output a person has to read to choose the next; each is told on stderr. The last
line on stdout is a JSON object. The process has no more memory than its limit.
"""

import contextlib
import gc
import importlib
import io
import json
import resource
import sys
import time

LIMIT_BYTES = 8 << 30
case = importlib.import_module(sys.argv[2])


def found_by_objgraph(step):
    """https://objgraph.readthedocs.io: most common types, one of them, the chain of references to it."""
    import objgraph

    step("most_common_types", objgraph.most_common_types(limit=10))
    objects = objgraph.by_type(case.TYPE)
    step(f"by_type({case.TYPE!r})", f"{len(objects)} objects")
    one = objects[0]
    del objects
    chain = objgraph.find_backref_chain(one, objgraph.is_proper_module, max_depth=20)
    step("find_backref_chain", words_of(chain))
    if chain[0] is one:
        # It lies deeper than the chain may be long: as deep as it takes.
        chain = objgraph.find_backref_chain(
            one, objgraph.is_proper_module, max_depth=100_000
        )
        step("find_backref_chain(max_depth=100_000)", words_of(chain))
    holder = case.holder()
    return any(link is holder for link in chain)


def words_of(chain):
    """Types, from the object to what holds it."""
    return " <- ".join(type(link).__name__ for link in reversed(chain))


def found_by_guppy(step):
    """https://zhuyifei1999.github.io/guppy3/: the heap by type, a row of it by referrers, its shortest paths."""
    from guppy import hpy

    heap = hpy().heap()
    step("hpy().heap()", heap)
    rows = [heap[at] for at in range(20)]
    row = next(row for row in rows if case.TYPE.lower() in str(row.kind).lower())
    step("row.byrcs", row.byrcs)
    paths = row.byid[0].shpaths
    text = str(paths)
    step("byid[0].shpaths", text)
    return case.HOLDER in text


def found_by_pympler(step):
    """https://pympler.readthedocs.io: a summary by type, then the referrers of one object as a tree."""
    from pympler import muppy, refbrowser, summary

    objects = muppy.get_objects()
    with contextlib.redirect_stdout(io.StringIO()) as told:
        summary.print_(summary.summarize(objects))
    step("summary.print_", told.getvalue())
    wanted = [one for one in objects if type(one).__name__ == case.TYPE]
    step("muppy.filter", f"{len(wanted)} objects")
    del objects
    with contextlib.redirect_stdout(io.StringIO()) as told:
        refbrowser.ConsoleBrowser(wanted[0], maxdepth=4).print_tree()
    step("ConsoleBrowser", told.getvalue())
    return case.HOLDER in told.getvalue()


def found_by_tracehold(step):
    """The snapshot alone: the rest is the command line's."""
    import tracehold

    step("tracehold.snapshot()", str(tracehold.snapshot("case")))
    return False


def found_by_nobody(step):
    """For memray, which looks at the process from outside."""
    return False


PEERS = {
    "objgraph": found_by_objgraph,
    "guppy3": found_by_guppy,
    "Pympler": found_by_pympler,
    "tracehold": found_by_tracehold,
    "memray": found_by_nobody,
}


def main():
    """Prints what was found, and what it cost."""
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    case.run()
    steps = 0

    def step(name, output):
        nonlocal steps
        steps += 1
        print(f"step {steps}: {name}\n{str(output)[:1500]}\n", file=sys.stderr)

    objects = len(gc.get_objects())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clock, cpu = time.perf_counter(), time.process_time()
    problem = None
    found = False
    try:
        found = PEERS[sys.argv[1]](step)
    except (MemoryError, RecursionError) as error:
        problem = type(error).__name__
    result = {
        "found": found,
        "problem": problem,
        "steps": steps,
        "objects": objects,
        "cpuMs": (time.process_time() - cpu) * 1000,
        "clockMs": (time.perf_counter() - clock) * 1000,
        "moreMb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
