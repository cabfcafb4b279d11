/* The encoder as a Python type. */

#include "encoder.h"

bool
budget_of(PyObject *tuple, Budget *budget)
{
    budget->tuple = tuple;
    return PyArg_ParseTuple(tuple, "nnnn;a budget", &budget->depth, &budget->items, &budget->text, &budget->size);
}

static PyObject *
finished(Buffer *out, int result)
{
    PyObject *bytes = result == 0 ? PyBytes_FromStringAndSize((const char *)out->bytes, (Py_ssize_t)out->size) : NULL;
    buffer_free(out);
    return bytes;
}

static PyObject *
encoder_arguments(PyObject *self, PyObject *args)
{
    PyObject *names;
    PyObject *dict;
    PyObject *tuple;
    Budget budget;
    if (!PyArg_ParseTuple(args, "O!O!O!", &PyTuple_Type, &names, &PyDict_Type, &dict, &PyTuple_Type, &tuple) ||
        !budget_of(tuple, &budget)) {
        return NULL;
    }
    Buffer out = {0};
    Variables variables = {.dict = dict};
    return finished(&out, encode_arguments((Encoder *)self, &out, names, PyTuple_GET_SIZE(names), &variables, &budget));
}

static PyObject *
encoder_returned(PyObject *self, PyObject *args)
{
    PyObject *names;
    PyObject *result;
    PyObject *dict;
    PyObject *tuple;
    Budget budget;
    if (!PyArg_ParseTuple(args, "O!OO!O!", &PyTuple_Type, &names, &result, &PyDict_Type, &dict, &PyTuple_Type,
                          &tuple) ||
        !budget_of(tuple, &budget)) {
        return NULL;
    }
    Buffer out = {0};
    Variables variables = {.dict = dict};
    return finished(&out, encode_returned((Encoder *)self, &out, result, names, &variables, &budget));
}

static PyObject *
encoder_single(PyObject *self, PyObject *args)
{
    PyObject *value;
    PyObject *tuple;
    Budget budget;
    if (!PyArg_ParseTuple(args, "OO!", &value, &PyTuple_Type, &tuple) || !budget_of(tuple, &budget)) {
        return NULL;
    }
    Buffer out = {0};
    return finished(&out, encode_single((Encoder *)self, &out, value, &budget));
}

static PyObject *
encoder_fallbacks(PyObject *self, void *Py_UNUSED(closure))
{
    return PyLong_FromUnsignedLongLong(((Encoder *)self)->fallbacks);
}

/* The indices of the writers by Python function, from their names. */
static PyObject *
indexed(PyObject *names)
{
    PyObject *writers = PyDict_New();
    PyObject *function;
    PyObject *name;
    Py_ssize_t at = 0;
    while (writers != NULL && PyDict_Next(names, &at, &function, &name)) {
        const char *text = PyUnicode_AsUTF8(name);
        int index = text != NULL ? writer_index(text) : -1;
        PyObject *number = index >= 0 ? PyLong_FromLong(index) : NULL;
        if (index < 0 && !PyErr_Occurred()) {
            PyErr_Format(PyExc_ValueError, "there is no writer %R", name);
        }
        if (number == NULL || PyDict_SetItem(writers, function, number) < 0) {
            Py_CLEAR(writers);
        }
        Py_XDECREF(number);
    }
    return writers;
}

static int
encoder_traverse(PyObject *self, visitproc visit, void *arg)
{
    Encoder *encoder = (Encoder *)self;
    Py_VISIT(encoder->python);
    Py_VISIT(encoder->writers);
    Py_VISIT(encoder->learn_name);
    Py_VISIT(encoder->hides);
    Py_VISIT(encoder->hides_raw);
    Py_VISIT(encoder->learn_layout);
    Py_VISIT(encoder->read_slots);
    Py_VISIT(encoder->pack_big_int);
    Py_VISIT(encoder->is_sparse);
    Py_VISIT(encoder->failure);
    return 0;
}

static void
encoder_dealloc(PyObject *self)
{
    Encoder *encoder = (Encoder *)self;
    PyObject_GC_UnTrack(self);
    layouts_forget(encoder);
    Py_XDECREF(encoder->python);
    Py_XDECREF(encoder->writers);
    Py_XDECREF(encoder->plain);
    Py_XDECREF(encoder->learn_name);
    Py_XDECREF(encoder->hides);
    Py_XDECREF(encoder->hides_raw);
    Py_XDECREF(encoder->learn_layout);
    Py_XDECREF(encoder->read_slots);
    Py_XDECREF(encoder->pack_big_int);
    Py_XDECREF(encoder->is_sparse);
    Py_XDECREF(encoder->failure);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *
encoder_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"python",       "writers",   "plain",  "learn_name", "hides",
                            "hides_raw",    "learn_layout", "read_slots", "pack_big_int", "is_sparse",
                            "failure",      "shows_attributes", "must_not_materialise", NULL};
    PyObject *python, *writers, *plain, *learn_name, *hides, *hides_raw;
    PyObject *learn_layout, *read_slots, *pack_big_int, *is_sparse, *failure;
    int shows_attributes, must_not_materialise;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "OO!O!OOOOOOOOpp", names, &python, &PyDict_Type, &writers,
                                     &PyDict_Type, &plain, &learn_name, &hides, &hides_raw, &learn_layout, &read_slots,
                                     &pack_big_int, &is_sparse, &failure, &shows_attributes, &must_not_materialise)) {
        return NULL;
    }
    Encoder *self = (Encoder *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->writers = indexed(writers);
    if (self->writers == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    self->python = Py_NewRef(python);
    self->plain = Py_NewRef(plain);
    self->learn_name = Py_NewRef(learn_name);
    self->hides = Py_NewRef(hides);
    self->hides_raw = Py_NewRef(hides_raw);
    self->learn_layout = Py_NewRef(learn_layout);
    self->read_slots = Py_NewRef(read_slots);
    self->pack_big_int = Py_NewRef(pack_big_int);
    self->is_sparse = Py_NewRef(is_sparse);
    self->failure = Py_NewRef(failure);
    self->shows_attributes = shows_attributes != 0;
    self->must_not_materialise = must_not_materialise != 0;
    return (PyObject *)self;
}

static PyMethodDef ENCODER_METHODS[] = {
    {"arguments", encoder_arguments, METH_VARARGS, "Array of the variables of a dict by name."},
    {"returned", encoder_returned, METH_VARARGS, "Array [result, array of the variables]."},
    {"single", encoder_single, METH_VARARGS, "Array [value]."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef ENCODER_ATTRIBUTES[] = {
    {"fallbacks", encoder_fallbacks, NULL, "Values that were handed to the Python encoder.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject Encoder_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "_tracehold_native.Encoder",
    .tp_basicsize = sizeof(Encoder),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Writes the values of events as _values.Encoder does.",
    .tp_new = encoder_new,
    .tp_dealloc = encoder_dealloc,
    .tp_traverse = encoder_traverse,
    .tp_methods = ENCODER_METHODS,
    .tp_getset = ENCODER_ATTRIBUTES,
};
