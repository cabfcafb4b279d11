/* Writers of values without parts: numbers, texts, bytes (_leaves.py). */

#include "encoder.h"
#include "schema.gen.h"

/* Bytes that a text of the text budget's code points may still take. */
static Py_ssize_t
text_room(const Event *event)
{
    Py_ssize_t room = event->budget->size - (Py_ssize_t)event->out->size;
    Py_ssize_t most = 4 * event->budget->text;
    room = room < most ? room : most;
    return room > SHORTEST_TEXT ? room : SHORTEST_TEXT;
}

/* Bytes that anything else may still take: as many as a text has code points, or what is left of the event's. */
static Py_ssize_t
room_of(const Event *event)
{
    Py_ssize_t room = event->budget->size - (Py_ssize_t)event->out->size;
    if (room > event->budget->text) {
        return event->budget->text;
    }
    return room > SHORTEST_TEXT ? room : SHORTEST_TEXT;
}

int
write_none(Event *event, PyObject *Py_UNUSED(value), Py_ssize_t Py_UNUSED(depth), const Layout *Py_UNUSED(layout))
{
    put_byte(event->out, 0xC0);
    return 0;
}

int
write_bool(Event *event, PyObject *value, Py_ssize_t Py_UNUSED(depth), const Layout *Py_UNUSED(layout))
{
    put_byte(event->out, value == Py_True ? 0xC3 : 0xC2);
    return 0;
}

int
write_float(Event *event, PyObject *value, Py_ssize_t Py_UNUSED(depth), const Layout *Py_UNUSED(layout))
{
    put_float(event->out, PyFloat_AS_DOUBLE(value));
    return 0;
}

/* An int outside 64 bits, also of a subclass. */
static int
write_big_int(Event *event, PyObject *value)
{
    /* The method of int itself: it copies an instance of a subclass. */
    PyObject *exact = PyLong_Type.tp_as_number->nb_int(value);
    if (exact == NULL) {
        return -1;
    }
    PyObject *packed = PyObject_CallFunction(event->encoder->pack_big_int, "Nn", exact, room_of(event));
    if (packed == NULL) {
        return -1;
    }
    put_object(event->out, packed);
    Py_DECREF(packed);
    return 0;
}

int
write_int(Event *event, PyObject *value, Py_ssize_t Py_UNUSED(depth), const Layout *Py_UNUSED(layout))
{
    int overflow;
    long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow == 0) {
        put_int(event->out, number);
        return 0;
    }
    if (overflow > 0) {
        unsigned long long large = PyLong_AsUnsignedLongLong(value);
        if (large != (unsigned long long)-1 || !PyErr_Occurred()) {
            put_uint(event->out, large);
            return 0;
        }
        PyErr_Clear();
    }
    return write_big_int(event, value);
}

/* -- texts -------------------------------------------------------------------------------------------------------- */

static inline int
utf8_width(Py_UCS4 point)
{
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

static inline bool
is_surrogate(Py_UCS4 point)
{
    return point >= 0xD800 && point <= 0xDFFF;
}

/* How much of a text is written: code points, bytes of utf-8, whether a lone surrogate is among them. */
typedef struct {
    Py_ssize_t points;
    Py_ssize_t bytes;
    bool surrogates;
} Extent;

/* As much of the first `count` code points as fits in `limit` bytes. */
static Extent
measure(PyObject *text, Py_ssize_t count, Py_ssize_t limit)
{
    if (PyUnicode_IS_ASCII(text)) {
        Py_ssize_t fits = count < limit ? count : limit;
        return (Extent){fits, fits, false};
    }
    int kind = (int)PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Extent extent = {0, 0, false};
    while (extent.points < count) {
        Py_UCS4 point = PyUnicode_READ(kind, data, extent.points);
        int width = utf8_width(point);
        if (extent.bytes + width > limit) {
            break;
        }
        extent.surrogates |= is_surrogate(point);
        extent.bytes += width;
        extent.points++;
    }
    return extent;
}

/* By hand: PyUnicode_AsUTF8 would leave a copy in the program's object. */
static void
put_utf8(Buffer *out, PyObject *text, Extent extent)
{
    if (PyUnicode_IS_ASCII(text)) {
        put_bytes(out, PyUnicode_1BYTE_DATA(text), (size_t)extent.bytes);
        return;
    }
    if (!buffer_room(out, (size_t)extent.bytes)) {
        return;
    }
    int kind = (int)PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    uint8_t *at = out->bytes + out->size;
    for (Py_ssize_t index = 0; index < extent.points; index++) {
        Py_UCS4 point = PyUnicode_READ(kind, data, index);
        if (point < 0x80) {
            *at++ = (uint8_t)point;
        } else if (point < 0x800) {
            *at++ = (uint8_t)(0xC0 | point >> 6);
            *at++ = (uint8_t)(0x80 | (point & 0x3F));
        } else if (point < 0x10000) {
            *at++ = (uint8_t)(0xE0 | point >> 12);
            *at++ = (uint8_t)(0x80 | (point >> 6 & 0x3F));
            *at++ = (uint8_t)(0x80 | (point & 0x3F));
        } else {
            *at++ = (uint8_t)(0xF0 | point >> 18);
            *at++ = (uint8_t)(0x80 | (point >> 12 & 0x3F));
            *at++ = (uint8_t)(0x80 | (point >> 6 & 0x3F));
            *at++ = (uint8_t)(0x80 | (point & 0x3F));
        }
    }
    out->size += (size_t)extent.bytes;
}

/* str, or surrogateText where it cannot be utf-8. */
static void
put_text(Buffer *out, PyObject *text, Extent extent)
{
    if (extent.surrogates) {
        size_t start = open_ext(out, EXTENSION_SURROGATE_TEXT);
        put_utf8(out, text, extent);
        close_ext(out, start);
    } else {
        put_text_header(out, (size_t)extent.bytes);
        put_utf8(out, text, extent);
    }
}

void
put_cut_text(Buffer *out, PyObject *text, Py_ssize_t count, Py_ssize_t length, Py_ssize_t limit)
{
    Extent extent = measure(text, count, limit);
    if (extent.points == length) {
        put_text(out, text, extent);
        return;
    }
    size_t start = open_ext(out, EXTENSION_LONG_TEXT);
    put_byte(out, 0x92);
    put_text(out, text, extent);
    put_uint(out, (uint64_t)length);
    close_ext(out, start);
}

void
put_plain(Buffer *out, PyObject *text, Py_ssize_t limit)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    Extent extent = measure(text, length < limit ? length : limit, PY_SSIZE_T_MAX);
    if (!extent.surrogates) {
        put_text(out, text, extent);
        return;
    }
    int kind = (int)PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    size_t bytes = 0;
    for (Py_ssize_t index = 0; index < extent.points; index++) {
        Py_UCS4 point = PyUnicode_READ(kind, data, index);
        bytes += is_surrogate(point) ? 1 : (size_t)utf8_width(point);
    }
    put_text_header(out, bytes);
    for (Py_ssize_t index = 0; index < extent.points; index++) {
        Py_UCS4 point = PyUnicode_READ(kind, data, index);
        if (point < 0x80 || is_surrogate(point)) {
            put_byte(out, point < 0x80 ? (uint8_t)point : '?');
            continue;
        }
        int width = utf8_width(point);
        put_byte(out, (uint8_t)((width == 2 ? 0xC0 : width == 3 ? 0xE0 : 0xF0) | point >> (6 * (width - 1))));
        for (int shift = 6 * (width - 2); shift >= 0; shift -= 6) {
            put_byte(out, (uint8_t)(0x80 | (point >> shift & 0x3F)));
        }
    }
}

int
write_str(Event *event, PyObject *value, Py_ssize_t Py_UNUSED(depth), const Layout *Py_UNUSED(layout))
{
#if PY_VERSION_HEX < 0x030C0000
    /* A text of the old kind, made by an extension and not looked at since. */
    if (PyUnicode_READY(value) < 0) {
        return -1;
    }
#endif
    Buffer *out = event->out;
    Py_ssize_t length = PyUnicode_GET_LENGTH(value);
    Py_ssize_t count = length;
    if (length > event->budget->text) {
        count = event->budget->text;
    } else if (PyUnicode_CheckExact(value)) {
        Extent extent = measure(value, length, PY_SSIZE_T_MAX);
        bool fits = extent.bytes < 32 || extent.bytes + (Py_ssize_t)out->size <= event->budget->size;
        if (fits && !extent.surrogates) {
            put_text(out, value, extent);
            return 0;
        }
    }
    put_cut_text(out, value, count, length, text_room(event));
    return 0;
}

/* -- bytes -------------------------------------------------------------------------------------------------------- */

static void
put_cut_bytes(Buffer *out, const char *bytes, Py_ssize_t length, Py_ssize_t room)
{
    Py_ssize_t kept = length < room ? length : room;
    size_t start = kept < length ? open_ext(out, EXTENSION_LONG_BYTES) : 0;
    if (kept < length) {
        put_byte(out, 0x92);
    }
    put_bin_header(out, (size_t)kept);
    put_bytes(out, bytes, (size_t)kept);
    if (kept < length) {
        put_uint(out, (uint64_t)length);
        close_ext(out, start);
    }
}

int
write_bytes(Event *event, PyObject *value, Py_ssize_t Py_UNUSED(depth), const Layout *Py_UNUSED(layout))
{
    put_cut_bytes(event->out, PyBytes_AS_STRING(value), PyBytes_GET_SIZE(value), room_of(event));
    return 0;
}

int
write_bytearray(Event *event, PyObject *value, Py_ssize_t Py_UNUSED(depth), const Layout *layout)
{
    Buffer *out = event->out;
    Py_ssize_t length = PyByteArray_GET_SIZE(value);
    Py_ssize_t room = room_of(event);
    if (length <= room) {
        size_t start = open_ext(out, EXTENSION_BYTEARRAY);
        put_bytes(out, PyByteArray_AS_STRING(value), (size_t)length);
        close_ext(out, start);
        return 0;
    }
    size_t start = open_ext(out, EXTENSION_DERIVED);
    put_byte(out, 0x93);
    put_object(out, layout->name);
    put_id(out, value);
    put_cut_bytes(out, PyByteArray_AS_STRING(value), length, room);
    close_ext(out, start);
    return 0;
}

int
write_leaf(Event *event, PyObject *value, Py_ssize_t Py_UNUSED(depth), const Layout *layout)
{
    PyObject *packed = PyObject_CallFunction(layout->leaf, "On", value, room_of(event));
    if (packed == NULL) {
        return -1;
    }
    int result = 0;
    if (packed == Py_None) {
        /* Where it is read as the base of a subclass, the value is named by its own type. */
        const Layout *own = layout_of(event->encoder, Py_TYPE(value));
        result = own != NULL ? write_omitted(event, value, own) : -1;
    } else {
        put_object(event->out, packed);
    }
    Py_DECREF(packed);
    return result;
}
