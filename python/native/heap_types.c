/* What is known of the types of objects: names, what reads and measures their instances. No class is asked for anything:
 * its dict is looked through for exact strings, and descriptors in C are applied. */

#include "heap.h"

#ifdef HAS_HEAP_WALK

#include <frameobject.h>
#include <structmember.h>

#include "schema.gen.h"

#if PY_VERSION_HEX >= 0x030C0000
#define MEMBER_OBJECT Py_T_OBJECT_EX
enum { T_OLD_OBJECT = 6, MEMBER_INT = Py_T_INT };
#else
#define MEMBER_OBJECT T_OBJECT_EX
enum { T_OLD_OBJECT = T_OBJECT, MEMBER_INT = T_INT };
#endif

enum { GC_HEADER = 2 * sizeof(void *), PRE_HEADER = 2 * sizeof(void *), MOST_MEMBERS = 1000 };

/* Where objects of the interpreter have what their attributes tell; the order is that of _heap_edges._MEMBERS, the last
 * one of an object that several have names it. */
static const struct {
    PyTypeObject *type;
    const char *name;
    size_t offset;
} FIELDS[] = {
    {&PyFunction_Type, "__globals__", offsetof(PyFunctionObject, func_globals)},
    {&PyFunction_Type, "__code__", offsetof(PyFunctionObject, func_code)},
    {&PyFunction_Type, "__closure__", offsetof(PyFunctionObject, func_closure)},
    {&PyFunction_Type, "__defaults__", offsetof(PyFunctionObject, func_defaults)},
    {&PyFunction_Type, "__kwdefaults__", offsetof(PyFunctionObject, func_kwdefaults)},
#if PY_VERSION_HEX >= 0x030A0000
    {&PyFunction_Type, "__builtins__", offsetof(PyFunctionObject, func_builtins)},
#endif
    {&PyFunction_Type, "__doc__", offsetof(PyFunctionObject, func_doc)},
    {&PyFunction_Type, "__module__", offsetof(PyFunctionObject, func_module)},
    {&PyMethod_Type, "__func__", offsetof(PyMethodObject, im_func)},
    {&PyMethod_Type, "__self__", offsetof(PyMethodObject, im_self)},
    {&PyCFunction_Type, "__self__", offsetof(PyCFunctionObject, m_self)},
    {&PyCFunction_Type, "__module__", offsetof(PyCFunctionObject, m_module)},
    {&PyCell_Type, "cell_contents", offsetof(PyCellObject, ob_ref)},
    {&PyTraceBack_Type, "tb_next", offsetof(PyTracebackObject, tb_next)},
    {&PyTraceBack_Type, "tb_frame", offsetof(PyTracebackObject, tb_frame)},
};

static const struct {
    const char *name;
    size_t offset;
} EXCEPTION_FIELDS[] = {
    {"__traceback__", offsetof(PyBaseExceptionObject, traceback)},
    {"__context__", offsetof(PyBaseExceptionObject, context)},
    {"__cause__", offsetof(PyBaseExceptionObject, cause)},
    {"args", offsetof(PyBaseExceptionObject, args)},
};

/* Members that the types themselves describe: their structures are not in the headers. */
static const char *const DESCRIBED[] = {"fget", "fset", "fdel", "__func__", "func", "args", "keywords"};

PyObject *
class_dict(PyTypeObject *cls)
{
#if PY_VERSION_HEX >= 0x030C0000
    PyObject *dict = PyType_GetDict(cls);
    /* The type holds it. */
    Py_XDECREF(dict);
    return dict;
#else
    return cls->tp_dict;
#endif
}

static bool
has_base(PyTypeObject *cls, const PyTypeObject *base)
{
    PyObject *mro = cls->tp_mro;
    for (Py_ssize_t index = 0; mro != NULL && index < PyTuple_GET_SIZE(mro); index++) {
        if (PyTuple_GET_ITEM(mro, index) == (const PyObject *)base) {
            return true;
        }
    }
    return false;
}

/* -- sizes --------------------------------------------------------------------------------------------------------- */

/* The method in C that tells the bytes of an instance, NULL where it is object's own. */
static PyObject *
size_method(PyTypeObject *cls, const PyTypeObject *array)
{
    if (array != NULL && has_base(cls, array)) {
        /* It counts its own buffer, and nothing of one that it only shows. */
        PyObject *found = dict_find(class_dict((PyTypeObject *)array), "__sizeof__");
        if (found != NULL && Py_IS_TYPE(found, &PyMethodDescr_Type)) {
            return found;
        }
    }
    PyObject *mro = cls->tp_mro;
    for (Py_ssize_t index = 0; mro != NULL && index < PyTuple_GET_SIZE(mro); index++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(mro, index);
        PyObject *found = dict_find(class_dict(base), "__sizeof__");
        if (found != NULL && Py_IS_TYPE(found, &PyMethodDescr_Type)) {
            return base != &PyBaseObject_Type ? found : NULL;
        }
    }
    return NULL;
}

static uint64_t
plain_size(PyObject *value)
{
    PyTypeObject *cls = Py_TYPE(value);
    Py_ssize_t size = cls->tp_basicsize;
    if (cls->tp_itemsize > 0) {
        size += ((PyVarObject *)value)->ob_size * cls->tp_itemsize;
    }
    return size > 0 ? (uint64_t)size : 0;
}

/* Asks a method in C. In the child what it allocates comes from pages of ours. */
static uint64_t
asked_size(PyObject *value, PyObject *method)
{
    PyMethodDef *definition = ((PyMethodDescrObject *)method)->d_method;
    PyObject *told = definition->ml_flags == METH_NOARGS ? definition->ml_meth(value, NULL)
                                                         : PyObject_CallFunctionObjArgs(method, value, NULL);
    Py_ssize_t size = told != NULL ? PyLong_AsSsize_t(told) : -1;
    Py_XDECREF(told);
    if (size < 0) {
        PyErr_Clear();
        return plain_size(value);
    }
    return (uint64_t)size;
}

/* Of an object of ctypes: what is small lies in the object itself. */
static uint64_t
ctypes_size(PyObject *value, const Type *type)
{
    enum { INSIDE = 16 };
    int is_own;
    Py_ssize_t size;
    memcpy(&is_own, (const char *)value + type->buffer_own, sizeof is_own);
    memcpy(&size, (const char *)value + type->buffer_size, sizeof size);
    return plain_size(value) + (is_own != 0 && size > INSIDE ? (uint64_t)size : 0);
}

static PyMemberDef *
member_of(PyTypeObject *cls, const char *name, int kind)
{
    PyObject *found = dict_find(class_dict(cls), name);
    if (found == NULL || !Py_IS_TYPE(found, &PyMemberDescr_Type)) {
        return NULL;
    }
    PyMemberDef *member = ((PyMemberDescrObject *)found)->d_member;
    return member->type == kind ? member : NULL;
}

/* Whether its instances are of ctypes, by members that nothing written in Python can have: CDataObject of Modules/_ctypes. */
static bool
learn_ctypes(PyTypeObject *cls, Type *type)
{
    PyObject *mro = cls->tp_mro;
    for (Py_ssize_t index = 0; index < PyTuple_GET_SIZE(mro); index++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(mro, index);
        PyMemberDef *own = member_of(base, "_b_needsfree_", MEMBER_INT);
        PyMemberDef *whole = member_of(base, "_b_base_", T_OLD_OBJECT);
        if (own != NULL && whole != NULL) {
            type->buffer_own = own->offset;
            /* Behind the object whose buffer it shows stands the size. */
            type->buffer_size = whole->offset + (Py_ssize_t)sizeof(PyObject *);
            return type->buffer_size + (Py_ssize_t)sizeof(Py_ssize_t) <= base->tp_basicsize;
        }
    }
    return false;
}

static uint64_t
text_size(PyObject *value, PyObject *method)
{
#if PY_VERSION_HEX < 0x030C0000
    bool alone = ((PyASCIIObject *)value)->wstr == NULL;
#else
    bool alone = true;
#endif
    if (PyUnicode_IS_COMPACT_ASCII(value) && alone && PyUnicode_CheckExact(value)) {
        return sizeof(PyASCIIObject) + (size_t)PyUnicode_GET_LENGTH(value) + 1;
    }
    return asked_size(value, method);
}

uint64_t
size_of(Walk *Py_UNUSED(walk), PyObject *value, const Type *type)
{
    switch (type->sizing) {
    case SIZE_PLAIN:
        return plain_size(value) + type->header;
    case SIZE_LIST:
        return (size_t)Py_TYPE(value)->tp_basicsize + (size_t)((PyListObject *)value)->allocated * sizeof(PyObject *) +
               type->header;
    case SIZE_TEXT:
        return text_size(value, type->size_method) + type->header;
    case SIZE_CTYPES:
        return ctypes_size(value, type) + type->header;
    case SIZE_METHOD:
        break;
    }
    return asked_size(value, type->size_method) + type->header;
}

static uint32_t
header_of(PyTypeObject *cls)
{
    unsigned long before = 0;
#if PY_VERSION_HEX >= 0x030C0000
    before = Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF;
#elif PY_VERSION_HEX >= 0x030B0000
    before = Py_TPFLAGS_MANAGED_DICT;
#endif
    return ((cls->tp_flags & before) != 0 ? PRE_HEADER : 0) + (PyType_IS_GC(cls) ? GC_HEADER : 0);
}

/* -- members ------------------------------------------------------------------------------------------------------- */

static void
add_member(Walk *walk, Member *members, size_t *count, Py_ssize_t offset, const char *name, PyObject *text, bool optional)
{
    uint32_t id = text != NULL ? text_id(walk, text, LONGEST_TEXT) : ascii_id(walk, name);
    members[(*count)++] = (Member){offset, label_of(HEAP_EDGE_KIND_ATTRIBUTE, id), optional, false};
}

/* The reference that a member descriptor reads; false for a number or the like. */
static bool
is_reference(PyObject *descriptor, bool *optional)
{
    if (!Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) {
        return false;
    }
    int kind = ((PyMemberDescrObject *)descriptor)->d_member->type;
    *optional = kind == MEMBER_OBJECT;
    return kind == MEMBER_OBJECT || kind == T_OLD_OBJECT;
}

static void
add_fields(Walk *walk, PyTypeObject *base, Member *members, size_t *count)
{
    for (size_t index = 0; index < sizeof FIELDS / sizeof *FIELDS; index++) {
        if (FIELDS[index].type == base) {
            /* An empty cell tells nothing, the others None. */
            add_member(walk, members, count, (Py_ssize_t)FIELDS[index].offset, FIELDS[index].name, NULL,
                       base == &PyCell_Type);
            members[*count - 1].is_self =
                base == &PyCFunction_Type && FIELDS[index].offset == offsetof(PyCFunctionObject, m_self);
        }
    }
    for (size_t index = 0; base == (PyTypeObject *)PyExc_BaseException && index < 4; index++) {
        add_member(walk, members, count, (Py_ssize_t)EXCEPTION_FIELDS[index].offset, EXCEPTION_FIELDS[index].name, NULL,
                   false);
    }
    bool is_described = base == &PyProperty_Type || base == &PyStaticMethod_Type || base == &PyClassMethod_Type ||
                        strcmp(base->tp_name, "functools.partial") == 0;
    for (size_t index = 0; is_described && index < sizeof DESCRIBED / sizeof *DESCRIBED; index++) {
        PyObject *found = dict_find(class_dict(base), DESCRIBED[index]);
        bool optional;
        if (found != NULL && is_reference(found, &optional)) {
            add_member(walk, members, count, ((PyMemberDescrObject *)found)->d_member->offset, DESCRIBED[index], NULL,
                       optional);
        }
    }
}

/* Whether a dict has no key but exact strings. */
static bool
has_texts_only(PyObject *dict)
{
    Py_ssize_t at = 0;
    PyObject *key;
    while (dict != NULL && PyDict_Next(dict, &at, &key, NULL)) {
        if (!PyUnicode_CheckExact(key)) {
            return false;
        }
    }
    return true;
}

/* Slots and members in C of a class itself, but no __names__. */
static void
add_slots(Walk *walk, PyObject *dict, Member *members, size_t *count)
{
    if (!has_texts_only(dict)) {
        return;
    }
    Py_ssize_t at = 0;
    PyObject *key;
    PyObject *value;
    bool optional;
    while (dict != NULL && *count < MOST_MEMBERS && PyDict_Next(dict, &at, &key, &value)) {
        bool is_dunder = PyUnicode_GET_LENGTH(key) >= 2 && PyUnicode_READ_CHAR(key, 0) == '_' &&
                         PyUnicode_READ_CHAR(key, 1) == '_';
        if (!is_dunder && is_reference(value, &optional)) {
            add_member(walk, members, count, ((PyMemberDescrObject *)value)->d_member->offset, NULL, key, optional);
        }
    }
}

static void
learn_members(Walk *walk, PyTypeObject *cls, Type *type)
{
    static Member found[MOST_MEMBERS + 32];
    size_t count = 0;
    PyObject *mro = cls->tp_mro;
    Py_ssize_t bases = PyTuple_GET_SIZE(mro);
    for (Py_ssize_t index = 0; index < bases && count == 0; index++) {
        add_fields(walk, (PyTypeObject *)PyTuple_GET_ITEM(mro, index), found, &count);
    }
    /* Base classes first: what a class says itself names it. */
    for (Py_ssize_t index = bases; index > 0; index--) {
        add_slots(walk, class_dict((PyTypeObject *)PyTuple_GET_ITEM(mro, index - 1)), found, &count);
    }
    Member *kept = count != 0 ? arena_get(walk, count * sizeof *kept) : NULL;
    if (kept != NULL) {
        memcpy(kept, found, count * sizeof *kept);
        type->members = kept;
        type->member_count = count;
    }
}

/* Whether instances have a dict that the interpreter itself keeps. */
static bool
has_own_dict(PyTypeObject *cls)
{
    PyObject *mro = cls->tp_mro;
    for (Py_ssize_t index = 0; index < PyTuple_GET_SIZE(mro); index++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(mro, index);
        PyObject *dict = class_dict(base);
        if (!has_texts_only(dict)) {
            return false;
        }
        PyObject *found = dict_find(dict, "__dict__");
        if (found != NULL) {
            return (Py_IS_TYPE(found, &PyGetSetDescr_Type) || Py_IS_TYPE(found, &PyMemberDescr_Type)) &&
                   PyDescr_TYPE(found) == base;
        }
    }
    return false;
}

/* -- reading ------------------------------------------------------------------------------------------------------- */

static Reading
exact_reading(const Walk *walk, const PyTypeObject *cls)
{
    return cls == &PyDict_Type                                     ? READ_DICT
           : cls == &PyList_Type                                   ? READ_LIST
           : cls == &PyTuple_Type                                  ? READ_TUPLE
           : cls == &PySet_Type || cls == &PyFrozenSet_Type        ? READ_SET
           : cls == &PyFrame_Type                                  ? READ_FRAME
           : cls == &PyModule_Type                                 ? READ_MODULE
           : cls == &PyCode_Type                                   ? READ_CODE
           : cls == walk->deque                                    ? READ_DEQUE
           : cls == walk->lru_cache                                ? READ_LRU_CACHE
           : cls == &PyGen_Type || cls == &PyCoro_Type || cls == &PyAsyncGen_Type ? READ_GENERATOR
                                                                   : READ_NOTHING;
}

static Reading
container_reading(const Walk *walk, PyTypeObject *cls)
{
    return has_base(cls, &PyDict_Type)                                     ? READ_DICT
           : has_base(cls, &PyList_Type)                                   ? READ_LIST
           : has_base(cls, &PyTuple_Type)                                  ? READ_TUPLE
           : has_base(cls, &PySet_Type) || has_base(cls, &PyFrozenSet_Type) ? READ_SET
           : has_base(cls, &PyModule_Type)                                 ? READ_MODULE
           : walk->deque != NULL && has_base(cls, walk->deque)             ? READ_DEQUE
                                                                           : READ_NOTHING;
}

static void
learn_reading(Walk *walk, PyTypeObject *cls, Type *type)
{
    type->reading = exact_reading(walk, cls);
    if (type->reading != READ_NOTHING) {
        return;
    }
    if (walk->array != NULL && has_base(cls, walk->array)) {
        type->reading = READ_ARRAY;
    } else if (PyType_IS_GC(cls)) {
        if (has_base(cls, &PyType_Type)) {
            type->reading = READ_CLASS;
            return;
        }
        type->container = container_reading(walk, cls);
        type->has_dict = has_own_dict(cls);
        learn_members(walk, cls, type);
        bool is_known = type->has_dict || type->member_count != 0 || type->container != READ_NOTHING;
        type->reading = is_known ? READ_INSTANCE : READ_UNKNOWN;
    }
}

static Placing
placing_of(PyTypeObject *cls)
{
    return cls == &PyCode_Type              ? PLACE_CODE
           : cls == &PyFunction_Type        ? PLACE_FUNCTION
           : cls == &PyFrame_Type           ? PLACE_FRAME
           : cls == &PyTraceBack_Type       ? PLACE_TRACEBACK
           : cls == &PyModule_Type          ? PLACE_MODULE
           : has_base(cls, &PyType_Type)    ? PLACE_CLASS
                                            : PLACE_NONE;
}

/* The row [name, address, file or nil, line] of a type. */
static void
describe(Walk *walk, PyTypeObject *cls)
{
    Place place = {0};
    if (cls->tp_mro != NULL) {
        place = place_of_class(walk, cls);
    }
    walk->text.size = 0;
    put_full_type_name(walk, &walk->text, cls);
    size_t size = 0;
    const uint8_t *file = place.is_known ? name_text(walk, place.file, &size) : NULL;
    Buffer *out = &walk->fresh_types;
    if (!reserve(walk, out, walk->text.size + size + 64)) {
        return;
    }
    put_array_header(out, 4);
    put_text_header(out, walk->text.size);
    put_bytes(out, walk->text.bytes, walk->text.size);
    put_uint(out, (uint64_t)(uintptr_t)cls);
    if (file != NULL) {
        put_text_header(out, size);
        put_bytes(out, file, size);
    } else {
        put_byte(out, 0xC0);
    }
    put_uint(out, place.is_known ? place.line : 0);
    walk->fresh_type_count++;
}

const Type *
type_learn(Walk *walk, PyTypeObject *cls)
{
    const Type *known = (const Type *)(uintptr_t)table_get(&walk->types, (uint64_t)(uintptr_t)cls);
    if (known != NULL) {
        return known;
    }
    Type *type = arena_get(walk, sizeof *type);
    if (type == NULL) {
        return NULL;
    }
    type->id = walk->type_count++;
    if (cls->tp_mro == NULL) {
        /* A static type in C that nobody made ready: it has no bases, no dict and no module. */
        type->reading = READ_UNKNOWN;
    } else {
        learn_reading(walk, cls, type);
        type->placing = placing_of(cls);
        type->header = header_of(cls);
        type->size_method = size_method(cls, walk->array);
        type->sizing = type->size_method == NULL ? (learn_ctypes(cls, type) ? SIZE_CTYPES : SIZE_PLAIN)
                       : PyDescr_TYPE(type->size_method) == &PyList_Type           ? SIZE_LIST
                       : PyDescr_TYPE(type->size_method) == &PyUnicode_Type        ? SIZE_TEXT
                                                                                   : SIZE_METHOD;
    }
    type->is_own = is_own(walk, cls) || is_own_static(cls);
    type->is_string = is_string_type(cls);
    describe(walk, cls);
    uint64_t *slot = table_slot(walk, &walk->types, (uint64_t)(uintptr_t)cls);
    if (slot == NULL) {
        return NULL;
    }
    *slot = (uint64_t)(uintptr_t)type;
    return type;
}

#endif
