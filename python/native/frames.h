/* The frames that run, read as the interpreter keeps them: no frame object is made. CPython 3.12 and 3.13, by their own
 * headers. */

#pragma once

#include "internal/pycore_frame.h"

typedef struct _PyInterpreterFrame Frame;

static inline Frame *
current_frame(PyThreadState *thread)
{
#if PY_VERSION_HEX >= 0x030D0000
    return thread->current_frame;
#else
    return thread->cframe->current_frame;
#endif
}

static inline PyCodeObject *
frame_code(const Frame *frame)
{
#if PY_VERSION_HEX >= 0x030D0000
    return (PyCodeObject *)frame->f_executable;
#else
    return frame->f_code;
#endif
}

/* The caller as frame.f_back tells it. */
static inline Frame *
frame_back(const Frame *frame)
{
    return _PyFrame_GetFirstComplete(frame->previous);
}

/* frame.f_lasti */
static inline int
frame_lasti(const Frame *frame)
{
    return _PyInterpreterFrame_LASTI((Frame *)frame) * (int)sizeof(_Py_CODEUNIT);
}

/* The mapping that holds the variables of the running frame, of a module, class body or exec; NULL with an exception
 * set. */
static inline PyObject *
frame_namespace(const Frame *Py_UNUSED(frame))
{
    PyFrameObject *object = PyThreadState_GetFrame(PyThreadState_Get());
    PyObject *variables = object != NULL ? PyFrame_GetLocals(object) : NULL;
    Py_XDECREF(object);
    return variables;
}
