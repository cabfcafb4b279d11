/* Writers of instances of classes (_objects.py). The path marks an object by its negative address, since objects
 * directly among the attributes of an object show only their type. */

#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE 1
#include "alloc.h"
#include "encoder.h"
#include "schema.gen.h"

#if PY_VERSION_HEX >= 0x030D0000 && PY_VERSION_HEX < 0x030E0000
#include "internal/pycore_object.h"
#include "internal/pycore_dict.h"

/* Whether the instance's dict may be made and read although the interpreter has the fault of _attributes.py: when it
 * would hold something for the garbage collector. Without a look at names: what is left is read by those, in Python. */
static bool
may_make_dict(PyObject *value)
{
    PyTypeObject *type = Py_TYPE(value);
    if ((type->tp_flags & Py_TPFLAGS_INLINE_VALUES) == 0) {
        return true;
    }
    const PyDictValues *values = _PyObject_InlineValues(value);
    for (int index = 0; values->valid && index < values->capacity; index++) {
        PyObject *item = values->values[index];
        if (item != NULL && item != (PyObject *)type && PyObject_GC_IsTracked(item)) {
            return true;
        }
    }
    PyObject *dict = (PyObject *)_PyObject_GetManagedDict(value);
    return dict != NULL && PyObject_GC_IsTracked(dict);
}
#else
static bool
may_make_dict(PyObject *Py_UNUSED(value))
{
    return false;
}
#endif

/* Whether the attributes of an instance are for Python to read. */
static inline bool
must_ask_python(const Event *event, PyObject *value, const Layout *layout)
{
    return event->encoder->must_not_materialise && layout->has_dict && (layout->has_slots || !may_make_dict(value));
}

static inline intptr_t
mark_of(PyObject *value)
{
    return -(intptr_t)value;
}

/* The instance's dict, held. Its type was seen to have the interpreter's own descriptor for it, so this is
 * object.__getattribute__(value, '__dict__') and runs nothing of the program. */
static PyObject *
dict_of(PyObject *value)
{
    static PyObject *name = NULL;
    if (name == NULL && (name = PyUnicode_InternFromString("__dict__")) == NULL) {
        return NULL;
    }
    uint64_t before = alloc_so_far();
    PyObject *dict = PyObject_GenericGetAttr(value, name);
    alloc_stays(before);
    if (dict != NULL && !PyDict_Check(dict)) {
        Py_DECREF(dict);
        PyErr_SetString(PyExc_TypeError, "an instance's __dict__ is no dict");
        return NULL;
    }
    return dict;
}

/* Names and values of slots that are filled, as a list of pairs, and how many were not looked at. */
static PyObject *
slots_of(Event *event, PyObject *value, const Layout *layout, Py_ssize_t *more)
{
    PyObject *found =
        PyObject_CallFunction(event->encoder->read_slots, "OOn", value, layout->slots, event->budget->items + 1);
    if (found == NULL) {
        return NULL;
    }
    PyObject *pairs = PyTuple_GET_ITEM(found, 0);
    *more = PyLong_AsSsize_t(PyTuple_GET_ITEM(found, 1));
    Py_INCREF(pairs);
    Py_DECREF(found);
    return pairs;
}

/* A map of slots and of the entries of a dict (either may be missing); `depth` is that of the values. */
static int
write_attributes(Event *event, PyObject *value, PyObject *dict, Py_ssize_t depth, const Layout *layout)
{
    Py_ssize_t count = dict != NULL ? PyDict_GET_SIZE(dict) : 0;
    if (!layout->has_slots) {
        return write_entries(event, NULL, dict, count, depth);
    }
    Py_ssize_t more = 0;
    PyObject *pairs = slots_of(event, value, layout, &more);
    if (pairs == NULL) {
        return -1;
    }
    int result = write_entries(event, pairs, dict, PyList_GET_SIZE(pairs) + more + count, depth);
    Py_DECREF(pairs);
    return result;
}

int
write_object(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    Buffer *out = event->out;
    bool opaque = !layout->has_dict && !layout->has_slots;
    intptr_t mark = mark_of(value);
    if (in_path(event, mark)) {
        write_cyclic(event, mark);
        return 0;
    }
    bool below_object = event->path_length > 0 && event->path[event->path_length - 1] < 0;
    if (!opaque && (depth <= 0 || below_object)) {
        return write_omitted(event, value, layout);
    }
    if (must_ask_python(event, value, layout)) {
        return write_by_python(event, value, depth, layout);
    }
    size_t start = out->size;
    put_object(out, layout->head);
    put_id(out, value);
    int result = 0;
    if (opaque) {
        put_byte(out, 0xC0);
    } else {
        PyObject *dict = layout->has_dict ? dict_of(value) : NULL;
        if (dict == NULL && layout->has_dict) {
            return -1;
        }
        event->path[event->path_length++] = mark;
        result = write_attributes(event, value, dict, depth - 1, layout);
        event->path_length--;
        Py_XDECREF(dict);
    }
    put_byte(out, 0xC0);
    close_ext(out, start);
    return result;
}

/* An instance with a dict and no slots: the same, but that the depth ends below an object is told in another order. */
int
write_instance(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    return write_object(event, value, depth, layout);
}

int
write_type_only(Event *event, PyObject *value, Py_ssize_t Py_UNUSED(depth), const Layout *layout)
{
    size_t start = event->out->size;
    put_object(event->out, layout->head);
    put_id(event->out, value);
    put_byte(event->out, 0xC0);
    put_byte(event->out, 0xC0);
    close_ext(event->out, start);
    return 0;
}

/* Whether a dict holds the fields in their order and nothing else, told by the identity of interned names. */
static bool
are_just(PyObject *dict, PyObject *fields)
{
    if (PyDict_GET_SIZE(dict) != PyDict_GET_SIZE(fields)) {
        return false;
    }
    Py_ssize_t at = 0;
    Py_ssize_t field_at = 0;
    PyObject *key;
    PyObject *field;
    PyObject *ignored;
    while (PyDict_Next(dict, &at, &key, &ignored)) {
        if (!PyDict_Next(fields, &field_at, &field, &ignored) || key != field) {
            return false;
        }
    }
    return true;
}

int
write_record(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    if (in_path(event, (intptr_t)value)) {
        write_cyclic(event, (intptr_t)value);
        return 0;
    }
    if (depth <= 0) {
        return write_omitted(event, value, layout);
    }
    if (!layout->has_dict || layout->has_slots || must_ask_python(event, value, layout)) {
        return write_by_python(event, value, depth, layout);
    }
    PyObject *dict = dict_of(value);
    if (dict == NULL) {
        return -1;
    }
    if (!PyDict_CheckExact(dict) || !are_just(dict, layout->fields)) {
        Py_DECREF(dict);
        return write_by_python(event, value, depth, layout);
    }
    size_t start = event->out->size;
    put_object(event->out, layout->head);
    put_id(event->out, value);
    event->path[event->path_length++] = (intptr_t)value;
    int result = write_entries(event, NULL, dict, PyDict_GET_SIZE(dict), depth - 1);
    event->path_length--;
    close_ext(event->out, start);
    Py_DECREF(dict);
    return result;
}

int
write_namedtuple(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    Py_ssize_t count = PyTuple_GET_SIZE(value);
    if (count != PyDict_GET_SIZE(layout->fields)) {
        return layout->base->write(event, value, depth, layout->base);
    }
    if (in_path(event, (intptr_t)value)) {
        write_cyclic(event, (intptr_t)value);
        return 0;
    }
    if (depth <= 0 && count != 0) {
        return write_omitted(event, value, layout);
    }
    size_t start = event->out->size;
    put_object(event->out, layout->head);
    put_id(event->out, value);
    event->path[event->path_length++] = (intptr_t)value;
    int result = write_fields(event, layout->fields, value, count, depth - 1);
    event->path_length--;
    close_ext(event->out, start);
    return result;
}

enum { ENTRIES_OF_A_MEMBER = 8 };

int
write_enum(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    Buffer *out = event->out;
    PyObject *name = NULL;
    PyObject *member = Py_None;
    PyObject *dict = layout->has_dict ? dict_of(value) : NULL;
    if (dict == NULL && layout->has_dict) {
        return -1;
    }
    if (dict != NULL) {
        PyObject *key;
        PyObject *item;
        Py_ssize_t at = 0;
        for (int seen = 0; seen < ENTRIES_OF_A_MEMBER && PyDict_Next(dict, &at, &key, &item); seen++) {
            if (!PyUnicode_CheckExact(key)) {
                continue;
            }
            if (PyUnicode_CompareWithASCIIString(key, "_name_") == 0 && PyUnicode_CheckExact(item)) {
                name = item;
            } else if (PyUnicode_CompareWithASCIIString(key, "_value_") == 0) {
                member = item;
            }
        }
    }
    size_t start = out->size;
    put_object(out, layout->head);
    if (name == NULL) {
        put_byte(out, 0xC0);
    } else {
        put_plain(out, name, event->budget->text);
    }
    Py_INCREF(member);
    event->path[event->path_length++] = (intptr_t)value;
    int result = write_value(event, member, depth - 1);
    event->path_length--;
    Py_DECREF(member);
    Py_XDECREF(dict);
    close_ext(out, start);
    return result;
}

int
write_exception(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    Buffer *out = event->out;
    if (in_path(event, (intptr_t)value)) {
        write_cyclic(event, (intptr_t)value);
        return 0;
    }
    if (depth <= 0) {
        return write_omitted(event, value, layout);
    }
    PyBaseExceptionObject *exception = (PyBaseExceptionObject *)value;
    size_t start = out->size;
    put_object(out, layout->head);
    put_id(out, value);
    event->path[event->path_length++] = (intptr_t)value;
    int result = 0;
    PyObject *args = exception->args;
    if (args == NULL) {
        put_byte(out, 0x90);
    } else {
        Py_INCREF(args);
        result = write_items(event, args, PyTuple_GET_SIZE(args), depth - 1);
        Py_DECREF(args);
    }
    if (result == 0 && event->encoder->shows_attributes) {
        PyObject *dict = exception->dict;
        Py_XINCREF(dict);
        Py_ssize_t more = 0;
        PyObject *slots = layout->has_slots ? slots_of(event, value, layout, &more) : NULL;
        Py_ssize_t count = more + (slots != NULL ? PyList_GET_SIZE(slots) : 0) + (dict != NULL ? PyDict_GET_SIZE(dict) : 0);
        if (slots == NULL && layout->has_slots) {
            result = -1;
        } else if (count != 0) {
            result = write_entries(event, slots, dict, count, depth - 1);
        } else {
            put_byte(out, 0xC0);
        }
        Py_XDECREF(slots);
        Py_XDECREF(dict);
    } else if (result == 0) {
        put_byte(out, 0xC0);
    }
    event->path_length--;
    PyObject *cause = exception->cause;
    if (cause == NULL && !exception->suppress_context) {
        cause = exception->context;
    }
    if (cause == NULL || result < 0) {
        put_byte(out, 0xC0);
    } else {
        Py_INCREF(cause);
        const Layout *its = layout_of(event->encoder, Py_TYPE(cause));
        if (its == NULL) {
            result = -1;
        } else {
            put_object(out, its->name);
        }
        Py_DECREF(cause);
    }
    close_ext(out, start);
    return result;
}
