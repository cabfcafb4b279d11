"""The founding case itself: Pylint 2.6 over the hundred files of celery that ``examples/pylint_cache`` lints."""

import os
import sys

#: What the engineer saw most of, and asked about.
TYPE = "traceback"
HOLDER = "_mod_file_cache"

_EXAMPLE = os.path.join(
    os.path.dirname(os.path.abspath(__file__)),
    *[os.pardir] * 4,
    "examples",
    "pylint_cache",
)


def run():
    """Fills the cache."""
    sys.path.insert(0, _EXAMPLE)
    import demonstrate

    from pylint.lint import Run

    _, files = demonstrate.prepared()
    said = os.dup(1)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    try:
        Run(files, do_exit=False)
        sys.stdout.flush()
    finally:
        os.dup2(said, 1)
        os.close(said)
        os.close(silent)


def holder():
    """What to clear."""
    from astroid import MANAGER

    return MANAGER._mod_file_cache
