/* The native recorder as an extension module: see docs/native.md. */

#include "encoder.h"

static int
execute(PyObject *module)
{
    return PyType_Ready(&Encoder_Type) < 0 ? -1 : PyModule_AddObject(module, "Encoder", Py_NewRef((PyObject *)&Encoder_Type));
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
    PyObject *module = PyModule_Create(&MODULE);
    if (module != NULL && execute(module) < 0) {
        Py_CLEAR(module);
    }
    return module;
}
