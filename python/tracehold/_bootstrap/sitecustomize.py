"""Begins a recording before the program's first line: this folder stands first in PYTHONPATH of a recorded process.

Python imports ``sitecustomize`` while it starts, before ``__main__`` exists, so the program sees its own ``__main__``,
``sys.argv``, ``sys.path`` and tracebacks. An interpreter's or environment's own sitecustomize still runs. Must be
readable by any Python that a recorded program may start, old ones too, which are left alone (so: no annotations).
"""

import os
import sys


def _without(path, folder):
    return [entry for entry in path if os.path.abspath(entry) != folder]


def _chain():
    """Runs the sitecustomize that this one hides, if there is one."""
    ours = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # noqa: F401
    except ImportError as error:
        if getattr(error, "name", None) not in (None, "sitecustomize"):
            raise
    finally:
        if "sitecustomize" not in sys.modules and ours is not None:
            sys.modules["sitecustomize"] = ours


def _begin(package):
    """Records this process as the environment says; says in one line why when it cannot."""
    sys.path.insert(0, package)
    try:
        from tracehold import _start
    finally:
        sys.path.remove(package)
    _start.from_environment()


_here = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = _without(sys.path, _here)
sys.path_importer_cache.pop(_here, None)
_chain()
if os.environ.get("TRACEHOLD_RUN") and sys.version_info >= (3, 8):
    _begin(os.path.dirname(os.path.dirname(_here)))
