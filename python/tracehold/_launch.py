"""``python -m tracehold run``: makes the run folder and becomes the program, recorded from its first line.

The program runs in a fresh interpreter of the same kind, by exec, so nothing of the launcher is left in it: same pid,
same terminal, same exit code and signals. On Windows, which has no exec, the launcher waits and passes on the code.
"""

from __future__ import annotations

import os
import sys
import time

from tracehold import _options, _session
from tracehold._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from tracehold._options import Options

_BOOTSTRAP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_bootstrap")

#: Locales that Python puts in place of the C locale.
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")


def fail(message: str, code: int = 2) -> NoReturn:
    """One line on stderr, and out."""
    sys.stderr.write(f"tracehold: {message}\n")
    sys.exit(code)


def default_folder(name: str) -> str:
    """``.tracehold/<stamp>-<name>`` in the current folder, not there yet."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    plain = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name)[:60] or "run"
    base = os.path.join(".tracehold", f"{stamp}-{plain}")
    folder, attempt = base, 1
    while os.path.exists(folder):
        attempt += 1
        folder = f"{base}-{attempt}"
    return folder


def target_name(target: list[str]) -> str:
    """A short name for ``script.py ...`` or ``-m module ...``."""
    if target[0] == "-m":
        return target[1]
    name = os.path.basename(target[0])
    return name[:-3] if name.endswith(".py") else name


def make_folder(path: str) -> str:
    """Makes a run folder (0700) and returns its absolute path; an empty one may be there. Raises OSError."""
    path = os.path.abspath(path)
    parent = os.path.dirname(path)
    if not os.path.isdir(parent):
        os.makedirs(parent, 0o700)
        if os.path.basename(parent) == ".tracehold":
            # Recordings hold a program's data: they are nothing for version control.
            with open(os.path.join(parent, ".gitignore"), "w", encoding="utf-8") as file:
                file.write("*\n")
    if os.path.isdir(path):
        if any(name.endswith((".thtrace", ".thheap")) for name in os.listdir(path)):
            raise FileExistsError(f"{path} holds a recording already")
        return path
    os.mkdir(path, 0o700)
    return path


def write_run_file(folder: str, options: Options, target: list[str]) -> None:
    """run.json, unless the one who launched us wrote it. Raises OSError."""
    import json

    path = os.path.join(folder, "run.json")
    if os.path.exists(path):
        return
    facts = {
        "name": target_name(target),
        "command": target,
        "cwd": os.getcwd(),
        "python": sys.executable,
        "pythonVersion": ".".join(map(str, sys.version_info[:3])),
        "options": options.arguments(),
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "tracehold": __version__,
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(facts, file, indent=2)
        file.write("\n")


def interpreter_options() -> list[str]:
    """The interpreter's own options as this process got them (``-X dev``, ``-W error``, ``-u``)."""
    original: list[str] = getattr(sys, "orig_argv", None) or []
    for index, word in enumerate(original):
        # The first of the two ways to be started; a later "-m" is the program's.
        if index and (word == sys.argv[0] or original[index : index + 2] == ["-m", "tracehold"]):
            return original[1:index]
    import subprocess

    return list(subprocess._args_from_interpreter_flags())  # type: ignore[attr-defined]


def environment(options: Options, folder: str) -> dict[str, str]:
    """The environment in which a Python process records itself and its children into ``folder``."""
    variables = dict(os.environ)
    _undo_coercion(variables)
    variables[_session.RUN_VARIABLE] = folder
    variables[_session.OPTIONS_VARIABLE] = _session.SEPARATOR.join(_absolute(options).arguments())
    variables.pop(_session.PARENT_VARIABLE, None)
    # The folder that holds this package is there only so that the launcher could be found.
    package = os.path.dirname(os.path.dirname(_BOOTSTRAP))
    before = variables.get("PYTHONPATH", "").split(os.pathsep)
    # An empty entry is the current folder, unless it is all there is.
    own = [entry for entry in before if not entry or os.path.abspath(entry) != package]
    own = own if any(own) else []
    variables["PYTHONPATH"] = os.pathsep.join([_BOOTSTRAP, *own])
    return variables


def _undo_coercion(variables: dict[str, str]) -> None:
    """Gives LC_CTYPE back the value that this interpreter was started with.

    In the C locale Python sets it to a UTF-8 one and switches to UTF-8 mode (PEP 538, PEP 540). The program's own
    interpreter has to find what we found, or it would be in another locale and not in that mode.
    """
    if variables.get("LC_CTYPE") not in _COERCED:
        return
    before: str | None = None
    try:
        # The environment as it was at the start, whatever was set since.
        with open("/proc/self/environ", "rb") as file:
            for entry in file.read().split(b"\0"):
                if entry.startswith(b"LC_CTYPE="):
                    before = os.fsdecode(entry[9:])
    except OSError:
        # UTF-8 mode that nobody asked for is that of the C locale.
        if not sys.flags.utf8_mode or "utf8" in sys._xoptions or os.environ.get("PYTHONUTF8"):
            return
    if before is None:
        del variables["LC_CTYPE"]
    else:
        variables["LC_CTYPE"] = before


def _absolute(options: Options) -> Options:
    options.roots = tuple(os.path.abspath(root) for root in options.roots)
    return options


def run(arguments: list[str]) -> NoReturn:
    """Runs ``[options] -- target``; does not return."""
    try:
        options, target = _options.parse(arguments)
        _session.choose(options)
    except (_options.OptionError, _session.RefusedError) as error:
        fail(str(error))
    if not target or target == ["-m"]:
        fail("no program given: python -m tracehold run [options] -- script.py arguments")
    if target[0] == "-m":
        # Whoever runs a module wants to see that one, wherever it is installed.
        options.packages += (target[1].partition(".")[0],)
    if sys.flags.ignore_environment or sys.flags.no_site:
        fail("with -I, -E or -S Python ignores the settings that start the recording; run without them")
    try:
        folder = make_folder(options.out or default_folder(target_name(target)))
        write_run_file(folder, options, target)
    except OSError as error:
        fail(f"the run folder cannot be made: {error}", 1)
    if options.out is None or (sys.stderr.isatty() and not os.environ.get("TRACEHOLD_QUIET")):
        sys.stderr.write(f"tracehold: recording into {folder}\n")
        sys.stderr.flush()
    command = [sys.executable, *interpreter_options(), *target]
    variables = environment(options, folder)
    if sys.platform == "win32":
        import subprocess

        sys.exit(subprocess.call(command, env=variables))
    os.execve(sys.executable, command, variables)
