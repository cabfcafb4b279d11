/* What belongs to the shim itself, which is no part of the program's heap (_heap_own.py). */

#include "heap.h"

#ifdef HAS_HEAP_WALK

#include <string.h>

#include "frames.h"

static bool
is_own_text(PyObject *text)
{
    static const char package[] = "tracehold.";
    if (!PyUnicode_CheckExact(text)) {
        return false;
    }
    if (text_is(text, "tracehold") || text_is(text, "_tracehold_native")) {
        return true;
    }
    return PyUnicode_IS_ASCII(text) && PyUnicode_GET_LENGTH(text) > (Py_ssize_t)sizeof package - 1 &&
           memcmp(PyUnicode_DATA(text), package, sizeof package - 1) == 0;
}

/* By its name, or by its file: how a recording begins is called sitecustomize. */
bool
is_own_module(Walk *walk, PyObject *name, PyObject *module)
{
    if (!Py_IS_TYPE(module, &PyModule_Type)) {
        return false;
    }
    if (is_own_text(name)) {
        return true;
    }
    PyObject *file = dict_find(PyModule_GetDict(module), "__file__");
    walk->text.size = 0;
    if (file != NULL) {
        put_utf8(walk, &walk->text, file, LONGEST_PATH);
    }
    return walk->text.size > walk->folder_size && memcmp(walk->text.bytes, walk->folder, walk->folder_size) == 0;
}

static bool
has_own_globals(const Walk *walk, PyObject *function)
{
    return table_get(&walk->own_globals, (uint64_t)(uintptr_t)((PyFunctionObject *)function)->func_globals) != 0;
}

/* A type in C of ours. Only the interpreter may hold what is of it, and nothing that is an object the type itself. */
bool
is_own_static(PyTypeObject *cls)
{
    return !PyType_HasFeature(cls, Py_TPFLAGS_HEAPTYPE) && strncmp(cls->tp_name, "_tracehold_native.", 18) == 0;
}

static bool
is_own_class(PyTypeObject *cls)
{
    if (PyType_HasFeature(cls, Py_TPFLAGS_HEAPTYPE)) {
        PyObject *module = dict_find(class_dict(cls), "__module__");
        return module != NULL && is_own_text(module);
    }
    return is_own_static(cls);
}

/* -- parts --------------------------------------------------------------------------------------------------------- */

static void
will_take(Walk *walk, PyObject *value)
{
    if (value != NULL) {
        queue_push(walk, value);
    }
}

static void
take_code(Walk *walk, const PyCodeObject *code)
{
    will_take(walk, code->co_consts);
    will_take(walk, code->co_names);
#if PY_VERSION_HEX >= 0x030B0000
    will_take(walk, code->co_localsplusnames);
#if PY_VERSION_HEX >= 0x030C0000
    if (code->_co_cached != NULL) {
        will_take(walk, code->_co_cached->_co_varnames);
        will_take(walk, code->_co_cached->_co_cellvars);
        will_take(walk, code->_co_cached->_co_freevars);
    }
#endif
#else
    will_take(walk, code->co_varnames);
    will_take(walk, code->co_cellvars);
    will_take(walk, code->co_freevars);
#endif
}

static void
take_referents(Walk *walk, PyObject *value)
{
    collect(walk, value);
    for (size_t index = 0; index < walk->referents.count; index++) {
        queue_push(walk, (PyObject *)(uintptr_t)walk->referents.at[index]);
    }
}

static void
take_items(Walk *walk, PyObject *value)
{
    if (PyAnySet_CheckExact(value)) {
        take_referents(walk, value);
        return;
    }
    for (Py_ssize_t index = 0; index < PySequence_Fast_GET_SIZE(value); index++) {
        will_take(walk, PySequence_Fast_GET_ITEM(value, index));
    }
}

static bool
is_empty(PyObject *value)
{
    return PyAnySet_CheckExact(value) ? ((PySetObject *)value)->used == 0 : Py_SIZE(value) == 0;
}

/* 3.13 has no symbol of that type for others. */
static bool
is_method_wrapper(PyTypeObject *cls)
{
    return !PyType_HasFeature(cls, Py_TPFLAGS_HEAPTYPE) && strcmp(cls->tp_name, "method-wrapper") == 0;
}

/* Whether a thing is ours; then its parts wait to be looked at. */
static bool
take_parts(Walk *walk, PyObject *value)
{
    PyTypeObject *cls = Py_TYPE(value);
    if (cls == &PyModule_Type) {
        PyObject *names = PyModule_GetDict(value);
        if (table_get(&walk->own_globals, (uint64_t)(uintptr_t)names) == 0) {
            return false;
        }
        will_take(walk, names);
        return true;
    }
    if (cls == &PyFunction_Type) {
        const PyFunctionObject *function = (PyFunctionObject *)value;
        if (!has_own_globals(walk, value)) {
            return false;
        }
        will_take(walk, function->func_code);
        will_take(walk, function->func_closure);
        will_take(walk, function->func_defaults);
        will_take(walk, function->func_kwdefaults);
        return true;
    }
    if (cls == &PyCFunction_Type) {
        PyObject *self = ((PyCFunctionObject *)value)->m_self;
        return self != NULL && is_own(walk, self);
    }
    if (PyType_Check(value)) {
        if (!is_own_class((PyTypeObject *)value)) {
            return false;
        }
        will_take(walk, ((PyTypeObject *)value)->tp_mro);
        will_take(walk, class_dict((PyTypeObject *)value));
        return true;
    }
    if (cls == &PyDict_Type) {
        Py_ssize_t at = 0;
        PyObject *key;
        PyObject *item;
        while (PyDict_Next(value, &at, &key, &item)) {
            will_take(walk, key);
            will_take(walk, item);
        }
        return true;
    }
    if (cls == &PyList_Type || cls == &PyTuple_Type || PyAnySet_CheckExact(value)) {
        /* The empty tuple is everybody's. */
        if (is_empty(value)) {
            return false;
        }
        take_items(walk, value);
        return true;
    }
    if (cls == &PyCode_Type) {
        take_code(walk, (PyCodeObject *)value);
        return true;
    }
    if (is_own_class(cls) || cls == &PyCell_Type || cls == &PyMethod_Type || is_method_wrapper(cls) ||
        cls == &PyStaticMethod_Type || cls == &PyClassMethod_Type || cls == &PyProperty_Type) {
        take_referents(walk, value);
        return true;
    }
    return false;
}

void
take_own(Walk *walk, PyObject *first)
{
    queue_push(walk, first);
    for (PyObject *value = queue_pop(walk); value != NULL; value = queue_pop(walk)) {
        Marks *marks = marks_of(walk, value);
        if (marks == NULL) {
            return;
        }
        if ((marks->own[mark_word(value)] & mark_bit(value)) == 0 && take_parts(walk, value)) {
            /* Of ours nothing is found later. */
            marks->own[mark_word(value)] |= mark_bit(value);
            marks->seen[mark_word(value)] |= mark_bit(value);
        }
    }
}

static void
mark(Walk *walk, const void *value)
{
    Marks *marks = marks_of(walk, value);
    if (marks != NULL) {
        marks->own[mark_word(value)] |= mark_bit(value);
        marks->seen[mark_word(value)] |= mark_bit(value);
    }
}

void
mark_own(Walk *walk)
{
    Py_ssize_t at = 0;
    PyObject *name;
    PyObject *module;
    if (!PyDict_Check(walk->modules)) {
        return;
    }
    while (PyDict_Next(walk->modules, &at, &name, &module)) {
        if (is_own_module(walk, name, module)) {
            uint64_t *slot =
                table_slot(walk, &walk->own_globals, (uint64_t)(uintptr_t)PyModule_GetDict(module));
            if (slot != NULL) {
                *slot = (uint64_t)(uintptr_t)module;
            }
        }
    }
    for (size_t slot = 0; walk->own_globals.entries != NULL && slot <= walk->own_globals.mask; slot++) {
        if (walk->own_globals.entries[slot].key != 0) {
            take_own(walk, (PyObject *)(uintptr_t)walk->own_globals.entries[slot].value);
        }
    }
    take_own(walk, walk->working);
    mark(walk, walk->working);
    for (size_t index = 0; index < walk->stacks.frames.count; index++) {
        const PyFrameObject *object = (const PyFrameObject *)(uintptr_t)walk->stacks.frames.at[index];
#if PY_VERSION_HEX >= 0x030B0000
        const PyObject *globals = object->f_frame->f_globals;
#else
        const PyObject *globals = object->f_globals;
#endif
        if (table_get(&walk->own_globals, (uint64_t)(uintptr_t)globals) != 0) {
            mark(walk, object);
        }
    }
}

bool
is_own_find(Walk *walk, PyObject *value)
{
    PyTypeObject *cls = Py_TYPE(value);
    if (cls == &PyFunction_Type) {
        return has_own_globals(walk, value);
    }
    if (PyType_Check(value)) {
        return is_own_class((PyTypeObject *)value);
    }
    /* Few types have nearly all objects. */
    PyTypeObject **other = &walk->others[((uintptr_t)cls >> 5) % RECENT_TYPES];
    if (*other == cls) {
        return false;
    }
    if (is_own(walk, cls) || is_own_static(cls)) {
        return true;
    }
    *other = cls;
    return false;
}

#endif
