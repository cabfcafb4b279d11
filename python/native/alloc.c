/* Counts what goes through the interpreter's allocators (raw, mem, obj), by functions in between (PEP 445).
 *
 * No block is changed: counted is what the allocator below sets aside for it, told by that allocator itself, when it is
 * handed out and again when it comes back. So blocks of before and after are as good as ours, nothing has to be undone
 * at the end, and what is allocated and freed again is zero to the byte. Three kinds of blocks are known:
 *
 *     pools   pymalloc's: the size class stands in the header of the pool (pycore_obmalloc.h), at the block's address
 *             rounded down to 4 KiB (3.8, 3.9) or 16 KiB; pools.c tells which blocks lie in one
 *     libc    malloc_usable_size
 *     debug   the size asked for stands before the block (PYTHONMALLOC=debug, -X dev)
 *
 * Which kind a domain has is found out with a few blocks of its own; one that gives others is left alone, and said so.
 *
 * The raw domain is used without the interpreter lock, also while the functions are exchanged, so a thread may find one
 * of ours with the context of the one below or the other way round: both are the same. */

#define _GNU_SOURCE 1
#include "alloc.h"

#include <string.h>
#if defined(__APPLE__)
#include <malloc/malloc.h>
#elif defined(__linux__)
#include <malloc.h>
#endif

#include "compat.h"
#include "pools.h"

/* A sanitizer's own malloc has its own marks. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
extern int __sanitizer_get_ownership(const volatile void *block);
#else
#define SANITIZED 0
#endif

_Thread_local AllocThread alloc_thread;
uint32_t alloc_round = 0;

enum { DOMAINS = 3 };

typedef enum { KIND_UNKNOWN, KIND_LIBC, KIND_POOLS, KIND_DEBUG } Kind;

static Kind kinds[DOMAINS];
static PyMemAllocatorEx below[DOMAINS];
/* Whether our functions were put in and not taken out; they may be below another's. */
static bool in_chain[DOMAINS];

/* -- blocks of libc ----------------------------------------------------------------------------------------------- */

static inline size_t
libc_size(void *block)
{
#if defined(__APPLE__)
    return malloc_size(block);
#elif defined(__linux__)
    return malloc_usable_size(block);
#else
    (void)block;
    return 0;
#endif
}

/* -- blocks of debug hooks ---------------------------------------------------------------------------------------- */

/* The size that was asked for, if the 16 bytes before the block are those of debug hooks: the size, big-endian, a letter
 * for the domain, seven bytes 0xFD; else -1. */
READS_HEADERS static size_t
debug_size(const uint8_t *block)
{
    const uint8_t *head = block - 2 * sizeof(size_t);
    if (head[8] != 'r' && head[8] != 'm' && head[8] != 'o') {
        return (size_t)-1;
    }
    for (int index = 9; index < 16; index++) {
        if (head[index] != 0xFD) {
            return (size_t)-1;
        }
    }
    size_t size = 0;
    for (int index = 0; index < 8; index++) {
        size = size << 8 | head[index];
    }
    return size;
}

/* -- blocks of pools ---------------------------------------------------------------------------------------------- */

/* Larger ones pymalloc has from libc. */
static inline size_t
pools_size(void *block)
{
    return in_pool(block) ? class_bytes((const PoolHeader *)(uintptr_t)pool_of(block)) : libc_size(block);
}

/* -- the functions in between ------------------------------------------------------------------------------------- */

static inline size_t
size_of(int domain, void *block)
{
    switch (kinds[domain]) {
    case KIND_POOLS:
        return pools_size(block);
    case KIND_LIBC:
        return libc_size(block);
    case KIND_DEBUG: {
        size_t size = debug_size(block);
        return size != (size_t)-1 ? size : 0;
    }
    case KIND_UNKNOWN:
        break;
    }
    return 0;
}

/* pymalloc has its larger blocks from the raw domain: those count once, where the program asked for them. */
static inline bool
begins(int domain)
{
    bool counts = alloc_counts() && !(domain == PYMEM_DOMAIN_RAW && alloc_thread.inside);
    if (counts && domain != PYMEM_DOMAIN_RAW) {
        alloc_thread.inside = true;
    }
    return counts;
}

static inline void
ends(int domain)
{
    if (domain != PYMEM_DOMAIN_RAW) {
        alloc_thread.inside = false;
    }
}

static inline void *
allocated(int domain, bool counts, void *block)
{
    ends(domain);
    if (counts && block != NULL) {
        alloc_thread.now.allocated += size_of(domain, block);
        alloc_thread.now.blocks_allocated++;
    }
    return block;
}

static inline void *
count_malloc(int domain, void *context, size_t size)
{
    bool counts = begins(domain);
    return allocated(domain, counts, below[domain].malloc(context, size));
}

static inline void *
count_calloc(int domain, void *context, size_t items, size_t size)
{
    bool counts = begins(domain);
    return allocated(domain, counts, below[domain].calloc(context, items, size));
}

/* A block that grows is allocated by what it grows by, whether it moves or not: that is up to chance. */
static inline void *
count_realloc(int domain, void *context, void *block, size_t size)
{
    bool counts = begins(domain);
    if (block == NULL) {
        return allocated(domain, counts, below[domain].realloc(context, NULL, size));
    }
    size_t before = counts ? size_of(domain, block) : 0;
    void *moved = below[domain].realloc(context, block, size);
    ends(domain);
    if (counts && moved != NULL) {
        size_t after = size_of(domain, moved);
        if (after > before) {
            alloc_thread.now.allocated += after - before;
        } else {
            alloc_thread.now.freed += before - after;
        }
    }
    return moved;
}

static inline void
count_free(int domain, void *context, void *block)
{
    if (begins(domain) && block != NULL) {
        alloc_thread.now.freed += size_of(domain, block);
        alloc_thread.now.blocks_freed++;
    }
    below[domain].free(context, block);
    ends(domain);
}

#define FUNCTIONS_OF(NAME, DOMAIN)                                                                                     \
    static void *NAME##_malloc(void *context, size_t size)                                                             \
    {                                                                                                                  \
        return count_malloc(DOMAIN, context, size);                                                                    \
    }                                                                                                                  \
    static void *NAME##_calloc(void *context, size_t items, size_t size)                                               \
    {                                                                                                                  \
        return count_calloc(DOMAIN, context, items, size);                                                             \
    }                                                                                                                  \
    static void *NAME##_realloc(void *context, void *block, size_t size)                                               \
    {                                                                                                                  \
        return count_realloc(DOMAIN, context, block, size);                                                            \
    }                                                                                                                  \
    static void NAME##_free(void *context, void *block)                                                                \
    {                                                                                                                  \
        count_free(DOMAIN, context, block);                                                                            \
    }

FUNCTIONS_OF(raw, PYMEM_DOMAIN_RAW)
FUNCTIONS_OF(mem, PYMEM_DOMAIN_MEM)
FUNCTIONS_OF(obj, PYMEM_DOMAIN_OBJ)

static const PyMemAllocatorEx OURS[DOMAINS] = {
    [PYMEM_DOMAIN_RAW] = {NULL, raw_malloc, raw_calloc, raw_realloc, raw_free},
    [PYMEM_DOMAIN_MEM] = {NULL, mem_malloc, mem_calloc, mem_realloc, mem_free},
    [PYMEM_DOMAIN_OBJ] = {NULL, obj_malloc, obj_calloc, obj_realloc, obj_free},
};

/* -- what is below ------------------------------------------------------------------------------------------------ */

/* Sizes around the border of pools, of heaps and of mappings of their own. */
static const size_t PROBES[] = {1, 24, 200, 512, 513, 3000, 40000, 300000};
enum { PROBE_COUNT = sizeof PROBES / sizeof *PROBES };

/* No allocator rounds up by more than a quarter and a page. */
static bool
is_believable(size_t size, size_t asked)
{
    return size >= asked && size <= asked + asked / 4 + 4096 + 64;
}

/* Whether a block is libc's, looked at before libc is asked: it takes the word before any block for a size, and looks
 * for more where that leads. */
READS_HEADERS static bool
is_libc_block(void *block, size_t asked)
{
#if SANITIZED
    if (!__sanitizer_get_ownership(block)) {
        return false;
    }
#elif defined(__GLIBC__)
    const volatile size_t *words = block;
    if (!is_believable(words[-1] & ~(size_t)7, asked)) {
        return false;
    }
#endif
    return is_believable(libc_size(block), asked);
}

/* Exported by all versions, declared by some. */
extern const char *_PyMem_GetCurrentAllocatorName(void);

/* mimalloc, in 3.13 where asked for: its blocks have no sizes before them. */
static bool
is_mimalloc(void)
{
    const char *name = _PyMem_GetCurrentAllocatorName();
    return name != NULL && strncmp(name, "mimalloc", 8) == 0;
}

static Kind
kind_of(const PyMemAllocatorEx *allocator, bool may_have_pools)
{
    void *blocks[PROBE_COUNT];
    bool all = true;
    for (int index = 0; index < PROBE_COUNT; index++) {
        blocks[index] = allocator->malloc(allocator->ctx, PROBES[index]);
        all = all && blocks[index] != NULL;
    }
    bool debug = all, libc = all, pools = all && may_have_pools;
    for (int index = 0; all && index < PROBE_COUNT; index++) {
        debug = debug && debug_size(blocks[index]) == PROBES[index];
    }
    /* In this order: some allocators end the process that asks for the size of a block that is not theirs. */
    for (int index = 0; !debug && pools && index < PROBE_COUNT; index++) {
        size_t asked = PROBES[index];
        pools = in_pool(blocks[index]) == (asked <= LARGEST_SMALL);
        if (pools && asked <= LARGEST_SMALL) {
            pools = pools_size(blocks[index]) == (asked + CLASS_BYTES - 1) / CLASS_BYTES * CLASS_BYTES;
        }
        libc = libc && !in_pool(blocks[index]);
    }
    for (int index = 0; !debug && (pools || libc) && index < PROBE_COUNT; index++) {
        if (!pools || PROBES[index] > LARGEST_SMALL) {
            bool believed = is_libc_block(blocks[index], PROBES[index]);
            pools = pools && believed;
            libc = libc && believed;
        }
    }
    for (int index = 0; index < PROBE_COUNT; index++) {
        allocator->free(allocator->ctx, blocks[index]);
    }
    return debug ? KIND_DEBUG : pools ? KIND_POOLS : libc ? KIND_LIBC : KIND_UNKNOWN;
}

/* Whether a block that is asked of a domain passes our functions. */
static bool
is_reached(int domain)
{
    uint64_t before = alloc_thread.now.blocks_allocated;
    PyMemAllocatorEx current;
    PyMem_GetAllocator((PyMemAllocatorDomain)domain, &current);
    current.free(current.ctx, current.malloc(current.ctx, 1));
    return alloc_thread.now.blocks_allocated != before;
}

const char *
alloc_install(void)
{
#if !defined(__linux__) && !defined(__APPLE__)
    return "not on this system yet";
#elif defined(Py_GIL_DISABLED)
    return "not without the interpreter lock";
#else
    if (sizeof(void *) != 8) {
        return "not with 32 bits";
    }
    if (alloc_counts()) {
        return NULL;
    }
    if (is_mimalloc()) {
        return "not with mimalloc (PYTHONMALLOC)";
    }
    if (!pools_can_look()) {
        return "this system does not let a process look at its own memory map (process_vm_readv)";
    }
    if (!pools_watch()) {
        return "somebody has replaced the allocator of arenas since the last time";
    }
    Kind found[DOMAINS];
    PyMemAllocatorEx current[DOMAINS];
    for (int domain = 0; domain < DOMAINS; domain++) {
        PyMem_GetAllocator((PyMemAllocatorDomain)domain, &current[domain]);
        found[domain] = kind_of(&current[domain], domain != PYMEM_DOMAIN_RAW);
        if (found[domain] == KIND_UNKNOWN) {
            pools_leave();
            return "this process has a memory allocator that is not known here";
        }
    }
    alloc_round++;
    for (int domain = 0; domain < DOMAINS; domain++) {
        /* Left in by a removal that found another's above, which still calls ours. */
        if (in_chain[domain] && is_reached(domain)) {
            continue;
        }
        kinds[domain] = found[domain];
        below[domain] = current[domain];
        PyMemAllocatorEx ours = OURS[domain];
        ours.ctx = current[domain].ctx;
        PyMem_SetAllocator((PyMemAllocatorDomain)domain, &ours);
        in_chain[domain] = true;
    }
    return NULL;
#endif
}

void
alloc_remove(void)
{
    if (!alloc_counts()) {
        return;
    }
    alloc_round++;
    for (int domain = 0; domain < DOMAINS; domain++) {
        PyMemAllocatorEx current;
        PyMem_GetAllocator((PyMemAllocatorDomain)domain, &current);
        if (current.malloc == OURS[domain].malloc) {
            PyMem_SetAllocator((PyMemAllocatorDomain)domain, &below[domain]);
            in_chain[domain] = false;
        }
    }
    pools_leave();
}

/* -- hooks -------------------------------------------------------------------------------------------------------- */

size_t
alloc_size_of_int(PyObject *number)
{
    return PyLong_CheckExact(number) ? size_of(PYMEM_DOMAIN_OBJ, number) : 0;
}

/* -- for Python --------------------------------------------------------------------------------------------------- */

static PyObject *
count_allocations(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    const char *reason = alloc_install();
    return PyUnicode_FromString(reason != NULL ? reason : "");
}

static PyObject *
ignore_allocations(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    alloc_remove();
    Py_RETURN_NONE;
}

static PyObject *
allocations(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    AllocCounts now = alloc_thread.now;
    return Py_BuildValue("KKKK", (unsigned long long)now.allocated, (unsigned long long)now.freed,
                         (unsigned long long)now.blocks_allocated, (unsigned long long)now.blocks_freed);
}

static PyMethodDef FUNCTIONS[] = {
    {"count_allocations", count_allocations, METH_NOARGS, "Begins to count; '' or why it cannot be done."},
    {"ignore_allocations", ignore_allocations, METH_NOARGS, "Ends it."},
    {"allocations", allocations, METH_NOARGS,
     "Of the calling thread: bytes allocated and freed, blocks allocated and freed."},
    {NULL, NULL, 0, NULL},
};

int
alloc_add(PyObject *module)
{
    return PyModule_AddFunctions(module, FUNCTIONS);
}
