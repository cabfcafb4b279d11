"""Reads heap snapshots back for the tests, straight from docs/format.md and without the shim's own code."""

import struct
import zlib
from array import array
from collections import Counter

from tests.msgpack_reader import unpack
from tracehold import _schema as schema

_CODES = {1: "B", 2: "H", 4: "I", 8: "Q"}
_NAMES = {
    value: name[len("HEAP_EDGE_KIND_") :].lower()
    for name, value in vars(schema).items()
    if name.startswith("HEAP_EDGE_KIND_")
}
_TEXTS = ("attribute", "key", "key_object", "local")


class Node:
    def __init__(self, address, kind, size, references, edges):
        self.address, self.type, self.size, self.references, self.edges = address, kind, size, references, edges
        self.place = None
        #: Of a str or bytes, where it was told.
        self.hash = None


class Snapshot:
    """``nodes`` by address; ``roots``, ``record``, ``end`` as written; an edge is (kind, text or number, address)."""

    def __init__(self, path):
        self.record, self.end, self.roots, self.texts, self.types, self.nodes = {}, {}, [], [], [], {}
        self.tracked = []
        with open(path, "rb") as file:
            data = file.read()
        magic, major, _minor, _reserved = struct.unpack_from(schema.FILE_HEADER, data)
        assert magic == schema.MAGIC_HEAP and major == 1
        offset, sequence = schema.FILE_HEADER_BYTES, 0
        order = []
        while offset < len(data):
            header = struct.unpack_from(schema.CHUNK_HEADER, data, offset)
            length, crc, kind, number = header[0], header[1], header[2], header[9]
            start = offset + schema.CHUNK_HEADER_BYTES
            body = data[start : start + length]
            assert len(body) == length and number == sequence
            assert zlib.crc32(data[offset + 8 : start] + body) == crc
            offset, sequence = start + length, sequence + 1
            fields, _ = unpack(body)
            if kind == schema.CHUNK_KIND_SNAPSHOT:
                self.record = fields
            elif kind == schema.CHUNK_KIND_HEAP_NAMES:
                self.texts += fields.get(schema.HEAP_NAME_FIELD_TEXTS, [])
                self.types += fields.get(schema.HEAP_NAME_FIELD_TYPES, [])
            elif kind == schema.CHUNK_KIND_HEAP_NODES:
                order += self._nodes(fields)
            elif kind == schema.CHUNK_KIND_HEAP_ROOTS:
                self.roots += fields[schema.HEAP_ROOT_FIELD_ROOTS]
            elif kind == schema.CHUNK_KIND_HEAP_END:
                self.end = fields
        assert self.end[schema.HEAP_END_FIELD_NODES] == len(order) == len(self.nodes)
        assert self.end[schema.HEAP_END_FIELD_EDGES] == sum(len(node.edges) for node in order)
        self.tracked = order[: self.end[schema.HEAP_END_FIELD_TRACKED]]

    def _nodes(self, fields):
        widths = fields[schema.HEAP_NODE_FIELD_WIDTHS]

        def column(tag):
            return array(_CODES[widths[tag]], fields[tag])

        def addresses(tag, of):
            highs = column(schema.HEAP_NODE_FIELD_SEGMENTS) if schema.HEAP_NODE_FIELD_SEGMENTS in fields else ()
            if not highs:
                return column(tag)
            return [highs[segment] << 32 | low for segment, low in zip(column(of), column(tag))]

        targets = addresses(schema.HEAP_NODE_FIELD_TARGETS, schema.HEAP_NODE_FIELD_TARGET_SEGMENTS)
        labels = column(schema.HEAP_NODE_FIELD_LABELS)
        found, at = [], 0
        for address, kind, size, references, count in zip(
            addresses(schema.HEAP_NODE_FIELD_ADDRESSES, schema.HEAP_NODE_FIELD_ADDRESS_SEGMENTS),
            column(schema.HEAP_NODE_FIELD_TYPES),
            column(schema.HEAP_NODE_FIELD_SIZES),
            column(schema.HEAP_NODE_FIELD_REFCOUNTS),
            column(schema.HEAP_NODE_FIELD_EDGE_COUNTS),
        ):
            edges = [(*self._label(labels[i]), targets[i]) for i in range(at, at + count)]
            at += count
            node = Node(address, self.types[kind][0], size, references, edges)
            assert address not in self.nodes, "twice"
            self.nodes[address] = node
            found.append(node)
        assert at == len(targets)
        for index, file, line, name in zip(
            column(schema.HEAP_NODE_FIELD_PLACE_NODES),
            column(schema.HEAP_NODE_FIELD_PLACE_FILES),
            column(schema.HEAP_NODE_FIELD_PLACE_LINES),
            column(schema.HEAP_NODE_FIELD_PLACE_NAMES),
        ):
            found[index].place = (self.texts[file], line, self.texts[name])
        strings = column(schema.HEAP_NODE_FIELD_STRING_NODES)
        for index, told in zip(strings, column(schema.HEAP_NODE_FIELD_STRING_HASHES)):
            assert found[index].type in ("str", "bytes") and found[index].hash is None
            found[index].hash = told
        return found

    def _label(self, label):
        kind = _NAMES[label & 31]
        return kind, self.texts[label >> 5] if kind in _TEXTS else label >> 5

    def edges(self, address):
        """(kind, text or number, type of the target) of one object."""
        return [(kind, name, self.nodes[to].type) for kind, name, to in self.nodes[address].edges if to in self.nodes]

    def counts(self):
        return Counter(node.type for node in self.nodes.values())
