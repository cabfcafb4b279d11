/* What is known of the places where pymalloc has its pools.
 *
 * Whether a block lies in a pool cannot be asked of pymalloc. A map has a byte for each 4 or 16 KiB of the address space
 * that was looked at: new arenas are noted when they are made (PyObject_SetArenaAllocator), older ones when a block of
 * theirs is met, by a pool header that agrees with itself, read so that an address that is not mapped does no harm. */

#define _GNU_SOURCE 1
#include "pools.h"

#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/uio.h>
#include <unistd.h>
#endif

static PyObjectArenaAllocator arenas_below;
/* Whether our functions were put in and not taken out; they may be below another's. */
static bool arenas_in_chain;

uint8_t *pool_leaves[1 << (ADDRESS_BITS - LEAF_BITS)];

/* -- places ------------------------------------------------------------------------------------------------------- */

/* Whether a header agrees with itself and with a block of its pool. */
static bool
is_pool(const PoolHeader *header, const void *block)
{
    if (header->size_class >= CLASSES) {
        return false;
    }
    size_t bytes = class_bytes(header);
    size_t offset = (uint64_t)(uintptr_t)block - pool_of(block);
    return header->most_next_offset == POOL_BYTES - bytes && header->blocks.count >= 1 &&
           header->blocks.count <= (POOL_BYTES - sizeof(PoolHeader)) / bytes && offset >= sizeof(PoolHeader) &&
           (offset - sizeof(PoolHeader)) % bytes == 0;
}

/* place_of, made where there is none; NULL beyond the map and without memory. */
static uint8_t *
make_place(uint64_t address)
{
    uint64_t leaf = address >> LEAF_BITS;
    if (leaf >= sizeof pool_leaves / sizeof *pool_leaves) {
        return NULL;
    }
    if (pool_leaves[leaf] == NULL) {
        pool_leaves[leaf] = calloc(LEAF_ENTRIES, 1);
    }
    return place_of(address);
}

/* Copies a header from an address that may not be mapped. */
static bool
read_safely(uint64_t address, PoolHeader *header)
{
#if defined(__linux__)
    struct iovec into = {header, sizeof *header};
    struct iovec from = {(void *)(uintptr_t)address, sizeof *header};
    return process_vm_readv(getpid(), &into, 1, &from, 1, 0) == (ssize_t)sizeof *header;
#else
    (void)address;
    (void)header;
    return false;
#endif
}

READS_HEADERS static void
copy_header(uint64_t address, PoolHeader *header)
{
    *header = *(const volatile PoolHeader *)(uintptr_t)address;
}

bool
pools_look(const void *block)
{
    uint64_t pool = pool_of(block);
    PoolHeader header;
    /* In the block's own page, which is mapped. */
    if ((uint64_t)(uintptr_t)block - pool < 4096) {
        copy_header(pool, &header);
    } else if (!read_safely(pool, &header)) {
        header.size_class = CLASSES;
    }
    bool found = is_pool(&header, block);
    uint8_t *place = make_place(pool);
    if (place != NULL) {
        *place = found ? PLACE_POOL : PLACE_OTHER;
    }
    return found;
}

bool
pools_can_look(void)
{
    PoolHeader one = {.size_class = 1}, other = {.size_class = 2};
    return read_safely((uint64_t)(uintptr_t)&one, &other) && other.size_class == 1;
}

/* -- arenas -------------------------------------------------------------------------------------------------------- */

/* What is known of the places of an arena, which comes or goes. Places that it shares with others are unknown. */
static void
note_arena(void *arena, size_t size, uint8_t state)
{
    uint64_t begin = (uint64_t)(uintptr_t)arena;
    uint64_t end = begin + size;
    for (uint64_t pool = begin & ~(uint64_t)(POOL_BYTES - 1); pool < end; pool += POOL_BYTES) {
        uint8_t *place = state == PLACE_UNKNOWN ? place_of(pool) : make_place(pool);
        if (place != NULL) {
            *place = pool >= begin && pool + POOL_BYTES <= end ? state : PLACE_UNKNOWN;
        }
    }
}

static void
forget_places(void)
{
    for (size_t leaf = 0; leaf < sizeof pool_leaves / sizeof *pool_leaves; leaf++) {
        if (pool_leaves[leaf] != NULL) {
            memset(pool_leaves[leaf], PLACE_UNKNOWN, LEAF_ENTRIES);
        }
    }
}

static void *
arena_alloc(void *context, size_t size)
{
    void *arena = arenas_below.alloc(context, size);
    if (arena != NULL) {
        /* From 3.11 on the interpreter takes its stacks from here as well. */
        note_arena(arena, size, size == ARENA_BYTES ? PLACE_POOL : PLACE_UNKNOWN);
    }
    return arena;
}

static void
arena_free(void *context, void *arena, size_t size)
{
    if (arena != NULL) {
        note_arena(arena, size, PLACE_UNKNOWN);
    }
    arenas_below.free(context, arena, size);
}

bool
pools_watch(void)
{
    PyObjectArenaAllocator current;
    PyObject_GetArenaAllocator(&current);
    if (arenas_in_chain && current.alloc != arena_alloc) {
        return false;
    }
    if (!arenas_in_chain) {
        arenas_below = current;
        current.alloc = arena_alloc;
        current.free = arena_free;
        PyObject_SetArenaAllocator(&current);
        arenas_in_chain = true;
    }
    forget_places();
    return true;
}

void
pools_leave(void)
{
    PyObjectArenaAllocator current;
    PyObject_GetArenaAllocator(&current);
    if (arenas_in_chain && current.alloc == arena_alloc) {
        PyObject_SetArenaAllocator(&arenas_below);
        arenas_in_chain = false;
    }
}
