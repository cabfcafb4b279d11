/* The evaluation of frames (PEP 523), CPython 3.8 to 3.11: _setprofile.py in C, told more.
 *
 * The interpreter hands every frame that begins or goes on to one function; ours notes it, has the function that was
 * there before evaluate it, and notes how it ended. The variables are in the frame before and after. Against what
 * sys.setprofile tells, the exception that leaves a call or is thrown into a generator is known at once. */

#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE 1
#include <Python.h>

#if PY_VERSION_HEX < 0x030C0000

#include "alloc.h"
#include "evaluation.h"
#include "events.h"
#include "raised.h"
#include "stack.h"

/* -- the recording that is open ------------------------------------------------------------------------------------ */

static PyObject *evaluate(PARAMETERS);

/* Held. */
static Hooks *active = NULL;
/* What evaluates the frames that we were handed. */
static _PyFrameEvalFunction previous = NULL;
/* Threads that are so deep in their stack that calls are evaluated without us, in all threads, until they return. */
static int deep_threads = 0;
/* Code objects met first, ever: a probe is seen by it. */
static uint64_t met = 0;
static bool told_deep = false;

/* Functions of the recorder: an exception that is no object yet in words, and that calls are left out. Held. */
static PyObject *describe = NULL;
static PyObject *too_deep = NULL;
/* A forked child, or another recording, begins to count deep threads anew. */
static uint64_t deep_epoch = 0;

/* The frame that `previous` was handed by the running thread, where it is not the interpreter's own: a function of a
 * debugger that hands it back to us must not have it back once more. */
#if defined(__linux__)
__attribute__((tls_model("initial-exec")))
#endif
static _Thread_local const Frame *passed = NULL;

static PyObject *
pass_on(PARAMETERS)
{
    const Frame *before = passed;
    passed = frame;
    PyObject *result = previous(ARGUMENTS);
    passed = before;
    return result;
}

static inline PyObject *
pass(PARAMETERS)
{
    return previous == _PyEval_EvalFrameDefault ? _PyEval_EvalFrameDefault(ARGUMENTS) : pass_on(ARGUMENTS);
}

/* -- the beginning of an evaluation -------------------------------------------------------------------------------- */

/* Decides about a code object met first; NULL when it is not recorded, with what the hook is to make of it: 0, or -1 with
 * an exception of the program. */
static Function *
meet(Hooks *hooks, PyThreadState *state, Frame *frame, int *result)
{
    met++;
    PyObject *code = (PyObject *)frame_code(frame);
    *result = 0;
    Function *function = admit(hooks, code, frame->f_globals);
    if (function == NULL) {
        *result = contain(hooks);
        if (*result == 0 && was_interrupted(hooks, state)) {
            function = admit(hooks, code, frame->f_globals);
            *result = function == NULL ? contain(hooks) : 0;
        }
    }
    return function != NULL && function->state == FUNCTION_RECORDED ? function : NULL;
}

/* What is to be let go at the very end of a hook in which a Ctrl-C arrived, NULL otherwise; see put_off. */
static PyObject *
ending_of(Hooks *hooks, PyThreadState *state, bool begins, const Frame *frame, int *result)
{
    if (*result < 0 || !was_interrupted(hooks, state)) {
        return NULL;
    }
    PyObject *ending = put_off(hooks, begins, frame);
    *result = ending == NULL ? -1 : 0;
    return ending;
}

static int
encode_thrown(Hooks *hooks, Thread *thread, Raised *raised, uint8_t budget)
{
    PyObject *exception = exception_of(raised, describe);
    if (exception == NULL) {
        return -1;
    }
    int result = encode_single(hooks->encoder, &thread->scratch, exception, budget_for(hooks, budget));
    Py_DECREF(exception);
    return result;
}

/* begin() for all but the usual case. */
__attribute__((noinline)) static Thread *
begin_slowly(Hooks *hooks, PyThreadState *state, Frame *frame, Function *function, int *throws)
{
    bool throwing = *throws != 0;
    Before before = enter(state);
    /* The recording may end while Python code runs. */
    Py_INCREF(hooks);
    Raised raised = {0};
    if (throwing) {
        raised = take_raised();
    }
    int result = 0;
    if (function == NULL || function->state != FUNCTION_RECORDED) {
        function = meet(hooks, state, frame, &result);
    }
    Thread *thread = function != NULL ? wanted_thread(hooks, state, true, &result) : NULL;
    if (thread == NULL) {
        goto done;
    }
    Py_INCREF(thread);
    Frame *back = frame_complete(current_frame(state));
    uint8_t kind = EVENT_KIND_CALL;
    bool start = true;
    if (function->is_generator && !begins(frame)) {
        /* What is thrown into one that has not begun ends a call at once. */
        start = map_get(&hooks->activations, (uint64_t)(uintptr_t)frame) == 0;
        kind = throwing ? EVENT_KIND_THROW : start ? EVENT_KIND_CALL : EVENT_KIND_RESUME;
    }
    Link link = {.parts = ROW_SITE, .budget = BUDGET_NONE};
    int has_value = 0;
    if (kind == EVENT_KIND_CALL) {
        result = begin_call(hooks, thread, frame, function, &link, &has_value);
    }
    if (result == 0) {
        result = link_call(hooks, state, thread, frame, back, function, start, &link);
    }
    if (result == 0 && kind == EVENT_KIND_THROW && hooks->encoder != NULL && raised.type != NULL) {
        has_value = encoded(hooks, thread, encode_thrown(hooks, thread, &raised, link.budget));
        result = has_value < 0 ? -1 : 0;
    }
    thread_open(thread, frame, link.budget);
    thread_append(thread, kind | link.flags, function->number, now_of(hooks), link.parts, link.site, has_value > 0);
    if (result == 0) {
        result = after_event(hooks, thread, false);
    }
    /* From here on the recorder holds it, as long as the hooks are active. */
    Py_DECREF(thread);
done:;
    PyObject *ending = ending_of(hooks, state, !throwing, frame, &result);
    put_raised(&raised);
    Py_DECREF(hooks);
    leave(state, before);
    if (result < 0 || PyErr_Occurred()) {
        *throws = 1;
    }
    Py_XDECREF(ending);
    return thread;
}

/* Notes that a frame is going to be evaluated. The thread whose call it is, NULL when it is not recorded. With an exception
 * of the program, it is to be thrown into the frame.
 *
 * In a function of its own, as is `end`: what they need of the stack is not held while the frame is evaluated. */
__attribute__((noinline)) static Thread *
begin(Hooks *hooks, PyThreadState *state, Frame *frame, Function *function, int *throws)
{
    Thread *thread = ready_thread(hooks, state);
    if (thread == NULL || function == NULL || *throws || function->is_generator ||
        function->state != FUNCTION_RECORDED || hooks->clock != NULL || thread->open_count == thread->open_capacity) {
        return begin_slowly(hooks, state, frame, function, throws);
    }
    Frame *back = frame_complete(current_frame(state));
    Function *caller = back != NULL ? function_get(frame_code(back), hooks->generation) : NULL;
    uint32_t site = caller != NULL && caller->state == FUNCTION_RECORDED
                        ? (uint32_t)map_get(&caller->sites, site_key(back))
                        : 0;
    uint64_t count = function->count + 1;
    bool kept = hooks->encoder != NULL && count >= function->keep_from;
    size_t size = kept && site != 0 && count > CALLS_WITH_RICH_VALUES
                      ? store_plain_value(hooks, thread, frame, function, false, NULL)
                      : 0;
    if (site == 0 || kept != (size != 0)) {
        return begin_slowly(hooks, state, frame, function, throws);
    }
    function->count = count;
    if (kept) {
        function->keep_from = keep_after(hooks, count);
    }
    thread->open[thread->open_count++] = (OpenCall){frame, kept ? BUDGET_LEAN : BUDGET_NONE};
    append_ready(thread, EVENT_KIND_CALL, function->number, clock_ns(), ROW_SITE, site, size);
    return thread;
}

/* -- the end of an evaluation -------------------------------------------------------------------------------------- */

static int
encode_end(Hooks *hooks, Thread *thread, Frame *frame, const Function *function, uint8_t kind, PyObject *result,
           Raised *raised, const Budget *budget)
{
    if (kind == EVENT_KIND_YIELD) {
        return encode_single(hooks->encoder, &thread->scratch, result, budget);
    }
    if (kind == EVENT_KIND_RETURN) {
        return encode_exit(hooks, thread, frame, function, result, budget);
    }
    PyObject *exception = exception_of(raised, describe);
    if (exception == NULL) {
        return -1;
    }
    int done = encode_exit(hooks, thread, frame, function, exception, budget);
    Py_DECREF(exception);
    return done;
}

/* end() for all but the usual case. The call was closed, its budget is given. */
__attribute__((noinline)) static PyObject *
end_slowly(Hooks *hooks, PyThreadState *state, Frame *frame, const Function *function, Thread *thread, PyObject *result,
           int budget, uint64_t now)
{
    uint8_t kind = result == NULL                                        ? EVENT_KIND_UNWIND
                   : function->is_generator && is_suspended(frame) ? EVENT_KIND_YIELD
                                                                         : EVENT_KIND_RETURN;
    Before before = enter(state);
    Py_INCREF(hooks);
    Py_INCREF(thread);
    Raised raised = {0};
    if (result == NULL) {
        raised = take_raised();
    }
    if (hooks->clock != NULL) {
        now = now_of(hooks);
    }
    int has_value = 0;
    if (hooks->encoder != NULL && (kind == EVENT_KIND_UNWIND ? raised.type != NULL : budget != BUDGET_NONE)) {
        has_value = encoded(hooks, thread,
                            encode_end(hooks, thread, frame, function, kind, result, &raised,
                                       budget_for(hooks, (uint8_t)budget)));
    }
    thread_append(thread, kind, function->number, now, 0, 0, has_value > 0);
    if (function->is_generator && kind != EVENT_KIND_YIELD) {
        map_pop(&hooks->activations, (uint64_t)(uintptr_t)frame);
    }
    int done = has_value < 0 ? -1 : after_event(hooks, thread, true);
    PyObject *ending = ending_of(hooks, state, false, frame, &done);
    if (done < 0) {
        Py_CLEAR(result);
    }
    put_raised(&raised);
    Py_DECREF(thread);
    Py_DECREF(hooks);
    leave(state, before);
    Py_XDECREF(ending);
    return result;
}

/* Notes that a frame was evaluated. The result, or NULL with an exception set. */
__attribute__((noinline)) static PyObject *
end(Hooks *hooks, PyThreadState *state, Frame *frame, Thread *thread, PyObject *result)
{
    const Function *function = function_get(frame_code(frame), hooks->generation);
    uint64_t now = hooks->clock == NULL ? clock_ns() : 0;
    int budget = close_call(thread, frame);
    if (budget < 0 || function == NULL) {
        return result;
    }
    if (result != NULL && !function->is_generator && budget != BUDGET_RICH && hooks->clock == NULL && !hooks->eager &&
        is_ready(thread)) {
        bool kept = budget == BUDGET_LEAN;
        size_t size = kept ? store_plain_value(hooks, thread, frame, function, true, result) : 0;
        if (kept == (size != 0)) {
            append_ready(thread, EVENT_KIND_RETURN, function->number, now, 0, 0, size);
            return result;
        }
    }
    return end_slowly(hooks, state, frame, function, thread, result, budget, now);
}

/* -- evaluation ---------------------------------------------------------------------------------------------------- */

/* Tells once that calls are left out for want of stack. Whether an exception is to be thrown into the frame: by value, as
 * `evaluate` must not need a place in memory for its own. */
__attribute__((noinline)) static int
tell_deep(Hooks *hooks, PyThreadState *state, const Frame *frame, int throwing)
{
    if (told_deep) {
        return throwing;
    }
    told_deep = true;
    bool counts = alloc_enter_hook(NULL);
    Before before = enter(state);
    Py_INCREF(hooks);
    Raised raised = take_raised();
    int result;
    Thread *thread = wanted_thread(hooks, state, true, &result);
    if (thread != NULL) {
        PyObject *told = PyObject_CallFunction(too_deep, "n", (Py_ssize_t)thread->open_count);
        result = told == NULL ? contain(hooks) : 0;
        Py_XDECREF(told);
    }
    PyObject *ending = ending_of(hooks, state, !throwing, frame, &result);
    put_raised(&raised);
    Py_DECREF(hooks);
    leave(state, before);
    Py_XDECREF(ending);
    alloc_leave_hook(counts);
    return throwing || result < 0;
}

#if PY_VERSION_HEX >= 0x030B0000
/* Evaluates a frame and all that it calls as if we were not there, so that calls of Python code take no C stack. */
__attribute__((noinline)) static PyObject *
evaluate_deep(PARAMETERS)
{
    PyInterpreterState *interpreter = state->interp;
    uint64_t epoch = deep_epoch;
    deep_threads++;
    if (get_evaluation(interpreter) == evaluate) {
        set_evaluation(interpreter, previous);
    }
    PyObject *result = previous(ARGUMENTS);
    if (epoch != deep_epoch) {
        return result;
    }
    deep_threads--;
    if (deep_threads == 0 && active != NULL && get_evaluation(interpreter) == previous) {
        set_evaluation(interpreter, evaluate);
    }
    return result;
}
#endif

__attribute__((noinline)) static PyObject *
evaluate_recorded(Hooks *hooks, Function *function, PyThreadState *state, Frame *frame, int throwing)
{
    uint64_t generation = hooks->generation;
    bool counts = alloc_enter_hook(NULL);
    Thread *thread = begin(hooks, state, frame, function, &throwing);
    alloc_leave_hook(counts);
    PyObject *result = pass(ARGUMENTS);
    hooks = active;
    if (thread == NULL || hooks == NULL || hooks->generation != generation) {
        return result;
    }
    counts = alloc_enter_hook(NULL);
    result = end(hooks, state, frame, thread, result);
    alloc_leave_hook(counts);
    return result;
}

/* What the interpreter calls for every frame. It takes no stack where nothing is recorded. */
static PyObject *
evaluate(PARAMETERS)
{
#if PY_VERSION_HEX < 0x03090000
    PyThreadState *state = _PyThreadState_UncheckedGet();
#endif
    Hooks *hooks = active;
    if (hooks == NULL || state->tracing != 0 || passed == frame) {
        return pass(ARGUMENTS);
    }
    Function *function = function_get(frame_code(frame), hooks->generation);
    if ((function != NULL && function->state == FUNCTION_UNWANTED) || is_creation(frame) || is_at_limit(state)) {
        return pass(ARGUMENTS);
    }
    if (!stack_has_room()) {
        throwing = tell_deep(hooks, state, frame, throwing);
#if PY_VERSION_HEX >= 0x030B0000
        return evaluate_deep(ARGUMENTS);
#else
        return pass(ARGUMENTS);
#endif
    }
    return evaluate_recorded(hooks, function, state, frame, throwing);
}

/* -- for the recorder ---------------------------------------------------------------------------------------------- */

/* install(describe, too_deep) */
static PyObject *
hooks_install(PyObject *self, PyObject *args)
{
    PyObject *new_describe;
    PyObject *new_too_deep;
    if (!PyArg_ParseTuple(args, "OO", &new_describe, &new_too_deep)) {
        return NULL;
    }
    PyInterpreterState *interpreter = PyThreadState_Get()->interp;
    _PyFrameEvalFunction current = get_evaluation(interpreter);
    if (current == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "this build of CPython evaluates frames in an unknown way");
        return NULL;
    }
    deep_epoch++;
    deep_threads = 0;
    told_deep = false;
    if (current != evaluate) {
        previous = current;
        set_evaluation(interpreter, evaluate);
    }
    PyObject *before[] = {(PyObject *)active, describe, too_deep};
    active = (Hooks *)Py_NewRef(self);
    describe = Py_NewRef(new_describe);
    too_deep = Py_NewRef(new_too_deep);
    for (size_t index = 0; index < sizeof before / sizeof *before; index++) {
        Py_XDECREF(before[index]);
    }
    Py_RETURN_NONE;
}

static PyObject *
hooks_remove(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    if (active != (Hooks *)self) {
        Py_RETURN_NONE;
    }
    PyInterpreterState *interpreter = PyThreadState_Get()->interp;
    /* Else somebody else's is on top of ours, which goes on to pass frames through. */
    if (get_evaluation(interpreter) == evaluate) {
        set_evaluation(interpreter, previous);
    }
    active = NULL;
    Py_CLEAR(describe);
    Py_CLEAR(too_deep);
    Py_DECREF(self);
    Py_RETURN_NONE;
}

static PyObject *
hooks_is_on_top(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(ignored))
{
    return PyBool_FromLong(deep_threads > 0 || get_evaluation(PyThreadState_Get()->interp) == evaluate);
}

static PyObject *
hooks_met(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromUnsignedLongLong(met);
}

PyMethodDef HOOKS_METHODS[] = {
    {"install", hooks_install, METH_VARARGS, "Has the interpreter tell us of each frame that it evaluates."},
    {"remove", hooks_remove, METH_NOARGS, "Records no more."},
    {"is_on_top", hooks_is_on_top, METH_NOARGS, "Whether the interpreter hands frames to us first."},
    {"met", hooks_met, METH_NOARGS, "How many code objects were met first."},
    {NULL, NULL, 0, NULL},
};

int
hooks_ready(void)
{
    return 0;
}

#endif
