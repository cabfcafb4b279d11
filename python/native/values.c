/* Events as values (_values.py): arguments, results and variables, within a budget. */

#include "encoder.h"

#include "alloc.h"
#include "schema.gen.h"

enum {
    MOST_LAYOUTS = 2048,
    /* Bytes past the budget in which values are still named, one by one, before the rest is only counted. */
    SLACK = 192,
};

void
put_object(Buffer *out, PyObject *bytes)
{
    put_bytes(out, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes));
}

void
put_truncated(Buffer *out, Py_ssize_t count)
{
    size_t start = open_ext(out, EXTENSION_TRUNCATED);
    put_uint(out, (uint64_t)count);
    close_ext(out, start);
}

static void
put_empty_ext(Buffer *out, uint8_t tag)
{
    size_t start = open_ext(out, tag);
    close_ext(out, start);
}

/* -- any value ---------------------------------------------------------------------------------------------------- */

int
write_value(Event *event, PyObject *value, Py_ssize_t depth)
{
    PyTypeObject *type = Py_TYPE(value);
    if (type == &PyUnicode_Type) {
        return write_str(event, value, depth, NULL);
    }
    if (type == &PyLong_Type) {
        uint32_t number;
        if (small_int(value, &number)) {
            put_uint(event->out, number);
            return 0;
        }
        return write_int(event, value, depth, NULL);
    }
    if (value == Py_None) {
        put_byte(event->out, 0xC0);
        return 0;
    }
    if (type == &PyFloat_Type) {
        put_float(event->out, PyFloat_AS_DOUBLE(value));
        return 0;
    }
    if (type == &PyBool_Type) {
        put_byte(event->out, value == Py_True ? 0xC3 : 0xC2);
        return 0;
    }
    const Layout *layout = layout_of(event->encoder, type);
    if (layout == NULL) {
        return -1;
    }
    /* A writer enters the path twice at most. */
    if (event->path_length > LONGEST_PATH - 4) {
        return write_by_python(event, value, depth, layout);
    }
    return layout->write(event, value, depth, layout);
}

int
write_omitted(Event *event, PyObject *value, const Layout *layout)
{
    Buffer *out = event->out;
    Py_ssize_t length = -1;
    if (layout->length != Py_None) {
        if (PyUnicode_Check(value)) {
            length = PyUnicode_GET_LENGTH(value);
        } else if (PyTuple_Check(value) || PyBytes_Check(value) || PyList_Check(value) || PyByteArray_Check(value)) {
            length = Py_SIZE(value);
        } else if (PyDict_Check(value)) {
            length = PyDict_GET_SIZE(value);
        } else if (PyAnySet_Check(value)) {
            length = PySet_GET_SIZE(value);
        } else {
            PyObject *found = PyObject_CallFunctionObjArgs(layout->length, value, NULL);
            length = found != NULL ? PyLong_AsSsize_t(found) : -1;
            Py_XDECREF(found);
            if (length < 0) {
                return -1;
            }
        }
    }
    size_t start = open_ext(out, EXTENSION_OMITTED);
    put_byte(out, 0x93);
    put_object(out, layout->name);
    put_id(out, value);
    if (length < 0) {
        put_byte(out, 0xC0);
    } else {
        put_uint(out, (uint64_t)length);
    }
    close_ext(out, start);
    return 0;
}

/* The path as Python's writers know it. */
static PyObject *
path_tuple(const Event *event)
{
    PyObject *path = PyTuple_New(event->path_length);
    for (int index = 0; path != NULL && index < event->path_length; index++) {
        PyObject *entry = PyLong_FromSsize_t((Py_ssize_t)event->path[index]);
        if (entry == NULL) {
            Py_CLEAR(path);
        } else {
            PyTuple_SET_ITEM(path, index, entry);
        }
    }
    return path;
}

int
write_by_python(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    Encoder *encoder = event->encoder;
    Buffer *out = event->out;
    encoder->fallbacks++;
    if (out->failed) {
        PyErr_NoMemory();
        return -1;
    }
    uint64_t held = alloc_so_far();
    Py_ssize_t before = (Py_ssize_t)out->size;
    /* The layout may be forgotten while Python runs. */
    PyObject *python = Py_NewRef(layout->python);
    PyObject *write = PyObject_GetAttrString(python, "write");
    PyObject *copy = PyByteArray_FromStringAndSize((const char *)out->bytes, before);
    PyObject *path = path_tuple(event);
    PyObject *done = NULL;
    if (write != NULL && copy != NULL && path != NULL) {
        done = PyObject_CallFunction(write, "OOOnOOO", encoder->python, copy, value, depth, path, event->budget->tuple,
                                     python);
    }
    if (done != NULL) {
        put_bytes(out, PyByteArray_AS_STRING(copy) + before, (size_t)(PyByteArray_GET_SIZE(copy) - before));
    }
    Py_DECREF(python);
    Py_XDECREF(write);
    Py_XDECREF(copy);
    Py_XDECREF(path);
    Py_XDECREF(done);
    alloc_stays(held);
    return done != NULL ? 0 : -1;
}

/* A value could not be read: says why in its place, unless the exception is the program's. */
static int
recover(Event *event, size_t start)
{
    PyObject *type;
    PyObject *error;
    PyObject *traceback;
    PyErr_Fetch(&type, &error, &traceback);
    PyErr_NormalizeException(&type, &error, &traceback);
    if (traceback != NULL) {
        PyException_SetTraceback(error, traceback);
    }
    event->out->size = start;
    event->path_length = 0;
    PyObject *packed = PyErr_GivenExceptionMatches(type, PyExc_Exception)
                           ? PyObject_CallFunctionObjArgs(event->encoder->failure, error, NULL)
                           : NULL;
    if (packed == NULL) {
        PyErr_Clear();
        PyErr_Restore(type, error, traceback);
        return -1;
    }
    put_object(event->out, packed);
    Py_DECREF(packed);
    Py_XDECREF(type);
    Py_XDECREF(error);
    Py_XDECREF(traceback);
    return 0;
}

static int
write_top(Event *event, PyObject *value)
{
    size_t start = event->out->size;
    return write_value(event, value, event->budget->depth) == 0 ? 0 : recover(event, start);
}

/* -- variables ---------------------------------------------------------------------------------------------------- */

#if PY_VERSION_HEX >= 0x030B0000
/* The variable in a slot of a frame that runs, borrowed; NULL when it is unbound. */
static inline PyObject *
variable_in_slot(const Variables *variables, Py_ssize_t index)
{
    PyObject *value = variables->slots[index];
#if PY_VERSION_HEX < 0x030C0000
    if (variables->kinds == NULL) {
        return value;
    }
#endif
    char kind = variables->kinds[index];
    if (value != NULL && (kind & (VARIABLE_CELL | VARIABLE_FREE)) != 0 && PyCell_Check(value)) {
        return PyCell_GET(value);
    }
#if PY_VERSION_HEX < 0x030D0000
    /* Of an inlined comprehension; f_locals shows those from 3.13 on. */
    if ((kind & VARIABLE_HIDDEN) != 0) {
        return NULL;
    }
#endif
    return value;
}
#else
/* The variable in a slot of a frame, borrowed; NULL when it is unbound. */
static inline PyObject *
variable_in_slot(const Variables *variables, Py_ssize_t index)
{
    if (variables->places == NULL) {
        return variables->slots[index];
    }
    uint32_t place = variables->places[index];
    PyObject *value = variables->slots[place >> 1];
    return (place & 1) != 0 && value != NULL ? PyCell_GET(value) : value;
}
#endif

/* A variable, held; NULL when it is unbound, or with an exception set. */
static inline PyObject *
variable(const Variables *variables, PyObject *name, Py_ssize_t index)
{
    PyObject *value;
    if (variables->slots != NULL) {
        value = variable_in_slot(variables, index);
        Py_XINCREF(value);
        return value;
    }
    value = PyDict_GetItemWithError(variables->dict, name);
    Py_XINCREF(value);
    return value;
}

static bool
is_small(PyObject *value)
{
    if (value == Py_None || PyBool_Check(value) || PyFloat_CheckExact(value)) {
        return true;
    }
    if (!PyLong_CheckExact(value)) {
        return false;
    }
    int overflow;
    long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
    return overflow == 0 && number >= -0x8000 && number < 0x8000;
}

/* A variable past the byte budget: only a small one is written, of others what they are. */
static int
write_named(Event *event, PyObject *value)
{
    if (is_small(value)) {
        return write_value(event, value, 0);
    }
    const Layout *layout = layout_of(event->encoder, Py_TYPE(value));
    return layout != NULL ? write_omitted(event, value, layout) : -1;
}

/* An array of the first `count` variables. Past the byte budget they are named one by one while there is slack, then
 * counted. */
static int
write_variables(Event *event, PyObject *names, Py_ssize_t count, const Variables *variables)
{
    Buffer *out = event->out;
    size_t head = out->size;
    put_array_header(out, (size_t)count);
    for (Py_ssize_t index = 0; index < count; index++) {
        Py_ssize_t over = (Py_ssize_t)out->size - event->budget->size;
        if (over > SLACK) {
            put_truncated(out, count - index);
            recount_array(out, head, (size_t)count, (size_t)index + 1);
            return 0;
        }
        PyObject *name = PyTuple_GET_ITEM(names, index);
        if (name == Py_None) {
            put_empty_ext(out, EXTENSION_REDACTED);
            continue;
        }
        PyObject *value = variable(variables, name, index);
        if (value == NULL) {
            if (PyErr_Occurred()) {
                return -1;
            }
            put_empty_ext(out, EXTENSION_UNBOUND);
            continue;
        }
        size_t start = out->size;
        int result = over > 0 ? write_named(event, value) : write_part(event, value, event->budget->depth);
        Py_DECREF(value);
        if (result < 0 && recover(event, start) < 0) {
            return -1;
        }
    }
    return 0;
}

/* -- events ------------------------------------------------------------------------------------------------------- */

static void
begin(Event *event, Encoder *encoder, Buffer *out, const Budget *budget)
{
    if (encoder->running++ == 0 && encoder->layouts.used >= MOST_LAYOUTS) {
        layouts_forget(encoder);
    }
    out->size = 0;
    event->encoder = encoder;
    event->out = out;
    event->budget = budget;
    event->path_length = 0;
}

static int
end(Event *event, int result)
{
    event->encoder->running--;
    if (result == 0 && event->out->failed) {
        PyErr_NoMemory();
        result = -1;
    }
    return result;
}

int
encode_arguments(Encoder *encoder, Buffer *out, PyObject *names, Py_ssize_t count, const Variables *variables,
                 const Budget *budget)
{
    Event event;
    begin(&event, encoder, out, budget);
    return end(&event, write_variables(&event, names, count, variables));
}

int
encode_returned(Encoder *encoder, Buffer *out, PyObject *result, PyObject *names, const Variables *variables,
                const Budget *budget)
{
    Event event;
    begin(&event, encoder, out, budget);
    put_byte(out, 0x92);
    int written = 0;
    if (result == NULL) {
        put_empty_ext(out, EXTENSION_UNSET);
    } else {
        written = write_top(&event, result);
    }
    if (written == 0) {
        written = write_variables(&event, names, PyTuple_GET_SIZE(names), variables);
    }
    return end(&event, written);
}

int
encode_single(Encoder *encoder, Buffer *out, PyObject *value, const Budget *budget)
{
    Event event;
    begin(&event, encoder, out, budget);
    put_byte(out, 0x91);
    return end(&event, write_top(&event, value));
}
