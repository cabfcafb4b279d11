/* What older CPythons do not have under its newer name. */

#pragma once

#include <Python.h>

#if PY_VERSION_HEX < 0x030A0000
static inline PyObject *
Py_NewRef(PyObject *object)
{
    Py_INCREF(object);
    return object;
}
#endif
#ifndef PyByteArray_GET_SIZE
#define PyByteArray_GET_SIZE(value) Py_SIZE(value)
#endif
#ifndef PyDict_GET_SIZE
#define PyDict_GET_SIZE(value) (((PyDictObject *)(value))->ma_used)
#endif
#if PY_VERSION_HEX < 0x030C0000
#define PyUnstable_Eval_RequestCodeExtraIndex _PyEval_RequestCodeExtraIndex
#define PyUnstable_Code_GetExtra _PyCode_GetExtra
#define PyUnstable_Code_SetExtra _PyCode_SetExtra
#endif
