/* The recorder as the hooks know it, as a Python type. */

#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE 1
#include <Python.h>

#include "hooks.h"

#if PY_VERSION_HEX < 0x030E0000

#include "events.h"

static uint64_t generations = 0;

static int
hooks_traverse(PyObject *self, visitproc visit, void *arg)
{
    Hooks *hooks = (Hooks *)self;
    Py_VISIT(hooks->encoder);
    Py_VISIT(hooks->python_encoder);
    Py_VISIT(hooks->clock);
    Py_VISIT(hooks->admit);
    Py_VISIT(hooks->new_site);
    Py_VISIT(hooks->outer_site);
    Py_VISIT(hooks->task);
    Py_VISIT(hooks->known_thread);
    Py_VISIT(hooks->new_thread);
    Py_VISIT(hooks->full);
    Py_VISIT(hooks->contained);
    Py_VISIT(hooks->interrupted);
    Py_VISIT(hooks->interrupt);
    Py_VISIT(hooks->files);
    Py_VISIT(hooks->file);
    Py_VISIT(hooks->waiting);
    Py_VISIT(hooks->forking);
    return 0;
}

static void
hooks_dealloc(PyObject *self)
{
    Hooks *hooks = (Hooks *)self;
    PyObject_GC_UnTrack(self);
    functions_release(&hooks->functions);
    map_free(&hooks->activations);
    Py_XDECREF(hooks->encoder);
    Py_XDECREF(hooks->python_encoder);
    Py_XDECREF(hooks->clock);
    Py_XDECREF(hooks->admit);
    Py_XDECREF(hooks->new_site);
    Py_XDECREF(hooks->outer_site);
    Py_XDECREF(hooks->task);
    Py_XDECREF(hooks->known_thread);
    Py_XDECREF(hooks->new_thread);
    Py_XDECREF(hooks->full);
    Py_XDECREF(hooks->contained);
    Py_XDECREF(hooks->interrupted);
    Py_XDECREF(hooks->interrupt);
    Py_XDECREF(hooks->files);
    Py_XDECREF(hooks->disable);
    Py_XDECREF(hooks->file);
    Py_XDECREF(hooks->waiting);
    Py_XDECREF(hooks->forking);
    Py_XDECREF(hooks->rich_tuple);
    Py_XDECREF(hooks->lean_tuple);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *
hooks_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"encoder", "python_encoder", "rich",       "lean", "clock",     "admit", "new_site",
                            "outer_site", "task", "known_thread", "new_thread", "full", "contained", "interrupted",
                            "files", "disable", "file", "waiting", "forking", "most", "base", "sample", "eager",
                            NULL};
    PyObject *encoder, *python_encoder, *rich, *lean, *clock, *admit_function, *new_site, *outer_site, *task;
    PyObject *known, *new_thread, *full, *contained, *interrupted, *files, *disable, *file, *waiting, *forking;
    unsigned long long most, base, sample;
    int eager;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "OOOOOOOOOOOOOOO!OO!O!O!KKKp", names, &encoder, &python_encoder, &rich,
                                     &lean, &clock, &admit_function, &new_site, &outer_site, &task, &known, &new_thread, &full,
                                     &contained, &interrupted, &PyDict_Type, &files, &disable, &File_Type, &file,
                                     &PyTuple_Type, &waiting, &PySet_Type, &forking, &most, &base, &sample, &eager)) {
        return NULL;
    }
    if (encoder != Py_None && Py_TYPE(encoder) != &Encoder_Type) {
        PyErr_SetString(PyExc_TypeError, "encoder must be an Encoder or None");
        return NULL;
    }
    if (functions_begin() < 0) {
        return NULL;
    }
    Hooks *hooks = (Hooks *)type->tp_alloc(type, 0);
    if (hooks == NULL) {
        return NULL;
    }
    clock_begin();
    hooks->generation = ++generations;
    if (encoder != Py_None) {
        hooks->encoder = (Encoder *)Py_NewRef(encoder);
        hooks->rich_tuple = Py_NewRef(rich);
        hooks->lean_tuple = Py_NewRef(lean);
        if (!budget_of(rich, &hooks->rich) || !budget_of(lean, &hooks->lean)) {
            Py_DECREF(hooks);
            return NULL;
        }
    }
    hooks->lean_fits_plain = hooks->encoder != NULL && budget_fits_plain(&hooks->lean);
    hooks->python_encoder = Py_NewRef(python_encoder);
    hooks->clock = clock != Py_None ? Py_NewRef(clock) : NULL;
    hooks->admit = Py_NewRef(admit_function);
    hooks->new_site = Py_NewRef(new_site);
    hooks->outer_site = Py_NewRef(outer_site);
    hooks->task = Py_NewRef(task);
    hooks->known_thread = Py_NewRef(known);
    hooks->new_thread = Py_NewRef(new_thread);
    hooks->full = Py_NewRef(full);
    hooks->contained = Py_NewRef(contained);
    hooks->interrupted = Py_NewRef(interrupted);
    hooks->files = Py_NewRef(files);
    hooks->disable = Py_NewRef(disable);
    hooks->file = (File *)Py_NewRef(file);
    hooks->waiting = Py_NewRef(waiting);
    hooks->forking = Py_NewRef(forking);
    hooks->most = most;
    hooks->base = base;
    hooks->sample = sample;
    hooks->eager = eager != 0;
    return (PyObject *)hooks;
}

static PyTypeObject Hooks_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "_tracehold_native.Hooks",
    .tp_basicsize = sizeof(Hooks),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "The callbacks of one recorder.",
    .tp_new = hooks_new,
    .tp_dealloc = hooks_dealloc,
    .tp_traverse = hooks_traverse,
    .tp_methods = HOOKS_METHODS,
};

int
hooks_add(PyObject *module)
{
    if (file_begin() < 0 || hooks_ready() < 0 || PyType_Ready(&Thread_Type) < 0 ||
        PyType_Ready(&Hooks_Type) < 0) {
        return -1;
    }
    if (PyModule_AddObject(module, "Thread", Py_NewRef((PyObject *)&Thread_Type)) < 0) {
        return -1;
    }
    if (PyModule_AddObject(module, "File", Py_NewRef((PyObject *)&File_Type)) < 0) {
        return -1;
    }
    return PyModule_AddObject(module, "Hooks", Py_NewRef((PyObject *)&Hooks_Type));
}

#else

int
hooks_add(PyObject *Py_UNUSED(module))
{
    return 0;
}

#endif
