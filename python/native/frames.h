/* The frames that run, read as the interpreter keeps them: no frame object is made. CPython 3.8 to 3.13, by their own
 * headers. */

#pragma once

#include <stdbool.h>

#if PY_VERSION_HEX >= 0x030B0000
#include "internal/pycore_frame.h"
typedef struct _PyInterpreterFrame Frame;
#else
#include <frameobject.h>
typedef struct _frame Frame;
#endif

static inline Frame *
current_frame(PyThreadState *thread)
{
#if PY_VERSION_HEX >= 0x030D0000
    return thread->current_frame;
#elif PY_VERSION_HEX >= 0x030B0000
    return thread->cframe->current_frame;
#else
    return thread->frame;
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

/* The frame itself or the nearest caller that has begun to run, as frame.f_back tells it. */
static inline Frame *
frame_complete(Frame *frame)
{
#if PY_VERSION_HEX >= 0x030C0000
    return _PyFrame_GetFirstComplete(frame);
#elif PY_VERSION_HEX >= 0x030B0000
    while (frame != NULL && _PyFrame_IsIncomplete(frame)) {
        frame = frame->previous;
    }
    return frame;
#else
    return frame;
#endif
}

/* The caller as frame.f_back tells it. */
static inline Frame *
frame_back(const Frame *frame)
{
#if PY_VERSION_HEX >= 0x030B0000
    return frame_complete(frame->previous);
#else
    return frame->f_back;
#endif
}

/* frame.f_lasti */
static inline int
frame_lasti(const Frame *frame)
{
#if PY_VERSION_HEX >= 0x030B0000
    return _PyInterpreterFrame_LASTI((Frame *)frame) * (int)sizeof(_Py_CODEUNIT);
#elif PY_VERSION_HEX >= 0x030A0000
    return frame->f_lasti * (int)sizeof(_Py_CODEUNIT);
#else
    return frame->f_lasti;
#endif
}

static inline PyObject *const *
frame_slots(const Frame *frame)
{
#if PY_VERSION_HEX >= 0x030B0000
    return frame->localsplus;
#else
    return frame->f_localsplus;
#endif
}

/* The mapping that holds the variables of a frame of a module, class body or exec; NULL with an exception set. From 3.12
 * on the frame must be the running one. */
static inline PyObject *
frame_namespace(const Frame *frame)
{
#if PY_VERSION_HEX >= 0x030C0000
    (void)frame;
    PyFrameObject *object = PyThreadState_GetFrame(PyThreadState_Get());
    PyObject *variables = object != NULL ? PyFrame_GetLocals(object) : NULL;
    Py_XDECREF(object);
    return variables;
#else
    if (frame->f_locals == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "a frame without a namespace");
        return NULL;
    }
    Py_INCREF(frame->f_locals);
    return frame->f_locals;
#endif
}
