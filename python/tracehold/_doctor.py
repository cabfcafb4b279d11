"""``python -m tracehold doctor``: which recorder would record a program of this interpreter, and why."""

from __future__ import annotations

import sys

from tracehold import _options, _session


def report(as_json: bool) -> str:
    """One line for people, or one JSON object: version, executable, recorder ('' where nothing can record), reason."""
    try:
        recorder, reason = _session.choose(_options.Options())
    except _session.RefusedError as error:
        recorder, reason = "", str(error)
    version = ".".join(map(str, sys.version_info[:3]))
    if as_json:
        from json import dumps

        fields = {"version": version, "executable": sys.executable, "recorder": recorder, "reason": reason}
        return dumps(fields) + "\n"
    return f"Python {version}: {reason}\n"
