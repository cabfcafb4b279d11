"""``python -m tracehold`` and the ``tracehold`` command of the Python package."""

from __future__ import annotations

import sys

from tracehold import _launch, _options
from tracehold._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass


def main(arguments: list[str] | None = None) -> None:
    """Runs a command; exits with the program's code, or 2 for a wrong command line."""
    words = sys.argv[1:] if arguments is None else arguments
    if words and words[0] in ("run", "record") and not any(word in ("-h", "--help") for word in words[1:2]):
        _launch.run(words[1:])
    if words and words[0] == "--version":
        sys.stdout.write(f"tracehold {__version__}\n")
        return
    if words and words[0] == "doctor":
        from tracehold import _doctor

        sys.stdout.write(_doctor.report("--json" in words))
        return
    stream = sys.stdout if any(word in ("-h", "--help") for word in words) else sys.stderr
    stream.write(_options.HELP)
    if stream is sys.stderr:
        sys.exit(2)


if __name__ == "__main__":
    main()
