"""The socket of the control channel: a Unix socket of this process, and who comes to it.

The program shares the process: it may close our descriptors and open its own under the same numbers. So each use first
asks whether the number still is our socket. Imported only where there are sockets.
"""

from __future__ import annotations

import _socket
import os
from errno import EBADF

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._messages import END, LONGEST, fields_of, message
from tracehold._system import System
from tracehold._writer import out_of_the_way

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterator

#: Who may wait to be looked at.
_BACKLOG = 8
_NO_SIGNAL = getattr(_socket, "MSG_NOSIGNAL", 0)
#: As it was before the program could put another in its place.
_new_socket = _socket.socket


class Socket(_socket.socket):
    """A socket of the shim, which is no part of the program's heap."""

    __slots__ = ("identity",)

    def __init__(self, descriptor: int) -> None:
        super().__init__(fileno=descriptor)
        status = System.fstat(descriptor)
        self.identity = (status.st_dev, status.st_ino)

    def check(self) -> None:
        """Raises OSError when the program has closed it, or has something else under its number."""
        status = System.fstat(self.fileno())
        if (status.st_dev, status.st_ino) != self.identity:
            raise OSError(EBADF, "the program has closed the socket")

    def end(self) -> None:
        """Closes it if it still is ours."""
        try:
            self.check()
        except OSError:
            self.detach()
        else:
            self.close()


class Connection:
    """Who has come. Messages are lines ``key value``, ended by an empty line; see docs/format.md."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket

    def read(self, seconds: float) -> dict[str, str] | None:
        """The fields of one message; None when no whole one came in time. Raises OSError."""
        until = System.perf_counter_ns() + int(seconds * 1e9)
        data = b""
        while END not in data:
            left = (until - System.perf_counter_ns()) / 1e9
            if left <= 0 or len(data) > LONGEST:
                return None
            self._socket.check()
            self._socket.settimeout(left)
            piece = self._socket.recv(LONGEST)
            if not piece:
                return None
            data += piece
        return fields_of(data)

    def write(self, seconds: float, *fields: tuple[str, object]) -> None:
        """Sends one message. Raises OSError, also when it is not taken in time."""
        data = message(*fields)
        self._socket.check()
        self._socket.settimeout(seconds)
        while data:
            data = data[self._socket.send(data, _NO_SIGNAL) :]

    def end(self) -> None:
        self._socket.end()


class Listener:
    """Listens at ``<folder>/<stem>.sock``, or where that cannot be (a path of more than some 100 bytes, a file system
    without sockets), in a folder of its own among the temporary files. ``path`` says where. Raises OSError.
    """

    def __init__(self, folder: str, stem: str) -> None:
        family = getattr(_socket, "AF_UNIX", None)
        if family is None:
            raise OSError("this Python has no Unix sockets")
        self.path = ""
        self._folder = ""
        error: OSError | None = None
        for place, made in _places(folder, stem):
            bound = _new_socket(family, _socket.SOCK_STREAM)
            try:
                _keep_private(bound)
                bound.bind(place)
                System.chmod(place, 0o600)
                bound.listen(_BACKLOG)
            except OSError as refused:
                error = refused
                bound.close()
                if made:
                    System.rmdir(made)
                continue
            self.path = place
            self._folder = made
            self._socket = Socket(out_of_the_way(bound.detach()))
            self._socket.setblocking(False)
            return
        raise error or OSError("there is no place for a socket")

    def accept(self) -> Connection | None:
        """Who has come; None when nobody has. Raises OSError when the program has closed the socket."""
        self._socket.check()
        try:
            descriptor, _ = self._socket._accept()  # type: ignore[attr-defined]
        except OSError:
            # Nobody, who has gone again, or the program has all descriptors that it may have.
            return None
        return Connection(Socket(out_of_the_way(descriptor)))

    def close(self) -> None:
        """Closes the socket and removes its name."""
        self._socket.end()
        _remove(System.unlink, self.path)
        if self._folder:
            _remove(System.rmdir, self._folder)

    def abandon(self) -> None:
        """Closes the socket in a forked child: the name is the parent's."""
        self._socket.end()


def _remove(remove: Callable[[str], None], path: str) -> None:
    try:
        remove(path)
    except OSError:
        return


def _keep_private(bound: _socket.socket) -> None:
    """From its first moment on, where the system takes the mode of the socket for that of its name."""
    fchmod = System.fchmod
    if fchmod is not None:
        try:
            fchmod(bound.fileno(), 0o600)
        except OSError:
            return


def _places(folder: str, stem: str) -> Iterator[tuple[str, str]]:
    """Paths for a socket, and the folder that was made for it, or ''."""
    place = f"{folder}{os.sep}{stem}.sock"
    # The stem is ours: what lies there is of a process that was killed.
    _remove(System.unlink, place)
    yield place, ""
    for parent in dict.fromkeys((os.environ.get("TMPDIR") or "/tmp", "/tmp")):
        made = f"{parent}{os.sep}tracehold-{System.urandom(8).hex()}"
        try:
            System.mkdir(made, 0o700)
        except OSError:
            continue
        yield f"{made}{os.sep}{stem}.sock", made
