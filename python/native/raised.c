#define PY_SSIZE_T_CLEAN
#include <Python.h>

#if PY_VERSION_HEX < 0x030C0000

#include "alloc.h"
#include "compat.h"
#include "raised.h"

Raised
take_raised(void)
{
    Raised raised;
    PyErr_Fetch(&raised.type, &raised.value, &raised.traceback);
    return raised;
}

void
put_raised(Raised *raised)
{
    if (raised->type != NULL && !PyErr_Occurred()) {
        PyErr_Restore(raised->type, raised->value, raised->traceback);
        return;
    }
    Py_XDECREF(raised->type);
    Py_XDECREF(raised->value);
    Py_XDECREF(raised->traceback);
}

static bool
is_instance(PyObject *value)
{
    return value != NULL && PyType_FastSubclass(Py_TYPE(value), Py_TPFLAGS_BASE_EXC_SUBCLASS);
}

/* Whether instances of an exception type are made without running code of the program. */
static bool
is_made_in_c(PyObject *kind)
{
    if (!PyType_Check(kind) || Py_TYPE(kind) != &PyType_Type) {
        return false;
    }
    const PyTypeObject *type = (PyTypeObject *)kind;
    const PyTypeObject *base = type;
    while (base != NULL && (base->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0) {
        base = base->tp_base;
    }
    return base != NULL && type->tp_new == base->tp_new && type->tp_init == base->tp_init;
}

PyObject *
exception_of(Raised *raised, PyObject *describe)
{
    if (!is_instance(raised->value) && is_made_in_c(raised->type)) {
        uint64_t before = alloc_so_far();
        PyErr_NormalizeException(&raised->type, &raised->value, &raised->traceback);
        alloc_stays(before);
    }
    if (is_instance(raised->value)) {
        return Py_NewRef(raised->value);
    }
    return PyObject_CallFunctionObjArgs(describe, raised->type, raised->value != NULL ? raised->value : Py_None, NULL);
}

#endif
