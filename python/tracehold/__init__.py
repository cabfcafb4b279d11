"""Records what a Python program ran, with which values, into a folder that the Tracehold tools read.

``python -m tracehold run -- script.py`` records a program from its first line to its last. Inside a
program, :func:`record` does the same for a block or a function::

    import tracehold

    with tracehold.record():
        work()

:func:`snapshot` writes what is in memory, and who holds it.

The recording format is described in docs/format.md. Nothing of the program is run to read a value unless
``values="repr"`` is asked for, and memory stays bounded whatever the program does.
"""

from tracehold._api import Recording, record, snapshot
from tracehold._version import __version__

__all__ = ["Recording", "__version__", "record", "snapshot"]
