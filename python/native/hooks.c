/* The callbacks of sys.monitoring (PEP 669), CPython 3.12 and 3.13: _monitoring.py in C.
 *
 * What happens once per place (a code object met first, a new site, a thread) is asked of the recorder in Python; what
 * happens at every event is here. A callback neither raises nor keeps anything of the program: an exception that arises
 * in the recorder is noted and contained, one of the program (a signal handler that ran inside) is passed on. */

#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE 1
#include <Python.h>
#include <opcode.h>

#include "hooks.h"

#if PY_VERSION_HEX >= 0x030C0000 && PY_VERSION_HEX < 0x030E0000

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
#if defined(__linux__)
__attribute__((tls_model("initial-exec")))
#endif
static _Thread_local struct {
    uint64_t generation;
    uint64_t id;
    uint64_t freed;
    Thread *thread;
} latest;

static uint64_t generations = 0;

/* -- what goes wrong ---------------------------------------------------------------------------------------------- */

/* An exception is set: 0 when it was the recorder's and is gone, -1 when it is the program's and stays. A Ctrl-C that
 * arrived in the recorder's own code comes when the callback has ended: see put_off. */
static int
contain(Hooks *hooks)
{
    PyObject *error = PyErr_GetRaisedException();
    PyObject *answer = PyObject_CallFunctionObjArgs(hooks->contained, error, NULL);
    if (answer == NULL) {
        /* Of the two the later one, as when Python code handles an exception. */
        Py_XDECREF(error);
        return -1;
    }
    bool ours = answer == Py_True;
    Py_DECREF(answer);
    if (!ours) {
        PyErr_SetRaisedException(error);
        return -1;
    }
    if (PyErr_GivenExceptionMatches(error, PyExc_KeyboardInterrupt)) {
        Py_XSETREF(hooks->interrupt, error);
        hooks->interrupt_in = PyThreadState_Get();
    } else {
        Py_DECREF(error);
    }
    return 0;
}

/* Whether a Ctrl-C arrived in this callback: what it kept from being done is tried once more, without looking back. */
static bool
was_interrupted(const Hooks *hooks, const PyThreadState *state)
{
    return hooks->interrupt != NULL && hooks->interrupt_in == state;
}

static uint64_t
now_of(Hooks *hooks)
{
    if (hooks->clock == NULL || PyErr_Occurred()) {
        return clock_ns();
    }
    PyObject *time = PyObject_CallNoArgs(hooks->clock);
    uint64_t now = time != NULL ? PyLong_AsUnsignedLongLong(time) : 0;
    Py_XDECREF(time);
    PyErr_Clear();
    return now;
}

/* -- what is met first -------------------------------------------------------------------------------------------- */

/* Asks the recorder for the state of the running thread. NULL with or, where it has none, without an exception. */
static Thread *
find_thread(Hooks *hooks, PyThreadState *state, PyObject *function)
{
    PyObject *found = PyObject_CallNoArgs(function);
    if (found == NULL || found == Py_None) {
        Py_XDECREF(found);
        return NULL;
    }
    latest.generation = hooks->generation;
    latest.id = state->id;
    latest.freed = threads_freed;
    latest.thread = (Thread *)found;
    Py_DECREF(found);
    return latest.thread;
}

/* The state of the running thread, borrowed; NULL with or, where it has none, without an exception. */
static inline Thread *
known_thread(Hooks *hooks, PyThreadState *state)
{
    if (latest.generation == hooks->generation && latest.id == state->id && latest.freed == threads_freed) {
        return latest.thread;
    }
    return find_thread(hooks, state, hooks->known_thread);
}

/* The same, made where there is none. */
static inline Thread *
thread_of(Hooks *hooks, PyThreadState *state)
{
    Thread *thread = known_thread(hooks, state);
    return thread != NULL || PyErr_Occurred() ? thread : find_thread(hooks, state, hooks->new_thread);
}

/* Whether the slots of a frame of this code are its variables in the order of their names. */
static bool
has_slots(PyObject *variables, PyCodeObject *code)
{
    return (code->co_flags & CO_OPTIMIZED) != 0 && PyTuple_GET_SIZE(variables) == code->co_nlocalsplus;
}

/* Where the first instruction of a kind stands, as frame_lasti tells it; -1 when there is none. */
static int
offset_of(PyCodeObject *code, uint8_t wanted)
{
    /* Not from co_code_adaptive, where a debugger's instructions may hide it. */
    PyObject *instructions = PyCode_GetCode(code);
    if (instructions == NULL) {
        PyErr_Clear();
        return -1;
    }
    const uint8_t *bytes = (const uint8_t *)PyBytes_AS_STRING(instructions);
    int size = (int)PyBytes_GET_SIZE(instructions), offset = 0;
    while (offset < size && bytes[offset] != wanted) {
        offset += (int)sizeof(_Py_CODEUNIT);
    }
    Py_DECREF(instructions);
    return offset < size ? offset : -1;
}

static int
fill(Function *function, PyObject *python, PyCodeObject *code)
{
    PyObject *number = PyObject_GetAttrString(python, "number");
    PyObject *arguments = PyObject_GetAttrString(python, "arguments");
    PyObject *is_generator = PyObject_GetAttrString(python, "is_generator");
    PyObject *is_async = PyObject_GetAttrString(python, "is_async");
    PyObject *names = PyObject_GetAttrString(python, "names");
    PyObject *variables = names != NULL && names != Py_None ? PyObject_GetAttrString(names, "variables") : NULL;
    if (!PyErr_Occurred()) {
        function->number = (uint32_t)PyLong_AsUnsignedLong(number);
        function->arguments = PyLong_AsSsize_t(arguments);
        function->is_generator = is_generator == Py_True;
        function->is_async = is_async == Py_True;
    }
    int result = PyErr_Occurred() ? -1 : 0;
    if (result == 0) {
        function->python = Py_NewRef(python);
        if (variables != NULL) {
            function->names = Py_NewRef(names);
            function->variables = Py_NewRef(variables);
            function->has_slots = has_slots(variables, code);
        }
        /* Its sites so far are those of a caller that is not recorded. */
        map_free(&function->sites);
        function->made_at = function->is_generator ? offset_of(code, RETURN_GENERATOR) : -1;
        function->state = FUNCTION_RECORDED;
    }
    Py_XDECREF(number);
    Py_XDECREF(arguments);
    Py_XDECREF(is_generator);
    Py_XDECREF(is_async);
    Py_XDECREF(names);
    Py_XDECREF(variables);
    return result;
}

/* Decides about a code object that begins to run. NULL with an exception set. */
static Function *
admit(Hooks *hooks, PyThreadState *state, PyObject *code)
{
    PyFrameObject *frame = PyThreadState_GetFrame(state);
    if (frame == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "no frame runs");
        return NULL;
    }
    PyObject *python = PyObject_CallFunctionObjArgs(hooks->admit, code, (PyObject *)frame, NULL);
    Py_DECREF(frame);
    if (python == NULL) {
        return NULL;
    }
    Function *function = function_make(code, hooks->generation, &hooks->functions);
    if (function == NULL) {
        PyErr_NoMemory();
    } else if (python == Py_None) {
        function->state = FUNCTION_UNWANTED;
    } else if (function->state != FUNCTION_RECORDED && fill(function, python, (PyCodeObject *)code) < 0) {
        function = NULL;
    }
    Py_DECREF(python);
    return function;
}

/* The function of a code object that begins to run or goes on. NULL where nothing is to be recorded, with what the
 * callback is to return. */
static Function *
wanted_function(Hooks *hooks, PyThreadState *state, PyObject *code, int *result)
{
    Function *function = function_get((PyCodeObject *)code, hooks->generation);
    *result = 0;
    if (function == NULL || function->state == FUNCTION_UNKNOWN) {
        function = admit(hooks, state, code);
        if (function == NULL) {
            *result = contain(hooks);
            function = *result == 0 && was_interrupted(hooks, state) ? admit(hooks, state, code) : NULL;
        }
        if (function == NULL) {
            *result = PyErr_Occurred() && *result == 0 ? contain(hooks) : *result;
            return NULL;
        }
    }
    if (function->state == FUNCTION_UNWANTED) {
        *result = 1;
        return NULL;
    }
    return function;
}

/* The state of the running thread, made where there is none if `make` says so. NULL with what the callback is to
 * return. */
static Thread *
wanted_thread(Hooks *hooks, PyThreadState *state, bool make, int *result)
{
    *result = 0;
    Thread *thread = make ? thread_of(hooks, state) : known_thread(hooks, state);
    if (thread == NULL && PyErr_Occurred()) {
        *result = contain(hooks);
        if (*result == 0 && was_interrupted(hooks, state)) {
            thread = make ? thread_of(hooks, state) : known_thread(hooks, state);
            *result = thread == NULL && PyErr_Occurred() ? contain(hooks) : 0;
        }
    }
    return thread;
}

/* Whether the file of a code object that is not recorded was found to be unwanted. */
static bool
is_unwanted(Hooks *hooks, const Function *function, PyObject *code)
{
    if (function != NULL && function->state == FUNCTION_UNWANTED) {
        return true;
    }
    PyObject *known = PyDict_GetItemWithError(hooks->files, ((PyCodeObject *)code)->co_filename);
    PyErr_Clear();
    return known == Py_False;
}

/* -- where a call comes from -------------------------------------------------------------------------------------- */

static inline uint64_t
site_key(const Frame *frame)
{
    return (uint64_t)(frame_lasti(frame) + SITE_KEY);
}

/* Site id of the place where a frame stands; 0 where it could not be told. Errors are contained, or stay set. */
static uint32_t
site_of(Hooks *hooks, const Frame *caller, Function *function)
{
    uint64_t key = site_key(caller);
    uint64_t known = function != NULL ? map_get(&function->sites, key) : 0;
    if (known != 0) {
        return (uint32_t)known;
    }
    PyObject *code = (PyObject *)frame_code(caller);
    int line = PyCode_Addr2Line((PyCodeObject *)code, frame_lasti(caller));
    line = line > 0 ? line : 0;
    bool recorded = function != NULL && function->state == FUNCTION_RECORDED;
    PyObject *made = recorded ? PyObject_CallFunction(hooks->new_site, "Oi", function->python, line)
                              : PyObject_CallFunction(hooks->outer_site, "Oi", code, line);
    if (made == NULL) {
        return 0;
    }
    uint32_t site = (uint32_t)PyLong_AsUnsignedLong(made);
    Py_DECREF(made);
    if (function == NULL) {
        function = function_make(code, hooks->generation, &hooks->functions);
    }
    if (function != NULL) {
        map_set(&function->sites, key, site);
    }
    return site;
}

/* Where the innermost open call stands: the nearest recorded caller, which is above `frame`. 0 when there is none. */
static uint32_t
user_site_of(Hooks *hooks, const Thread *thread, const Frame *frame)
{
    if (thread->open_count == 0) {
        return 0;
    }
    const void *wanted = thread->open[thread->open_count - 1].frame;
    while (frame != NULL && frame != wanted) {
        frame = frame_back(frame);
    }
    if (frame == NULL) {
        return 0;
    }
    Function *function = function_get(frame_code(frame), hooks->generation);
    return function != NULL && function->state == FUNCTION_RECORDED ? site_of(hooks, frame, function) : 0;
}

/* What a call, resume or throw has besides its value. */
typedef struct {
    uint32_t site;
    uint8_t flags;
    uint8_t parts;
    uint8_t budget;
} Link;

/* User site, activation and task go to the links of the next row; -1 with an exception that is the program's. */
static int
link_call(Hooks *hooks, Thread *thread, const Frame *frame, const Function *function, bool start, Link *link)
{
    const Frame *back = frame_back(frame);
    Function *caller = back != NULL ? function_get(frame_code(back), hooks->generation) : NULL;
    if (caller != NULL && caller->state == FUNCTION_RECORDED && !function->is_generator) {
        link->site = (uint32_t)map_get(&caller->sites, site_key(back));
        if (link->site != 0) {
            return 0;
        }
    }
    uint64_t numbers[3];
    int count = 0;
    if (back != NULL) {
        link->site = site_of(hooks, back, caller);
        if (caller == NULL || caller->state != FUNCTION_RECORDED) {
            link->flags = EVENT_FLAG_HAS_USER_SITE;
            link->parts |= ROW_USER_SITE;
            numbers[count++] = PyErr_Occurred() ? 0 : user_site_of(hooks, thread, back);
        }
    }
    if (function->is_generator) {
        uint64_t key = (uint64_t)(uintptr_t)frame;
        uint64_t known = start ? 0 : map_get(&hooks->activations, key);
        if (known == 0) {
            known = ++hooks->activation_serial << 2 | link->budget;
            map_set(&hooks->activations, key, known);
        }
        link->parts |= ROW_ACTIVATION;
        link->budget = (uint8_t)(known & 3);
        numbers[count++] = known >> 2;
    }
    if (function->is_async) {
        PyObject *task = PyErr_Occurred() ? NULL : PyObject_CallNoArgs(hooks->task);
        link->parts |= ROW_TASK;
        numbers[count++] = task != NULL ? PyLong_AsUnsignedLong(task) : 0;
        Py_XDECREF(task);
    }
    /* Only now: Python code ran, and with it perhaps the recorder's. */
    for (int index = 0; index < count; index++) {
        if (!thread_link(thread, numbers[index])) {
            link->parts &= ROW_SITE;
            link->flags = 0;
            thread->link_count -= (size_t)index;
            break;
        }
    }
    return PyErr_Occurred() ? contain(hooks) : 0;
}

/* -- values ------------------------------------------------------------------------------------------------------- */

static inline const Budget *
budget_for(const Hooks *hooks, uint8_t budget)
{
    return budget == BUDGET_RICH ? &hooks->rich : &hooks->lean;
}

/* [result, locals] by the Python encoder, of a frame whose locals are a mapping: modules, class bodies, exec. */
static int
encode_namespace(Hooks *hooks, Thread *thread, PyThreadState *state, const Function *function, PyObject *result,
                 const Budget *budget)
{
    PyFrameObject *frame = PyThreadState_GetFrame(state);
    PyObject *variables = frame != NULL ? PyFrame_GetLocals(frame) : NULL;
    Py_XDECREF(frame);
    PyObject *packed = NULL;
    if (variables != NULL) {
        packed = PyObject_CallMethod(hooks->python_encoder, "returned", "OOOO", function->names, result, variables,
                                     budget->tuple);
    }
    Py_XDECREF(variables);
    if (packed == NULL) {
        return -1;
    }
    thread->scratch.size = 0;
    put_object(&thread->scratch, packed);
    Py_DECREF(packed);
    return 0;
}

/* The value of an exit, into the scratch buffer. */
static int
encode_exit(Hooks *hooks, Thread *thread, PyThreadState *state, const Frame *frame, const Function *function,
            PyObject *result, const Budget *budget)
{
    if (!function->has_slots) {
        return encode_namespace(hooks, thread, state, function, result, budget);
    }
    PyCodeObject *code = frame_code(frame);
    Variables variables = {.slots = frame->localsplus, .kinds = PyBytes_AS_STRING(code->co_localspluskinds)};
    return encode_returned(hooks->encoder, &thread->scratch, result, function->variables, &variables, budget);
}

static int
encode_entry(Hooks *hooks, Thread *thread, const Frame *frame, const Function *function, const Budget *budget)
{
    if (function->arguments == 0 || !function->has_slots) {
        thread->scratch.size = 0;
        put_byte(&thread->scratch, 0x90);
        return 0;
    }
    PyCodeObject *code = frame_code(frame);
    Variables variables = {.slots = frame->localsplus, .kinds = PyBytes_AS_STRING(code->co_localspluskinds)};
    return encode_arguments(hooks->encoder, &thread->scratch, function->variables, function->arguments, &variables,
                            budget);
}

/* Whether a value was encoded. -1 when it was not, for the sake of an exception of the program. */
static int
encoded(Hooks *hooks, Thread *thread, int result)
{
    if (result == 0 && !thread->scratch.failed) {
        return 1;
    }
    thread->scratch.failed = false;
    return result < 0 ? contain(hooks) : 0;
}

/* -- the events --------------------------------------------------------------------------------------------------- */

/* Whether nothing must be written before the events: definitions, problems. And nobody is about to fork: the child
 * would have locks that nobody releases. */
static bool
may_write(const Hooks *hooks)
{
    for (Py_ssize_t index = 0; index < PyTuple_GET_SIZE(hooks->waiting); index++) {
        if (PyList_GET_SIZE(PyTuple_GET_ITEM(hooks->waiting, index)) != 0) {
            return false;
        }
    }
    return PySet_GET_SIZE(hooks->forking) == 0;
}

/* The buffer of the running thread is full, or not to be left full. Most chunks are made and written here; what is in
 * the way of that, the recorder in Python deals with. */
static int
thread_is_full(Hooks *hooks, Thread *thread)
{
    if (file_is_due(thread, hooks->most) && may_write(hooks) &&
        file_seal(hooks->file, thread, hooks->most, hooks->base) && (Py_ssize_t)thread->count < thread->limit) {
        return 0;
    }
    PyObject *done = PyObject_CallFunctionObjArgs(hooks->full, (PyObject *)thread, NULL);
    if (done == NULL) {
        return contain(hooks);
    }
    Py_DECREF(done);
    return 0;
}

static inline int
after_event(Hooks *hooks, Thread *thread, bool is_exit)
{
    if ((Py_ssize_t)thread->count < thread->limit && !(is_exit && hooks->eager && thread->open_count == 0)) {
        return 0;
    }
    return thread_is_full(hooks, thread);
}

/* The budget of the open call of a frame, which ends; -1 when it is not open. */
static int
close_call(Thread *thread, const Frame *frame)
{
    if (thread->open_count == 0) {
        return -1;
    }
    OpenCall last = thread->open[thread->open_count - 1];
    if (last.frame == frame) {
        thread->open_count--;
        return last.budget;
    }
    /* A signal handler that raised in the middle of a hook leaves a call too many or too few, and greenlets switch
     * between stacks: those of the others stay open. */
    for (size_t index = thread->open_count; index-- > 0;) {
        if (thread->open[index].frame != frame) {
            continue;
        }
        int budget = thread->open[index].budget;
        PyObject *modules = PyImport_GetModuleDict();
        if (PyDict_GetItemString(modules, "greenlet") != NULL) {
            memmove(&thread->open[index], &thread->open[index + 1],
                    (thread->open_count - index - 1) * sizeof(OpenCall));
            thread->open_count--;
        } else {
            thread->open_count = index;
        }
        return budget;
    }
    return -1;
}

/* 0, 1 for DISABLE, -1 with an exception of the program. */
typedef int (*Handler)(Hooks *hooks, PyThreadState *state, Frame *frame, PyObject *code, PyObject *argument);

/* From which call on values are kept again. */
static inline uint64_t
keep_after(const Hooks *hooks, uint64_t count)
{
    return count < hooks->sample ? count + 1 : count + (count >> 6) + 1;
}

/* Counts a call and encodes its value if that is kept. */
static int
begin_call(Hooks *hooks, Thread *thread, const Frame *frame, Function *function, Link *link, int *has_value)
{
    uint64_t count = ++function->count;
    if (count >= function->keep_from && hooks->encoder != NULL) {
        function->keep_from = keep_after(hooks, count);
        link->budget = count <= CALLS_WITH_RICH_VALUES ? BUDGET_RICH : BUDGET_LEAN;
        *has_value =
            encoded(hooks, thread, encode_entry(hooks, thread, frame, function, budget_for(hooks, link->budget)));
    }
    return *has_value < 0 ? -1 : 0;
}

/* link_call, also after a Ctrl-C in the middle of it. */
static int
link_anyway(Hooks *hooks, PyThreadState *state, Thread *thread, const Frame *frame, const Function *function,
            bool start, Link *link)
{
    Link before = *link;
    bool interrupted = was_interrupted(hooks, state);
    int result = link_call(hooks, thread, frame, function, start, link);
    if (result == 0 && !interrupted && was_interrupted(hooks, state)) {
        *link = before;
        result = link_call(hooks, thread, frame, function, start, link);
    }
    return result;
}

static int
handle_start(Hooks *hooks, PyThreadState *state, Frame *frame, PyObject *code, PyObject *Py_UNUSED(argument))
{
    int result;
    Function *function = wanted_function(hooks, state, code, &result);
    Thread *thread = function != NULL ? wanted_thread(hooks, state, true, &result) : NULL;
    if (thread == NULL) {
        return result;
    }
    Py_INCREF(thread);
    int has_value = 0;
    Link link = {.parts = ROW_SITE, .budget = BUDGET_NONE};
    result = begin_call(hooks, thread, frame, function, &link, &has_value);
    if (result == 0) {
        result = link_anyway(hooks, state, thread, frame, function, true, &link);
    }
    thread_open(thread, frame, link.budget);
    thread_append(thread, EVENT_KIND_CALL | link.flags, function->number, now_of(hooks), link.parts, link.site,
                  has_value > 0);
    if (result == 0) {
        result = after_event(hooks, thread, false);
    }
    Py_DECREF(thread);
    return result;
}

/* Whether a generator has ever run: at first it stands where it was created. That is RETURN_GENERATOR, or from 3.13 on
 * the instruction after it. */
static bool
has_begun(const Function *function, const Frame *frame)
{
    int stands = frame_lasti(frame);
    int made = function->made_at;
    return made < 0 || (stands != made && stands != made + (int)sizeof(_Py_CODEUNIT));
}

static int
handle_continue(Hooks *hooks, PyThreadState *state, Frame *frame, PyObject *code, uint8_t kind, PyObject *exception)
{
    Function *function = function_get((PyCodeObject *)code, hooks->generation);
    int result = 0;
    if (function == NULL || function->state != FUNCTION_RECORDED) {
        if (is_unwanted(hooks, function, code)) {
            return 1;
        }
        function = wanted_function(hooks, state, code, &result);
    }
    Thread *thread = function != NULL ? wanted_thread(hooks, state, true, &result) : NULL;
    if (thread == NULL) {
        return result;
    }
    Py_INCREF(thread);
    Link link = {.parts = ROW_SITE, .budget = BUDGET_NONE};
    int has_value = 0;
    /* Thrown into before it ran: a call, which ends at once. */
    bool start = exception != NULL && !has_begun(function, frame);
    if (start) {
        kind = EVENT_KIND_CALL;
        result = begin_call(hooks, thread, frame, function, &link, &has_value);
    }
    if (result == 0) {
        result = link_anyway(hooks, state, thread, frame, function, start, &link);
    }
    if (result == 0 && exception != NULL && !start && hooks->encoder != NULL) {
        has_value = encoded(hooks, thread,
                            encode_single(hooks->encoder, &thread->scratch, exception, budget_for(hooks, link.budget)));
        result = has_value < 0 ? -1 : 0;
    }
    thread_open(thread, frame, link.budget);
    thread_append(thread, kind | link.flags, function->number, now_of(hooks), link.parts, link.site, has_value > 0);
    if (result == 0) {
        result = after_event(hooks, thread, false);
    }
    Py_DECREF(thread);
    return result;
}

static int
handle_resume(Hooks *hooks, PyThreadState *state, Frame *frame, PyObject *code, PyObject *Py_UNUSED(argument))
{
    return handle_continue(hooks, state, frame, code, EVENT_KIND_RESUME, NULL);
}

static int
handle_throw(Hooks *hooks, PyThreadState *state, Frame *frame, PyObject *code, PyObject *argument)
{
    int result = handle_continue(hooks, state, frame, code, EVENT_KIND_THROW, argument);
    /* PY_THROW cannot be disabled (ValueError, into the program). */
    return result > 0 ? 0 : result;
}

static int
handle_exit(Hooks *hooks, PyThreadState *state, Frame *frame, PyObject *code, uint8_t kind, PyObject *argument)
{
    /* PY_UNWIND cannot be disabled (ValueError, into the program). */
    bool can_disable = kind != EVENT_KIND_UNWIND;
    uint64_t now = can_disable ? now_of(hooks) : 0;
    Function *function = function_get((PyCodeObject *)code, hooks->generation);
    if (function == NULL || function->state != FUNCTION_RECORDED) {
        return can_disable && is_unwanted(hooks, function, code);
    }
    if (!can_disable) {
        now = now_of(hooks);
    }
    int result;
    Thread *thread = wanted_thread(hooks, state, false, &result);
    int budget = thread != NULL ? close_call(thread, frame) : -1;
    if (budget < 0) {
        return result;
    }
    Py_INCREF(thread);
    int has_value = 0;
    if (hooks->encoder != NULL && (budget != BUDGET_NONE || kind == EVENT_KIND_UNWIND)) {
        const Budget *limits = budget_for(hooks, (uint8_t)budget);
        int done = kind == EVENT_KIND_YIELD
                       ? encode_single(hooks->encoder, &thread->scratch, argument, limits)
                       : encode_exit(hooks, thread, state, frame, function, argument, limits);
        has_value = encoded(hooks, thread, done);
    }
    thread_append(thread, kind, function->number, now, 0, 0, has_value > 0);
    if (function->is_generator && kind != EVENT_KIND_YIELD) {
        map_pop(&hooks->activations, (uint64_t)(uintptr_t)frame);
    }
    result = has_value < 0 ? -1 : after_event(hooks, thread, true);
    Py_DECREF(thread);
    return result;
}

static int
handle_return(Hooks *hooks, PyThreadState *state, Frame *frame, PyObject *code, PyObject *argument)
{
    return handle_exit(hooks, state, frame, code, EVENT_KIND_RETURN, argument);
}

static int
handle_yield(Hooks *hooks, PyThreadState *state, Frame *frame, PyObject *code, PyObject *argument)
{
    return handle_exit(hooks, state, frame, code, EVENT_KIND_YIELD, argument);
}

static int
handle_unwind(Hooks *hooks, PyThreadState *state, Frame *frame, PyObject *code, PyObject *argument)
{
    return handle_exit(hooks, state, frame, code, EVENT_KIND_UNWIND, argument);
}

/* -- a callback --------------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    vectorcallfunc call;
    Hooks *hooks;
    Handler handle;
    bool begins; /* a call, or what goes on by itself */
} Callback;

/* What a callback returns that a Ctrl-C must follow: the interpreter lets go of it, and its end has it sent. */
static PyObject *
put_off(Callback *callback, PyObject *code, const Frame *frame)
{
    Hooks *hooks = callback->hooks;
    PyObject *error = hooks->interrupt;
    hooks->interrupt = NULL;
    PyObject *answer = PyObject_CallFunction(hooks->interrupted, "OOOi", error, callback->begins ? Py_True : Py_False,
                                             code, frame_lasti(frame));
    Py_DECREF(error);
    return answer;
}

static PyObject *
callback_call(PyObject *self, PyObject *const *args, size_t flags, PyObject *Py_UNUSED(keywords))
{
    Callback *callback = (Callback *)self;
    Hooks *hooks = callback->hooks;
    PyThreadState *state = PyThreadState_Get();
    Frame *frame = current_frame(state);
    Py_ssize_t count = PyVectorcall_NARGS(flags);
    if (count < 2 || frame == NULL || (PyObject *)frame_code(frame) != args[0]) {
        /* Called by somebody else. */
        Py_RETURN_NONE;
    }
    /* The recording may end, and the hooks with it, while this one runs. */
    Py_INCREF(self);
    int result = callback->handle(hooks, state, frame, args[0], count > 2 ? args[2] : NULL);
    PyObject *answer;
    if (was_interrupted(hooks, state) && result >= 0) {
        answer = put_off(callback, args[0], frame);
    } else {
        answer = result < 0 ? NULL : Py_NewRef(result > 0 ? hooks->disable : Py_None);
    }
    Py_DECREF(self);
    return answer;
}

/* -- the usual case ------------------------------------------------------------------------------------------------ */

/* Nothing is asked or made room for: a plain function calls another, or returns, and its values are not kept or have a
 * few bytes. All else is left to the handlers, before anything was changed. */

/* The state of the running thread if the next event is one more row and no more than that, else NULL. */
static inline Thread *
ready_thread(const Hooks *hooks, const PyThreadState *state)
{
    if (latest.generation != hooks->generation || latest.id != state->id || latest.freed != threads_freed) {
        return NULL;
    }
    Thread *thread = latest.thread;
    return (Py_ssize_t)thread->count + 1 < thread->limit && thread->count < thread->capacity ? thread : NULL;
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
}

/* Stores the value of a call, and with `exit` of its return, behind those of the others: [arguments], or
 * [result, [variables]]. Its size, or 0 where it is left to the handlers. */
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
    PyCodeObject *code = frame_code(frame);
    Variables variables = {.slots = frame->localsplus, .kinds = PyBytes_AS_STRING(code->co_localspluskinds)};
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

static PyObject *
start_call(PyObject *self, PyObject *const *args, size_t flags, PyObject *keywords)
{
    Hooks *hooks = ((Callback *)self)->hooks;
    const PyThreadState *state = PyThreadState_Get();
    const Frame *frame = current_frame((PyThreadState *)state);
    Thread *thread = ready_thread(hooks, state);
    if (thread != NULL && PyVectorcall_NARGS(flags) == 2 && frame != NULL && (PyObject *)frame_code(frame) == args[0]) {
        Function *function = function_get(frame_code(frame), hooks->generation);
        const Frame *back = frame_back(frame);
        const Function *caller = back != NULL ? function_get(frame_code(back), hooks->generation) : NULL;
        if (function != NULL && caller != NULL && function->state == FUNCTION_RECORDED &&
            caller->state == FUNCTION_RECORDED && !function->is_generator &&
            thread->open_count < thread->open_capacity) {
            uint64_t count = function->count + 1;
            bool kept = hooks->encoder != NULL && count >= function->keep_from;
            size_t size = kept && count > CALLS_WITH_RICH_VALUES
                              ? store_plain_value(hooks, thread, frame, function, false, NULL)
                              : 0;
            uint32_t site = (uint32_t)map_get(&caller->sites, site_key(back));
            uint64_t now = hooks->clock == NULL ? clock_quick_ns() : 0;
            if (site != 0 && now != 0 && kept == (size != 0)) {
                function->count = count;
                if (kept) {
                    function->keep_from = keep_after(hooks, count);
                }
                thread->open[thread->open_count++] = (OpenCall){frame, kept ? BUDGET_LEAN : BUDGET_NONE};
                append_ready(thread, EVENT_KIND_CALL, function->number, now, ROW_SITE, site, size);
                return Py_NewRef(Py_None);
            }
        }
    }
    return callback_call(self, args, flags, keywords);
}

static PyObject *
return_call(PyObject *self, PyObject *const *args, size_t flags, PyObject *keywords)
{
    Hooks *hooks = ((Callback *)self)->hooks;
    uint64_t now = hooks->clock == NULL ? clock_quick_ns() : 0;
    const PyThreadState *state = PyThreadState_Get();
    const Frame *frame = current_frame((PyThreadState *)state);
    Thread *thread = ready_thread(hooks, state);
    if (thread != NULL && now != 0 && PyVectorcall_NARGS(flags) == 3 && frame != NULL &&
        (PyObject *)frame_code(frame) == args[0] && thread->open_count != 0) {
        const Function *function = function_get(frame_code(frame), hooks->generation);
        const OpenCall *last = &thread->open[thread->open_count - 1];
        if (function != NULL && function->state == FUNCTION_RECORDED && last->frame == frame &&
            last->budget != BUDGET_RICH && !function->is_generator && !hooks->eager) {
            bool kept = last->budget == BUDGET_LEAN;
            size_t size = kept ? store_plain_value(hooks, thread, frame, function, true, args[2]) : 0;
            if (kept == (size != 0)) {
                thread->open_count--;
                append_ready(thread, EVENT_KIND_RETURN, function->number, now, 0, 0, size);
                return Py_NewRef(Py_None);
            }
        }
    }
    return callback_call(self, args, flags, keywords);
}

static int
callback_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((Callback *)self)->hooks);
    return 0;
}

static void
callback_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(((Callback *)self)->hooks);
    PyObject_GC_Del(self);
}

static PyTypeObject Callback_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "_tracehold_native.Callback",
    .tp_basicsize = sizeof(Callback),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_vectorcall_offset = offsetof(Callback, call),
    .tp_call = PyVectorcall_Call,
    .tp_traverse = callback_traverse,
    .tp_dealloc = callback_dealloc,
};

static PyObject *
make_callback(Hooks *hooks, Handler handle, vectorcallfunc call, bool begins)
{
    Callback *callback = PyObject_GC_New(Callback, &Callback_Type);
    if (callback == NULL) {
        return NULL;
    }
    callback->call = call;
    callback->hooks = (Hooks *)Py_NewRef((PyObject *)hooks);
    callback->handle = handle;
    callback->begins = begins;
    PyObject_GC_Track(callback);
    return (PyObject *)callback;
}

static const struct {
    const char *name;
    Handler handle;
    vectorcallfunc call;
    bool begins;
} HANDLERS[] = {
    {"PY_START", handle_start, start_call, true},      {"PY_RESUME", handle_resume, callback_call, true},
    {"PY_THROW", handle_throw, callback_call, false},  {"PY_RETURN", handle_return, return_call, false},
    {"PY_YIELD", handle_yield, callback_call, false},  {"PY_UNWIND", handle_unwind, callback_call, false},
};

static PyObject *
hooks_callbacks(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    PyObject *callbacks = PyDict_New();
    for (size_t index = 0; callbacks != NULL && index < sizeof HANDLERS / sizeof *HANDLERS; index++) {
        PyObject *callback = make_callback((Hooks *)self, HANDLERS[index].handle, HANDLERS[index].call,
                                           HANDLERS[index].begins);
        if (callback == NULL || PyDict_SetItemString(callbacks, HANDLERS[index].name, callback) < 0) {
            Py_CLEAR(callbacks);
        }
        Py_XDECREF(callback);
    }
    return callbacks;
}

/* -- the Python type ---------------------------------------------------------------------------------------------- */

static int
hooks_traverse(PyObject *self, visitproc visit, void *arg)
{
    Hooks *hooks = (Hooks *)self;
    Py_VISIT(hooks->encoder);
    Py_VISIT(hooks->python_encoder);
    Py_VISIT(hooks->clock);
    Py_VISIT(hooks->admit);
    Py_VISIT(hooks->new_site);
    Py_VISIT(hooks->outer_site);
    Py_VISIT(hooks->task);
    Py_VISIT(hooks->known_thread);
    Py_VISIT(hooks->new_thread);
    Py_VISIT(hooks->full);
    Py_VISIT(hooks->contained);
    Py_VISIT(hooks->interrupted);
    Py_VISIT(hooks->interrupt);
    Py_VISIT(hooks->files);
    Py_VISIT(hooks->file);
    Py_VISIT(hooks->waiting);
    Py_VISIT(hooks->forking);
    return 0;
}

static void
hooks_dealloc(PyObject *self)
{
    Hooks *hooks = (Hooks *)self;
    PyObject_GC_UnTrack(self);
    functions_release(&hooks->functions);
    map_free(&hooks->activations);
    Py_XDECREF(hooks->encoder);
    Py_XDECREF(hooks->python_encoder);
    Py_XDECREF(hooks->clock);
    Py_XDECREF(hooks->admit);
    Py_XDECREF(hooks->new_site);
    Py_XDECREF(hooks->outer_site);
    Py_XDECREF(hooks->task);
    Py_XDECREF(hooks->known_thread);
    Py_XDECREF(hooks->new_thread);
    Py_XDECREF(hooks->full);
    Py_XDECREF(hooks->contained);
    Py_XDECREF(hooks->interrupted);
    Py_XDECREF(hooks->interrupt);
    Py_XDECREF(hooks->files);
    Py_XDECREF(hooks->disable);
    Py_XDECREF(hooks->file);
    Py_XDECREF(hooks->waiting);
    Py_XDECREF(hooks->forking);
    Py_XDECREF(hooks->rich_tuple);
    Py_XDECREF(hooks->lean_tuple);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *
hooks_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"encoder", "python_encoder", "rich",       "lean", "clock",     "admit", "new_site",
                            "outer_site", "task", "known_thread", "new_thread", "full", "contained", "interrupted",
                            "files", "disable", "file", "waiting", "forking", "most", "base", "sample", "eager",
                            NULL};
    PyObject *encoder, *python_encoder, *rich, *lean, *clock, *admit_function, *new_site, *outer_site, *task;
    PyObject *known, *new_thread, *full, *contained, *interrupted, *files, *disable, *file, *waiting, *forking;
    unsigned long long most, base, sample;
    int eager;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "OOOOOOOOOOOOOOO!OO!O!O!KKKp", names, &encoder, &python_encoder, &rich,
                                     &lean, &clock, &admit_function, &new_site, &outer_site, &task, &known, &new_thread, &full,
                                     &contained, &interrupted, &PyDict_Type, &files, &disable, &File_Type, &file,
                                     &PyTuple_Type, &waiting, &PySet_Type, &forking, &most, &base, &sample, &eager)) {
        return NULL;
    }
    if (encoder != Py_None && Py_TYPE(encoder) != &Encoder_Type) {
        PyErr_SetString(PyExc_TypeError, "encoder must be an Encoder or None");
        return NULL;
    }
    if (functions_begin() < 0) {
        return NULL;
    }
    Hooks *hooks = (Hooks *)type->tp_alloc(type, 0);
    if (hooks == NULL) {
        return NULL;
    }
    clock_begin();
    hooks->generation = ++generations;
    if (encoder != Py_None) {
        hooks->encoder = (Encoder *)Py_NewRef(encoder);
        hooks->rich_tuple = Py_NewRef(rich);
        hooks->lean_tuple = Py_NewRef(lean);
        if (!budget_of(rich, &hooks->rich) || !budget_of(lean, &hooks->lean)) {
            Py_DECREF(hooks);
            return NULL;
        }
    }
    hooks->lean_fits_plain = hooks->encoder != NULL && budget_fits_plain(&hooks->lean);
    hooks->python_encoder = Py_NewRef(python_encoder);
    hooks->clock = clock != Py_None ? Py_NewRef(clock) : NULL;
    hooks->admit = Py_NewRef(admit_function);
    hooks->new_site = Py_NewRef(new_site);
    hooks->outer_site = Py_NewRef(outer_site);
    hooks->task = Py_NewRef(task);
    hooks->known_thread = Py_NewRef(known);
    hooks->new_thread = Py_NewRef(new_thread);
    hooks->full = Py_NewRef(full);
    hooks->contained = Py_NewRef(contained);
    hooks->interrupted = Py_NewRef(interrupted);
    hooks->files = Py_NewRef(files);
    hooks->disable = Py_NewRef(disable);
    hooks->file = (File *)Py_NewRef(file);
    hooks->waiting = Py_NewRef(waiting);
    hooks->forking = Py_NewRef(forking);
    hooks->most = most;
    hooks->base = base;
    hooks->sample = sample;
    hooks->eager = eager != 0;
    return (PyObject *)hooks;
}

static PyMethodDef HOOKS_METHODS[] = {
    {"callbacks", hooks_callbacks, METH_NOARGS, "The callbacks of sys.monitoring by the names of their events."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Hooks_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "_tracehold_native.Hooks",
    .tp_basicsize = sizeof(Hooks),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "The callbacks of one recorder.",
    .tp_new = hooks_new,
    .tp_dealloc = hooks_dealloc,
    .tp_traverse = hooks_traverse,
    .tp_methods = HOOKS_METHODS,
};

int
hooks_add(PyObject *module)
{
    if (file_begin() < 0 || PyType_Ready(&Callback_Type) < 0 || PyType_Ready(&Thread_Type) < 0 ||
        PyType_Ready(&Hooks_Type) < 0) {
        return -1;
    }
    if (PyModule_AddObject(module, "Thread", Py_NewRef((PyObject *)&Thread_Type)) < 0) {
        return -1;
    }
    if (PyModule_AddObject(module, "File", Py_NewRef((PyObject *)&File_Type)) < 0) {
        return -1;
    }
    return PyModule_AddObject(module, "Hooks", Py_NewRef((PyObject *)&Hooks_Type));
}

#else

int
hooks_add(PyObject *Py_UNUSED(module))
{
    return 0;
}

#endif
