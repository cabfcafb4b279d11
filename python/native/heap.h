/* The heap walk in C: the node set, edges, names, sizes and places of python/tracehold/_heap_*.py, written as columns while
 * it goes (docs/format.md, "A snapshot file"; docs/native.md, "The heap walk").
 *
 * It runs with the interpreter lock held, in a child that was forked from a program with threads, or in the program
 * itself. So it takes memory from the system alone (another thread may have held the lock of malloc when the child was
 * made), changes no reference count and no list of the collector, calls no code of the program and never recurses.
 *
 * Nothing is raised: the first failure is kept as an errno, and everything after it does nothing. */

#pragma once

#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE 1
#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "compat.h"
#include "heap_module.h"

#if PY_VERSION_HEX < 0x030E0000
#define HAS_HEAP_WALK 1
#endif

/* -- memory (heap_memory.c) ---------------------------------------------------------------------------------------- */

/* Numbers that grow; `bits` is what any of them has. */
typedef struct {
    uint64_t *at;
    size_t count;
    size_t capacity;
    uint64_t bits;
} Column;

typedef struct {
    uint64_t key;
    uint64_t value;
} Entry;

/* Words to words, open addressing; 0 is no key. */
typedef struct {
    Entry *entries;
    size_t used;
    size_t mask;
} Table;

/* Of the addresses in one MiB, a bit for each 16 bytes: objects are larger. */
enum { MARKED_SHIFT = 20, MARKED_WORDS = (1 << MARKED_SHIFT) / 16 / 64 };

typedef struct {
    uint64_t seen[MARKED_WORDS];
    uint64_t own[MARKED_WORDS];
} Marks;

enum { RECENT_MARKS = 64, RECENT_TYPES = 64, QUEUE_ITEMS = 8190 };

typedef struct QueueBlock {
    struct QueueBlock *next;
    size_t count;
    PyObject *items[QUEUE_ITEMS];
} QueueBlock;

typedef struct ArenaBlock {
    struct ArenaBlock *next;
    size_t size;
} ArenaBlock;

/* -- what is known ------------------------------------------------------------------------------------------------- */

/* An object, and the label of the edge to it. */
typedef struct {
    PyObject *value;
    uint32_t label;
} Named;

typedef struct {
    uint64_t hash;
    const uint8_t *bytes;
    uint32_t size;
    uint32_t id;
} Name;

/* A member of instances: where the reference is, and the label. `is_optional`: an empty one is left out, else None. */
typedef struct {
    Py_ssize_t offset;
    uint32_t label;
    bool is_optional;
    bool is_self; /* of a function in C */
} Member;

typedef enum {
    READ_NOTHING,
    READ_DICT,
    READ_LIST,
    READ_TUPLE,
    READ_SET,
    READ_FRAME,
    READ_MODULE,
    READ_CODE,
    READ_DEQUE,
    READ_LRU_CACHE,
    READ_GENERATOR,
    READ_ARRAY,
    READ_CLASS,
    READ_INSTANCE,
    READ_UNKNOWN,
} Reading;

typedef enum { SIZE_PLAIN, SIZE_LIST, SIZE_TEXT, SIZE_CTYPES, SIZE_METHOD } Sizing;

typedef enum { PLACE_NONE, PLACE_CODE, PLACE_FUNCTION, PLACE_FRAME, PLACE_TRACEBACK, PLACE_MODULE, PLACE_CLASS } Placing;

/* What is known of the instances of one type. */
typedef struct {
    uint32_t id;
    uint32_t header;
    Reading reading;
    /* For READ_INSTANCE: the built-in container it is, READ_NOTHING for none. */
    Reading container;
    Sizing sizing;
    Placing placing;
    bool has_dict;
    bool is_own; /* of the shim: its instances are no part of the heap */
    bool is_string;
    PyObject *size_method;
    /* For SIZE_CTYPES: where an int tells whether the object has a buffer of its own, and where its length stands. */
    Py_ssize_t buffer_own;
    Py_ssize_t buffer_size;
    const Member *members;
    size_t member_count;
} Type;

/* A running frame, and the index of its thread's name. */
typedef struct {
    PyObject *names; /* a list of (ident, name) */
    Column frames;
    Column threads;
} Stacks;

typedef struct {
    int error;
    int descriptor;
    uint32_t sequence;
    uint64_t nodes;
    uint64_t edges;
    uint64_t tracked;

    ArenaBlock *arena;
    size_t arena_used;
    Table marks;
    struct {
        uintptr_t key;
        Marks *marks;
    } recent[RECENT_MARKS];
    QueueBlock *queue_first;
    QueueBlock *queue_last;
    size_t queue_at;

    Table types;
    PyTypeObject *others[RECENT_TYPES]; /* types that are not of the shim */
    PyTypeObject *last_type;
    const Type *last;
    uint32_t type_count;
    Table text_ids; /* by the address of an exact str: id + 1 of the text itself, and above it of the text of a key */
    Table module_files;
    Name *names;
    size_t name_mask;
    Column name_texts; /* where the text of each is: its size, and it */
    Buffer text;
    Buffer fresh_texts;
    size_t fresh_text_count;
    Buffer fresh_types;
    size_t fresh_type_count;
    Buffer out;

    Column addresses, kinds, sizes, refcounts, counts, targets, labels;
    Column place_nodes, place_files, place_lines, place_texts;
    Column string_nodes, string_hashes;

    Column referents;
    Column named_values;
    Column named_labels;
    Table named;
    Table inside;

    PyObject *modules; /* sys.modules */
    PyObject *working; /* objects of the walk, which no module holds */
    Stacks stacks;
    Table own_globals;
    /* Types that have no name in C; NULL where there are none. */
    PyTypeObject *deque, *lru_cache, *array, *traceback;
    const char *folder; /* of the shim, in utf-8, with a slash at its end */
    size_t folder_size;
    uint32_t label_dict, label_frame;
} Walk;

void *pages_get(size_t bytes);
void pages_free(void *pages, size_t bytes);
/* Memory that stays until the walk ends; zeroed; NULL when there is none. */
void *arena_get(Walk *walk, size_t bytes);
bool column_grow(Walk *walk, Column *column);
/* Room for more bytes, so that no put_... of buffer.h asks malloc. */
bool reserve(Walk *walk, Buffer *out, size_t more);
/* Where the value of a key is, 0 for a new one; NULL without memory. */
uint64_t *table_slot(Walk *walk, Table *table, uint64_t key);
uint64_t table_get(const Table *table, uint64_t key);
void table_clear(Table *table);
Marks *marks_find(Walk *walk, uintptr_t key);
bool queue_push(Walk *walk, PyObject *value);
PyObject *queue_pop(Walk *walk);
void walk_free(Walk *walk);

static inline void
fail(Walk *walk, int error)
{
    if (walk->error == 0) {
        walk->error = error;
    }
}

static inline void
column_push(Walk *walk, Column *column, uint64_t number)
{
    if (column->count < column->capacity || column_grow(walk, column)) {
        column->at[column->count++] = number;
        column->bits |= number;
    }
}

static inline Marks *
marks_of(Walk *walk, const void *object)
{
    uintptr_t key = (uintptr_t)object >> MARKED_SHIFT;
    size_t slot = key % RECENT_MARKS;
    return walk->recent[slot].key == key ? walk->recent[slot].marks : marks_find(walk, key);
}

static inline size_t
mark_word(const void *object)
{
    return ((uintptr_t)object >> 10) % MARKED_WORDS;
}

static inline uint64_t
mark_bit(const void *object)
{
    return UINT64_C(1) << (((uintptr_t)object >> 4) & 63);
}

/* Notes an object; whether it is new. Nothing is, without memory. */
static inline bool
see(Walk *walk, const void *object)
{
    Marks *marks = marks_of(walk, object);
    if (marks == NULL) {
        return false;
    }
    uint64_t *word = &marks->seen[mark_word(object)];
    uint64_t before = *word;
    *word = before | mark_bit(object);
    return *word != before;
}

static inline bool
is_own(Walk *walk, const void *object)
{
    const Marks *marks = marks_of(walk, object);
    return marks != NULL && (marks->own[mark_word(object)] & mark_bit(object)) != 0;
}

/* -- texts (heap_text.c) ------------------------------------------------------------------------------------------- */

enum { KIND_BITS = 5, LONGEST_NAME = 200, LONGEST_PATH = 4096, LONGEST_TEXT = 16384 };

static inline uint32_t
label_of(uint32_t kind, uint64_t number)
{
    const uint64_t most = (UINT64_C(1) << (32 - KIND_BITS)) - 1;
    return kind | (uint32_t)(number < most ? number : most) << KIND_BITS;
}

uint32_t name_id(Walk *walk, const void *bytes, size_t size);
/* The text of an id, NULL where there is none. */
const uint8_t *name_text(const Walk *walk, uint32_t id, size_t *size);
uint32_t ascii_id(Walk *walk, const char *text);
/* The id of the beginning of a str, also of a subclass; of '' for anything else. */
uint32_t text_id(Walk *walk, PyObject *text, Py_ssize_t limit);
/* The id of a dict's key as Python writes it. */
uint32_t key_id(Walk *walk, PyObject *key);
/* Appends code points as utf-8; lone surrogates as \udcff. */
void put_utf8(Walk *walk, Buffer *out, PyObject *text, Py_ssize_t limit);
bool same_text(PyObject *one, PyObject *other);
bool text_is(PyObject *text, const char *ascii);
/* What a dict holds under an exact str, borrowed; NULL for nothing. No key is compared by its own code. */
PyObject *dict_find(PyObject *dict, const char *name);
/* The name of a type without and with its module; `size` bytes of utf-8 or less than that. */
void put_type_name(Walk *walk, Buffer *out, PyTypeObject *type);
void put_full_type_name(Walk *walk, Buffer *out, PyTypeObject *type);

/* -- types (heap_types.c) ------------------------------------------------------------------------------------------ */

const Type *type_learn(Walk *walk, PyTypeObject *cls);
/* The dict of a class, borrowed; NULL where there is none. */
PyObject *class_dict(PyTypeObject *cls);
/* Bytes of an instance with what stands before it. */
uint64_t size_of(Walk *walk, PyObject *value, const Type *type);

static inline const Type *
type_of(Walk *walk, PyObject *value)
{
    PyTypeObject *cls = Py_TYPE(value);
    if (cls != walk->last_type) {
        walk->last = type_learn(walk, cls);
        walk->last_type = walk->last != NULL ? cls : NULL;
    }
    return walk->last;
}

/* -- places (heap_places.c) ---------------------------------------------------------------------------------------- */

/* Text ids, and a line or 0. */
typedef struct {
    uint32_t file;
    uint32_t name;
    uint64_t line;
    bool is_known;
} Place;

Place place_of_class(Walk *walk, PyTypeObject *cls);
void add_place(Walk *walk, PyObject *value, Placing placing, uint64_t node);

/* -- strings (heap_strings.c) -------------------------------------------------------------------------------------- */

bool is_string_type(const PyTypeObject *cls);
/* Tells the hash of an exact str or bytes, if it has one here; `node` is its index in the chunk. */
void add_string(Walk *walk, PyObject *value, uint64_t node);

/* -- edges (heap_edges.c, heap_frames.c, heap_objects.c) ----------------------------------------------------------- */

/* Fills `referents` with what the collector is told of. */
void collect(Walk *walk, PyObject *value);
void add_edge(Walk *walk, PyObject *value, uint32_t label);
/* The edges of an object. */
void add_edges(Walk *walk, PyObject *value, const Type *type);
/* Names for `label_by_name`: the last one of an object is taken. */
/* Whether an array of numpy is laid out as the walk reads it: two rows of three objects of this base and type. */
bool is_array_known(PyObject *array, PyObject *base, PyObject *dtype);
void name_nothing(Walk *walk);
void name_value(Walk *walk, PyObject *value, uint32_t label);
/* The label of an object among those named; `otherwise` for others. */
uint32_t label_by_name(Walk *walk, PyObject *value, uint32_t otherwise);
void read_frame(Walk *walk, PyObject *value);
void read_generator(Walk *walk, PyObject *value);
/* Names the attributes of an instance, and tells the dict over them that exists, borrowed. */
PyObject *name_attributes(Walk *walk, PyObject *value);

/* -- the file (heap_file.c) ---------------------------------------------------------------------------------------- */

/* Writes the objects so far, after the names that they use. */
void flush(Walk *walk);
void write_roots(Walk *walk);

/* -- the walk (heap_own.c, heap_walk.c) ---------------------------------------------------------------------------- */

/* Marks what belongs to the shim: what its modules hold. */
void mark_own(Walk *walk);
/* Marks an object of the shim and what only serves it. */
void take_own(Walk *walk, PyObject *value);
/* Whether an object that was found in the collector's lists is the shim's by what it is. */
bool is_own_find(Walk *walk, PyObject *value);
bool is_own_static(PyTypeObject *cls);
bool is_own_module(Walk *walk, PyObject *name, PyObject *module);
/* Notes the running frames of all threads, innermost first; in the program, which makes frame objects for it. */
void gather_frames(Walk *walk);
/* Makes `text` the name of a thread. */
void put_thread_name(Walk *walk, unsigned long ident);
struct _gc_runtime_state *collector(void);
void walk_heap(Walk *walk);

/* -- the module (heap.c, heap_fork.c, heap_probe.c) ----------------------------------------------------------------- */

/* What a walk in a child tells the program, in pages of both. */
typedef struct {
    bool is_done;
    int error;
    uint32_t sequence;
    uint64_t nodes;
    uint64_t edges;
    uint64_t tracked;
} Outcome;

/* Walks in a child, which this waits for without the interpreter lock. 1 when it did, 0 when there can be no child, -1 with
 * an exception set. `forked_ns` is when the program could go on. */
int walk_in_child(Walk *walk, Outcome *outcome, int64_t *forked_ns);
int64_t monotonic_ns(void);
/* Takes types by name out of a tuple (deque, lru_cache, ndarray or None); false with an exception set. */
bool walk_begin(Walk *walk, PyObject *types);

PyObject *heap_describe(PyObject *module, PyObject *args);
PyObject *heap_array(PyObject *module, PyObject *args);
