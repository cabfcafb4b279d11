"""Begins a recording for a task of the editor: ``python _task.py FOLDER run [options] -- target``, run in FOLDER.

Run by its path, so that neither PYTHONPATH nor a ``struct.py`` in the current folder decides what the launcher imports.
The editor replaces variables in the words of a task, and ``${command:...}`` runs a command of the editor; so every
``$`` comes followed by a ``-`` (see src/run/command-line.ts).
"""

from __future__ import annotations

import os
import sys

#: JSON, encoded as the words are: variables that could not be given as they are; null takes one away.
_ENVIRONMENT_VARIABLE = "TRACEHOLD_ENVIRONMENT"


def _decoded(word: str) -> str:
    return word.replace("$-", "$")


def _set_environment() -> None:
    given = os.environ.pop(_ENVIRONMENT_VARIABLE, "")
    if not given:
        return
    import json

    for name, value in json.loads(_decoded(given)).items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _main() -> None:
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [os.path.dirname(here), *(entry for entry in sys.path if entry and os.path.abspath(entry) != here)]
    folder, *words = map(_decoded, sys.argv[1:])
    _set_environment()
    os.chdir(folder)
    from tracehold.__main__ import main

    main(words)


if __name__ == "__main__":
    _main()
