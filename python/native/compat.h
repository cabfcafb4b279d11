/* What older CPythons do not have under its newer name. */

#pragma once

#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

#if PY_VERSION_HEX < 0x030A0000
static inline PyObject *
Py_NewRef(PyObject *object)
{
    Py_INCREF(object);
    return object;
}
#endif
#if PY_VERSION_HEX < 0x03090000
static inline PyObject *
PyObject_CallNoArgs(PyObject *function)
{
    return PyObject_CallObject(function, NULL);
}
#endif
#ifndef Py_IS_TYPE
#define Py_IS_TYPE(object, type) (Py_TYPE(object) == (type))
#endif
#ifndef PyByteArray_GET_SIZE
#define PyByteArray_GET_SIZE(value) Py_SIZE(value)
#endif
#ifndef PyDict_GET_SIZE
#define PyDict_GET_SIZE(value) (((PyDictObject *)(value))->ma_used)
#endif
#if PY_VERSION_HEX < 0x030C0000
static inline int
PyUnstable_Long_IsCompact(const PyLongObject *number)
{
    return Py_SIZE(number) >= -1 && Py_SIZE(number) <= 1;
}

static inline Py_ssize_t
PyUnstable_Long_CompactValue(const PyLongObject *number)
{
    /* Of zero there may be no digit. */
    return Py_SIZE(number) != 0 ? Py_SIZE(number) * (Py_ssize_t)number->ob_digit[0] : 0;
}
#endif

/* Whether an int (not a subclass) is none or more and small, and which: without a call. */
static inline bool
small_int(PyObject *value, uint32_t *number)
{
    if (!PyUnstable_Long_IsCompact((PyLongObject *)value)) {
        return false;
    }
    Py_ssize_t found = PyUnstable_Long_CompactValue((PyLongObject *)value);
    *number = (uint32_t)found;
    return found >= 0;
}

#if PY_VERSION_HEX < 0x030C0000
#define PyUnstable_Eval_RequestCodeExtraIndex _PyEval_RequestCodeExtraIndex
#define PyUnstable_Code_GetExtra _PyCode_GetExtra
#define PyUnstable_Code_SetExtra _PyCode_SetExtra

/* The exception that is set, normalised; NULL when there is none. */
static inline PyObject *
PyErr_GetRaisedException(void)
{
    PyObject *type;
    PyObject *error;
    PyObject *traceback;
    PyErr_Fetch(&type, &error, &traceback);
    if (type == NULL) {
        return NULL;
    }
    PyErr_NormalizeException(&type, &error, &traceback);
    if (traceback != NULL) {
        PyException_SetTraceback(error, traceback);
        Py_DECREF(traceback);
    }
    Py_DECREF(type);
    return error;
}

static inline void
PyErr_SetRaisedException(PyObject *error)
{
    PyErr_Restore(Py_NewRef((PyObject *)Py_TYPE(error)), error, PyException_GetTraceback(error));
}
#endif
