/* What frames, generators and instances hold, read where it is: no dict of locals, no frame object and no __dict__ is made. */

#include "heap.h"

#ifdef HAS_HEAP_WALK

#include "frames.h"
#include "schema.gen.h"

#if PY_VERSION_HEX >= 0x030B0000
#include "internal/pycore_code.h"
#include "internal/pycore_dict.h"
#include "internal/pycore_object.h"
#endif

/* -- frames -------------------------------------------------------------------------------------------------------- */

/* Names for, or adds, one variable. */
typedef void (*Variable)(Walk *walk, PyObject *name, PyObject *value);

static PyObject *
content_of(PyObject *value)
{
    return value != NULL && Py_IS_TYPE(value, &PyCell_Type) ? ((PyCellObject *)value)->ob_ref : value;
}

/* The variables of a function's frame that have a value. */
static void
each_variable(Walk *walk, const Frame *frame, Variable use)
{
    enum { FUNCTION = CO_OPTIMIZED | CO_NEWLOCALS };
    PyCodeObject *code = frame_code(frame);
    if ((code->co_flags & FUNCTION) != FUNCTION) {
        return;
    }
    PyObject *const *slots = frame_slots(frame);
#if PY_VERSION_HEX >= 0x030B0000
    if (frame->stacktop == 0) {
        /* It was cleared. */
        return;
    }
    for (Py_ssize_t index = 0; index < code->co_nlocalsplus; index++) {
        unsigned char kind = (unsigned char)PyBytes_AS_STRING(code->co_localspluskinds)[index];
        PyObject *value = (kind & (CO_FAST_CELL | CO_FAST_FREE)) != 0 ? content_of(slots[index]) : slots[index];
        if (value != NULL) {
            use(walk, PyTuple_GET_ITEM(code->co_localsplusnames, index), value);
        }
    }
#else
    PyObject *const names[] = {code->co_varnames, code->co_cellvars, code->co_freevars};
    for (int part = 0; part < 3; part++) {
        Py_ssize_t count = part == 0 ? code->co_nlocals : PyTuple_GET_SIZE(names[part]);
        for (Py_ssize_t index = 0; index < count; index++, slots++) {
            PyObject *value = part == 0 ? *slots : content_of(*slots);
            if (value != NULL) {
                use(walk, PyTuple_GET_ITEM(names[part], index), value);
            }
        }
    }
#endif
}

static uint32_t
local_label(Walk *walk, PyObject *name)
{
    return label_of(HEAP_EDGE_KIND_LOCAL, text_id(walk, name, LONGEST_TEXT));
}

static void
name_variable(Walk *walk, PyObject *name, PyObject *value)
{
    name_value(walk, value, local_label(walk, name));
}

/* An edge for what the collector was not told of: a running frame tells nothing from 3.11 on, and no frame what is in
 * its cells. */
static void
add_variable(Walk *walk, PyObject *name, PyObject *value)
{
    uint64_t *slot = table_slot(walk, &walk->inside, (uint64_t)(uintptr_t)value);
    if (slot != NULL && *slot == 0) {
        *slot = 1;
        add_edge(walk, value, local_label(walk, name));
    }
}

/* The frame object of the caller, where there is one. */
static PyObject *
back_of(const PyFrameObject *object)
{
#if PY_VERSION_HEX >= 0x030B0000
    if (object->f_back != NULL) {
        return (PyObject *)object->f_back;
    }
    const Frame *back = frame_back(object->f_frame);
    return back != NULL ? (PyObject *)back->frame_obj : NULL;
#else
    return (PyObject *)object->f_back;
#endif
}

void
read_frame(Walk *walk, PyObject *value)
{
    const PyFrameObject *object = (PyFrameObject *)value;
#if PY_VERSION_HEX >= 0x030B0000
    const Frame *frame = object->f_frame;
#else
    const Frame *frame = object;
#endif
    const struct {
        const char *name;
        PyObject *value;
    } parts[] = {
        {"f_back", back_of(object)},
        {"f_code", (PyObject *)frame_code(frame)},
        {"f_globals", frame->f_globals},
    };
    name_nothing(walk);
    uint32_t labels[3];
    /* Variables are named last: what is also one of these is called by the variable. */
    for (int part = 0; part < 3; part++) {
        labels[part] = label_of(HEAP_EDGE_KIND_ATTRIBUTE, ascii_id(walk, parts[part].name));
        if (parts[part].value != NULL) {
            name_value(walk, parts[part].value, labels[part]);
        }
    }
    each_variable(walk, frame, name_variable);
    collect(walk, value);
    table_clear(&walk->inside);
    for (size_t index = 0; index < walk->referents.count; index++) {
        PyObject *found = (PyObject *)(uintptr_t)walk->referents.at[index];
        uint64_t *slot = table_slot(walk, &walk->inside, (uint64_t)(uintptr_t)found);
        if (slot != NULL) {
            *slot = 1;
        }
        add_edge(walk, found, label_by_name(walk, found, HEAP_EDGE_KIND_REFERENCE));
    }
    for (int part = 0; part < 3; part++) {
        if (parts[part].value != NULL && table_get(&walk->inside, (uint64_t)(uintptr_t)parts[part].value) == 0) {
            add_edge(walk, parts[part].value, label_by_name(walk, parts[part].value, labels[part]));
        }
    }
    each_variable(walk, frame, add_variable);
}

void
read_generator(Walk *walk, PyObject *value)
{
    const PyGenObject *generator = (PyGenObject *)value;
    name_nothing(walk);
#if PY_VERSION_HEX >= 0x030B0000
    if (generator->gi_frame_state < FRAME_COMPLETED) {
        const Frame *frame = (const Frame *)generator->gi_iframe;
        each_variable(walk, frame, name_variable);
        if (frame->frame_obj != NULL) {
            name_value(walk, (PyObject *)frame->frame_obj, walk->label_frame);
        }
    }
#else
    if (generator->gi_frame != NULL) {
        each_variable(walk, generator->gi_frame, name_variable);
        name_value(walk, (PyObject *)generator->gi_frame, walk->label_frame);
    }
#endif
    collect(walk, value);
    for (size_t index = 0; index < walk->referents.count; index++) {
        PyObject *found = (PyObject *)(uintptr_t)walk->referents.at[index];
        add_edge(walk, found, label_by_name(walk, found, HEAP_EDGE_KIND_REFERENCE));
    }
}

/* -- instances ----------------------------------------------------------------------------------------------------- */

#if PY_VERSION_HEX >= 0x030B0000

/* The values that an instance itself keeps, NULL for none; and the dict over them or instead of them. */
static PyObject *const *
values_of(PyObject *value, PyObject **dict)
{
#if PY_VERSION_HEX >= 0x030D0000
    *dict = (PyObject *)_PyObject_ManagedDictPointer(value)->dict;
    if (PyType_HasFeature(Py_TYPE(value), Py_TPFLAGS_INLINE_VALUES)) {
        const PyDictValues *values = _PyObject_InlineValues(value);
        return values->valid ? values->values : NULL;
    }
    return NULL;
#elif PY_VERSION_HEX >= 0x030C0000
    PyDictOrValues found = *_PyObject_DictOrValuesPointer(value);
    if (_PyDictOrValues_IsValues(found)) {
        return _PyDictOrValues_GetValues(found)->values;
    }
    *dict = _PyDictOrValues_GetDict(found);
    return NULL;
#else
    const PyDictValues *values = *_PyObject_ValuesPointer(value);
    if (values != NULL) {
        return values->values;
    }
    *dict = *_PyObject_ManagedDictPointer(value);
    return NULL;
#endif
}

static void
name_values(Walk *walk, PyTypeObject *cls, PyObject *const *values)
{
    PyDictKeysObject *keys = ((PyHeapTypeObject *)cls)->ht_cached_keys;
    if (keys == NULL || keys->dk_kind == DICT_KEYS_GENERAL) {
        return;
    }
    const PyDictUnicodeEntry *entries = DK_UNICODE_ENTRIES(keys);
    for (Py_ssize_t index = 0; index < keys->dk_nentries; index++) {
        if (values[index] != NULL && entries[index].me_key != NULL) {
            uint32_t id = text_id(walk, entries[index].me_key, LONGEST_TEXT);
            name_value(walk, values[index], label_of(HEAP_EDGE_KIND_ATTRIBUTE, id));
        }
    }
}
#endif

/* Where an instance of a type with a dict has it, without a flag that says otherwise. */
static PyObject *
plain_dict_of(PyObject *value)
{
    PyTypeObject *cls = Py_TYPE(value);
    Py_ssize_t offset = cls->tp_dictoffset;
    if (offset < 0) {
        Py_ssize_t size = ((PyVarObject *)value)->ob_size;
#if PY_VERSION_HEX >= 0x030C0000
        if (PyType_HasFeature(cls, Py_TPFLAGS_LONG_SUBCLASS)) {
            size = (Py_ssize_t)(((PyLongObject *)value)->long_value.lv_tag >> 3);
        }
#endif
        size = size < 0 ? -size : size;
        size_t end = (size_t)(cls->tp_basicsize + size * cls->tp_itemsize);
        offset += (Py_ssize_t)((end + sizeof(void *) - 1) & ~(sizeof(void *) - 1));
    }
    return offset > 0 ? *(PyObject **)((char *)value + offset) : NULL;
}

PyObject *
name_attributes(Walk *walk, PyObject *value)
{
    PyObject *dict = NULL;
#if PY_VERSION_HEX >= 0x030B0000
    if (PyType_HasFeature(Py_TYPE(value), Py_TPFLAGS_MANAGED_DICT)) {
        PyObject *const *values = values_of(value, &dict);
        if (values != NULL) {
            name_values(walk, Py_TYPE(value), values);
        }
    } else {
        dict = plain_dict_of(value);
    }
#else
    dict = plain_dict_of(value);
#endif
    if (dict != NULL) {
        name_value(walk, dict, walk->label_dict);
    }
    return dict;
}

#endif
