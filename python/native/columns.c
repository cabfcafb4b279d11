/* Rows of events as the columns of an events chunk, byte for byte what _columns.events_payload makes. */

#include "schema.gen.h"
#include "thread.h"

/* A column in the making: numbers picked from rows, in the smallest width that holds the largest. */
typedef struct {
    uint8_t tag;
    uint8_t width;
    size_t count;
    uint64_t largest;
} Column;

typedef enum { FUNCTIONS, DELTAS, USER_SITES, ACTIVATIONS, TASKS, SITES, VALUE_LENGTHS, COLUMNS } Which;

static const uint8_t TAGS[COLUMNS] = {
    EVENT_FIELD_FUNCTIONS, EVENT_FIELD_DELTAS, EVENT_FIELD_USER_SITES,    EVENT_FIELD_ACTIVATIONS,
    EVENT_FIELD_TASKS,     EVENT_FIELD_SITES,  EVENT_FIELD_VALUE_LENGTHS,
};

/* The entry of a row in a column; false where it has none. */
static inline bool
entry_of(Which which, const Row *rows, size_t index, uint64_t *number)
{
    const Row *row = &rows[index];
    switch (which) {
    case FUNCTIONS:
        *number = row->function;
        return true;
    case DELTAS:
        *number = index == 0 ? 0 : row->time - rows[index - 1].time;
        return true;
    case USER_SITES:
        *number = row->user_site;
        return (row->kind & EVENT_FLAG_HAS_USER_SITE) != 0;
    case ACTIVATIONS:
        *number = row->activation;
        return (row->parts & ROW_ACTIVATION) != 0;
    case TASKS:
        *number = row->task;
        return (row->parts & ROW_TASK) != 0;
    case SITES:
        *number = row->site;
        return (row->parts & ROW_SITE) != 0;
    case VALUE_LENGTHS:
        *number = row->value_length;
        return (row->kind & EVENT_FLAG_HAS_VALUE) != 0;
    case COLUMNS:
        break;
    }
    return false;
}

static Column
measure(Which which, const Row *rows, size_t count)
{
    Column column = {TAGS[which], 1, 0, 0};
    for (size_t index = 0; index < count; index++) {
        uint64_t number;
        if (entry_of(which, rows, index, &number)) {
            column.count++;
            if (number > column.largest) {
                column.largest = number;
            }
        }
    }
    column.width = column.largest < 0x100 ? 1 : column.largest < 0x10000 ? 2 : column.largest < 0x100000000 ? 4 : 8;
    return column;
}

static void
put_column(Buffer *out, Which which, const Column *column, const Row *rows, size_t count)
{
    put_byte(out, column->tag);
    put_bin_header(out, column->count * column->width);
    if (!buffer_room(out, column->count * column->width)) {
        return;
    }
    uint8_t *at = out->bytes + out->size;
    for (size_t index = 0; index < count; index++) {
        uint64_t number;
        if (entry_of(which, rows, index, &number)) {
            for (int byte = 0; byte < column->width; byte++) {
                *at++ = (uint8_t)(number >> (8 * byte));
            }
        }
    }
    out->size += column->count * column->width;
}

void
put_events(Buffer *out, const Row *rows, size_t count, const uint8_t *values, size_t value_bytes)
{
    Column columns[COLUMNS];
    size_t present = 0;
    for (Which which = 0; which < COLUMNS; which++) {
        columns[which] = measure(which, rows, count);
        /* These three stand in every chunk, if empty. */
        bool always = which == FUNCTIONS || which == DELTAS || which == SITES;
        columns[which].tag = columns[which].count != 0 || always ? columns[which].tag : 0;
        present += columns[which].tag != 0;
    }
    bool has_values = columns[VALUE_LENGTHS].tag != 0;
    put_map_header(out, 2 + present + has_values);
    put_byte(out, EVENT_FIELD_KINDS);
    put_bin_header(out, count);
    if (buffer_room(out, count)) {
        for (size_t index = 0; index < count; index++) {
            out->bytes[out->size++] = rows[index].kind;
        }
    }
    for (Which which = 0; which < COLUMNS; which++) {
        if (columns[which].tag != 0) {
            put_column(out, which, &columns[which], rows, count);
        }
    }
    if (has_values) {
        put_byte(out, EVENT_FIELD_VALUES);
        put_bin_header(out, value_bytes);
        put_bytes(out, values, value_bytes);
    }
    put_byte(out, EVENT_FIELD_WIDTHS);
    put_map_header(out, present);
    for (Which which = 0; which < COLUMNS; which++) {
        if (columns[which].tag != 0) {
            put_byte(out, columns[which].tag);
            put_byte(out, columns[which].width);
        }
    }
}
