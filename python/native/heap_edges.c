/* What an object refers to, and under which names (_heap_edges.py). Containers of the interpreter are read where they are,
 * and everything else by what it tells the collector; names come from members, slots, dicts and frames. */

#include "heap.h"

#ifdef HAS_HEAP_WALK

#include <string.h>

#include "schema.gen.h"

enum { FEW_NAMES = 48 };

/* -- edges --------------------------------------------------------------------------------------------------------- */

static int
collect_one(PyObject *value, void *walk)
{
    column_push(walk, &((Walk *)walk)->referents, (uint64_t)(uintptr_t)value);
    return 0;
}

void
collect(Walk *walk, PyObject *value)
{
    walk->referents.count = 0;
    PyTypeObject *cls = Py_TYPE(value);
    if (PyType_IS_GC(cls) && (cls->tp_is_gc == NULL || cls->tp_is_gc(value)) && cls->tp_traverse != NULL) {
        cls->tp_traverse(value, collect_one, walk);
    }
}

static inline PyObject *
referent(const Walk *walk, size_t index)
{
    return (PyObject *)(uintptr_t)walk->referents.at[index];
}

void
add_edge(Walk *walk, PyObject *value, uint32_t label)
{
    column_push(walk, &walk->targets, (uint64_t)(uintptr_t)value);
    column_push(walk, &walk->labels, label);
    if (see(walk, value)) {
        queue_push(walk, value);
    }
}

static uint32_t
attribute(Walk *walk, const char *name)
{
    return label_of(HEAP_EDGE_KIND_ATTRIBUTE, ascii_id(walk, name));
}

/* -- names --------------------------------------------------------------------------------------------------------- */

void
name_nothing(Walk *walk)
{
    walk->named_values.count = 0;
    walk->named_labels.count = 0;
    table_clear(&walk->named);
}

void
name_value(Walk *walk, PyObject *value, uint32_t label)
{
    column_push(walk, &walk->named_values, (uint64_t)(uintptr_t)value);
    column_push(walk, &walk->named_labels, label);
}

/* Many are looked up in a table, which is filled by the first question after they are all named. */
static uint32_t
label_from_table(Walk *walk, PyObject *value, uint32_t otherwise)
{
    if (walk->named.used == 0) {
        for (size_t index = 0; index < walk->named_values.count; index++) {
            uint64_t *slot = table_slot(walk, &walk->named, walk->named_values.at[index]);
            if (slot != NULL) {
                *slot = walk->named_labels.at[index] + 1;
            }
        }
    }
    uint64_t found = table_get(&walk->named, (uint64_t)(uintptr_t)value);
    return found != 0 ? (uint32_t)(found - 1) : otherwise;
}

uint32_t
label_by_name(Walk *walk, PyObject *value, uint32_t otherwise)
{
    if (walk->named_values.count > FEW_NAMES) {
        return label_from_table(walk, value, otherwise);
    }
    for (size_t index = walk->named_values.count; index > 0; index--) {
        if (walk->named_values.at[index - 1] == (uint64_t)(uintptr_t)value) {
            return (uint32_t)walk->named_labels.at[index - 1];
        }
    }
    return otherwise;
}

/* -- containers ---------------------------------------------------------------------------------------------------- */

static void
read_dict(Walk *walk, PyObject *value)
{
    Py_ssize_t at = 0;
    PyObject *key;
    PyObject *item;
    while (PyDict_Next(value, &at, &key, &item)) {
        uint32_t text = key_id(walk, key);
        add_edge(walk, item, label_of(HEAP_EDGE_KIND_KEY, text));
        add_edge(walk, key, label_of(HEAP_EDGE_KIND_KEY_OBJECT, text));
    }
}

static void
read_items(Walk *walk, PyObject *const *items, Py_ssize_t count)
{
    for (Py_ssize_t index = 0; index < count; index++) {
        if (items[index] != NULL) {
            add_edge(walk, items[index], label_of(HEAP_EDGE_KIND_ITEM, (uint64_t)index));
        }
    }
}

static void
read_set(Walk *walk, PyObject *value)
{
    const PySetObject *set = (PySetObject *)value;
    for (Py_ssize_t index = 0; index <= set->mask; index++) {
        /* What was removed has a hash that no object has. */
        if (set->table[index].key != NULL && set->table[index].hash != -1) {
            add_edge(walk, set->table[index].key, HEAP_EDGE_KIND_MEMBER);
        }
    }
}

/* Its items are told in their order, from 3.12 on after the type; what a subclass has besides, deque's own function does
 * not tell. */
static void
read_deque(Walk *walk, PyObject *value)
{
    walk->referents.count = 0;
    walk->deque->tp_traverse(value, collect_one, walk);
    size_t size = (size_t)Py_SIZE(value);
    size_t first = walk->referents.count > size && referent(walk, 0) == (PyObject *)Py_TYPE(value) ? 1 : 0;
    for (size_t index = first; index - first < size && index < walk->referents.count; index++) {
        add_edge(walk, referent(walk, index), label_of(HEAP_EDGE_KIND_ITEM, index - first));
    }
}

static void
read_module(Walk *walk, PyObject *value)
{
    PyObject *names = PyModule_GetDict(value);
    add_edge(walk, names != NULL ? names : Py_None, walk->label_dict);
}

static void
read_container(Walk *walk, PyObject *value, Reading reading)
{
    if (reading == READ_DICT) {
        read_dict(walk, value);
    } else if (reading == READ_LIST) {
        read_items(walk, ((PyListObject *)value)->ob_item, Py_SIZE(value));
    } else if (reading == READ_TUPLE) {
        read_items(walk, ((PyTupleObject *)value)->ob_item, Py_SIZE(value));
    } else if (reading == READ_SET) {
        read_set(walk, value);
    } else if (reading == READ_MODULE) {
        read_module(walk, value);
    } else if (reading == READ_DEQUE) {
        read_deque(walk, value);
    }
}

/* -- the interpreter's own ----------------------------------------------------------------------------------------- */

static void
read_class(Walk *walk, PyObject *value)
{
    PyTypeObject *cls = (PyTypeObject *)value;
    collect(walk, value);
    bool has_dict = false;
    for (size_t index = 0; index < walk->referents.count; index++) {
        has_dict |= PyDict_CheckExact(referent(walk, index));
    }
    PyObject *dict = class_dict(cls);
    if (!has_dict && dict != NULL) {
        /* A static type of C is no object of the collector. */
        column_push(walk, &walk->referents, (uint64_t)(uintptr_t)dict);
    }
    has_dict = false;
    for (size_t index = 0; index < walk->referents.count; index++) {
        PyObject *found = referent(walk, index);
        uint32_t label = HEAP_EDGE_KIND_REFERENCE;
        if (found == (PyObject *)Py_TYPE(value)) {
            label = HEAP_EDGE_KIND_TYPE;
        } else if (PyDict_CheckExact(found) && !has_dict) {
            has_dict = true;
            label = walk->label_dict;
        } else if (found == (PyObject *)cls->tp_base) {
            label = attribute(walk, "__base__");
        } else if (found == cls->tp_bases) {
            label = attribute(walk, "__bases__");
        } else if (found == cls->tp_mro) {
            label = attribute(walk, "__mro__");
        }
        add_edge(walk, found, label);
    }
}

static void
read_code(Walk *walk, PyObject *value)
{
    const PyCodeObject *code = (PyCodeObject *)value;
    add_edge(walk, code->co_consts, attribute(walk, "co_consts"));
    add_edge(walk, code->co_names, attribute(walk, "co_names"));
}

/* The links of a bounded cache come first: key and result of each. An unbounded one has its dict only. */
static void
read_lru_cache(Walk *walk, PyObject *value)
{
    collect(walk, value);
    PyObject *cache = NULL;
    for (size_t index = 0; index < walk->referents.count && cache == NULL; index++) {
        cache = PyDict_CheckExact(referent(walk, index)) ? referent(walk, index) : NULL;
    }
    /* Keys and results, by turns. */
    size_t parts = 0;
    PyTypeObject *link = NULL;
    Py_ssize_t at = 0;
    PyObject *first;
    if (cache != NULL && PyDict_Next(cache, &at, NULL, &first)) {
        link = Py_TYPE(first);
        const char *name = strrchr(link->tp_name, '.');
        name = name != NULL ? name + 1 : link->tp_name;
        parts = strcmp(name, "_lru_list_elem") == 0 ? 2 * (size_t)PyDict_Size(cache) : 0;
    }
    size_t part = 0;
    bool has_function = false;
    for (size_t index = 0; index < walk->referents.count; index++) {
        PyObject *found = referent(walk, index);
        uint32_t label = HEAP_EDGE_KIND_REFERENCE;
        bool is_type = found == (PyObject *)Py_TYPE(value) || (found == (PyObject *)link && part > 0);
        /* From 3.10 on each link tells its own type as well. */
        if (part % 2 == 0 && is_type) {
            label = HEAP_EDGE_KIND_TYPE;
        } else if (part < parts) {
            label = label_of(part % 2 != 0 ? HEAP_EDGE_KIND_CACHE_VALUE : HEAP_EDGE_KIND_CACHE_KEY, part / 2);
            part++;
        } else if (found == cache) {
            label = attribute(walk, "cache");
        } else if (PyDict_CheckExact(found)) {
            label = walk->label_dict;
        } else if (!has_function) {
            has_function = true;
            label = attribute(walk, "function");
        }
        add_edge(walk, found, label);
    }
}

static void
read_unknown(Walk *walk, PyObject *value)
{
    collect(walk, value);
    for (size_t index = 0; index < walk->referents.count; index++) {
        PyObject *found = referent(walk, index);
        bool is_type = found == (PyObject *)Py_TYPE(value);
        add_edge(walk, found, is_type ? HEAP_EDGE_KIND_TYPE : HEAP_EDGE_KIND_REFERENCE);
    }
}

/* -- numpy --------------------------------------------------------------------------------------------------------- */

/* numpy's PyArrayObject_fields and the beginning of PyArray_Descr, the same in 1.x and 2.x; probe_array looks. */
typedef struct {
    PyObject_HEAD
    char *data;
    int dimensions;
    Py_intptr_t *shape;
    Py_intptr_t *strides;
    PyObject *base;
    struct {
        PyObject_HEAD
        PyTypeObject *type;
        char kind;
    } *dtype;
} Array;

enum { MOST_DIMENSIONS = 64 };

/* Calls `add` with each element, in the order of C. */
static void
read_elements(Walk *walk, const Array *array)
{
    Py_intptr_t at[MOST_DIMENSIONS] = {0};
    uint64_t number = 0;
    for (int axis = 0; axis < array->dimensions; axis++) {
        if (array->shape[axis] <= 0) {
            return;
        }
    }
    const char *data = array->data;
    for (;;) {
        PyObject *item;
        memcpy(&item, data, sizeof item);
        /* numpy shows an empty one as None. */
        add_edge(walk, item != NULL ? item : Py_None, label_of(HEAP_EDGE_KIND_ITEM, number++));
        int axis = array->dimensions - 1;
        while (axis >= 0) {
            data += array->strides[axis];
            if (++at[axis] < array->shape[axis]) {
                break;
            }
            data -= array->strides[axis] * array->shape[axis];
            at[axis--] = 0;
        }
        if (axis < 0 || walk->error != 0) {
            return;
        }
    }
}

/* numpy's arrays are no objects of the collector. */
static void
read_array(Walk *walk, PyObject *value)
{
    const Array *array = (Array *)value;
    bool has_base = array->base == NULL;
    collect(walk, value);
    for (size_t index = 0; index < walk->referents.count; index++) {
        has_base |= referent(walk, index) == array->base;
        add_edge(walk, referent(walk, index), HEAP_EDGE_KIND_REFERENCE);
    }
    if (!has_base) {
        add_edge(walk, array->base, HEAP_EDGE_KIND_BASE);
    } else if (array->base == NULL && array->dtype->kind == 'O' && array->dimensions <= MOST_DIMENSIONS) {
        read_elements(walk, array);
    }
}

/* probe_array(array, base, dtype): of one of two rows of three objects, seen through another. */
bool
is_array_known(PyObject *value, PyObject *base, PyObject *dtype)
{
    const Array *array = (Array *)value;
    const Py_ssize_t word = sizeof(PyObject *);
    return Py_TYPE(value)->tp_basicsize >= (Py_ssize_t)sizeof(Array) && array->dimensions == 2 && array->base == base &&
           (PyObject *)array->dtype == dtype && array->dtype->kind == 'O' && array->shape[0] == 2 &&
           array->shape[1] == 3 && array->strides[0] == 3 * word && array->strides[1] == word &&
           *(PyObject **)array->data == Py_None;
}

/* -- instances ----------------------------------------------------------------------------------------------------- */

static void
name_members(Walk *walk, PyObject *value, const Type *type)
{
    for (size_t index = 0; index < type->member_count; index++) {
        const Member *member = &type->members[index];
        PyObject *found = *(PyObject **)((char *)value + member->offset);
        if (found == NULL && member->is_optional) {
            continue;
        }
        /* Python says that a static method has no __self__. */
        bool is_none = found == NULL || (member->is_self && (PyCFunction_GET_FLAGS(value) & METH_STATIC) != 0);
        name_value(walk, is_none ? Py_None : found, member->label);
    }
}

static void
read_instance(Walk *walk, PyObject *value, const Type *type)
{
    name_nothing(walk);
    name_value(walk, (PyObject *)Py_TYPE(value), HEAP_EDGE_KIND_TYPE);
    name_members(walk, value, type);
    PyObject *dict = type->has_dict ? name_attributes(walk, value) : NULL;
    bool has_inside = type->container != READ_NOTHING;
    if (has_inside) {
        size_t first = walk->targets.count;
        read_container(walk, value, type->container);
        table_clear(&walk->inside);
        for (size_t index = first; index < walk->targets.count; index++) {
            uint64_t *slot = table_slot(walk, &walk->inside, walk->targets.at[index]);
            if (slot != NULL) {
                *slot = 1;
            }
        }
    }
    collect(walk, value);
    bool is_told = dict == NULL;
    for (size_t index = 0; index < walk->referents.count; index++) {
        PyObject *found = referent(walk, index);
        is_told |= found == dict;
        if (!has_inside || table_get(&walk->inside, (uint64_t)(uintptr_t)found) == 0) {
            add_edge(walk, found, label_by_name(walk, found, HEAP_EDGE_KIND_REFERENCE));
        }
    }
    if (!is_told) {
        /* The collector is not told of a dict over values that the instance itself keeps. */
        add_edge(walk, dict, walk->label_dict);
    }
}

void
add_edges(Walk *walk, PyObject *value, const Type *type)
{
    switch (type->reading) {
    case READ_NOTHING:
        break;
    case READ_DICT:
    case READ_LIST:
    case READ_TUPLE:
    case READ_SET:
    case READ_MODULE:
    case READ_DEQUE:
        read_container(walk, value, type->reading);
        break;
    case READ_FRAME:
        read_frame(walk, value);
        break;
    case READ_CODE:
        read_code(walk, value);
        break;
    case READ_LRU_CACHE:
        read_lru_cache(walk, value);
        break;
    case READ_GENERATOR:
        read_generator(walk, value);
        break;
    case READ_ARRAY:
        read_array(walk, value);
        break;
    case READ_CLASS:
        read_class(walk, value);
        break;
    case READ_INSTANCE:
        read_instance(walk, value, type);
        break;
    case READ_UNKNOWN:
        read_unknown(walk, value);
        break;
    }
}

#endif
