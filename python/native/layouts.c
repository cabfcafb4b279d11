/* What is known of a type: learned by the Python encoder, kept here by the type's address until the type ends. */

#include <stdlib.h>

#include "encoder.h"

static const struct {
    const char *name;
    Writer write;
} WRITERS[] = {
    {"write_none", write_none},
    {"write_bool", write_bool},
    {"write_int", write_int},
    {"write_float", write_float},
    {"write_str", write_str},
    {"write_bytes", write_bytes},
    {"write_bytearray", write_bytearray},
    {"write_leaf", write_leaf},
    {"write_list", write_list},
    {"write_tuple", write_tuple},
    {"write_dict", write_dict},
    {"write_set", write_set},
    {"write_frozenset", write_frozenset},
    {"write_list_items", write_list_items},
    {"write_tuple_items", write_tuple_items},
    {"write_mapping", write_mapping},
    {"write_derived", write_derived},
    {"write_instance", write_instance},
    {"write_object", write_object},
    {"write_type_only", write_type_only},
    {"write_record", write_record},
    {"write_namedtuple", write_namedtuple},
    {"write_enum", write_enum},
    {"write_exception", write_exception},
    {"write_class", write_class},
    {"write_function", write_function},
    {"write_method", write_method},
};

int
writer_index(const char *name)
{
    for (size_t index = 0; index < sizeof WRITERS / sizeof *WRITERS; index++) {
        if (strcmp(WRITERS[index].name, name) == 0) {
            return (int)index;
        }
    }
    return -1;
}

static void
layout_free(Layout *layout)
{
    if (layout == NULL) {
        return;
    }
    Py_XDECREF(layout->weak);
    Py_XDECREF(layout->python);
    Py_XDECREF(layout->name);
    Py_XDECREF(layout->head);
    Py_XDECREF(layout->length);
    Py_XDECREF(layout->fields);
    Py_XDECREF(layout->slots);
    Py_XDECREF(layout->leaf);
    layout_free(layout->base);
    free(layout);
}

void
layouts_forget(Encoder *encoder)
{
    /* The map is emptied first: letting go of an object may run anything. */
    Map old = encoder->layouts;
    encoder->layouts = (Map){0};
    if (old.entries != NULL) {
        for (uint32_t slot = 0; slot <= old.mask; slot++) {
            layout_free((Layout *)(uintptr_t)old.entries[slot].value);
        }
    }
    map_free(&old);
}

static Writer
writer_of(Encoder *encoder, PyObject *python)
{
    PyObject *index = PyDict_GetItemWithError(encoder->writers, python);
    return index != NULL ? WRITERS[PyLong_AsLong(index)].write : write_by_python;
}

/* What a Python Layout says, as a C one; NULL with an exception set. */
static Layout *
layout_from(Encoder *encoder, PyObject *python)
{
    Layout *layout = calloc(1, sizeof *layout);
    if (layout == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    layout->python = Py_NewRef(python);
    PyObject *write = PyObject_GetAttrString(python, "write");
    PyObject *base = PyObject_GetAttrString(python, "base");
    PyObject *has_dict = PyObject_GetAttrString(python, "has_dict");
    PyObject *sparse = PyObject_GetAttrString(python, "sparse");
    layout->name = PyObject_GetAttrString(python, "name");
    layout->head = PyObject_GetAttrString(python, "head");
    layout->length = PyObject_GetAttrString(python, "length");
    layout->fields = PyObject_GetAttrString(python, "fields");
    layout->slots = PyObject_GetAttrString(python, "slots");
    layout->leaf = PyObject_GetAttrString(python, "leaf");
    bool complete = !PyErr_Occurred();
    if (complete) {
        layout->write = writer_of(encoder, write);
        layout->has_dict = has_dict == Py_True;
        layout->has_slots = PyTuple_GET_SIZE(layout->slots) != 0;
        layout->may_be_sparse = sparse != Py_None;
        if (base != Py_None) {
            layout->base = layout_from(encoder, base);
        }
        complete = !PyErr_Occurred();
    }
    Py_XDECREF(write);
    Py_XDECREF(base);
    Py_XDECREF(has_dict);
    Py_XDECREF(sparse);
    if (!complete) {
        layout_free(layout);
        return NULL;
    }
    return layout;
}

/* -- the end of a type -------------------------------------------------------------------------------------------- */

static PyObject *
forget(PyObject *capsule, PyObject *Py_UNUSED(weak))
{
    /* The encoder outlives this: it holds the weak reference, without which nobody calls. */
    Encoder *encoder = PyCapsule_GetContext(capsule);
    uint64_t type = (uint64_t)(uintptr_t)PyCapsule_GetPointer(capsule, NULL);
    layout_free((Layout *)(uintptr_t)map_pop(&encoder->layouts, type));
    Py_RETURN_NONE;
}

static PyMethodDef FORGET = {"forget", forget, METH_O, NULL};

static PyObject *
weak_of(Encoder *encoder, PyTypeObject *type)
{
    PyObject *capsule = PyCapsule_New(type, NULL, NULL);
    if (capsule == NULL) {
        return NULL;
    }
    PyObject *weak = NULL;
    if (PyCapsule_SetContext(capsule, encoder) == 0) {
        PyObject *callback = PyCFunction_New(&FORGET, capsule);
        if (callback != NULL) {
            weak = PyWeakref_NewRef((PyObject *)type, callback);
            Py_DECREF(callback);
        }
    }
    Py_DECREF(capsule);
    return weak;
}

static const Layout *
learn(Encoder *encoder, PyTypeObject *type)
{
    PyObject *python = PyObject_CallFunctionObjArgs(encoder->learn_layout, (PyObject *)type, NULL);
    if (python == NULL) {
        return NULL;
    }
    Layout *layout = layout_from(encoder, python);
    Py_DECREF(python);
    if (layout == NULL) {
        return NULL;
    }
    if (PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)) {
        layout->weak = weak_of(encoder, type);
        if (layout->weak == NULL) {
            layout_free(layout);
            return NULL;
        }
    }
    /* Another thread, or Python code that learning ran, may have been faster. */
    const Layout *known = (const Layout *)(uintptr_t)map_get(&encoder->layouts, (uint64_t)(uintptr_t)type);
    if (known != NULL) {
        layout_free(layout);
        return known;
    }
    if (!map_set(&encoder->layouts, (uint64_t)(uintptr_t)type, (uint64_t)(uintptr_t)layout)) {
        layout_free(layout);
        PyErr_NoMemory();
        return NULL;
    }
    return layout;
}

const Layout *
layout_of(Encoder *encoder, PyTypeObject *type)
{
    const Layout *known = (const Layout *)(uintptr_t)map_get(&encoder->layouts, (uint64_t)(uintptr_t)type);
    return known != NULL ? known : learn(encoder, type);
}
