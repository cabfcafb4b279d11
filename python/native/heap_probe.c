/* What the walk makes of one object, for who knows what it should be: tracehold/_heap_native.py before the walk is used, and
 * tests. A word is compared before it is followed as a pointer. */

#include "heap.h"

#ifdef HAS_HEAP_WALK

#include "schema.gen.h"

#if PY_VERSION_HEX < 0x03090000
#include "internal/pycore_object.h"
#include "internal/pycore_pymem.h"
#else
#include "internal/pycore_gc.h"
#include "internal/pycore_interp.h"
#endif
#if PY_VERSION_HEX >= 0x030B0000
#include "internal/pycore_dict.h"
#endif

#define LISTS "the lists of the garbage collector"
#define SIZES "the size of objects"
#define KEYS "the attributes of instances"

/* Whether objects are in the collector's lists where the walk looks for them: a new one is the last of the youngest. */
static const char *
compare_lists(void)
{
    const struct _gc_runtime_state *gc = collector();
    PyObject *made = PyList_New(0);
    if (made == NULL) {
        return LISTS;
    }
    uintptr_t mine = (uintptr_t)made - sizeof(PyGC_Head);
    uintptr_t head = (uintptr_t)&gc->generations[0].head;
    const PyGC_Head *own = (const PyGC_Head *)mine;
    bool fit = (gc->generations[0].head._gc_prev & ~(uintptr_t)3) == mine && own->_gc_next == head &&
               (gc->enabled == 0 || gc->enabled == 1);
    Py_DECREF(made);
    return fit ? NULL : LISTS;
}

static const char *
compare_sizes(void)
{
    bool fit = PyType_Type.tp_basicsize == sizeof(PyHeapTypeObject) && PySet_Type.tp_basicsize == sizeof(PySetObject) &&
               PyDict_Type.tp_basicsize == sizeof(PyDictObject) && PyList_Type.tp_basicsize == sizeof(PyListObject) &&
               PyFunction_Type.tp_basicsize == sizeof(PyFunctionObject) &&
               PyTraceBack_Type.tp_basicsize == sizeof(PyTracebackObject) &&
               PyCell_Type.tp_basicsize == sizeof(PyCellObject) && PyMethod_Type.tp_basicsize == sizeof(PyMethodObject) &&
               PyCFunction_Type.tp_basicsize == sizeof(PyCFunctionObject) &&
               ((PyTypeObject *)PyExc_BaseException)->tp_basicsize == sizeof(PyBaseExceptionObject);
    return fit ? NULL : SIZES;
}

/* Whether the names of an instance's two attributes are where the walk looks for them. */
static const char *
compare_keys(PyObject *value)
{
#if PY_VERSION_HEX >= 0x030B0000
    if (PyType_HasFeature(Py_TYPE(value), Py_TPFLAGS_MANAGED_DICT)) {
        const PyDictKeysObject *keys = ((PyHeapTypeObject *)Py_TYPE(value))->ht_cached_keys;
        if (keys == NULL || keys->dk_kind != DICT_KEYS_SPLIT || keys->dk_nentries != 2 || keys->dk_log2_size > 6 ||
            keys->dk_log2_index_bytes > 6) {
            return KEYS;
        }
    }
#else
    (void)value;
#endif
    return NULL;
}

static PyObject *
edges_of(const Walk *walk)
{
    PyObject *edges = PyList_New(0);
    for (size_t index = 0; edges != NULL && index < walk->targets.count; index++) {
        uint64_t label = walk->labels.at[index];
        uint32_t kind = (uint32_t)(label & ((1 << KIND_BITS) - 1));
        size_t size = 0;
        bool is_text = kind == HEAP_EDGE_KIND_ATTRIBUTE || kind == HEAP_EDGE_KIND_KEY ||
                       kind == HEAP_EDGE_KIND_KEY_OBJECT || kind == HEAP_EDGE_KIND_LOCAL;
        const char *text = is_text ? (const char *)name_text(walk, (uint32_t)(label >> KIND_BITS), &size) : NULL;
        PyObject *name = text != NULL ? PyUnicode_DecodeUTF8(text, (Py_ssize_t)size, "replace")
                                      : PyLong_FromUnsignedLongLong(label >> KIND_BITS);
        PyObject *row = name != NULL ? Py_BuildValue("INK", kind, name, walk->targets.at[index]) : NULL;
        if (row == NULL || PyList_Append(edges, row) < 0) {
            Py_CLEAR(edges);
        }
        Py_XDECREF(row);
    }
    return edges;
}

/* heap_describe(value, types, instance): (bytes, edges) of a value; or a text, what differs. The instance has two
 * attributes. */
PyObject *
heap_describe(PyObject *Py_UNUSED(module), PyObject *args)
{
    Walk walk = {0};
    PyObject *value;
    PyObject *types;
    PyObject *instance;
    if (!PyArg_ParseTuple(args, "OOO", &value, &types, &instance) || !walk_begin(&walk, types)) {
        return NULL;
    }
    const char *differs = compare_sizes();
    differs = differs != NULL ? differs : compare_lists();
    differs = differs != NULL ? differs : compare_keys(instance);
    if (differs != NULL) {
        return PyUnicode_FromString(differs);
    }
    walk.label_dict = label_of(HEAP_EDGE_KIND_ATTRIBUTE, ascii_id(&walk, "__dict__"));
    walk.label_frame = label_of(HEAP_EDGE_KIND_ATTRIBUTE, ascii_id(&walk, "frame"));
    const Type *type = type_of(&walk, value);
    uint64_t size = type != NULL ? size_of(&walk, value, type) : 0;
    if (type != NULL) {
        add_edges(&walk, value, type);
    }
    PyObject *edges = walk.error == 0 ? edges_of(&walk) : PyErr_NoMemory();
    walk_free(&walk);
    return edges != NULL ? Py_BuildValue("KN", (unsigned long long)size, edges) : NULL;
}

/* heap_array(array, base, dtype): whether numpy lays arrays out as the walk reads them. */
PyObject *
heap_array(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *array;
    PyObject *base;
    PyObject *dtype;
    if (!PyArg_ParseTuple(args, "OOO", &array, &base, &dtype)) {
        return NULL;
    }
    return PyBool_FromLong(is_array_known(array, base, dtype));
}

#endif
