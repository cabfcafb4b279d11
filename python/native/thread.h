/* What one thread has recorded and not yet written: a row an event, the values one after the other, the open calls.
 *
 * The base of the Python class that the recorder keeps per thread. A row is one cache line or less: appended by the hook
 * of its thread, spread over columns when a chunk is made of it (columns.c), both under the interpreter lock. */

#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "buffer.h"
#include "compat.h"

typedef struct {
    uint64_t time;
    uint64_t activation;
    uint32_t function;
    uint32_t site;
    uint32_t user_site;
    uint32_t task;
    uint32_t value_length;
    uint8_t kind;  /* and flags, as in the column */
    uint8_t parts; /* which of the others have an entry in their column */
} Row;

enum {
    ROW_SITE = 1,
    ROW_ACTIVATION = 2,
    ROW_TASK = 4,
};

/* A call that has not ended. The address of its frame tells it, and is never followed. */
typedef struct {
    const void *frame;
    uint8_t budget;
} OpenCall;

enum { BUDGET_NONE, BUDGET_RICH, BUDGET_LEAN };

typedef struct {
    PyObject_HEAD
    Row *rows;
    size_t count;
    size_t capacity;
    Buffer values;
    Buffer scratch; /* the value in the making */
    OpenCall *open;
    size_t open_count;
    size_t open_capacity;
    Py_ssize_t limit;       /* rows at which the recorder is told; 0 for at once */
    Py_ssize_t value_bytes; /* of values that are not small, since the last chunk */
    uint64_t lost;          /* events for which there was no memory */
} Thread;

extern PyTypeObject Thread_Type;
/* How many were freed: who remembers one without holding it looks whether it may be gone. */
extern uint64_t threads_freed;

void thread_open(Thread *thread, const void *frame, uint8_t budget);
/* Appends a row with the value in `scratch` when it has one. */
void thread_append(Thread *thread, const Row *row, bool has_value);

/* columns.c: the payload of an events chunk (docs/format.md, "Events"), into an empty buffer. */
void put_events(Buffer *out, const Row *rows, size_t count, const uint8_t *values, size_t value_bytes);
