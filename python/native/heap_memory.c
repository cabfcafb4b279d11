/* Memory of the walk, from the system alone. */

#include "heap.h"

#ifdef HAS_HEAP_WALK

#include <errno.h>
#include <sys/mman.h>

enum { FIRST_BYTES = 1 << 16, ARENA_BYTES = 1 << 20, FIRST_SLOTS = 1 << 10, MOST_KEPT_SLOTS = 1 << 12 };

void *
pages_get(size_t bytes)
{
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages != MAP_FAILED ? pages : NULL;
}

void
pages_free(void *pages, size_t bytes)
{
    if (pages != NULL) {
        munmap(pages, bytes);
    }
}

void *
arena_get(Walk *walk, size_t bytes)
{
    bytes = (bytes + 15) & ~(size_t)15;
    if (walk->arena == NULL || walk->arena->size - walk->arena_used < bytes) {
        size_t size = bytes > ARENA_BYTES / 4 ? bytes + 16 : ARENA_BYTES;
        ArenaBlock *block = pages_get(size);
        if (block == NULL) {
            fail(walk, ENOMEM);
            return NULL;
        }
        *block = (ArenaBlock){walk->arena, size};
        walk->arena = block;
        walk->arena_used = sizeof *block;
    }
    void *found = (char *)walk->arena + walk->arena_used;
    walk->arena_used += bytes;
    return found;
}

/* Twice as many pages with the same contents; NULL without memory. */
static void *
doubled(Walk *walk, void *old, size_t before, size_t *after)
{
    *after = before != 0 ? before * 2 : FIRST_BYTES;
    void *grown = pages_get(*after);
    if (grown == NULL) {
        fail(walk, ENOMEM);
        return NULL;
    }
    if (before != 0) {
        memcpy(grown, old, before);
        pages_free(old, before);
    }
    return grown;
}

bool
column_grow(Walk *walk, Column *column)
{
    size_t bytes;
    void *grown = doubled(walk, column->at, column->capacity * sizeof *column->at, &bytes);
    if (grown == NULL) {
        return false;
    }
    column->at = grown;
    column->capacity = bytes / sizeof *column->at;
    return true;
}

bool
reserve(Walk *walk, Buffer *out, size_t more)
{
    while (out->capacity - out->size < more) {
        size_t bytes;
        void *grown = doubled(walk, out->bytes, out->capacity, &bytes);
        if (grown == NULL) {
            return false;
        }
        out->bytes = grown;
        out->capacity = bytes;
    }
    return true;
}

/* -- tables -------------------------------------------------------------------------------------------------------- */

static inline size_t
slot_of(const Table *table, uint64_t key)
{
    return (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 24) & table->mask;
}

static Entry *
find_entry(const Table *table, uint64_t key)
{
    size_t slot = slot_of(table, key);
    while (table->entries[slot].key != 0 && table->entries[slot].key != key) {
        slot = (slot + 1) & table->mask;
    }
    return &table->entries[slot];
}

static bool
table_grow(Walk *walk, Table *table)
{
    size_t slots = table->entries != NULL ? table->mask + 1 : 0;
    size_t more = slots != 0 ? slots * 2 : FIRST_SLOTS;
    Table grown = {pages_get(more * sizeof(Entry)), table->used, more - 1};
    if (grown.entries == NULL) {
        fail(walk, ENOMEM);
        return false;
    }
    for (size_t slot = 0; slot < slots; slot++) {
        if (table->entries[slot].key != 0) {
            *find_entry(&grown, table->entries[slot].key) = table->entries[slot];
        }
    }
    pages_free(table->entries, slots * sizeof(Entry));
    *table = grown;
    return true;
}

uint64_t *
table_slot(Walk *walk, Table *table, uint64_t key)
{
    if ((table->entries == NULL || (table->used + 1) * 3 > (table->mask + 1) * 2) && !table_grow(walk, table)) {
        return NULL;
    }
    Entry *entry = find_entry(table, key);
    if (entry->key == 0) {
        entry->key = key;
        table->used++;
    }
    return &entry->value;
}

uint64_t
table_get(const Table *table, uint64_t key)
{
    return table->entries != NULL ? find_entry(table, key)->value : 0;
}

static void
table_free(Table *table)
{
    if (table->entries != NULL) {
        pages_free(table->entries, (table->mask + 1) * sizeof(Entry));
    }
    *table = (Table){0};
}

void
table_clear(Table *table)
{
    if (table->used == 0) {
        return;
    }
    if (table->mask >= MOST_KEPT_SLOTS) {
        /* To empty a large one for each small object would take longer than all else. */
        table_free(table);
        return;
    }
    memset(table->entries, 0, (table->mask + 1) * sizeof(Entry));
    table->used = 0;
}

Marks *
marks_find(Walk *walk, uintptr_t key)
{
    uint64_t *slot = table_slot(walk, &walk->marks, key);
    if (slot == NULL) {
        return NULL;
    }
    if (*slot == 0) {
        *slot = (uint64_t)(uintptr_t)arena_get(walk, sizeof(Marks));
    }
    Marks *found = (Marks *)(uintptr_t)*slot;
    if (found != NULL) {
        walk->recent[key % RECENT_MARKS].key = key;
        walk->recent[key % RECENT_MARKS].marks = found;
    }
    return found;
}

/* -- what is still to be walked ------------------------------------------------------------------------------------ */

bool
queue_push(Walk *walk, PyObject *value)
{
    QueueBlock *last = walk->queue_last;
    if (last == NULL || last->count == QUEUE_ITEMS) {
        QueueBlock *block = pages_get(sizeof *block);
        if (block == NULL) {
            fail(walk, ENOMEM);
            return false;
        }
        if (last != NULL) {
            last->next = block;
        } else {
            walk->queue_first = block;
        }
        walk->queue_last = last = block;
    }
    last->items[last->count++] = value;
    return true;
}

PyObject *
queue_pop(Walk *walk)
{
    QueueBlock *first = walk->queue_first;
    if (first != NULL && walk->queue_at == first->count && first->next != NULL) {
        walk->queue_first = first->next;
        walk->queue_at = 0;
        pages_free(first, sizeof *first);
        first = walk->queue_first;
    }
    return first != NULL && walk->queue_at < first->count ? first->items[walk->queue_at++] : NULL;
}

/* -- the end ------------------------------------------------------------------------------------------------------- */

static void
column_free(Column *column)
{
    pages_free(column->at, column->capacity * sizeof *column->at);
    *column = (Column){0};
}

static void
pages_of_buffer_free(Buffer *buffer)
{
    pages_free(buffer->bytes, buffer->capacity);
    *buffer = (Buffer){0};
}

void
walk_free(Walk *walk)
{
    Table *tables[] = {&walk->marks,  &walk->types,  &walk->text_ids,   &walk->module_files,
                       &walk->named,  &walk->inside, &walk->own_globals};
    Column *columns[] = {&walk->addresses,   &walk->kinds,         &walk->sizes,       &walk->refcounts,
                         &walk->counts,      &walk->targets,       &walk->labels,      &walk->place_nodes,
                         &walk->place_files, &walk->place_lines,   &walk->place_texts, &walk->referents,
                         &walk->named_values, &walk->named_labels, &walk->stacks.frames, &walk->stacks.threads,
                         &walk->name_texts,  &walk->string_nodes,  &walk->string_hashes};
    Buffer *buffers[] = {&walk->text, &walk->fresh_texts, &walk->fresh_types, &walk->out};
    for (size_t index = 0; index < sizeof tables / sizeof *tables; index++) {
        table_free(tables[index]);
    }
    for (size_t index = 0; index < sizeof columns / sizeof *columns; index++) {
        column_free(columns[index]);
    }
    for (size_t index = 0; index < sizeof buffers / sizeof *buffers; index++) {
        pages_of_buffer_free(buffers[index]);
    }
    if (walk->names != NULL) {
        pages_free(walk->names, (walk->name_mask + 1) * sizeof *walk->names);
    }
    while (walk->queue_first != NULL) {
        QueueBlock *next = walk->queue_first->next;
        pages_free(walk->queue_first, sizeof *next);
        walk->queue_first = next;
    }
    while (walk->arena != NULL) {
        ArenaBlock *next = walk->arena->next;
        pages_free(walk->arena, walk->arena->size);
        walk->arena = next;
    }
}

#endif
