#include "map.h"

#include <stdlib.h>

static const uint32_t FIRST_SLOTS = 8;

static void
insert(Map *map, uint64_t key, uint64_t value)
{
    uint32_t slot = map_slot(map, key);
    while (map->entries[slot].key != 0 && map->entries[slot].key != key) {
        slot = (slot + 1) & map->mask;
    }
    if (map->entries[slot].key == 0) {
        map->used++;
    }
    map->entries[slot] = (MapEntry){key, value};
}

static bool
make_room(Map *map)
{
    uint32_t slots = map->entries != NULL ? map->mask + 1 : 0;
    if ((map->used + 1) * 3 <= slots * 2) {
        return true;
    }
    uint32_t more = slots != 0 ? slots * 2 : FIRST_SLOTS;
    if (more < slots) {
        return false;
    }
    Map grown = {calloc(more, sizeof(MapEntry)), 0, more - 1};
    if (grown.entries == NULL) {
        return false;
    }
    for (uint32_t slot = 0; slot < slots; slot++) {
        if (map->entries[slot].key != 0) {
            insert(&grown, map->entries[slot].key, map->entries[slot].value);
        }
    }
    free(map->entries);
    *map = grown;
    return true;
}

bool
map_set(Map *map, uint64_t key, uint64_t value)
{
    if (!make_room(map)) {
        return false;
    }
    insert(map, key, value);
    return true;
}

uint64_t
map_pop(Map *map, uint64_t key)
{
    if (map->entries == NULL) {
        return 0;
    }
    uint32_t hole = map_slot(map, key);
    while (map->entries[hole].key != key) {
        if (map->entries[hole].key == 0) {
            return 0;
        }
        hole = (hole + 1) & map->mask;
    }
    uint64_t value = map->entries[hole].value;
    for (uint32_t slot = (hole + 1) & map->mask; map->entries[slot].key != 0; slot = (slot + 1) & map->mask) {
        uint32_t home = map_slot(map, map->entries[slot].key);
        /* An entry may fill the hole unless its home lies after the hole, cyclically, up to where it stands. */
        if (((slot - home) & map->mask) >= ((slot - hole) & map->mask)) {
            map->entries[hole] = map->entries[slot];
            hole = slot;
        }
    }
    map->entries[hole] = (MapEntry){0, 0};
    map->used--;
    return value;
}

void
map_free(Map *map)
{
    free(map->entries);
    *map = (Map){0};
}
