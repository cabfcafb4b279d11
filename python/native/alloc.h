/* Bytes that each thread has from the interpreter's allocators, and gives back: alloc.c says how. */

#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

/* Of one thread. A block that another thread has allocated counts where it is freed. */
typedef struct {
    uint64_t allocated;
    uint64_t freed;
    uint64_t blocks_allocated;
    uint64_t blocks_freed;
} AllocCounts;

typedef struct {
    AllocCounts now;
    /* What the program has done since the event before, without what the recorder did. */
    uint64_t allocated;
    uint64_t freed;
    /* `now` when the program went on after the latest hook. */
    uint64_t allocated_at_exit;
    uint64_t freed_at_exit;
    uint64_t argument; /* bytes of what was made for the hook that runs */
    bool inside; /* of an allocator that may use another */
    uint32_t round;    /* of `alloc_round`, for which the four above hold */
    uint32_t hooks;    /* hooks that run, one inside the other */
} AllocThread;

#if defined(__GLIBC__)
__attribute__((tls_model("initial-exec")))
#endif
extern _Thread_local AllocThread alloc_thread;

/* Counts up at each installation; even while nothing is counted. */
extern uint32_t alloc_round;

static inline bool
alloc_counts(void)
{
    return (alloc_round & 1) != 0;
}

/* Begins to count. NULL, or a sentence that says why it cannot be done. With the interpreter lock. */
const char *alloc_install(void);
/* Ends it, at any time: blocks bear no mark of ours. With the interpreter lock. */
void alloc_remove(void);

/* Bytes of an int's block. */
size_t alloc_size_of_int(PyObject *number);

static inline uint64_t
alloc_difference(uint64_t now, uint64_t before)
{
    return now > before ? now - before : 0;
}

/* A hook begins: what the thread did until here is the program's. `argument` is NULL or an int that the interpreter has
 * made for this hook and lets go after it. Both around a hook, also around one that runs inside another. */
static inline bool
alloc_enter_hook(PyObject *argument)
{
    if (!alloc_counts()) {
        return false;
    }
    AllocThread *thread = &alloc_thread;
    if (thread->hooks++ != 0) {
        return true;
    }
    /* Small ints live for ever. */
    thread->argument = argument != NULL && Py_REFCNT(argument) == 1 ? alloc_size_of_int(argument) : 0;
    if (thread->round == alloc_round) {
        thread->allocated += alloc_difference(thread->now.allocated, thread->allocated_at_exit + thread->argument);
        thread->freed += alloc_difference(thread->now.freed, thread->freed_at_exit);
    } else {
        /* Its first hook since the installation: what came before was not recorded. */
        thread->round = alloc_round;
        thread->allocated = thread->freed = 0;
    }
    return true;
}

/* It ends; `entered` is what alloc_enter_hook said. */
static inline void
alloc_leave_hook(bool entered)
{
    AllocThread *thread = &alloc_thread;
    if (entered && --thread->hooks == 0) {
        thread->allocated_at_exit = thread->now.allocated;
        thread->freed_at_exit = thread->now.freed + thread->argument;
    }
}

/* Around what a hook does to an object of the program, such as asking it for its dict: by what there is more afterwards,
 * that stays with the object and will be freed by the program. */
static inline uint64_t
alloc_so_far(void)
{
    return alloc_thread.now.allocated - alloc_thread.now.freed;
}

static inline void
alloc_stays(uint64_t before)
{
    int64_t more = (int64_t)(alloc_so_far() - before);
    if (alloc_thread.hooks != 0 && more > 0) {
        alloc_thread.allocated += (uint64_t)more;
    }
}

/* Adds the functions to the module; -1 with an exception set. */
int alloc_add(PyObject *module);
