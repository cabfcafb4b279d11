/* The recording file as the writer in Python keeps it (_writer.Writer), and chunks of events made and appended to it in
 * one C function: no bytecode runs in it, so that the program's own thread can do it without waiting for another. */

#pragma once

#include "thread.h"

/* The base of the writer's class. */
typedef struct {
    PyObject_HEAD
    PyObject *lock;     /* RLock, held by who writes */
    PyObject *identity; /* device and inode, None before the file was made */
    int descriptor;     /* -1 while it is closed */
    unsigned long long sequence;
    unsigned long long events;
    unsigned long long dropped;
    unsigned long long told; /* of those dropped */
    unsigned long long bytes;
    Buffer chunk; /* in the making */
} File;

extern PyTypeObject File_Type;
/* Makes the type ready; -1 with an exception set. */
int file_begin(void);

/* Whether the thread has enough for a chunk. */
bool file_is_due(const Thread *thread, size_t most);
/* Writes the chunks of `most` events that the running thread holds. False when something was left: another writes at
 * the moment, or what is in the way is for the recorder in Python to tell. No exception is set, then or now. */
bool file_seal(File *file, Thread *thread, size_t most, uint64_t base);
