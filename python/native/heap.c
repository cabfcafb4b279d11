/* The heap walk for tracehold/_heap_native.py. */

#include "heap.h"

#ifdef HAS_HEAP_WALK

#include <errno.h>

#include "crc32.h"

static PyTypeObject *
type_or_none(PyObject *types, Py_ssize_t index)
{
    PyObject *found = PyTuple_GET_ITEM(types, index);
    return PyType_Check(found) ? (PyTypeObject *)found : NULL;
}

bool
walk_begin(Walk *walk, PyObject *types)
{
    if (!PyTuple_Check(types) || PyTuple_GET_SIZE(types) != 3) {
        PyErr_SetString(PyExc_TypeError, "expected three types");
        return false;
    }
    walk->deque = type_or_none(types, 0);
    walk->lru_cache = type_or_none(types, 1);
    walk->array = type_or_none(types, 2);
    walk->modules = PySys_GetObject("modules");
    if (walk->modules == NULL) {
        walk->modules = Py_None;
    }
    return true;
}

/* heap_take(descriptor, sequence, names, folder, types, working, may_fork): walks and writes. */
static PyObject *
heap_take(PyObject *Py_UNUSED(module), PyObject *args)
{
    int64_t began = monotonic_ns();
    Walk walk = {0};
    PyObject *names;
    PyObject *types;
    const char *folder;
    Py_ssize_t folder_size;
    int may_fork;
    if (!PyArg_ParseTuple(args, "iIO!y#OOp", &walk.descriptor, &walk.sequence, &PyList_Type, &names, &folder,
                          &folder_size, &types, &walk.working, &may_fork) ||
        !walk_begin(&walk, types)) {
        return NULL;
    }
    walk.stacks.names = names;
    walk.folder = folder;
    walk.folder_size = (size_t)folder_size;
    /* The tuple of these arguments is ours, too, with all that is in it. */
    walk.working = args;
    gather_frames(&walk);
    Outcome outcome = {0};
    int64_t ended = 0;
    int in_child = may_fork && walk.error == 0 ? walk_in_child(&walk, &outcome, &ended) : 0;
    if (in_child == 0) {
        walk_heap(&walk);
        outcome = (Outcome){true, walk.error, walk.sequence, walk.nodes, walk.edges, walk.tracked};
        ended = monotonic_ns();
    }
    walk_free(&walk);
    if (in_child < 0) {
        return NULL;
    }
    if (outcome.error != 0) {
        errno = outcome.error;
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    return Py_BuildValue("KKKILO", (unsigned long long)outcome.nodes, (unsigned long long)outcome.edges,
                         (unsigned long long)outcome.tracked, outcome.sequence, (long long)(ended - began),
                         in_child > 0 ? Py_True : Py_False);
}

static PyMethodDef FUNCTIONS[] = {
    {"heap_take", heap_take, METH_VARARGS, "Walks over the heap and writes it; what was written, and the pause in ns."},
    {"heap_describe", heap_describe, METH_VARARGS, "Bytes, edges and place of an object, as the walk has them."},
    {"heap_array", heap_array, METH_VARARGS, "Whether numpy lays its arrays out as the walk reads them."},
    {NULL, NULL, 0, NULL},
};

int
heap_add(PyObject *module)
{
    crc32_begin();
    return PyModule_AddFunctions(module, FUNCTIONS);
}

#else

int
heap_add(PyObject *Py_UNUSED(module))
{
    return 0;
}

#endif
