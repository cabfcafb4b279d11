/* The walk in a child of the program, which goes on meanwhile.
 *
 * The child is made by the system call, not by fork(3): nothing that the program or its libraries want to be done at a fork
 * is done, and the child sends no signal when it ends, so that neither a handler of SIGCHLD nor a wait for any child
 * sees it; only a wait with __WALL does. It has the one thread that held the interpreter lock. It blocks all signals,
 * closes all files but the snapshot, reads the heap, writes and ends by the system call. What others may have held
 * locked when it was made (malloc, above all) it does not use: its memory, also that of Python, is its own pages. */

#include "heap.h"

#ifdef HAS_HEAP_WALK

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int64_t
monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#ifdef __linux__

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#ifndef __WALL
#define __WALL 0x40000000
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/* -- Python's memory in the child ---------------------------------------------------------------------------------- */

/* Before each block. */
typedef struct {
    size_t size;
    size_t mark;
} Block;

enum { REGION_BYTES = 1 << 20 };

static const size_t BLOCK_MARK = (size_t)0x7261636568656170;
static char *region;
static size_t region_used;

static void *
child_malloc(void *Py_UNUSED(context), size_t size)
{
    size_t whole = ((size + 15) & ~(size_t)15) + sizeof(Block);
    char *at;
    if (whole < size) {
        return NULL;
    }
    if (whole > REGION_BYTES / 4) {
        at = pages_get(whole);
        if (at == NULL) {
            return NULL;
        }
    } else {
        if (region == NULL || region_used + whole > REGION_BYTES) {
            region = pages_get(REGION_BYTES);
            region_used = 0;
            if (region == NULL) {
                return NULL;
            }
        }
        at = region + region_used;
        region_used += whole;
    }
    *(Block *)at = (Block){whole - sizeof(Block), BLOCK_MARK};
    return at + sizeof(Block);
}

static void *
child_calloc(void *context, size_t count, size_t size)
{
    if (size != 0 && count > (size_t)PY_SSIZE_T_MAX / size) {
        return NULL;
    }
    void *block = child_malloc(context, count * size);
    return block != NULL ? memset(block, 0, count * size) : NULL;
}

/* The last block comes again, so that a number made for each object takes the same place. Others stay. */
static void
child_free(void *Py_UNUSED(context), void *pointer)
{
    char *at = pointer;
    if (region != NULL && at > region && at < region + region_used) {
        const Block *block = (Block *)(at - sizeof(Block));
        if (at + block->size == region + region_used) {
            region_used = (size_t)(at - sizeof(Block) - region);
        }
    }
}

static void *
child_realloc(void *context, void *pointer, size_t size)
{
    if (pointer == NULL) {
        return child_malloc(context, size);
    }
    const Block *block = (Block *)((char *)pointer - sizeof(Block));
    if (block->mark != BLOCK_MARK) {
        /* Of the program, and nobody knows its size. */
        return NULL;
    }
    void *grown = child_malloc(context, size);
    if (grown != NULL) {
        memcpy(grown, pointer, block->size < size ? block->size : size);
    }
    return grown;
}

/* The lock that this takes in 3.12 and 3.13 is held only by who has the interpreter lock. */
static void
use_own_memory(void)
{
    PyMemAllocatorEx own = {NULL, child_malloc, child_calloc, child_realloc, child_free};
    PyMem_SetAllocator(PYMEM_DOMAIN_RAW, &own);
    PyMem_SetAllocator(PYMEM_DOMAIN_MEM, &own);
    PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, &own);
}

/* -- the child ----------------------------------------------------------------------------------------------------- */

/* What the program closes is to be closed. */
static void
close_others(int kept)
{
    bool below = kept == 0 || syscall(SYS_close_range, 0U, (unsigned)kept - 1, 0U) == 0;
    if (below && syscall(SYS_close_range, (unsigned)kept + 1, ~0U, 0U) == 0) {
        return;
    }
    enum { MOST_FILES = 1 << 16 };
    struct rlimit limit;
    rlim_t most = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < MOST_FILES ? limit.rlim_cur : MOST_FILES;
    for (int descriptor = 0; (rlim_t)descriptor < most; descriptor++) {
        if (descriptor != kept) {
            close(descriptor);
        }
    }
}

static _Noreturn void
run_child(Walk *walk, Outcome *outcome, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "tracehold-heap");
    if (syscall(SYS_getppid) == parent) {
        close_others(walk->descriptor);
        use_own_memory();
        walk_heap(walk);
        outcome->error = walk->error;
        outcome->sequence = walk->sequence;
        outcome->nodes = walk->nodes;
        outcome->edges = walk->edges;
        outcome->tracked = walk->tracked;
        outcome->is_done = true;
    }
    for (;;) {
        syscall(SYS_exit_group, 0);
    }
}

/* -- the program --------------------------------------------------------------------------------------------------- */

/* Waits until the child has ended, in which others run; -1 with an exception set when a signal handler raised. */
static int
wait_for(pid_t child, int *status)
{
    int raised = 0;
    for (;;) {
        pid_t ended;
        int error;
        Py_BEGIN_ALLOW_THREADS
        ended = waitpid(child, status, __WALL);
        error = errno;
        Py_END_ALLOW_THREADS
        if (ended == child || error != EINTR) {
            return raised;
        }
        if (raised == 0 && PyErr_CheckSignals() < 0) {
            raised = -1;
            kill(child, SIGKILL);
        }
    }
}

static void
raise_killed(int status)
{
    char text[120];
    if (WIFSIGNALED(status)) {
        snprintf(text, sizeof text, "the process that walks over the heap was killed by signal %d", WTERMSIG(status));
    } else {
        snprintf(text, sizeof text, "the process that walks over the heap ended early");
    }
    PyObject *args = Py_BuildValue("(is)", EIO, text);
    if (args != NULL) {
        PyErr_SetObject(PyExc_OSError, args);
        Py_DECREF(args);
    }
}

int
walk_in_child(Walk *walk, Outcome *outcome, int64_t *forked_ns)
{
    Outcome *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        return 0;
    }
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t parent = getpid();
    pid_t child = (pid_t)syscall(SYS_clone, 0UL, NULL, NULL, NULL, NULL);
    if (child == 0) {
        run_child(walk, shared, parent);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    *forked_ns = monotonic_ns();
    int result = 0;
    if (child > 0) {
        int status = 0;
        result = wait_for(child, &status) < 0 ? -1 : 1;
        if (result > 0 && !shared->is_done) {
            raise_killed(status);
            result = -1;
        }
        *outcome = *shared;
    }
    munmap(shared, sizeof *shared);
    return result;
}

#else

int
walk_in_child(Walk *Py_UNUSED(walk), Outcome *Py_UNUSED(outcome), int64_t *Py_UNUSED(forked_ns))
{
    return 0;
}

#endif
#endif
