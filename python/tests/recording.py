"""Reads recordings back for the tests, straight from docs/format.md and without the shim's own code."""

import glob
import os
import struct
import subprocess
import sys
import tempfile
import zlib

from tests.msgpack_reader import Ext, unpack
from tracehold import _schema as schema

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
#: Letters of struct by width in bytes.
UNSIGNED = {1: "B", 2: "H", 4: "I", 8: "Q"}
KINDS = {1: "call", 2: "return", 3: "unwind", 4: "yield", 5: "resume", 6: "throw", 7: "exception"}


class Event:
    """One event with its definitions resolved."""

    __slots__ = (
        "activation",
        "allocated",
        "freed",
        "function",
        "kind",
        "ns",
        "qualname",
        "site",
        "task",
        "thread",
        "user_site",
        "value",
    )

    def __repr__(self):
        return f"<{self.kind} {self.qualname}>"


class Events:
    """The events of a recording in file order, made anew each time they are gone through: there may be millions."""

    def __init__(self, recording):
        self._recording = recording
        #: Of each chunk what its header and its payload tell.
        self._chunks = []
        self._count = 0

    def append(self, chunk):
        """Adds a chunk, all of whose events are looked at."""
        for _ in self._recording.read(*chunk):
            self._count += 1
        self._chunks.append(chunk)

    def __len__(self):
        return self._count

    def __iter__(self):
        for chunk in self._chunks:
            yield from self._recording.read(*chunk)


class Function:
    def __init__(self, row, files):
        self.id, file, self.name, self.qualname, self.line, self.flags, self.argument_count, names, self.module = row
        self.file = files[file]
        self.names = tuple(names)
        self.is_generator = bool(self.flags & 7)
        self.is_async = bool(self.flags & 6)


class Recording:
    """A trace file: ``process`` fields by tag, ``events`` in file order, ``problems``, ``end`` or None."""

    def __init__(self, path):
        self.path = path
        self.process, self.end = {}, None
        self.problems, self.events, self.chunks = [], Events(self), []
        self.files, self.functions, self.sites, self.threads, self.tasks = {}, {}, {}, {}, {}
        with open(path, "rb") as file:
            data = file.read()
        magic, major, _minor, _reserved = struct.unpack_from(schema.FILE_HEADER, data)
        assert magic == schema.MAGIC_TRACE and major == 1
        offset = schema.FILE_HEADER_BYTES
        while offset < len(data):
            offset = self._chunk(data, offset)

    def _chunk(self, data, offset):
        header = struct.unpack_from(schema.CHUNK_HEADER, data, offset)
        length, crc, kind, codec, flags, thread, first, last, events, sequence, raw, reserved = header
        body = data[offset + schema.CHUNK_HEADER_BYTES : offset + schema.CHUNK_HEADER_BYTES + length]
        assert len(body) == length, "cut short"
        assert zlib.crc32(data[offset + 8 : offset + schema.CHUNK_HEADER_BYTES] + body) == crc
        assert sequence == len(self.chunks) and codec == 0 and flags == 0 and reserved == 0 and raw == length
        fields, end = unpack(body)
        assert end == length
        self.chunks.append((kind, first, last, events, length))
        if kind == schema.CHUNK_KIND_PROCESS:
            self.process = fields
        elif kind == schema.CHUNK_KIND_DEFINITIONS:
            self._definitions(fields)
        elif kind == schema.CHUNK_KIND_EVENTS:
            self.events.append((fields, thread, first, last, events))
        elif kind == schema.CHUNK_KIND_END:
            self.end = fields
        elif kind == schema.CHUNK_KIND_PROBLEM:
            self.problems.append(fields)
        return offset + schema.CHUNK_HEADER_BYTES + length

    def _definitions(self, fields):
        for number, path in fields.get(schema.DEFINITION_FIELD_FILES, ()):
            self.files[number] = path
        for row in fields.get(schema.DEFINITION_FIELD_FUNCTIONS, ()):
            self.functions[row[0]] = Function(row, self.files)
        for number, file, function, line, qualname in fields.get(schema.DEFINITION_FIELD_SITES, ()):
            self.sites[number] = (self.files[file], function, line, qualname)
        for serial, ident, native, name in fields.get(schema.DEFINITION_FIELD_THREADS, ()):
            self.threads[serial] = (ident, native, name)
        for number, name, qualname in fields.get(schema.DEFINITION_FIELD_TASKS, ()):
            self.tasks[number] = (name, qualname)

    def read(self, fields, thread, first, last, count):
        """Yields the events of a chunk."""
        widths = fields.get(schema.EVENT_FIELD_WIDTHS, {})

        def column(tag):
            blob = fields.get(tag, b"")
            width = widths.get(tag, 4)
            assert len(blob) % width == 0
            return iter(struct.unpack(f"<{len(blob) // width}{UNSIGNED[width]}", blob))

        kinds = fields[schema.EVENT_FIELD_KINDS]
        assert len(kinds) == count
        functions, deltas = column(schema.EVENT_FIELD_FUNCTIONS), column(schema.EVENT_FIELD_DELTAS)
        sites, user_sites = column(schema.EVENT_FIELD_SITES), column(schema.EVENT_FIELD_USER_SITES)
        activations, tasks = column(schema.EVENT_FIELD_ACTIVATIONS), column(schema.EVENT_FIELD_TASKS)
        lengths = column(schema.EVENT_FIELD_VALUE_LENGTHS)
        allocated, freed = column(schema.EVENT_FIELD_ALLOCATED_BYTES), column(schema.EVENT_FIELD_FREED_BYTES)
        values = fields.get(schema.EVENT_FIELD_VALUES, b"")
        at, now = 0, first
        for bits in kinds:
            event = Event()
            event.thread = thread
            event.kind = KINDS[bits & schema.EVENT_FLAG_KIND_MASK]
            event.function = self.functions[next(functions)]
            event.qualname = event.function.qualname
            event.ns = now = now + next(deltas)
            event.site = event.user_site = event.value = None
            event.activation = event.task = 0
            if event.kind in ("call", "resume", "throw"):
                event.site = event.user_site = self.sites.get(next(sites))
                if bits & schema.EVENT_FLAG_HAS_USER_SITE:
                    event.user_site = self.sites.get(next(user_sites))
                event.activation = next(activations) if event.function.is_generator else 0
                event.task = next(tasks) if event.function.is_async else 0
            counted = bool(bits & schema.EVENT_FLAG_HAS_ALLOCATION)
            event.allocated, event.freed = (next(allocated), next(freed)) if counted else (0, 0)
            if bits & schema.EVENT_FLAG_HAS_VALUE:
                length = next(lengths)
                event.value, end = unpack(values[at : at + length])
                assert end == length
                at += length
            yield event
        assert now == last and at == len(values)
        for rest in (functions, deltas, sites, user_sites, activations, tasks, lengths, allocated, freed):
            assert next(rest, None) is None, "a column has entries left"

    def of(self, qualname, kind=None):
        """Events of a function."""
        return [event for event in self.events if event.qualname == qualname and kind in (None, event.kind)]

    def calls(self):
        """Calls, and unwinds, by qualname: a dict of counts."""
        counts = {}
        for event in self.events:
            if event.kind == "call":
                counts[event.qualname] = counts.get(event.qualname, 0) + 1
        return counts

    def arguments(self, event):
        """Arguments of a call event by name."""
        return dict(zip(event.function.names, event.value))

    def locals(self, event):
        """Locals of a return or unwind event by name, unbound ones left out."""
        variables = event.value[1]
        if isinstance(variables, dict):
            return variables
        pairs = zip(event.function.names, variables)
        return {
            name: value
            for name, value in pairs
            if not (isinstance(value, Ext) and value.tag == schema.EXTENSION_UNBOUND)
        }


class Target:
    """Runs programs, recorded and not, in a throwaway folder."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="tracehold test ")
        self.runs = 0

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def plain(self, *command, **keywords):
        """The program by itself: a CompletedProcess."""
        return self._run([sys.executable, *command], {}, keywords)

    def recorded(self, *command, options=(), **keywords):
        """The program recorded: CompletedProcess with ``run`` (folder) added."""
        self.runs += 1
        out = os.path.join(self.folder, f"run-{self.runs}")
        words = [sys.executable, "-m", "tracehold", "run", *options, "--out", out, "--", *command]
        done = self._run(words, {"PYTHONPATH": ROOT}, keywords)
        done.run = out
        return done

    def _run(self, words, environment, keywords):
        variables = dict(os.environ, **environment)
        for name, value in keywords.pop("env", {}).items():
            if value is None:
                variables.pop(name, None)
            else:
                variables[name] = value
        keywords.setdefault("cwd", self.folder)
        keywords.setdefault("timeout", 120)
        keywords.setdefault("stdin", subprocess.DEVNULL if "input" not in keywords else None)
        if "input" in keywords:
            del keywords["stdin"]
        return subprocess.run(words, env=variables, capture_output=True, text=True, check=False, **keywords)


def recordings(run):
    """All trace files of a run folder, the root process first; without those of children killed as they made theirs."""
    paths = [path for path in sorted(glob.glob(os.path.join(run, "*.thtrace"))) if os.path.getsize(path)]
    found = [Recording(path) for path in paths]
    return sorted(found, key=lambda recording: recording.process[schema.PROCESS_FIELD_START_EPOCH_NS])


def record_source(source, *options, name="program.py", arguments=()):
    """Records a program given as text; the one recording of its root process. Fails on a bad exit."""
    target = Target()
    target.write(name, source)
    done = target.recorded(name, *arguments, options=options)
    if done.returncode:
        raise AssertionError(done.stderr)
    found = recordings(done.run)[0]
    found.output = done.stdout
    return found
