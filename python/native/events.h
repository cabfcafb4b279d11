/* What the hooks of all versions share: the recorder as the hooks know it, code objects and places met first, values, and
 * the open calls of a thread.
 *
 * What happens once per place (a code object met first, a new site, a thread) is asked of the recorder in Python; what
 * happens at every event is here. A hook neither raises nor keeps anything of the program: an exception that arises in
 * the recorder is noted and contained, one of the program (a signal handler that ran inside) is passed on. */

#pragma once

/* After Python.h with Py_BUILD_CORE. */
#include "clock.h"
#include "encoder.h"
#include "file.h"
#include "frames.h"
#include "function.h"
#include "plain.h"
#include "schema.gen.h"
#include "thread.h"

enum { CALLS_WITH_RICH_VALUES = 100 };

typedef struct {
    PyObject_HEAD
    uint64_t generation;
    Encoder *encoder; /* NULL where no values are kept */
    PyObject *python_encoder;
    PyObject *clock; /* a function to be asked for the time, NULL for our own */
    PyObject *admit;
    PyObject *new_site;
    PyObject *outer_site;
    PyObject *task;
    PyObject *known_thread; /* a function */
    PyObject *new_thread;
    PyObject *full;
    PyObject *contained;
    PyObject *interrupted;
    PyObject *files;
    PyObject *disable;
    File *file;
    PyObject *waiting; /* lists of what must be written before more events */
    PyObject *forking; /* threads that are about to fork, a set */
    size_t most;       /* events a chunk */
    uint64_t base;     /* when the recording began, by the clock */
    PyObject *rich_tuple;
    PyObject *lean_tuple;
    Budget rich;
    Budget lean;
    uint64_t sample;
    bool eager;
    bool lean_fits_plain;
    Function *functions;
    Map activations; /* serial << 2 | budget, by address of the frame */
    uint64_t activation_serial;
    PyObject *interrupt; /* a Ctrl-C that arrived in a callback of the main thread, until its end */
    PyThreadState *interrupt_in;
} Hooks;


/* The state of the running thread, not held: the recorder does, until after the thread has ended. The id of its
 * interpreter state guards against another Python thread in the same system thread. */
typedef struct {
    uint64_t generation;
    uint64_t id;
    uint64_t freed;
    Thread *thread;
} Latest;

#if defined(__linux__)
__attribute__((tls_model("initial-exec")))
#endif
extern _Thread_local Latest latest;

/* Of the hooks of this version: their methods in Python, and what there is to be made ready (-1 with an exception). */
extern PyMethodDef HOOKS_METHODS[];
int hooks_ready(void);

/* -- what goes wrong ---------------------------------------------------------------------------------------------- */

/* An exception is set: 0 when it was the recorder's and is gone, -1 when it is the program's and stays. A Ctrl-C that
 * arrived in the recorder's own code comes when the hook has ended: see put_off. */
int contain(Hooks *hooks);

/* Whether a Ctrl-C arrived in this hook: what it kept from being done is tried once more, without looking back. */
static inline bool
was_interrupted(const Hooks *hooks, const PyThreadState *state)
{
    return hooks->interrupt != NULL && hooks->interrupt_in == state;
}

/* After was_interrupted: an object whose end has the Ctrl-C sent once more, to be let go as the last thing in the hook;
 * NULL with an exception of the program. `begins` tells whether the frame begins a call, or goes on by itself. */
PyObject *put_off(Hooks *hooks, bool begins, const Frame *frame);

/* The time by a clock of the recorder's own. */
uint64_t asked_time(Hooks *hooks);

static inline uint64_t
now_of(Hooks *hooks)
{
    return hooks->clock == NULL ? clock_ns() : asked_time(hooks);
}

/* -- what is met first -------------------------------------------------------------------------------------------- */

/* The state of the running thread, borrowed, made where there is none if `make` says so. NULL with what the hook is to
 * make of it: 0, or -1 with an exception of the program. */
Thread *wanted_thread(Hooks *hooks, PyThreadState *state, bool make, int *result);
/* admit.c: decides about a code object that begins to run in `frame` (as Definitions.admit takes it). NULL with an
 * exception set. */
Function *admit(Hooks *hooks, PyObject *code, PyObject *frame);
/* Whether the file of a code object that is not recorded was found to be unwanted. */
bool is_unwanted(Hooks *hooks, const Function *function, PyObject *code);

/* -- where a call comes from -------------------------------------------------------------------------------------- */

static inline uint64_t
site_key(const Frame *frame)
{
    return (uint64_t)(frame_lasti(frame) + SITE_KEY);
}

/* What a call, resume or throw has besides its value. */
typedef struct {
    uint32_t site;
    uint8_t flags;
    uint8_t parts;
    uint8_t budget;
} Link;

/* User site, activation and task go to the links of the next row, also after a Ctrl-C in the middle of it; -1 with an
 * exception that is the program's. `back` is the caller of the frame, `start` tells the first run of a generator. */
int link_call(Hooks *hooks, PyThreadState *state, Thread *thread, const Frame *frame, const Frame *back,
              const Function *function, bool start, Link *link);

/* -- values ------------------------------------------------------------------------------------------------------- */

static inline const Budget *
budget_for(const Hooks *hooks, uint8_t budget)
{
    return budget == BUDGET_RICH ? &hooks->rich : &hooks->lean;
}

/* The variables of a function that has slots, in a frame of it. */
static inline Variables
variables_of(const Frame *frame, const Function *function)
{
#if PY_VERSION_HEX >= 0x030B0000
    (void)function;
    Variables variables = {.slots = frame_slots(frame)};
    variables.kinds = PyBytes_AS_STRING(frame_code(frame)->co_localspluskinds);
#if PY_VERSION_HEX < 0x030C0000
    if (_PyFrame_IsIncomplete((Frame *)frame)) {
        /* Not begun: no cell is made yet, and one in a slot is a value. */
        variables.kinds = NULL;
    }
#endif
    return variables;
#else
    return (Variables){.slots = frame_slots(frame), .places = function->places};
#endif
}

/* The value of an exit, into the scratch buffer; -1 with an exception set. */
int encode_exit(Hooks *hooks, Thread *thread, const Frame *frame, const Function *function, PyObject *result,
                const Budget *budget);
/* Whether a value was encoded. -1 when it was not, for the sake of an exception of the program. */
int encoded(Hooks *hooks, Thread *thread, int result);

/* From which call on values are kept again. */
static inline uint64_t
keep_after(const Hooks *hooks, uint64_t count)
{
    return count < hooks->sample ? count + 1 : count + (count >> 6) + 1;
}

/* Counts a call and encodes its value if that is kept. */
int begin_call(Hooks *hooks, Thread *thread, const Frame *frame, Function *function, Link *link, int *has_value);

/* -- the events --------------------------------------------------------------------------------------------------- */

/* The buffer of the running thread is full, or not to be left full. Most chunks are made and written here; what is in
 * the way of that, the recorder in Python deals with. */
int thread_is_full(Hooks *hooks, Thread *thread);

static inline int
after_event(Hooks *hooks, Thread *thread, bool is_exit)
{
    if ((Py_ssize_t)thread->count < thread->limit && !(is_exit && hooks->eager && thread->open_count == 0)) {
        return 0;
    }
    return thread_is_full(hooks, thread);
}

/* The budget of the open call of a frame, which ends; -1 when it is not open. */
int close_call(Thread *thread, const Frame *frame);

/* -- the usual case ------------------------------------------------------------------------------------------------ */

/* Nothing is asked or made room for: a plain function calls another, or returns, and its values are not kept or have a
 * few bytes. All else is left to the slow paths, before anything was changed. */

/* Whether the next event of a thread is one more row and no more than that. */
static inline bool
is_ready(const Thread *thread)
{
    return (Py_ssize_t)thread->count + 1 < thread->limit && thread->count < thread->capacity;
}

/* The state of the running thread if it is ready, else NULL. */
static inline Thread *
ready_thread(const Hooks *hooks, const PyThreadState *state)
{
    bool known = latest.generation == hooks->generation && latest.id == state->id && latest.freed == threads_freed;
    return known && is_ready(latest.thread) ? latest.thread : NULL;
}

/* Appends an event whose value, if any, was stored behind those of the others. */
static inline void
append_ready(Thread *thread, uint8_t kind, uint32_t function, uint64_t time, uint8_t parts, uint32_t site, size_t size)
{
    Row *row = &thread->rows[thread->count++];
    row->time = thread->latest = time > thread->latest ? time : thread->latest;
    row->function = function;
    row->site = site;
    row->value_length = (uint32_t)size;
    row->kind = size != 0 ? kind | EVENT_FLAG_HAS_VALUE : kind;
    row->parts = parts;
    thread->values.size += size;
    if (alloc_counts() && (alloc_thread.allocated | alloc_thread.freed) != 0) {
        thread_put_allocation(thread, row);
    }
}

/* Stores the value of a call, and with `exit` of its return, behind those of the others: [arguments], or
 * [result, [variables]]. Its size, or 0 where it is left to those. */
static inline size_t
store_plain_value(const Hooks *hooks, const Thread *thread, const Frame *frame, const Function *function, bool exit,
                  PyObject *result)
{
    const Buffer *out = &thread->values;
    Py_ssize_t count = exit && function->has_slots ? PyTuple_GET_SIZE(function->variables) : function->arguments;
    if (!hooks->lean_fits_plain || !function->has_slots || count > MOST_PLAIN ||
        out->capacity - out->size < (MOST_PLAIN + 2) * LONGEST_PLAIN) {
        return 0;
    }
    Variables variables = variables_of(frame, function);
    uint8_t *begin = out->bytes + out->size;
    uint8_t *at = begin;
    if (exit) {
        *at++ = 0x92;
        at = store_plain(at, result);
    }
    at = at != NULL ? store_plain_variables(at, function->variables, count, &variables) : NULL;
    /* Of larger values the bytes are counted. */
    return at != NULL && at - begin <= SMALL_VALUE ? (size_t)(at - begin) : 0;
}
