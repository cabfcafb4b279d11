#include "thread.h"

#include <stddef.h>
#include <stdlib.h>
#include <structmember.h>

#include "clock.h"
#include "schema.gen.h"

uint64_t threads_freed = 0;

static bool
grow(void **items, size_t *capacity, size_t size, size_t first)
{
    size_t more = *capacity != 0 ? *capacity * 2 : first;
    void *grown = realloc(*items, more * size);
    if (grown == NULL) {
        return false;
    }
    *items = grown;
    *capacity = more;
    return true;
}

bool
thread_grow_open(Thread *thread)
{
    return grow((void **)&thread->open, &thread->open_capacity, sizeof(OpenCall), 64);
}

bool
thread_grow_rows(Thread *thread)
{
    if (grow((void **)&thread->rows, &thread->capacity, sizeof(Row), 128)) {
        return true;
    }
    thread->lost++;
    return false;
}

bool
thread_link(Thread *thread, uint64_t number)
{
    if (thread->link_count == thread->link_capacity &&
        !grow((void **)&thread->links, &thread->link_capacity, sizeof(uint64_t), 64)) {
        return false;
    }
    thread->links[thread->link_count++] = number;
    return true;
}

void
thread_put_allocation(Thread *thread, Row *row)
{
    uint64_t allocated = alloc_thread.allocated;
    uint64_t freed = alloc_thread.freed;
    /* Without memory it waits for the next event. */
    if (!thread_link(thread, allocated)) {
        return;
    }
    if (!thread_link(thread, freed)) {
        thread->link_count--;
        return;
    }
    row->kind |= EVENT_FLAG_HAS_ALLOCATION;
    row->parts |= ROW_ALLOCATED | ROW_FREED;
    alloc_thread.allocated = alloc_thread.freed = 0;
}

void
thread_put_value(Thread *thread, Row *row)
{
    size_t size = thread->scratch.size;
    put_bytes(&thread->values, thread->scratch.bytes, size);
    if (thread->values.failed) {
        thread->values.failed = false;
        return;
    }
    row->kind |= EVENT_FLAG_HAS_VALUE;
    row->value_length = (uint32_t)size;
    if (size > SMALL_VALUE) {
        thread->value_bytes += (Py_ssize_t)size;
        if (thread->value_bytes >= MAX_VALUE_BYTES) {
            thread->limit = 0;
        }
    }
}

/* -- for the recorder --------------------------------------------------------------------------------------------- */

static PyObject *
thread_held(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromSize_t(((Thread *)self)->count);
}

static size_t
links_of(const Row *rows, size_t count)
{
    size_t links = 0;
    for (size_t index = 0; index < count; index++) {
        uint8_t parts = rows[index].parts;
        links += ((parts & ROW_USER_SITE) != 0) + ((parts & ROW_ACTIVATION) != 0) + ((parts & ROW_TASK) != 0) +
                 ((parts & ROW_ALLOCATED) != 0) + ((parts & ROW_FREED) != 0);
    }
    return links;
}

static size_t
value_bytes_of(const Row *rows, size_t count)
{
    size_t bytes = 0;
    for (size_t index = 0; index < count; index++) {
        bytes += rows[index].value_length;
    }
    return bytes;
}

size_t
thread_chunk_events(const Thread *thread, size_t most)
{
    size_t count = thread->count < most ? thread->count : most;
    if (count == 0 || thread->rows[count - 1].time - thread->rows[0].time < 0x100000000) {
        return count;
    }
    for (size_t index = 1; index < count; index++) {
        if (thread->rows[index].time - thread->rows[index - 1].time >= 0x100000000) {
            count = index;
        }
    }
    return count;
}

void
thread_put_chunk(Buffer *out, const Thread *thread, size_t count)
{
    put_events(out, thread->rows, count, thread->links, thread->values.bytes, value_bytes_of(thread->rows, count));
}

void
thread_drop(Thread *thread, size_t count)
{
    count = count < thread->count ? count : thread->count;
    bool all = count == thread->count;
    size_t bytes = all ? thread->values.size : value_bytes_of(thread->rows, count);
    size_t links = all ? thread->link_count : links_of(thread->rows, count);
    if (links != 0) {
        memmove(thread->links, thread->links + links, (thread->link_count - links) * sizeof(uint64_t));
        thread->link_count -= links;
    }
    memmove(thread->rows, thread->rows + count, (thread->count - count) * sizeof(Row));
    thread->count -= count;
    if (bytes != 0) {
        memmove(thread->values.bytes, thread->values.bytes + bytes, thread->values.size - bytes);
        thread->values.size -= bytes;
    }
    thread->value_bytes = 0;
}

/* chunk(most): payload of the first events, their number, first and last time. */
static PyObject *
thread_chunk(PyObject *self, PyObject *argument)
{
    Thread *thread = (Thread *)self;
    size_t most = PyLong_AsSize_t(argument);
    if (most == (size_t)-1 && PyErr_Occurred()) {
        return NULL;
    }
    size_t count = thread_chunk_events(thread, most);
    if (count == 0) {
        PyErr_SetString(PyExc_ValueError, "no events");
        return NULL;
    }
    clock_set();
    Buffer out = {0};
    thread_put_chunk(&out, thread, count);
    PyObject *result = NULL;
    if (out.failed) {
        PyErr_NoMemory();
    } else {
        result = Py_BuildValue("y#nKK", out.bytes, (Py_ssize_t)out.size, (Py_ssize_t)count,
                               (unsigned long long)thread->rows[0].time,
                               (unsigned long long)thread->rows[count - 1].time);
    }
    buffer_free(&out);
    return result;
}

/* drop(count): the first events were written. */
static PyObject *
thread_drop_first(PyObject *self, PyObject *argument)
{
    size_t count = PyLong_AsSize_t(argument);
    if (count == (size_t)-1 && PyErr_Occurred()) {
        return NULL;
    }
    thread_drop((Thread *)self, count);
    Py_RETURN_NONE;
}

/* take_lost(): events for which there was no memory, told once. */
static PyObject *
thread_take_lost(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    Thread *thread = (Thread *)self;
    uint64_t lost = thread->lost;
    thread->lost = 0;
    return PyLong_FromUnsignedLongLong(lost);
}

static PyObject *
thread_get_open(PyObject *self, void *Py_UNUSED(closure))
{
    return PyLong_FromSize_t(((Thread *)self)->open_count);
}

static PyObject *
thread_get_limit(PyObject *self, void *Py_UNUSED(closure))
{
    return PyLong_FromSsize_t(((Thread *)self)->limit);
}

static int
thread_set_limit(PyObject *self, PyObject *value, void *Py_UNUSED(closure))
{
    Py_ssize_t limit = value != NULL ? PyLong_AsSsize_t(value) : 0;
    if (limit == -1 && PyErr_Occurred()) {
        return -1;
    }
    ((Thread *)self)->limit = limit;
    return 0;
}

static PyObject *
thread_get_value_bytes(PyObject *self, void *Py_UNUSED(closure))
{
    return PyLong_FromSsize_t(((Thread *)self)->value_bytes);
}

static void
thread_dealloc(PyObject *self)
{
    Thread *thread = (Thread *)self;
    threads_freed++;
    free(thread->rows);
    free(thread->links);
    free(thread->open);
    buffer_free(&thread->values);
    buffer_free(&thread->scratch);
    Py_XDECREF(thread->lock);
    Py_TYPE(self)->tp_free(self);
}

static PyMethodDef THREAD_METHODS[] = {
    {"held", thread_held, METH_NOARGS, "Events that are not written yet."},
    {"chunk", thread_chunk, METH_O, "Payload of the first events, their number, first and last time."},
    {"drop", thread_drop_first, METH_O, "Forgets the first events."},
    {"take_lost", thread_take_lost, METH_NOARGS, "Events for which there was no memory, told once."},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef THREAD_MEMBERS[] = {
    {"serial", T_UINT, offsetof(Thread, number), 0, "Its number in the recording."},
    {"lock", T_OBJECT, offsetof(Thread, lock), 0, "Held by who makes chunks of its events."},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef THREAD_ATTRIBUTES[] = {
    {"open", thread_get_open, NULL, "Calls that have not ended.", NULL},
    {"limit", thread_get_limit, thread_set_limit, "Events at which the recorder is told.", NULL},
    {"value_bytes", thread_get_value_bytes, NULL, "Bytes of values that are not small.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject Thread_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "_tracehold_native.Thread",
    .tp_basicsize = sizeof(Thread),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "Events of one thread.",
    .tp_new = PyType_GenericNew,
    .tp_dealloc = thread_dealloc,
    .tp_methods = THREAD_METHODS,
    .tp_getset = THREAD_ATTRIBUTES,
    .tp_members = THREAD_MEMBERS,
};
