#include "file.h"

#include <errno.h>
#include <stddef.h>
#include <structmember.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "crc32.h"
#include "schema.gen.h"

/* A buffer that one long value has made larger is not kept. */
static const size_t LARGEST_KEPT = 1 << 20;

static void
store(uint8_t *at, uint64_t number, int width)
{
    for (int byte = 0; byte < width; byte++) {
        at[byte] = (uint8_t)(number >> (8 * byte));
    }
}

/* Whether the descriptor still is our file: the program may have closed it, and opened another under its number. */
static bool
is_ours(const File *file)
{
    struct stat status;
    PyObject *identity = file->identity;
    if (file->descriptor < 0 || identity == NULL || !PyTuple_CheckExact(identity) || PyTuple_GET_SIZE(identity) != 2 ||
        fstat(file->descriptor, &status) != 0) {
        return false;
    }
    unsigned long long device = PyLong_AsUnsignedLongLongMask(PyTuple_GET_ITEM(identity, 0));
    unsigned long long inode = PyLong_AsUnsignedLongLongMask(PyTuple_GET_ITEM(identity, 1));
    return (unsigned long long)status.st_dev == device && (unsigned long long)status.st_ino == inode;
}

/* Appends to the file, without the interpreter lock. What was written in part is taken back. */
static bool
append(int descriptor, const uint8_t *bytes, size_t size, unsigned long long end)
{
    size_t written = 0;
    while (written < size) {
        ssize_t now = write(descriptor, bytes + written, size - written);
        if (now < 0 && errno == EINTR) {
            continue;
        }
        if (now <= 0) {
            /* A full disk, a limit: who tells of it comes again and finds the same. */
            if (written > 0 && ftruncate(descriptor, (off_t)end) != 0) {
                /* Then half a chunk stays, which a reader skips and tells of. */
            }
            return false;
        }
        written += (size_t)now;
    }
    return true;
}

/* Puts a chunk of the first `count` events into the buffer. */
static bool
make_chunk(File *file, const Thread *thread, size_t count, uint64_t base)
{
    Buffer *out = &file->chunk;
    out->size = 0;
    if (!buffer_room(out, CHUNK_HEADER_BYTES)) {
        out->failed = false;
        return false;
    }
    memset(out->bytes, 0, CHUNK_HEADER_BYTES);
    out->size = CHUNK_HEADER_BYTES;
    thread_put_chunk(out, thread, count);
    if (out->failed) {
        out->failed = false;
        return false;
    }
    size_t length = out->size - CHUNK_HEADER_BYTES;
    uint8_t *header = out->bytes;
    store(header + CHUNK_HEADER_LENGTH, length, 4);
    store(header + CHUNK_HEADER_KIND, CHUNK_KIND_EVENTS, 1);
    store(header + CHUNK_HEADER_CODEC, CODEC_RAW, 1);
    store(header + CHUNK_HEADER_THREAD, thread->number, 4);
    store(header + CHUNK_HEADER_FIRST_NS, thread->rows[0].time - base, 8);
    store(header + CHUNK_HEADER_LAST_NS, thread->rows[count - 1].time - base, 8);
    store(header + CHUNK_HEADER_EVENTS, count, 4);
    store(header + CHUNK_HEADER_SEQUENCE, file->sequence, 4);
    store(header + CHUNK_HEADER_RAW_LENGTH, length, 4);
    return true;
}

/* Writes one chunk; both locks are held. */
static bool
seal_one(File *file, Thread *thread, size_t most, uint64_t base)
{
    size_t count = thread_chunk_events(thread, most);
    if (!make_chunk(file, thread, count, base)) {
        return false;
    }
    Buffer *out = &file->chunk;
    int descriptor = file->descriptor;
    unsigned long long end = file->bytes;
    bool written;
    int before = errno;
    Py_BEGIN_ALLOW_THREADS
    store(out->bytes + CHUNK_HEADER_CRC, crc32_of(out->bytes + CHUNK_HEADER_KIND, out->size - CHUNK_HEADER_KIND), 4);
    written = append(descriptor, out->bytes, out->size, end);
    Py_END_ALLOW_THREADS
    errno = before;
    if (!written) {
        return false;
    }
    file->bytes += out->size;
    file->events += count;
    file->sequence++;
    thread_drop(thread, count);
    return true;
}

/* Names of methods: what is called by them needs no memory, so that a lock is given back where there is none. */
static struct {
    PyObject *is_owned;
    PyObject *acquire;
    PyObject *release;
} names;

int
file_begin(void)
{
    names.is_owned = PyUnicode_InternFromString("_is_owned");
    names.acquire = PyUnicode_InternFromString("acquire");
    names.release = PyUnicode_InternFromString("release");
    crc32_begin();
    return names.is_owned != NULL && names.acquire != NULL && names.release != NULL ? PyType_Ready(&File_Type) : -1;
}

/* Takes a lock that nobody holds, neither this thread; without waiting. */
static bool
take(PyObject *lock)
{
    PyObject *owned = lock != NULL ? PyObject_CallMethodObjArgs(lock, names.is_owned, NULL) : NULL;
    PyObject *taken = owned == Py_False ? PyObject_CallMethodObjArgs(lock, names.acquire, Py_False, NULL) : NULL;
    bool success = taken == Py_True;
    Py_XDECREF(owned);
    Py_XDECREF(taken);
    PyErr_Clear();
    return success;
}

static void
give_back(PyObject *lock)
{
    Py_XDECREF(PyObject_CallMethodObjArgs(lock, names.release, NULL));
    PyErr_Clear();
}

bool
file_is_due(const Thread *thread, size_t most)
{
    return thread->count >= most || thread->value_bytes >= MAX_VALUE_BYTES;
}

bool
file_seal(File *file, Thread *thread, size_t most, uint64_t base)
{
    if (file->dropped != file->told || file->lock == NULL || !take(thread->lock)) {
        return false;
    }
    bool done = false;
    if (take(file->lock)) {
        clock_set();
        done = is_ours(file);
        while (done && file_is_due(thread, most)) {
            done = seal_one(file, thread, most, base);
        }
        if (file->chunk.capacity > LARGEST_KEPT) {
            buffer_free(&file->chunk);
        }
        give_back(file->lock);
    }
    give_back(thread->lock);
    return done;
}

static void
file_dealloc(PyObject *self)
{
    File *file = (File *)self;
    Py_XDECREF(file->lock);
    Py_XDECREF(file->identity);
    buffer_free(&file->chunk);
    Py_TYPE(self)->tp_free(self);
}

static PyMemberDef FILE_MEMBERS[] = {
    {"lock", T_OBJECT, offsetof(File, lock), 0, NULL},
    {"_identity", T_OBJECT, offsetof(File, identity), 0, NULL},
    {"_descriptor", T_INT, offsetof(File, descriptor), 0, NULL},
    {"_sequence", T_ULONGLONG, offsetof(File, sequence), 0, NULL},
    {"events", T_ULONGLONG, offsetof(File, events), 0, NULL},
    {"dropped", T_ULONGLONG, offsetof(File, dropped), 0, NULL},
    {"_told", T_ULONGLONG, offsetof(File, told), 0, NULL},
    {"bytes", T_ULONGLONG, offsetof(File, bytes), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

PyTypeObject File_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "_tracehold_native.File",
    .tp_basicsize = sizeof(File),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "The recording file.",
    .tp_new = PyType_GenericNew,
    .tp_dealloc = file_dealloc,
    .tp_members = FILE_MEMBERS,
};
