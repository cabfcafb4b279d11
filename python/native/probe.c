/* Reads all that the hooks read, of frames whose contents are known, and compares it with what Python says of them.
 *
 * A word is compared before it is followed as a pointer, so that a difference is a sentence and no crash. */

#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE 1
#include <Python.h>

#include "probe.h"

#if PY_VERSION_HEX < 0x030E0000

#include "compat.h"
#include "frames.h"
#include "function.h"

#include <opcode.h>
#include <stddef.h>
#include <string.h>

#if PY_VERSION_HEX < 0x03090000
#include "internal/pycore_pystate.h"
#else
#include "internal/pycore_interp.h"
#endif
#if PY_VERSION_HEX >= 0x030D0000
#include "internal/pycore_dict.h"
#include "internal/pycore_object.h"
#endif

/* Each check returns what differs, NULL for nothing. */
#define OBJECTS "the size of objects"
#define THREAD "the state of a thread"
#define RUNNING "the running frame"
#define CODE "the code of a frame"
#define GLOBALS "the namespaces of a frame"
#define VARIABLES "the variables of a frame"
#define INSTRUCTION "the instruction of a frame"
#define CALLER "the caller of a frame"
#define CODE_OBJECT "code objects"
#define EXTRA "what is hung on code objects"
#define GENERATOR "generators"
#define RECURSION "the limit of the recursion"
#define TRACING "who traces a thread"
#define INSTANCE "instances"

/* -- what Python says ---------------------------------------------------------------------------------------------- */

/* The address of an attribute that its object holds; NULL for None, and with an exception set. */
static const void *
said(void *object, const char *name)
{
    PyObject *value = PyObject_GetAttrString((PyObject *)object, name);
    Py_XDECREF(value);
    return value == Py_None ? NULL : value;
}

/* -1 with an exception set. */
static long
said_number(void *object, const char *name)
{
    PyObject *value = PyObject_GetAttrString((PyObject *)object, name);
    long number = value != NULL ? PyLong_AsLong(value) : -1;
    Py_XDECREF(value);
    return number;
}

/* -- frames -------------------------------------------------------------------------------------------------------- */

static inline const Frame *
frame_of(const PyFrameObject *object)
{
#if PY_VERSION_HEX >= 0x030B0000
    return object->f_frame;
#else
    return object;
#endif
}

/* Sizes of objects, as their types tell them: a field more or less shows before any is read. */
static const char *
compare_sizes(void)
{
#if PY_VERSION_HEX >= 0x030B0000
    const size_t frame = offsetof(struct _PyInterpreterFrame, localsplus);
    bool fit = PyFrame_Type.tp_basicsize == (Py_ssize_t)(offsetof(PyFrameObject, _f_frame_data) + frame) &&
               PyGen_Type.tp_basicsize == (Py_ssize_t)(offsetof(PyGenObject, gi_iframe) + frame) &&
               PyCode_Type.tp_basicsize == (Py_ssize_t)offsetof(PyCodeObject, co_code_adaptive);
#else
    bool fit = PyFrame_Type.tp_basicsize == sizeof(PyFrameObject) && PyGen_Type.tp_basicsize == sizeof(PyGenObject) &&
               PyCode_Type.tp_basicsize == sizeof(PyCodeObject);
#endif
    return fit ? NULL : OBJECTS;
}

#if PY_VERSION_HEX >= 0x030B0000
/* Whether an address is on the C stack a little above, where what the interpreter has there for the running code is. */
static bool
is_just_above(const void *address)
{
    enum { NEAR = 1 << 20 };
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    uintptr_t there = (uintptr_t)address;
    return there % sizeof(void *) == 0 && there > here && there - here < NEAR;
}
#endif

static const char *
compare_thread(const PyThreadState *thread)
{
#if PY_VERSION_HEX >= 0x03090000
    if (thread->interp != PyInterpreterState_Get() || thread->id != PyThreadState_GetID((PyThreadState *)thread)) {
        return THREAD;
    }
#else
    PyInterpreterState *interpreter = _PyInterpreterState_Get();
    if (thread->interp != interpreter || thread->thread_id != PyThread_get_thread_ident()) {
        return THREAD;
    }
    /* Few words before what evaluates frames, and some after it; ids of threads are counted there. */
    const PyObject *dict = PyInterpreterState_GetDict(interpreter);
    if (interpreter->dict != dict ||
        interpreter->co_extra_user_count <= function_index || interpreter->co_extra_user_count > MAX_CO_EXTRA_USERS ||
        thread->id == 0 || thread->id > interpreter->tstate_next_unique_id) {
        return THREAD;
    }
#endif
#if PY_VERSION_HEX >= 0x030B0000 && PY_VERSION_HEX < 0x030D0000
    if (!is_just_above(thread->cframe)) {
        return THREAD;
    }
#endif
    return NULL;
}

#if PY_VERSION_HEX < 0x030C0000
/* What is changed for the time that code of the recorder runs. */
static const char *
compare_tracing(const PyThreadState *thread)
{
    PyObject *get = PySys_GetObject("gettrace");
    /* Debuggers put functions of their own there. */
    if (get != NULL && PyCFunction_Check(get)) {
        PyObject *tracer = PyObject_CallNoArgs(get);
        Py_XDECREF(tracer);
        if (tracer == NULL || thread->c_traceobj != (tracer != Py_None ? tracer : NULL)) {
            return TRACING;
        }
    }
    bool traced = (thread->c_tracefunc != NULL || thread->c_profilefunc != NULL) && thread->tracing == 0;
#if PY_VERSION_HEX >= 0x030B0000
    bool fit = thread->tracing >= 0 && thread->cframe->use_tracing == (traced ? 255 : 0);
#elif PY_VERSION_HEX >= 0x030A0000
    bool fit = thread->cframe->use_tracing == traced;
#else
    bool fit = thread->use_tracing == traced;
#endif
    return fit ? NULL : TRACING;
}

static const char *
compare_recursion(const PyThreadState *thread)
{
    int limit = Py_GetRecursionLimit();
#if PY_VERSION_HEX >= 0x030B0000
    bool fit = thread->recursion_limit == limit && thread->recursion_remaining < limit;
#elif PY_VERSION_HEX >= 0x03090000
    bool fit = thread->interp->ceval.recursion_limit == limit && thread->recursion_depth > 0;
#else
    bool fit = _Py_CheckRecursionLimit <= limit && thread->recursion_depth > 0;
#endif
    return fit ? NULL : RECURSION;
}
#endif

static const char *
compare_code(const PyCodeObject *code)
{
    bool fit = code->co_flags == said_number((void *)code, "co_flags") &&
               code->co_nlocals == said_number((void *)code, "co_nlocals") &&
               code->co_filename == said((void *)code, "co_filename");
#if PY_VERSION_HEX >= 0x030B0000
    /* Where a frame is complete, as far as its function is concerned. */
    PyObject *instructions = fit ? PyObject_GetAttrString((PyObject *)code, "co_code") : NULL;
    if (instructions != NULL && PyBytes_Check(instructions)) {
        Py_ssize_t first = (Py_ssize_t)code->_co_firsttraceable * (Py_ssize_t)sizeof(_Py_CODEUNIT);
        fit = first >= 0 && first < PyBytes_GET_SIZE(instructions) &&
              (uint8_t)PyBytes_AS_STRING(instructions)[first] == RESUME && PyBytes_CheckExact(code->co_localspluskinds) &&
              PyBytes_GET_SIZE(code->co_localspluskinds) == code->co_nlocalsplus;
    } else {
        fit = false;
    }
    Py_XDECREF(instructions);
#else
    fit = fit && code->co_cellvars == said((void *)code, "co_cellvars") &&
          code->co_freevars == said((void *)code, "co_freevars");
#endif
    return fit ? NULL : CODE_OBJECT;
}

static const char *
compare_slots(const Frame *frame, PyObject *expected)
{
    PyObject *const *slots = frame_slots(frame);
    for (Py_ssize_t index = 0; index < PyTuple_GET_SIZE(expected); index++) {
        PyObject *value = PyTuple_GET_ITEM(expected, index);
        if (slots[index] != (value != Py_Ellipsis ? value : NULL)) {
            return VARIABLES;
        }
    }
    return NULL;
}

/* The caller is the one that Python knows; between the two there may be a frame of the interpreter's own. */
static const char *
compare_caller(const Frame *frame, PyFrameObject *object)
{
    const PyFrameObject *back = said(object, "f_back");
    if (back == NULL) {
        return CALLER;
    }
#if PY_VERSION_HEX >= 0x030B0000
    const Frame *previous = frame->previous;
    if (previous != frame_of(back) && (!is_just_above(previous) || previous->previous != frame_of(back))) {
        return CALLER;
    }
#endif
    return frame_back(frame) == frame_of(back) ? NULL : CALLER;
}

static const char *
compare_frame(const PyThreadState *thread, PyFrameObject *object, PyObject *expected)
{
    const Frame *frame = current_frame((PyThreadState *)thread);
    if (frame == NULL || frame != frame_of(object)) {
        return RUNNING;
    }
    PyCodeObject *code = frame_code(frame);
    if (code != said(object, "f_code")) {
        return CODE;
    }
    const char *differs = compare_code(code);
    if (differs != NULL) {
        return differs;
    }
#if PY_VERSION_HEX < 0x030C0000
    if (frame->f_globals != said(object, "f_globals")) {
        return GLOBALS;
    }
#endif
#if PY_VERSION_HEX >= 0x030B0000
    if (frame->owner != FRAME_OWNED_BY_THREAD && frame->owner != FRAME_OWNED_BY_GENERATOR) {
        return RUNNING;
    }
#endif
    int lasti = frame_lasti(frame);
    if (lasti != said_number(object, "f_lasti") || PyCode_Addr2Line(code, lasti) != said_number(object, "f_lineno")) {
        return INSTRUCTION;
    }
    differs = compare_slots(frame, expected);
    return differs != NULL ? differs : compare_caller(frame, object);
}

/* '' or what differs; an exception that Python's answers raised comes through. */
static PyObject *
answer(const char *differs)
{
    return PyErr_Occurred() ? NULL : PyUnicode_FromString(differs != NULL ? differs : "");
}

/* probe_frame(expected): of the frame that calls it, whose slots begin with these objects, ... for an empty one. */
static PyObject *
probe_frame(PyObject *Py_UNUSED(module), PyObject *expected)
{
    if (!PyTuple_Check(expected)) {
        PyErr_SetString(PyExc_TypeError, "expected a tuple");
        return NULL;
    }
    const PyThreadState *thread = PyThreadState_Get();
    PyFrameObject *object = PyEval_GetFrame();
    const char *differs = object != NULL ? compare_sizes() : RUNNING;
    if (functions_begin() < 0) {
        return NULL;
    }
    if (differs == NULL) {
        differs = compare_thread(thread);
    }
    if (differs == NULL) {
        differs = compare_frame(thread, object, expected);
    }
#if PY_VERSION_HEX < 0x030C0000
    if (differs == NULL) {
        differs = compare_tracing(thread);
    }
    if (differs == NULL) {
        differs = compare_recursion(thread);
    }
#endif
    return answer(differs);
}

/* probe_namespace(): the frame that calls it is that of a class body. */
static PyObject *
probe_namespace(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    const Frame *frame = current_frame(PyThreadState_Get());
#if PY_VERSION_HEX >= 0x030C0000
    PyObject *found = frame_namespace(frame);
    Py_XDECREF(found);
#else
    const PyObject *found = frame->f_locals;
#endif
    return answer(found == PyEval_GetLocals() ? NULL : GLOBALS);
}

/* Levels of recursion that the running thread has used, from anywhere. From 3.12 on the hooks do not look at it. */
static PyObject *
probe_depth(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
#if PY_VERSION_HEX >= 0x030C0000
    Py_RETURN_NONE;
#elif PY_VERSION_HEX >= 0x030B0000
    return PyLong_FromLong(-(long)PyThreadState_Get()->recursion_remaining);
#else
    return PyLong_FromLong(PyThreadState_Get()->recursion_depth);
#endif
}

/* -- code objects -------------------------------------------------------------------------------------------------- */

/* Whether what is hung on a code object is found where the hooks look. */
static const char *
compare_extra(PyCodeObject *code)
{
    static const uint64_t generation = UINT64_MAX;
    Function *list = NULL;
    if (code->co_extra != NULL) {
        return EXTRA;
    }
    Function *made = function_make((PyObject *)code, generation, &list);
    bool fit = made != NULL && code->co_extra != NULL && function_get(code, generation) == made;
    functions_release(&list);
    return fit ? NULL : EXTRA;
}

/* Where the variables of a code object stand: from 3.11 on their kinds, before that for each cell the argument it is of, or
 * -1; `expected` has bytes. */
static bool
has_places(const PyCodeObject *code, PyObject *expected)
{
#if PY_VERSION_HEX >= 0x030B0000
    PyObject *kinds = code->co_localspluskinds;
    return PyBytes_GET_SIZE(kinds) == PyBytes_GET_SIZE(expected) &&
           memcmp(PyBytes_AS_STRING(kinds), PyBytes_AS_STRING(expected), (size_t)PyBytes_GET_SIZE(kinds)) == 0;
#else
    Py_ssize_t count = PyBytes_GET_SIZE(expected);
    if (PyTuple_GET_SIZE(code->co_cellvars) != count || code->co_cell2arg == NULL) {
        return false;
    }
    for (Py_ssize_t index = 0; index < count; index++) {
        int argument = (signed char)PyBytes_AS_STRING(expected)[index];
        if ((int)code->co_cell2arg[index] != (argument >= 0 ? argument : CO_CELL_NOT_AN_ARG)) {
            return false;
        }
    }
    return true;
#endif
}

/* probe_code(code, places): of one that nobody else knows. */
static PyObject *
probe_code(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *object;
    PyObject *places;
    if (!PyArg_ParseTuple(args, "O!S", &PyCode_Type, &object, &places)) {
        return NULL;
    }
    PyCodeObject *code = (PyCodeObject *)object;
    const char *differs = compare_sizes();
    if (functions_begin() < 0) {
        return NULL;
    }
    if (differs == NULL) {
        differs = compare_code(code);
    }
    if (differs == NULL && !has_places(code, places)) {
        differs = VARIABLES;
    }
    return answer(differs != NULL ? differs : compare_extra(code));
}

/* -- generators ---------------------------------------------------------------------------------------------------- */

enum { STATE_CREATED, STATE_RUNNING, STATE_SUSPENDED };

static bool
has_state(const PyGenObject *generator, const Frame *frame, int state)
{
#if PY_VERSION_HEX >= 0x030B0000
    static const int STATES[] = {FRAME_CREATED, FRAME_EXECUTING, FRAME_SUSPENDED};
    (void)frame;
    return generator->gi_frame_state == STATES[state];
#elif PY_VERSION_HEX >= 0x030A0000
    static const int STATES[] = {FRAME_CREATED, FRAME_EXECUTING, FRAME_SUSPENDED};
    (void)generator;
    return frame->f_state == STATES[state] && (frame->f_lasti < 0) == (state == STATE_CREATED);
#else
    (void)generator;
    return (frame->f_stacktop != NULL) == (state != STATE_RUNNING) && (frame->f_lasti < 0) == (state == STATE_CREATED);
#endif
}

#if PY_VERSION_HEX >= 0x030B0000
/* Whether one that has not begun stands where the hooks of this version take it to. */
static bool
is_at_creation(const Frame *frame)
{
    PyCodeObject *code = frame_code(frame);
    int lasti = frame_lasti(frame);
    if (lasti < 0 || lasti >= Py_SIZE(code) * (int)sizeof(_Py_CODEUNIT)) {
        return false;
    }
    int opcode = _Py_OPCODE(_PyCode_CODE(code)[lasti / (int)sizeof(_Py_CODEUNIT)]);
#if PY_VERSION_HEX >= 0x030D0000
    int before = lasti > 0 ? _Py_OPCODE(_PyCode_CODE(code)[lasti / (int)sizeof(_Py_CODEUNIT) - 1]) : -1;
    return opcode == RETURN_GENERATOR || before == RETURN_GENERATOR;
#else
    return opcode == RETURN_GENERATOR;
#endif
}
#endif

/* probe_generator(generator, state): 0 not begun, 1 running, 2 suspended. */
static PyObject *
probe_generator(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *object;
    int state;
    if (!PyArg_ParseTuple(args, "O!i", &PyGen_Type, &object, &state)) {
        return NULL;
    }
    PyGenObject *generator = (PyGenObject *)object;
    PyFrameObject *frame_object = (PyFrameObject *)said(object, "gi_frame");
    if (compare_sizes() != NULL || frame_object == NULL) {
        return answer(GENERATOR);
    }
    const Frame *frame = frame_of(frame_object);
#if PY_VERSION_HEX >= 0x030B0000
    bool fit = frame == (const Frame *)generator->gi_iframe && frame->owner == FRAME_OWNED_BY_GENERATOR &&
               _PyFrame_GetGenerator((Frame *)frame) == generator && has_state(generator, frame, state) &&
               frame_code(frame) == said(object, "gi_code") && (state != STATE_CREATED || is_at_creation(frame));
#else
    bool fit = frame == generator->gi_frame && has_state(generator, frame, state);
#endif
    return answer(fit ? NULL : GENERATOR);
}

/* -- instances ----------------------------------------------------------------------------------------------------- */

/* probe_instance(instance, value): whose first attribute is this value, and whose dict nobody has asked for. */
static PyObject *
probe_instance(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *instance;
    PyObject *value;
    if (!PyArg_ParseTuple(args, "OO", &instance, &value)) {
        return NULL;
    }
    bool fit = true;
#if PY_VERSION_HEX >= 0x030D0000
    if (PyType_HasFeature(Py_TYPE(instance), Py_TPFLAGS_INLINE_VALUES)) {
        const PyDictValues *values = _PyObject_InlineValues(instance);
        fit = values->valid == 1 && values->capacity > 0 && values->size == 1 && values->values[0] == value &&
              _PyObject_GetManagedDict(instance) == NULL;
    }
#else
    (void)value;
#endif
    return answer(fit ? NULL : INSTANCE);
}

static PyMethodDef FUNCTIONS[] = {
    {"probe_frame", probe_frame, METH_O, "Of the calling frame: '' or what is not as it should be."},
    {"probe_namespace", probe_namespace, METH_NOARGS, "Of the calling class body."},
    {"probe_depth", probe_depth, METH_NOARGS, "Levels of recursion, None where nobody looks at them."},
    {"probe_code", probe_code, METH_VARARGS, "Of a code object."},
    {"probe_generator", probe_generator, METH_VARARGS, "Of a generator in a known state."},
    {"probe_instance", probe_instance, METH_VARARGS, "Of an instance with one attribute."},
    {NULL, NULL, 0, NULL},
};

int
probe_add(PyObject *module)
{
    return PyModule_AddFunctions(module, FUNCTIONS);
}

#else

int
probe_add(PyObject *Py_UNUSED(module))
{
    return 0;
}

#endif
