/* Values of the program as msgpack, the same bytes as _values.Encoder writes, without running any of the program.
 *
 * What a type's instances look like is learned by the Python encoder, once per type; here are the writers of the common
 * kinds. A kind without a writer here is handed to the Python one in the middle of an event, which counts as a fallback
 * and gives the same bytes. */

#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "buffer.h"
#include "compat.h"
#include "map.h"

enum {
    /* Values met on the way to a value, at most; what lies deeper is left to the Python writers. */
    LONGEST_PATH = 48,
    LONGEST_NAME = 64,
    LONGEST_TYPE_NAME = 120,
    LONGEST_TEXT_OF_FUNCTION = 200,
    SHORTEST_TEXT = 16,
};

typedef struct {
    Py_ssize_t depth;
    Py_ssize_t items;
    Py_ssize_t text;
    Py_ssize_t size;
    PyObject *tuple; /* the same four, as the Python encoder takes them */
} Budget;

typedef struct {
    PyObject_HEAD
    PyObject *python;
    PyObject *writers; /* index into the table of writers by Python function */
    PyObject *plain;   /* packed names whose values are shown, by name */
    PyObject *learn_name;
    PyObject *hides;
    PyObject *hides_raw;
    PyObject *learn_layout;
    PyObject *read_slots;
    PyObject *pack_big_int;
    PyObject *is_sparse;
    PyObject *failure; /* the error extension of an exception; raises one that is the program's */
    Map layouts;       /* by address of the type */
    uint64_t fallbacks;
    int running; /* events that are being encoded, in all threads: layouts are forgotten only when there is none */
    bool shows_attributes;
    bool must_not_materialise;
} Encoder;

typedef struct Layout Layout;

/* An event in the making. The buffer begins with it: budgets compare with its size. */
typedef struct {
    Encoder *encoder;
    Buffer *out;
    const Budget *budget;
    int path_length;
    intptr_t path[LONGEST_PATH];
} Event;

/* Appends a value; -1 with an exception set. `depth` is how many levels may still be opened. */
typedef int (*Writer)(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);

struct Layout {
    Writer write;
    PyObject *python;
    PyObject *weak; /* forgets the layout when its type ends; NULL for static types */
    PyObject *name; /* bytes */
    PyObject *head; /* bytes */
    PyObject *length;
    PyObject *fields; /* dict */
    PyObject *slots;  /* tuple */
    PyObject *leaf;
    Layout *base;
    bool has_dict;
    bool has_slots;
    bool may_be_sparse;
};

extern PyTypeObject Encoder_Type;

/* layouts.c */
const Layout *layout_of(Encoder *encoder, PyTypeObject *type); /* NULL with an exception set */
void layouts_forget(Encoder *encoder);
/* Index of a writer by the name of its Python twin, -1 when it has none here. */
int writer_index(const char *name);

/* values.c */
int write_value(Event *event, PyObject *value, Py_ssize_t depth);
/* A value among others: there a short text is never cut. */
static inline int
write_part(Event *event, PyObject *value, Py_ssize_t depth)
{
    uint32_t number;
    if (PyLong_CheckExact(value) && small_int(value, &number)) {
        put_uint(event->out, number);
        return 0;
    }
    if (PyUnicode_CheckExact(value) && PyUnicode_IS_ASCII(value) && PyUnicode_GET_LENGTH(value) < 32) {
        size_t size = (size_t)PyUnicode_GET_LENGTH(value);
        put_byte(event->out, (uint8_t)(0xA0 | size));
        put_bytes(event->out, PyUnicode_1BYTE_DATA(value), size);
        return 0;
    }
    return write_value(event, value, depth);
}
int write_by_python(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_omitted(Event *event, PyObject *value, const Layout *layout);
void put_truncated(Buffer *out, Py_ssize_t count);
void put_object(Buffer *out, PyObject *bytes);
static inline void
put_id(Buffer *out, const void *value)
{
    put_uint(out, (uint64_t)(uintptr_t)value);
}

/* leaves.c */
int write_int(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_str(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_float(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_bytes(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_bytearray(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_none(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_bool(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_leaf(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
/* A str of which `count` code points are looked at and at most `limit` bytes kept; `length` is what it has in all. */
void put_cut_text(Buffer *out, PyObject *text, Py_ssize_t count, Py_ssize_t length, Py_ssize_t limit);
/* Always a msgpack str: at most `limit` code points, a lone surrogate as '?'. */
void put_plain(Buffer *out, PyObject *text, Py_ssize_t limit);

/* containers.c */
/* Items of a list, tuple, set or frozenset, and of their subclasses. */
int write_items(Event *event, PyObject *values, Py_ssize_t count, Py_ssize_t depth);
/* Entries of a dict and of its subclasses. `first` (a list of pairs or NULL) come before those of `dict` (or NULL). */
int write_entries(Event *event, PyObject *first, PyObject *dict, Py_ssize_t count, Py_ssize_t depth);
/* Entries with names from the keys of a dict and values from a tuple. */
int write_fields(Event *event, PyObject *names, PyObject *values, Py_ssize_t count, Py_ssize_t depth);
bool in_path(const Event *event, intptr_t key);
void write_cyclic(Event *event, intptr_t key);
int write_list(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_tuple(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_dict(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_set(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_frozenset(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_list_items(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_tuple_items(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_mapping(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_derived(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);

/* objects.c */
int write_instance(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_object(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_type_only(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_record(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_namedtuple(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_enum(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_exception(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);

/* things.c */
int write_class(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_function(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);
int write_method(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout);

/* -- events: 0, or -1 with an exception set that is the program's -------------------------------------------------- */

/* Where the variables of a call are read: from a dict by name, or from the slots of its frame. */
typedef struct {
    PyObject *dict;
    PyObject *const *slots;
    const char *kinds;      /* co_localspluskinds, with `slots`, from 3.11 on; NULL where no cell is made yet */
    const uint32_t *places; /* before 3.11, by variable: slot << 1 | is a cell; NULL where the slots are the variables */
} Variables;

/* CO_FAST_* of pycore_code.h, bits of a kind. */
enum { VARIABLE_HIDDEN = 0x10, VARIABLE_CELL = 0x40, VARIABLE_FREE = 0x80 };

int encode_arguments(Encoder *encoder, Buffer *out, PyObject *names, Py_ssize_t count, const Variables *variables,
                     const Budget *budget);
/* Array [result, locals]. A NULL result is one that is not known. */
int encode_returned(Encoder *encoder, Buffer *out, PyObject *result, PyObject *names, const Variables *variables,
                    const Budget *budget);
int encode_single(Encoder *encoder, Buffer *out, PyObject *value, const Budget *budget);

/* -- the Python type: encoder.c ----------------------------------------------------------------------------------- */

bool budget_of(PyObject *tuple, Budget *budget);
