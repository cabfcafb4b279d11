/* Whether a block lies in a pool of pymalloc, and how large it is there: pools.c says how that is known. */

#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

/* What a sanitizer takes for foreign memory is what we are after: headers of pools and of blocks. */
#if defined(__GNUC__)
#define READS_HEADERS __attribute__((no_sanitize("address"), noinline))
#else
#define READS_HEADERS
#endif

#if PY_VERSION_HEX >= 0x030A0000
enum { POOL_BITS = 14, ARENA_BYTES = 1 << 20 };
#else
enum { POOL_BITS = 12, ARENA_BYTES = 1 << 18 };
#endif
enum { POOL_BYTES = 1 << POOL_BITS };
enum { LARGEST_SMALL = 512, CLASS_BYTES = 16, CLASSES = LARGEST_SMALL / CLASS_BYTES };

/* struct pool_header of Objects/obmalloc.c, the same since 3.8. */
typedef struct {
    union {
        uint8_t *padding;
        unsigned int count;
    } blocks;
    uint8_t *free_block;
    void *next;
    void *previous;
    unsigned int arena;
    unsigned int size_class;
    unsigned int next_offset;
    unsigned int most_next_offset;
} PoolHeader;

static inline uint64_t
pool_of(const void *block)
{
    return (uint64_t)(uintptr_t)block & ~(uint64_t)(POOL_BYTES - 1);
}

static inline size_t
class_bytes(const PoolHeader *header)
{
    return ((size_t)header->size_class + 1) * CLASS_BYTES;
}

/* A byte for each pool that the lower 47 bits of addresses can hold, in leaves of 1 GiB. */
enum { LEAF_BITS = 30, ADDRESS_BITS = 47, LEAF_ENTRIES = 1 << (LEAF_BITS - POOL_BITS) };
enum { PLACE_UNKNOWN, PLACE_POOL, PLACE_OTHER };

/* With the interpreter lock, as all below. */
extern uint8_t *pool_leaves[1 << (ADDRESS_BITS - LEAF_BITS)];

/* What is known of the place of an address; NULL where nothing was looked at. */
static inline uint8_t *
place_of(uint64_t address)
{
    uint64_t leaf = address >> LEAF_BITS;
    if (leaf >= sizeof pool_leaves / sizeof *pool_leaves || pool_leaves[leaf] == NULL) {
        return NULL;
    }
    return &pool_leaves[leaf][address >> POOL_BITS & (LEAF_ENTRIES - 1)];
}

/* Looks for the first time at the place where a block is. */
bool pools_look(const void *block);

/* Whether a block lies in a pool. */
static inline bool
in_pool(const void *block)
{
    const uint8_t *place = place_of((uint64_t)(uintptr_t)block);
    if (place != NULL && *place != PLACE_UNKNOWN) {
        return *place == PLACE_POOL;
    }
    return pools_look(block);
}

/* Whether addresses can be read safely here: some containers forbid the system call. */
bool pools_can_look(void);
/* Begins to note arenas as they come and go, knowing none. False when somebody came in between since the last time, so
 * that it cannot be told whether arenas still pass here. */
bool pools_watch(void);
/* Ends it, unless somebody is above. */
void pools_leave(void);
