"""Speaks to the control channel for the tests, straight from docs/format.md and without the shim's own code."""

import contextlib
import glob
import os
import signal
import socket
import subprocess
import sys
import time

from tests.recording import ROOT


def fields_of(text):
    return dict(line.partition(" ")[::2] for line in text.split("\n") if line)


class Channel:
    """What ``control-<pid>.txt`` says: ``facts``."""

    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            self.facts = fields_of(file.read())
        self.pid = int(self.facts["pid"])

    def connect(self):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(120)
        connection.connect(self.facts["socket"])
        return connection

    def ask(self, command, **fields):
        """The messages that come back, until the process closes the connection."""
        asked = {"protocol": "1", "token": self.facts["token"], "command": command, **fields}
        with self.connect() as connection:
            connection.sendall(encode(asked))
            return read_all(connection)


def encode(fields):
    return "".join(f"{key} {value}\n" for key, value in fields.items()).encode() + b"\n"


def read_all(connection):
    data = b""
    while True:
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            piece = b""
        if not piece:
            break
        data += piece
    return [fields_of(message) for message in data.decode().split("\n\n") if message]


def until(what, ask, seconds=120):
    """What ``ask`` answers once that is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.01)
    raise AssertionError(f"{what}: not within {seconds} s")


def channels(run):
    """Those that are written whole."""
    found = []
    for path in sorted(glob.glob(os.path.join(glob.escape(run), "control-*.txt"))):
        try:
            if os.path.getsize(path):
                found.append(Channel(path))
        except OSError:
            continue
    return found


class Running:
    """A program that is being recorded, and talked to while it runs."""

    def __init__(self, target, source, *options, run="run", env=None):
        path = target.write("program.py", source)
        self.run = os.path.join(target.folder, run)
        words = [sys.executable, "-m", "tracehold", "run", *options, "--out", self.run, "--", path]
        variables = {**os.environ, "PYTHONPATH": ROOT, **(env or {})}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        # A group of its own, to be killed with its children.
        pipes["start_new_session"] = True
        self.process = subprocess.Popen(words, env=variables, cwd=target.folder, text=True, **pipes)

    def said(self, line):
        """Waits for a line of the program."""
        for said in self.process.stdout:
            if said.strip() == line:
                return
        raise AssertionError(f"ended without {line!r}: {self.process.stderr.read()}")

    def channel(self):
        return until("a channel", lambda: channels(self.run))[0]

    def channels(self, count):
        return until(f"{count} channels", lambda: len(channels(self.run)) == count and channels(self.run))

    def snapshots(self):
        return sorted(glob.glob(os.path.join(glob.escape(self.run), "heap-*.thheap")))

    def end(self):
        """Lets a program go on that reads its input; what it said, and its exit code."""
        out, error = self.process.communicate(timeout=120)
        return out, error, self.process.returncode

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
        self.process.wait()
