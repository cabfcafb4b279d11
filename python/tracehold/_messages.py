"""Messages of the control channel (docs/format.md), and how a failure is put into words."""

from __future__ import annotations

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

#: Of a message, in bytes.
LONGEST = 8192
END = b"\n\n"


def message(*fields: tuple[str, object]) -> bytes:
    """Lines ``key value`` and an empty one. What would break a line is written as a space."""
    lines = [f"{key} {str(value).translate(_ONE_LINE)}\n" for key, value in fields]
    text = "".join(lines) + "\n"
    try:
        # The bytes of a path, as the system has it.
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def fields_of(data: bytes) -> dict[str, str]:
    """The fields of a message that ends in ``data``; of one key, the last."""
    text = data[: data.index(END)].decode("utf-8", "replace")
    return {key: value for key, _, value in (line.partition(" ") for line in text.split("\n"))}


def failure(error: BaseException) -> str:
    """What went wrong, in the system's words where it has some."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, MemoryError):
        return "There was no memory for it"
    return str(error) or type(error).__name__


_ONE_LINE = dict.fromkeys((*range(32), 127), " ")
