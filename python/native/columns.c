/* Rows of events as the columns of an events chunk, byte for byte what _columns.events_payload makes. */

#include "schema.gen.h"
#include "thread.h"

typedef enum {
    FUNCTIONS,
    DELTAS,
    USER_SITES,
    ACTIVATIONS,
    TASKS,
    SITES,
    VALUE_LENGTHS,
    ALLOCATED,
    FREED,
    COLUMNS
} Which;

static const uint8_t TAGS[COLUMNS] = {
    EVENT_FIELD_FUNCTIONS, EVENT_FIELD_DELTAS, EVENT_FIELD_USER_SITES,    EVENT_FIELD_ACTIVATIONS,
    EVENT_FIELD_TASKS,     EVENT_FIELD_SITES,  EVENT_FIELD_VALUE_LENGTHS, EVENT_FIELD_ALLOCATED_BYTES,
    EVENT_FIELD_FREED_BYTES,
};

/* A column to be: its entries, and the smallest width in bytes that holds the largest. */
typedef struct {
    uint8_t tag; /* 0 where the column is left out */
    uint8_t width;
    size_t count;
    uint64_t largest;
} Column;

/* Counts an entry if there is one. Without a branch: calls and exits alternate as no processor can foresee. */
static inline void
meet(Column *column, bool has, uint64_t number)
{
    number = has ? number : 0;
    column->count += has;
    column->largest = number > column->largest ? number : column->largest;
}

static inline bool
has_value(const Row *row)
{
    return (row->kind & EVENT_FLAG_HAS_VALUE) != 0;
}

static inline bool
has_site(const Row *row)
{
    return (row->parts & ROW_SITE) != 0;
}

static void
measure(Column columns[COLUMNS], const Row *rows, size_t count, const uint64_t *links)
{
    memset(columns, 0, COLUMNS * sizeof(Column));
    uint64_t before = rows[0].time;
    for (const Row *row = rows; row < rows + count; row++) {
        meet(&columns[FUNCTIONS], true, row->function);
        meet(&columns[DELTAS], true, row->time - before);
        before = row->time;
        meet(&columns[SITES], has_site(row), row->site);
        meet(&columns[VALUE_LENGTHS], has_value(row), row->value_length);
        if ((row->parts & ROW_LINKED) != 0) {
            if ((row->parts & ROW_USER_SITE) != 0) {
                meet(&columns[USER_SITES], true, *links++);
            }
            if ((row->parts & ROW_ACTIVATION) != 0) {
                meet(&columns[ACTIVATIONS], true, *links++);
            }
            if ((row->parts & ROW_TASK) != 0) {
                meet(&columns[TASKS], true, *links++);
            }
            if ((row->parts & ROW_ALLOCATED) != 0) {
                meet(&columns[ALLOCATED], true, *links++);
                meet(&columns[FREED], true, *links++);
            }
        }
    }
    for (Which which = 0; which < COLUMNS; which++) {
        Column *column = &columns[which];
        uint64_t largest = column->largest;
        column->width = largest < 0x100 ? 1 : largest < 0x10000 ? 2 : largest < 0x100000000 ? 4 : 8;
        /* Three stand in every chunk, if empty. */
        bool always = which == FUNCTIONS || which == DELTAS || which == SITES;
        column->tag = column->count != 0 || always ? TAGS[which] : 0;
    }
}

/* Stores a number, little-endian whatever the machine, and goes on behind it if it is an entry. Compilers make one store
 * of the loop. */
static inline uint8_t *
store(uint8_t *at, bool has, uint64_t number, int width)
{
    for (int byte = 0; byte < width; byte++) {
        at[byte] = (uint8_t)(number >> (8 * byte));
    }
    return at + (has ? width : 0);
}

/* Stores NUMBER of each row for which HAS is true; a loop for each width, so that each is as tight as can be. */
#define STORE_EACH(HAS, NUMBER)                                                                                        \
    switch (column->width) {                                                                                           \
    case 1:                                                                                                            \
        STORE_EACH_OF(HAS, NUMBER, 1);                                                                                 \
        break;                                                                                                         \
    case 2:                                                                                                            \
        STORE_EACH_OF(HAS, NUMBER, 2);                                                                                 \
        break;                                                                                                         \
    case 4:                                                                                                            \
        STORE_EACH_OF(HAS, NUMBER, 4);                                                                                 \
        break;                                                                                                         \
    default:                                                                                                           \
        STORE_EACH_OF(HAS, NUMBER, 8);                                                                                 \
    }
#define STORE_EACH_OF(HAS, NUMBER, WIDTH)                                                                              \
    for (const Row *row = rows; row < rows + count; row++) {                                                           \
        at = store(at, HAS, NUMBER, WIDTH);                                                                            \
    }

/* Links of a row with these parts, all of which are bits of ROW_LINKED. */
static inline unsigned
links_in(unsigned parts)
{
    static const uint8_t BITS[16] = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};
    return BITS[parts & 15] + (unsigned)BITS[parts >> 4];
}

/* One of the links of each row that has it. */
static uint8_t *
store_links(uint8_t *at, unsigned part, int width, const Row *rows, size_t count, const uint64_t *links)
{
    for (const Row *row = rows; row < rows + count; row++) {
        unsigned parts = row->parts & ROW_LINKED;
        if ((parts & part) != 0) {
            at = store(at, true, links[links_in(parts & (part - 1))], width);
        }
        links += links_in(parts);
    }
    return at;
}

static void
put_column(Buffer *out, Which which, const Column *column, const Row *rows, size_t count, const uint64_t *links)
{
    size_t size = column->count * column->width;
    put_byte(out, column->tag);
    put_bin_header(out, size);
    /* Behind the last entry one more may be stored that is none. */
    if (!buffer_room(out, size + 8)) {
        return;
    }
    uint8_t *at = out->bytes + out->size;
    out->size += size;
    switch (which) {
    case FUNCTIONS:
        STORE_EACH(true, row->function);
        break;
    case DELTAS:
        STORE_EACH(true, row == rows ? 0 : row->time - row[-1].time);
        break;
    case SITES:
        STORE_EACH(has_site(row), row->site);
        break;
    case VALUE_LENGTHS:
        STORE_EACH(has_value(row), row->value_length);
        break;
    case USER_SITES:
        store_links(at, ROW_USER_SITE, column->width, rows, count, links);
        break;
    case ACTIVATIONS:
        store_links(at, ROW_ACTIVATION, column->width, rows, count, links);
        break;
    case TASKS:
        store_links(at, ROW_TASK, column->width, rows, count, links);
        break;
    case ALLOCATED:
        store_links(at, ROW_ALLOCATED, column->width, rows, count, links);
        break;
    case FREED:
        store_links(at, ROW_FREED, column->width, rows, count, links);
        break;
    case COLUMNS:
        break;
    }
}

void
put_events(Buffer *out, const Row *rows, size_t count, const uint64_t *links, const uint8_t *values,
           size_t value_bytes)
{
    Column columns[COLUMNS];
    measure(columns, rows, count, links);
    size_t present = 0;
    for (Which which = 0; which < COLUMNS; which++) {
        present += columns[which].tag != 0;
    }
    bool any_value = columns[VALUE_LENGTHS].tag != 0;
    put_map_header(out, 2 + present + any_value);
    put_byte(out, EVENT_FIELD_KINDS);
    put_bin_header(out, count);
    if (buffer_room(out, count)) {
        for (size_t index = 0; index < count; index++) {
            out->bytes[out->size++] = rows[index].kind;
        }
    }
    for (Which which = 0; which < COLUMNS; which++) {
        if (columns[which].tag != 0) {
            put_column(out, which, &columns[which], rows, count, links);
        }
    }
    if (any_value) {
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
