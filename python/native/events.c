#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE 1
#include <Python.h>

#if PY_VERSION_HEX < 0x030E0000

#include "events.h"

_Thread_local Latest latest;

/* -- what goes wrong ---------------------------------------------------------------------------------------------- */

/* contain; `untold` is True where nobody is to be told of it, else NULL. */
static int
contain_error(Hooks *hooks, PyObject *untold)
{
    PyObject *error = PyErr_GetRaisedException();
    PyObject *answer = PyObject_CallFunctionObjArgs(hooks->contained, error, untold, NULL);
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

int
contain(Hooks *hooks)
{
    return contain_error(hooks, NULL);
}

PyObject *
put_off(Hooks *hooks, bool begins, const Frame *frame)
{
    PyObject *error = hooks->interrupt;
    hooks->interrupt = NULL;
    PyObject *answer = PyObject_CallFunction(hooks->interrupted, "OOOi", error, begins ? Py_True : Py_False,
                                             frame_code(frame), frame_lasti(frame));
    Py_DECREF(error);
    return answer;
}

uint64_t
asked_time(Hooks *hooks)
{
    if (PyErr_Occurred()) {
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

Thread *
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

/* -- where a call comes from -------------------------------------------------------------------------------------- */

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
#if PY_VERSION_HEX >= 0x030B0000
    PyObject *place = code;
#else
    /* A code object does not know its qualified name, but the globals of its frame may tell. */
    PyObject *place = (PyObject *)caller;
#endif
    int line = PyCode_Addr2Line((PyCodeObject *)code, frame_lasti(caller));
    line = line > 0 ? line : 0;
    bool recorded = function != NULL && function->state == FUNCTION_RECORDED;
    PyObject *made = recorded ? PyObject_CallFunction(hooks->new_site, "Oi", function->python, line)
                              : PyObject_CallFunction(hooks->outer_site, "Oi", place, line);
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

/* link_call without a second try. */
static int
link_once(Hooks *hooks, Thread *thread, const Frame *frame, const Frame *back, const Function *function, bool start,
          Link *link)
{
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

int
link_call(Hooks *hooks, PyThreadState *state, Thread *thread, const Frame *frame, const Frame *back,
          const Function *function, bool start, Link *link)
{
    Link before = *link;
    bool interrupted = was_interrupted(hooks, state);
    int result = link_once(hooks, thread, frame, back, function, start, link);
    if (result == 0 && !interrupted && was_interrupted(hooks, state)) {
        *link = before;
        result = link_once(hooks, thread, frame, back, function, start, link);
    }
    return result;
}

/* -- values ------------------------------------------------------------------------------------------------------- */

/* [result, locals] by the Python encoder, of a frame whose locals are a mapping: modules, class bodies, exec. */
static int
encode_namespace(Hooks *hooks, Thread *thread, const Frame *frame, const Function *function, PyObject *result,
                 const Budget *budget)
{
    PyObject *variables = frame_namespace(frame);
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

int
encode_exit(Hooks *hooks, Thread *thread, const Frame *frame, const Function *function, PyObject *result,
            const Budget *budget)
{
    if (!function->has_slots) {
        return encode_namespace(hooks, thread, frame, function, result, budget);
    }
    Variables variables = variables_of(frame, function);
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
    Variables variables = variables_of(frame, function);
    return encode_arguments(hooks->encoder, &thread->scratch, function->variables, function->arguments, &variables,
                            budget);
}

int
encoded(Hooks *hooks, Thread *thread, int result)
{
    if (result == 0 && !thread->scratch.failed) {
        return 1;
    }
    thread->scratch.failed = false;
    return result < 0 ? contain(hooks) : 0;
}

int
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

int
thread_is_full(Hooks *hooks, Thread *thread)
{
    if (file_is_due(thread, hooks->most) && may_write(hooks) &&
        file_seal(hooks->file, thread, hooks->most, hooks->base) && (Py_ssize_t)thread->count < thread->limit) {
        return 0;
    }
    PyObject *done = PyObject_CallFunctionObjArgs(hooks->full, (PyObject *)thread, NULL);
    if (done == NULL) {
        /* Without memory events stay, and are counted when they find no place. */
        return contain_error(hooks, PyErr_ExceptionMatches(PyExc_MemoryError) ? Py_True : NULL);
    }
    Py_DECREF(done);
    return 0;
}

int
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

#endif
