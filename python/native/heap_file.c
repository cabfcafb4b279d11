/* Chunks of a snapshot (docs/format.md), each made in one piece and written at once. */

#include "heap.h"

#ifdef HAS_HEAP_WALK

#include <errno.h>
#include <unistd.h>

#include "crc32.h"
#include "schema.gen.h"

static void
store(uint8_t *at, uint64_t number, int width)
{
    for (int byte = 0; byte < width; byte++) {
        at[byte] = (uint8_t)(number >> (8 * byte));
    }
}

/* Begins a chunk whose payload will have at most so many bytes. */
static Buffer *
begin_chunk(Walk *walk, size_t most)
{
    Buffer *out = &walk->out;
    out->size = 0;
    if (most > UINT32_MAX) {
        fail(walk, EFBIG);
        return NULL;
    }
    if (walk->error != 0 || !reserve(walk, out, CHUNK_HEADER_BYTES + most)) {
        return NULL;
    }
    memset(out->bytes, 0, CHUNK_HEADER_BYTES);
    out->size = CHUNK_HEADER_BYTES;
    return out;
}

static void
end_chunk(Walk *walk, int kind)
{
    Buffer *out = &walk->out;
    size_t length = out->size - CHUNK_HEADER_BYTES;
    uint8_t *header = out->bytes;
    store(header + CHUNK_HEADER_LENGTH, length, 4);
    store(header + CHUNK_HEADER_KIND, (uint64_t)kind, 1);
    store(header + CHUNK_HEADER_CODEC, CODEC_RAW, 1);
    store(header + CHUNK_HEADER_SEQUENCE, walk->sequence++, 4);
    store(header + CHUNK_HEADER_RAW_LENGTH, length, 4);
    store(header + CHUNK_HEADER_CRC, crc32_of(header + CHUNK_HEADER_KIND, out->size - CHUNK_HEADER_KIND), 4);
    size_t written = 0;
    while (written < out->size) {
        ssize_t now = write(walk->descriptor, out->bytes + written, out->size - written);
        if (now < 0 && errno == EINTR) {
            continue;
        }
        if (now <= 0) {
            fail(walk, now < 0 ? errno : EIO);
            return;
        }
        written += (size_t)now;
    }
}

/* -- names --------------------------------------------------------------------------------------------------------- */

static void
write_names(Walk *walk)
{
    Buffer *texts = &walk->fresh_texts;
    Buffer *types = &walk->fresh_types;
    if (walk->fresh_text_count + walk->fresh_type_count == 0) {
        return;
    }
    Buffer *out = begin_chunk(walk, texts->size + types->size + 32);
    if (out == NULL) {
        return;
    }
    put_map_header(out, (walk->fresh_text_count != 0) + (walk->fresh_type_count != 0));
    if (walk->fresh_text_count != 0) {
        put_uint(out, HEAP_NAME_FIELD_TEXTS);
        put_array_header(out, walk->fresh_text_count);
        put_bytes(out, texts->bytes, texts->size);
    }
    if (walk->fresh_type_count != 0) {
        put_uint(out, HEAP_NAME_FIELD_TYPES);
        put_array_header(out, walk->fresh_type_count);
        put_bytes(out, types->bytes, types->size);
    }
    end_chunk(walk, CHUNK_KIND_HEAP_NAMES);
    texts->size = types->size = 0;
    walk->fresh_text_count = walk->fresh_type_count = 0;
}

/* -- objects ------------------------------------------------------------------------------------------------------- */

static int
width_of(const Column *column)
{
    return column->bits < 0x100 ? 1 : column->bits < 0x10000 ? 2 : column->bits <= UINT32_MAX ? 4 : 8;
}

/* Numbers as bytes, least first: what the machines are that this is built for. */
static void
put_column(Buffer *out, const Column *column, int width)
{
    uint8_t *to = out->bytes + out->size;
    if (width == 8) {
        memcpy(to, column->at, column->count * 8);
    } else if (width == 4) {
        for (size_t index = 0; index < column->count; index++) {
            uint32_t number = (uint32_t)column->at[index];
            memcpy(to + index * 4, &number, 4);
        }
    } else if (width == 2) {
        for (size_t index = 0; index < column->count; index++) {
            uint16_t number = (uint16_t)column->at[index];
            memcpy(to + index * 2, &number, 2);
        }
    } else {
        for (size_t index = 0; index < column->count; index++) {
            to[index] = (uint8_t)column->at[index];
        }
    }
    out->size += column->count * (size_t)width;
}

/* -- segments ------------------------------------------------------------------------------------------------------ */

/* Upper halves of addresses, each once: a process has few. */
enum { MOST_SEGMENTS = 256 };

typedef struct {
    uint32_t highs[MOST_SEGMENTS];
    int count;
    int last;
} Segments;

/* The index of an address's upper half, which is put behind the others when it is new; -1 when there are too many. */
static inline int
segment_of(Segments *segments, uint64_t address)
{
    uint32_t high = (uint32_t)(address >> 32);
    if (segments->count > 0 && segments->highs[segments->last] == high) {
        return segments->last;
    }
    int index = 0;
    while (index < segments->count && segments->highs[index] != high) {
        index++;
    }
    if (index == MOST_SEGMENTS) {
        return -1;
    }
    segments->highs[index] = high;
    segments->count += index == segments->count;
    segments->last = index;
    return index;
}

static bool
find_segments(Segments *segments, const Column *column)
{
    for (size_t index = 0; index < column->count; index++) {
        if (segment_of(segments, column->at[index]) < 0) {
            return false;
        }
    }
    return true;
}

static void
put_segments(Buffer *out, Segments *segments, const Column *column)
{
    uint8_t *to = out->bytes + out->size;
    for (size_t index = 0; index < column->count; index++) {
        to[index] = (uint8_t)segment_of(segments, column->at[index]);
    }
    out->size += column->count;
}

/* -- chunks of objects --------------------------------------------------------------------------------------------- */

typedef struct {
    int tag;
    const Column *column;
    int width;
} Field;

static void
put_widths(Buffer *out, const Field *fields, size_t count, bool segmented)
{
    put_uint(out, HEAP_NODE_FIELD_WIDTHS);
    put_map_header(out, count + (segmented ? 3 : 0));
    for (size_t index = 0; index < count; index++) {
        put_uint(out, (uint64_t)fields[index].tag);
        put_uint(out, (uint64_t)fields[index].width);
    }
    if (segmented) {
        put_uint(out, HEAP_NODE_FIELD_SEGMENTS);
        put_uint(out, 4);
        put_uint(out, HEAP_NODE_FIELD_ADDRESS_SEGMENTS);
        put_uint(out, 1);
        put_uint(out, HEAP_NODE_FIELD_TARGET_SEGMENTS);
        put_uint(out, 1);
    }
}

void
flush(Walk *walk)
{
    struct {
        int tag;
        Column *column;
    } const columns[] = {
        {HEAP_NODE_FIELD_ADDRESSES, &walk->addresses},     {HEAP_NODE_FIELD_TARGETS, &walk->targets},
        {HEAP_NODE_FIELD_TYPES, &walk->kinds},             {HEAP_NODE_FIELD_SIZES, &walk->sizes},
        {HEAP_NODE_FIELD_REFCOUNTS, &walk->refcounts},     {HEAP_NODE_FIELD_EDGE_COUNTS, &walk->counts},
        {HEAP_NODE_FIELD_LABELS, &walk->labels},           {HEAP_NODE_FIELD_PLACE_NODES, &walk->place_nodes},
        {HEAP_NODE_FIELD_PLACE_FILES, &walk->place_files}, {HEAP_NODE_FIELD_PLACE_LINES, &walk->place_lines},
        {HEAP_NODE_FIELD_PLACE_NAMES, &walk->place_texts}, {HEAP_NODE_FIELD_STRING_NODES, &walk->string_nodes},
        {HEAP_NODE_FIELD_STRING_HASHES, &walk->string_hashes},
    };
    enum { FIELDS = sizeof columns / sizeof *columns, OF_ADDRESSES = 2, FEW_BYTES = 16 };
    Segments segments = {.count = 0};
    bool segmented = find_segments(&segments, &walk->addresses) && find_segments(&segments, &walk->targets);
    Field fields[FIELDS];
    size_t most = FEW_BYTES + sizeof segments.highs;
    for (size_t index = 0; index < FIELDS; index++) {
        const Column *column = columns[index].column;
        int width = segmented && index < OF_ADDRESSES ? 4 : width_of(column);
        fields[index] = (Field){columns[index].tag, column, width};
        most += column->count * (size_t)(index < OF_ADDRESSES ? 8 : width) + 2 * FEW_BYTES;
    }
    write_names(walk);
    Buffer *out = begin_chunk(walk, most);
    if (out == NULL) {
        return;
    }
    put_map_header(out, FIELDS + 1 + (segmented ? 3 : 0));
    put_widths(out, fields, FIELDS, segmented);
    for (size_t index = 0; index < FIELDS; index++) {
        const Field *field = &fields[index];
        put_uint(out, (uint64_t)field->tag);
        put_bin_header(out, field->column->count * (size_t)field->width);
        put_column(out, field->column, field->width);
    }
    if (segmented) {
        size_t bytes = (size_t)segments.count * sizeof *segments.highs;
        put_uint(out, HEAP_NODE_FIELD_SEGMENTS);
        put_bin_header(out, bytes);
        put_bytes(out, segments.highs, bytes);
        put_uint(out, HEAP_NODE_FIELD_ADDRESS_SEGMENTS);
        put_bin_header(out, walk->addresses.count);
        put_segments(out, &segments, &walk->addresses);
        put_uint(out, HEAP_NODE_FIELD_TARGET_SEGMENTS);
        put_bin_header(out, walk->targets.count);
        put_segments(out, &segments, &walk->targets);
    }
    walk->nodes += walk->addresses.count;
    walk->edges += walk->targets.count;
    end_chunk(walk, CHUNK_KIND_HEAP_NODES);
    for (size_t index = 0; index < FIELDS; index++) {
        columns[index].column->count = 0;
        columns[index].column->bits = 0;
    }
}

/* -- roots --------------------------------------------------------------------------------------------------------- */

enum { ROW_BYTES = 32 };

/* The row [kind, address, name]; the name is what is in `text`. */
static void
put_root(Walk *walk, Buffer *rows, int kind, const void *address)
{
    if (reserve(walk, rows, walk->text.size + ROW_BYTES)) {
        put_array_header(rows, 3);
        put_uint(rows, (uint64_t)kind);
        put_uint(rows, (uint64_t)(uintptr_t)address);
        put_text_header(rows, walk->text.size);
        put_bytes(rows, walk->text.bytes, walk->text.size);
    }
}

void
write_roots(Walk *walk)
{
    /* Nothing waits there any more. */
    Buffer *rows = &walk->fresh_types;
    size_t count = 0;
    Py_ssize_t at = 0;
    PyObject *name;
    PyObject *module;
    rows->size = 0;
    while (PyDict_Check(walk->modules) && PyDict_Next(walk->modules, &at, &name, &module)) {
        if (PyUnicode_CheckExact(name) && !is_own(walk, module)) {
            walk->text.size = 0;
            put_utf8(walk, &walk->text, name, LONGEST_NAME);
            put_root(walk, rows, HEAP_ROOT_KIND_MODULE, module);
            count++;
        }
    }
    for (size_t index = 0; index < walk->stacks.frames.count; index++) {
        const void *frame = (const void *)(uintptr_t)walk->stacks.frames.at[index];
        if (!is_own(walk, frame)) {
            put_thread_name(walk, (unsigned long)walk->stacks.threads.at[index]);
            put_root(walk, rows, HEAP_ROOT_KIND_FRAME, frame);
            count++;
        }
    }
    static const char modules[] = "sys.modules";
    walk->text.size = 0;
    if (reserve(walk, &walk->text, sizeof modules)) {
        put_bytes(&walk->text, modules, sizeof modules - 1);
        put_root(walk, rows, HEAP_ROOT_KIND_INTERPRETER, walk->modules);
        count++;
    }
    Buffer *out = begin_chunk(walk, rows->size + 32);
    if (out != NULL) {
        put_map_header(out, 1);
        put_uint(out, HEAP_ROOT_FIELD_ROOTS);
        put_array_header(out, count);
        put_bytes(out, rows->bytes, rows->size);
        end_chunk(walk, CHUNK_KIND_HEAP_ROOTS);
    }
}

#endif
