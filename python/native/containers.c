/* Writers of values with parts: lists, tuples, sets, dicts and what derives from them (_containers.py).
 *
 * A part may be handed to Python, where other threads may run and change the container: so each part is held while it is
 * written, and the container is asked anew for each. */

#include "encoder.h"
#include "schema.gen.h"

static const size_t SPARSE_ENTRIES = 1 << 14;

/* The msgpack array and map without parts. */
enum { EMPTY_LIST = 0x90, EMPTY_DICT = 0x80 };

bool
in_path(const Event *event, intptr_t key)
{
    for (int index = 0; index < event->path_length; index++) {
        if (event->path[index] == key) {
            return true;
        }
    }
    return false;
}

void
write_cyclic(Event *event, intptr_t key)
{
    int index = 0;
    while (event->path[index] != key) {
        index++;
    }
    size_t start = open_ext(event->out, EXTENSION_CYCLIC);
    put_uint(event->out, (uint64_t)(event->path_length - index));
    close_ext(event->out, start);
}

/* -- items -------------------------------------------------------------------------------------------------------- */

/* The next item, held; NULL at the end. `position` counts slots of a set's table, else items. */
static PyObject *
next_item(PyObject *values, Py_ssize_t *position)
{
    PyObject *item = NULL;
    if (PyList_Check(values)) {
        if (*position < PyList_GET_SIZE(values)) {
            item = PyList_GET_ITEM(values, (*position)++);
        }
    } else if (PyTuple_Check(values)) {
        if (*position < PyTuple_GET_SIZE(values)) {
            item = PyTuple_GET_ITEM(values, (*position)++);
        }
    } else {
        const PySetObject *set = (const PySetObject *)values;
        while (item == NULL && *position <= set->mask) {
            const setentry *entry = &set->table[(*position)++];
            /* No real key has this hash; a key that was removed does. */
            if (entry->key != NULL && entry->hash != -1) {
                item = entry->key;
            }
        }
    }
    Py_XINCREF(item);
    return item;
}

int
write_items(Event *event, PyObject *values, Py_ssize_t count, Py_ssize_t depth)
{
    Buffer *out = event->out;
    Py_ssize_t most = event->budget->items;
    Py_ssize_t planned = count > most ? most + 1 : count;
    size_t start = out->size;
    put_array_header(out, (size_t)planned);
    Py_ssize_t written = 0;
    Py_ssize_t position = 0;
    while (written < most && (Py_ssize_t)out->size <= event->budget->size) {
        PyObject *item = next_item(values, &position);
        if (item == NULL) {
            break;
        }
        written++;
        int result = write_part(event, item, depth);
        Py_DECREF(item);
        if (result < 0) {
            return -1;
        }
    }
    if (written < count) {
        put_truncated(out, count - written);
        written++;
        if (written != planned) {
            recount_array(out, start, (size_t)planned, (size_t)written);
        }
    }
    return 0;
}

/* -- entries ------------------------------------------------------------------------------------------------------ */

static int
truth_of(PyObject *result)
{
    if (result == NULL) {
        return -1;
    }
    int truth = PyObject_IsTrue(result);
    Py_DECREF(result);
    return truth;
}

static int
learn_and_put_name(Event *event, PyObject *name)
{
    PyObject *learned = PyObject_CallFunctionObjArgs(event->encoder->learn_name, name, NULL);
    if (learned == NULL) {
        return -1;
    }
    put_object(event->out, PyTuple_GET_ITEM(learned, 0));
    int hidden = PyTuple_GET_ITEM(learned, 1) == Py_True;
    Py_DECREF(learned);
    return hidden;
}

/* Whether a value under this name is hidden; the name may be of a subclass. -1 with an exception. */
static int
name_hides(Event *event, PyObject *name)
{
    if (PyUnicode_CheckExact(name)) {
        if (PyUnicode_GET_LENGTH(name) <= LONGEST_NAME) {
            if (PyDict_GetItemWithError(event->encoder->plain, name) != NULL) {
                return 0;
            }
            if (PyErr_Occurred()) {
                return -1;
            }
        }
        return truth_of(PyObject_CallFunctionObjArgs(event->encoder->hides, name, NULL));
    }
    if (PyBytes_CheckExact(name)) {
        return truth_of(PyObject_CallFunctionObjArgs(event->encoder->hides_raw, name, NULL));
    }
    if (PyUnicode_Check(name)) {
        Py_ssize_t length = PyUnicode_GET_LENGTH(name);
        PyObject *cut = PyUnicode_Substring(name, 0, length < 4 * LONGEST_NAME ? length : 4 * LONGEST_NAME);
        PyObject *exact = cut != NULL ? PyUnicode_FromObject(cut) : NULL;
        Py_XDECREF(cut);
        if (exact == NULL) {
            return -1;
        }
        return truth_of(PyObject_CallFunction(event->encoder->hides, "N", exact));
    }
    if (PyBytes_Check(name)) {
        Py_ssize_t length = PyBytes_GET_SIZE(name);
        return truth_of(PyObject_CallFunction(event->encoder->hides_raw, "y#", PyBytes_AS_STRING(name),
                                              length < 4 * LONGEST_NAME ? length : (Py_ssize_t)(4 * LONGEST_NAME)));
    }
    return 0;
}

/* A key; 1 when the value under it is hidden. */
static int
write_key(Event *event, PyObject *key, Py_ssize_t depth)
{
    if (PyUnicode_CheckExact(key)) {
        if (PyUnicode_GET_LENGTH(key) <= LONGEST_NAME) {
            PyObject *packed = PyDict_GetItemWithError(event->encoder->plain, key);
            if (packed != NULL) {
                put_object(event->out, packed);
                return 0;
            }
            return PyErr_Occurred() ? -1 : learn_and_put_name(event, key);
        }
        Py_ssize_t length = PyUnicode_GET_LENGTH(key);
        Py_ssize_t count = length < event->budget->text ? length : event->budget->text;
        put_cut_text(event->out, key, count, length, 4 * LONGEST_NAME);
        return name_hides(event, key);
    }
    if (write_value(event, key, depth) < 0) {
        return -1;
    }
    return PyUnicode_Check(key) || PyBytes_Check(key) ? name_hides(event, key) : 0;
}

static int
write_entry(Event *event, PyObject *key, PyObject *value, Py_ssize_t depth)
{
    int hidden = write_key(event, key, depth);
    if (hidden > 0) {
        size_t start = open_ext(event->out, EXTENSION_REDACTED);
        close_ext(event->out, start);
        return 0;
    }
    return hidden < 0 ? -1 : write_part(event, value, depth);
}

/* Entries from up to three places, one after the other. */
typedef struct {
    PyObject *pairs; /* list of tuples */
    PyObject *dict;
    PyObject *names; /* keys of this dict with the items of `values` */
    PyObject *values;
    Py_ssize_t pair;
    Py_ssize_t position;
    Py_ssize_t value;
} Entries;

/* The next key and value, borrowed; false at the end. */
static bool
next_entry(Entries *entries, PyObject **key, PyObject **value)
{
    if (entries->pairs != NULL && entries->pair < PyList_GET_SIZE(entries->pairs)) {
        PyObject *pair = PyList_GET_ITEM(entries->pairs, entries->pair++);
        *key = PyTuple_GET_ITEM(pair, 0);
        *value = PyTuple_GET_ITEM(pair, 1);
        return true;
    }
    if (entries->names != NULL) {
        PyObject *ignored;
        if (entries->value >= PyTuple_GET_SIZE(entries->values) ||
            !PyDict_Next(entries->names, &entries->position, key, &ignored)) {
            return false;
        }
        *value = PyTuple_GET_ITEM(entries->values, entries->value++);
        return true;
    }
    return entries->dict != NULL && PyDict_Next(entries->dict, &entries->position, key, value);
}

static int
write_all(Event *event, Entries *entries, Py_ssize_t count, Py_ssize_t depth)
{
    Buffer *out = event->out;
    Py_ssize_t most = event->budget->items;
    Py_ssize_t planned = count > most ? most + 1 : count;
    size_t start = out->size;
    put_map_header(out, (size_t)planned);
    Py_ssize_t written = 0;
    PyObject *key;
    PyObject *value;
    while (written < most && (Py_ssize_t)out->size <= event->budget->size && next_entry(entries, &key, &value)) {
        written++;
        Py_INCREF(key);
        Py_INCREF(value);
        int result = write_entry(event, key, value, depth);
        Py_DECREF(key);
        Py_DECREF(value);
        if (result < 0) {
            return -1;
        }
    }
    if (written < count) {
        put_truncated(out, count - written);
        put_byte(out, 0xC0);
        written++;
        if (written != planned) {
            recount_map(out, start, (size_t)planned, (size_t)written);
        }
    }
    return 0;
}

int
write_entries(Event *event, PyObject *first, PyObject *dict, Py_ssize_t count, Py_ssize_t depth)
{
    Entries entries = {.pairs = first, .dict = dict};
    return write_all(event, &entries, count, depth);
}

int
write_fields(Event *event, PyObject *names, PyObject *values, Py_ssize_t count, Py_ssize_t depth)
{
    Entries entries = {.names = names, .values = values};
    return write_all(event, &entries, count, depth);
}

/* -- the types ---------------------------------------------------------------------------------------------------- */

/* Slots of a dict's table: what follows the reference count of its keys, as a number or a logarithm. */
static size_t
dict_slots(PyObject *dict)
{
    const char *keys = (const char *)((PyDictObject *)dict)->ma_keys;
#if PY_VERSION_HEX >= 0x030B0000
    return (size_t)1 << *(const uint8_t *)(keys + sizeof(Py_ssize_t));
#else
    return (size_t)*(const Py_ssize_t *)(keys + sizeof(Py_ssize_t));
#endif
}

/* Whether so much of a table is empty that walking it is too slow. Asked of Python for large tables only. */
static int
is_sparse(Event *event, PyObject *value, Py_ssize_t count)
{
    size_t slots = PyDict_Check(value) ? dict_slots(value) : (size_t)((PySetObject *)value)->mask + 1;
    if (slots < SPARSE_ENTRIES) {
        return 0;
    }
    return truth_of(PyObject_CallFunction(event->encoder->is_sparse, "On", value, count));
}

/* The ways a container is not opened: a cycle or the end of the depth. 1 when that was written. */
static int
write_closed(Event *event, PyObject *value, Py_ssize_t count, Py_ssize_t depth, bool may_be_sparse,
             const Layout *layout)
{
    if (in_path(event, (intptr_t)value)) {
        write_cyclic(event, (intptr_t)value);
        return 1;
    }
    int closed = depth <= 0 ? 1 : may_be_sparse ? is_sparse(event, value, count) : 0;
    if (closed > 0 && write_omitted(event, value, layout) < 0) {
        return -1;
    }
    return closed;
}

static inline void
enter(Event *event, intptr_t key)
{
    event->path[event->path_length++] = key;
}

static inline void
leave(Event *event)
{
    event->path_length--;
}

/* A list or a dict; `empty` is its one byte when it has no parts. */
static inline int
write_parts(Event *event, PyObject *value, Py_ssize_t count, Py_ssize_t depth, const Layout *layout, uint8_t empty)
{
    if (count == 0) {
        put_byte(event->out, empty);
        return 0;
    }
    bool is_dict = empty == EMPTY_DICT;
    int closed = write_closed(event, value, count, depth, is_dict, layout);
    if (closed != 0) {
        return closed < 0 ? -1 : 0;
    }
    enter(event, (intptr_t)value);
    int result = is_dict ? write_entries(event, NULL, value, count, depth - 1)
                         : write_items(event, value, count, depth - 1);
    leave(event);
    return result;
}

int
write_list(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    return write_parts(event, value, PyList_GET_SIZE(value), depth, layout, EMPTY_LIST);
}

int
write_dict(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    return write_parts(event, value, PyDict_GET_SIZE(value), depth, layout, EMPTY_DICT);
}

int
write_tuple(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    Py_ssize_t count = PyTuple_GET_SIZE(value);
    int closed = count != 0 ? write_closed(event, value, count, depth, false, layout) : 0;
    if (closed != 0) {
        return closed < 0 ? -1 : 0;
    }
    size_t start = open_ext(event->out, EXTENSION_TUPLE);
    int hidden = 0;
    if (count == 2) {
        PyObject *name = PyTuple_GET_ITEM(value, 0);
        if (PyUnicode_CheckExact(name) || PyBytes_CheckExact(name)) {
            hidden = name_hides(event, name);
        }
    }
    int result = hidden < 0 ? -1 : 0;
    if (hidden > 0) {
        put_byte(event->out, 0x92);
        result = write_value(event, PyTuple_GET_ITEM(value, 0), depth - 1);
        size_t redacted = open_ext(event->out, EXTENSION_REDACTED);
        close_ext(event->out, redacted);
    } else if (hidden == 0) {
        enter(event, (intptr_t)value);
        result = write_items(event, value, count, depth - 1);
        leave(event);
    }
    close_ext(event->out, start);
    return result;
}

static int
write_any_set(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout, uint8_t tag)
{
    Py_ssize_t count = PySet_GET_SIZE(value);
    if (count != 0) {
        int sparse = depth <= 0 ? 1 : is_sparse(event, value, count);
        if (sparse != 0) {
            return sparse < 0 ? -1 : write_omitted(event, value, layout);
        }
    }
    size_t start = open_ext(event->out, tag);
    enter(event, (intptr_t)value);
    int result = write_items(event, value, count, depth - 1);
    leave(event);
    close_ext(event->out, start);
    return result;
}

int
write_set(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    return write_any_set(event, value, depth, layout, EXTENSION_SET);
}

int
write_frozenset(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    return write_any_set(event, value, depth, layout, EXTENSION_FROZENSET);
}

int
write_list_items(Event *event, PyObject *value, Py_ssize_t depth, const Layout *Py_UNUSED(layout))
{
    return write_items(event, value, PyList_GET_SIZE(value), depth - 1);
}

int
write_tuple_items(Event *event, PyObject *value, Py_ssize_t depth, const Layout *Py_UNUSED(layout))
{
    size_t start = open_ext(event->out, EXTENSION_TUPLE);
    int result = write_items(event, value, PyTuple_GET_SIZE(value), depth - 1);
    close_ext(event->out, start);
    return result;
}

int
write_mapping(Event *event, PyObject *value, Py_ssize_t depth, const Layout *Py_UNUSED(layout))
{
    return write_entries(event, NULL, value, PyDict_GET_SIZE(value), depth - 1);
}

int
write_derived(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    const Layout *base = layout->base;
    bool has_parts = base->length != Py_None;
    if (has_parts) {
        Py_ssize_t count = PyDict_Check(value) ? PyDict_GET_SIZE(value) : PyAnySet_Check(value) ? PySet_GET_SIZE(value) : 0;
        int closed = write_closed(event, value, count, depth, layout->may_be_sparse, layout);
        if (closed != 0) {
            return closed < 0 ? -1 : 0;
        }
        enter(event, (intptr_t)value);
    }
    size_t start = event->out->size;
    put_object(event->out, layout->head);
    put_id(event->out, value);
    int result = base->write(event, value, depth, base);
    close_ext(event->out, start);
    if (has_parts) {
        leave(event);
    }
    return result;
}
