/* The callbacks of sys.monitoring (PEP 669), CPython 3.12 and 3.13: _monitoring.py in C. */

#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE 1
#include <Python.h>

#if PY_VERSION_HEX >= 0x030C0000 && PY_VERSION_HEX < 0x030E0000

#include "alloc.h"
#include "events.h"
#include "hooks.h"

/* The code object of the running frame, met first. NULL with an exception set. */
static Function *
admit_running(Hooks *hooks, PyThreadState *state, PyObject *code)
{
    PyFrameObject *frame = PyThreadState_GetFrame(state);
    if (frame == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "no frame runs");
        return NULL;
    }
    Function *function = admit(hooks, code, (PyObject *)frame);
    Py_DECREF(frame);
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
        function = admit_running(hooks, state, code);
        if (function == NULL) {
            *result = contain(hooks);
            function = *result == 0 && was_interrupted(hooks, state) ? admit_running(hooks, state, code) : NULL;
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

/* 0, 1 for DISABLE, -1 with an exception of the program. */
typedef int (*Handler)(Hooks *hooks, PyThreadState *state, Frame *frame, PyObject *code, PyObject *argument);

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
        result = link_call(hooks, state, thread, frame, frame_back(frame), function, true, &link);
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
        result = link_call(hooks, state, thread, frame, frame_back(frame), function, start, &link);
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
                       : encode_exit(hooks, thread, frame, function, argument, limits);
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
    bool counts = alloc_enter_hook(args[1]);
    int result = callback->handle(hooks, state, frame, args[0], count > 2 ? args[2] : NULL);
    PyObject *answer;
    if (was_interrupted(hooks, state) && result >= 0) {
        /* The interpreter lets go of what we return. */
        answer = put_off(hooks, callback->begins, frame);
    } else {
        answer = result < 0 ? NULL : Py_NewRef(result > 0 ? hooks->disable : Py_None);
    }
    Py_DECREF(self);
    alloc_leave_hook(counts);
    return answer;
}

/* None, or NULL without an exception where it is left to callback_call. */
static inline PyObject *
start_in_line(const Hooks *hooks, PyObject *const *args, size_t flags)
{
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
    return NULL;
}

static PyObject *
start_call(PyObject *self, PyObject *const *args, size_t flags, PyObject *keywords)
{
    bool counts = PyVectorcall_NARGS(flags) == 2 && alloc_enter_hook(args[1]);
    PyObject *answer = start_in_line(((Callback *)self)->hooks, args, flags);
    if (answer == NULL) {
        answer = callback_call(self, args, flags, keywords);
    }
    alloc_leave_hook(counts);
    return answer;
}

/* As start_in_line. */
static inline PyObject *
return_in_line(const Hooks *hooks, PyObject *const *args, size_t flags)
{
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
    return NULL;
}

static PyObject *
return_call(PyObject *self, PyObject *const *args, size_t flags, PyObject *keywords)
{
    bool counts = PyVectorcall_NARGS(flags) == 3 && alloc_enter_hook(args[1]);
    PyObject *answer = return_in_line(((Callback *)self)->hooks, args, flags);
    if (answer == NULL) {
        answer = callback_call(self, args, flags, keywords);
    }
    alloc_leave_hook(counts);
    return answer;
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

PyMethodDef HOOKS_METHODS[] = {
    {"callbacks", hooks_callbacks, METH_NOARGS, "The callbacks of sys.monitoring by the names of their events."},
    {NULL, NULL, 0, NULL},
};

int
hooks_ready(void)
{
    return PyType_Ready(&Callback_Type);
}

#endif
