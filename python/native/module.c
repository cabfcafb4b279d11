/* The native recorder as an extension module: see docs/native.md. */

#include "alloc.h"
#include "clock.h"
#include "encoder.h"
#include "heap_module.h"
#include "hooks.h"
#include "probe.h"

/* What the library and _native.py expect of each other, as it stands there, too. To be counted up in both. */
enum { CONTRACT = 5 };

static int
execute(PyObject *module)
{
    if (PyModule_AddIntConstant(module, "CONTRACT", CONTRACT) < 0 || PyType_Ready(&Encoder_Type) < 0 ||
        PyModule_AddObject(module, "Encoder", Py_NewRef((PyObject *)&Encoder_Type)) < 0) {
        return -1;
    }
    return alloc_add(module) < 0 || probe_add(module) < 0 || heap_add(module) < 0 ? -1 : hooks_add(module);
}

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_tracehold_native",
    .m_doc = "The recorder's hooks and encoder in C.",
    .m_size = -1,
};

__attribute__((visibility("default"))) PyMODINIT_FUNC
PyInit__tracehold_native(void)
{
    clock_load();
    PyObject *module = PyModule_Create(&MODULE);
    if (module != NULL && execute(module) < 0) {
        Py_CLEAR(module);
    }
    return module;
}
