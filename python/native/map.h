/* A map from words to words: open addressing, linear probing, no tombstones (entries move up when one leaves; Knuth,
 * The Art of Computer Programming 3, 6.4, algorithm R). Zero is no key. */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

typedef struct {
    uint64_t key;
    uint64_t value;
} MapEntry;

typedef struct {
    MapEntry *entries;
    uint32_t used;
    uint32_t mask;
} Map;

static inline uint32_t
map_slot(const Map *map, uint64_t key)
{
    return (uint32_t)((key * 0x9E3779B97F4A7C15u) >> 32) & map->mask;
}

/* The value of a key, 0 where there is none. */
static inline uint64_t
map_get(const Map *map, uint64_t key)
{
    if (map->entries == NULL) {
        return 0;
    }
    for (uint32_t slot = map_slot(map, key);; slot = (slot + 1) & map->mask) {
        const MapEntry *entry = &map->entries[slot];
        if (entry->key == key) {
            return entry->value;
        }
        if (entry->key == 0) {
            return 0;
        }
    }
}

/* Sets the value of a key; false when there is no memory. */
bool map_set(Map *map, uint64_t key, uint64_t value);
/* Removes a key and returns its value, 0 where there was none. */
uint64_t map_pop(Map *map, uint64_t key);
void map_free(Map *map);
