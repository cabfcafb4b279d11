/* What one thread has recorded and not yet written: a row an event, the values one after the other, the open calls.
 *
 * The base of the Python class that the recorder keeps per thread. A row is one cache line or less: appended by the hook
 * of its thread, spread over columns when a chunk is made of it (columns.c), both under the interpreter lock. */

#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "alloc.h"
#include "buffer.h"
#include "compat.h"

typedef struct {
    uint64_t time;
    uint32_t function;
    uint32_t site;
    uint32_t value_length;
    uint8_t kind;  /* and flags, as in the column */
    uint8_t parts; /* which entries it has in other columns */
    uint16_t unused;
} Row;

/* What few events have stands in `links`, in the order of the rows and, for one row, of these. */
enum {
    ROW_SITE = 1,
    ROW_USER_SITE = 2,
    ROW_ACTIVATION = 4,
    ROW_TASK = 8,
    ROW_ALLOCATED = 16,
    ROW_FREED = 32, /* with the one before */
    ROW_LINKED = ROW_USER_SITE | ROW_ACTIVATION | ROW_TASK | ROW_ALLOCATED | ROW_FREED,
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
    uint64_t *links;
    size_t link_count;
    size_t link_capacity;
    Buffer values;
    Buffer scratch; /* the value in the making */
    OpenCall *open;
    size_t open_count;
    size_t open_capacity;
    uint64_t latest; /* time of the last event */
    Py_ssize_t limit;       /* rows at which the recorder is told; 0 for at once */
    Py_ssize_t value_bytes; /* of values that are not small, since the last chunk */
    uint64_t lost;          /* events for which there was no memory */
    unsigned int number;    /* the serial in the recording */
    PyObject *lock;         /* RLock, held by who makes chunks of the rows */
} Thread;

/* Of a value so small the bytes are not counted: their number is bounded by that of the events. _recorder has the
 * same. */
enum { SMALL_VALUE = 64, MAX_VALUE_BYTES = 131072 };

extern PyTypeObject Thread_Type;
/* How many were freed: who remembers one without holding it looks whether it may be gone. */
extern uint64_t threads_freed;

bool thread_grow_open(Thread *thread);
bool thread_grow_rows(Thread *thread);
/* Appends to the links of the next row. */
bool thread_link(Thread *thread, uint64_t number);
/* Appends to the links of the row, the last one, what the thread has allocated and freed since the event before. */
void thread_put_allocation(Thread *thread, Row *row);
/* Appends the value in `scratch` as that of the row. */
void thread_put_value(Thread *thread, Row *row);

static inline void
thread_open(Thread *thread, const void *frame, uint8_t budget)
{
    if (thread->open_count < thread->open_capacity || thread_grow_open(thread)) {
        thread->open[thread->open_count++] = (OpenCall){frame, budget};
    }
}

/* Appends an event. Written where it stays: a copy of what was just written by parts would stall the processor. */
static inline void
thread_append(Thread *thread, uint8_t kind, uint32_t function, uint64_t time, uint8_t parts, uint32_t site,
              bool has_value)
{
    if (thread->count == thread->capacity && !thread_grow_rows(thread)) {
        return;
    }
    Row *row = &thread->rows[thread->count++];
    /* The processor's counter may step back where a machine is moved. */
    row->time = thread->latest = time > thread->latest ? time : thread->latest;
    row->function = function;
    row->site = site;
    row->value_length = 0;
    row->kind = kind;
    row->parts = parts;
    if (alloc_counts() && (alloc_thread.allocated | alloc_thread.freed) != 0) {
        thread_put_allocation(thread, row);
    }
    if (has_value) {
        thread_put_value(thread, row);
    }
}

/* How many of the first events, `most` of them at most, fit into one chunk: a delta must fit 32 bits. */
size_t thread_chunk_events(const Thread *thread, size_t most);
/* Appends the payload of a chunk of the first events. */
void thread_put_chunk(Buffer *out, const Thread *thread, size_t count);
/* Forgets the first events, which were written. */
void thread_drop(Thread *thread, size_t count);

/* columns.c: the payload of an events chunk (docs/format.md, "Events"), appended. */
void put_events(Buffer *out, const Row *rows, size_t count, const uint64_t *links, const uint8_t *values,
                size_t value_bytes);
