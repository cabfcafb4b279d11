/* The walk: the collector's lists, then what their objects refer to (_heap_walk.py). */

#include "heap.h"

#ifdef HAS_HEAP_WALK

#include "schema.gen.h"

#if PY_VERSION_HEX < 0x03090000
#include "internal/pycore_object.h"
#include "internal/pycore_pymem.h"
#include "internal/pycore_pystate.h"
#else
#include "internal/pycore_gc.h"
#include "internal/pycore_interp.h"
#endif

#include <frameobject.h>

enum { CHUNK_NODES = 16384, CHUNK_EDGES = 500000, IMMORTAL = 1 << 30 };

/* -- the collector ------------------------------------------------------------------------------------------------- */

struct _gc_runtime_state *
collector(void)
{
#if PY_VERSION_HEX < 0x03090000
    return &_PyRuntime.gc;
#else
    return &PyInterpreterState_Get()->gc;
#endif
}

static PyGC_Head *
list_head(int list)
{
    struct _gc_runtime_state *gc = collector();
    return list < NUM_GENERATIONS ? &gc->generations[list].head : &gc->permanent_generation.head;
}

/* Calls `use` with each object in the collector's lists. */
static void
each_tracked(Walk *walk, void (*use)(Walk *walk, PyObject *value))
{
    for (int list = 0; list <= NUM_GENERATIONS; list++) {
        PyGC_Head *head = list_head(list);
        PyGC_Head *next;
        for (PyGC_Head *at = _PyGCHead_NEXT(head); at != head && walk->error == 0; at = next) {
            next = _PyGCHead_NEXT(at);
            __builtin_prefetch(next);
            use(walk, (PyObject *)(at + 1));
        }
    }
}

/* -- frames -------------------------------------------------------------------------------------------------------- */

void
gather_frames(Walk *walk)
{
    struct _gc_runtime_state *gc = collector();
    int enabled = gc->enabled;
    /* Frame objects are made: no reason to collect. */
    gc->enabled = 0;
    PyThreadState *thread = PyInterpreterState_ThreadHead(PyThreadState_Get()->interp);
    for (; thread != NULL; thread = PyThreadState_Next(thread)) {
#if PY_VERSION_HEX < 0x03090000
        for (PyFrameObject *frame = thread->frame; frame != NULL; frame = frame->f_back) {
            column_push(walk, &walk->stacks.frames, (uint64_t)(uintptr_t)frame);
            column_push(walk, &walk->stacks.threads, thread->thread_id);
        }
#else
        PyFrameObject *frame = PyThreadState_GetFrame(thread);
        while (frame != NULL) {
            column_push(walk, &walk->stacks.frames, (uint64_t)(uintptr_t)frame);
            column_push(walk, &walk->stacks.threads, thread->thread_id);
            PyFrameObject *back = PyFrame_GetBack(frame);
            /* It runs, and is held by that. */
            Py_DECREF(frame);
            frame = back;
        }
        PyErr_Clear();
#endif
    }
    gc->enabled = enabled;
}

void
put_thread_name(Walk *walk, unsigned long ident)
{
    PyObject *names = walk->stacks.names;
    walk->text.size = 0;
    for (Py_ssize_t index = 0; index < PyList_GET_SIZE(names); index++) {
        PyObject *pair = PyList_GET_ITEM(names, index);
        if (PyLong_AsUnsignedLongMask(PyTuple_GET_ITEM(pair, 0)) == ident) {
            put_utf8(walk, &walk->text, PyTuple_GET_ITEM(pair, 1), LONGEST_NAME);
            return;
        }
    }
    if (reserve(walk, &walk->text, 40)) {
        char name[40];
        put_bytes(&walk->text, name, (size_t)snprintf(name, sizeof name, "thread-%lu", ident));
    }
}

/* -- objects ------------------------------------------------------------------------------------------------------- */

static void
note_tracked(Walk *walk, PyObject *value)
{
    see(walk, value);
    if (is_own_find(walk, value) && !is_own(walk, value)) {
        take_own(walk, value);
    }
}

static void
add_object(Walk *walk, PyObject *value)
{
    const Type *type = type_of(walk, value);
    if (type == NULL || type->is_own) {
        return;
    }
    Py_ssize_t references = Py_REFCNT(value);
    size_t first = walk->targets.count;
    column_push(walk, &walk->addresses, (uint64_t)(uintptr_t)value);
    column_push(walk, &walk->kinds, type->id);
    column_push(walk, &walk->refcounts, references >= 0 && references < IMMORTAL ? (uint64_t)references : UINT32_MAX);
    column_push(walk, &walk->sizes, size_of(walk, value, type));
    add_edges(walk, value, type);
    column_push(walk, &walk->counts, walk->targets.count - first);
    if (type->is_string) {
        add_string(walk, value, walk->addresses.count - 1);
    }
    if (type->placing != PLACE_NONE) {
        add_place(walk, value, type->placing, walk->addresses.count - 1);
    }
    if (walk->addresses.count == CHUNK_NODES || walk->targets.count >= CHUNK_EDGES) {
        flush(walk);
    }
}

static void
add_tracked(Walk *walk, PyObject *value)
{
    if (!is_own(walk, value)) {
        uint64_t before = walk->nodes + walk->addresses.count;
        add_object(walk, value);
        walk->tracked += walk->nodes + walk->addresses.count - before;
    }
}

/* A root is walked after the tracked objects, where it is none itself. */
static void
add_root(Walk *walk, PyObject *value)
{
    if (see(walk, value)) {
        queue_push(walk, value);
    }
}

static void
add_roots(Walk *walk)
{
    Py_ssize_t at = 0;
    PyObject *name;
    PyObject *module;
    while (PyDict_Check(walk->modules) && PyDict_Next(walk->modules, &at, &name, &module)) {
        if (PyUnicode_CheckExact(name)) {
            add_root(walk, module);
        }
    }
    for (size_t index = 0; index < walk->stacks.frames.count; index++) {
        add_root(walk, (PyObject *)(uintptr_t)walk->stacks.frames.at[index]);
    }
    add_root(walk, walk->modules);
}

void
walk_heap(Walk *walk)
{
    struct _gc_runtime_state *gc = collector();
    int enabled = gc->enabled;
    /* An exception in a method that tells a size is a new object. */
    gc->enabled = 0;
    walk->label_dict = label_of(HEAP_EDGE_KIND_ATTRIBUTE, ascii_id(walk, "__dict__"));
    walk->label_frame = label_of(HEAP_EDGE_KIND_ATTRIBUTE, ascii_id(walk, "frame"));
    mark_own(walk);
    each_tracked(walk, note_tracked);
    add_roots(walk);
    each_tracked(walk, add_tracked);
    while (walk->error == 0) {
        PyObject *value = queue_pop(walk);
        if (value == NULL) {
            break;
        }
        add_object(walk, value);
    }
    flush(walk);
    write_roots(walk);
    gc->enabled = enabled;
}

#endif
