/* Texts of a snapshot: numbered once, in utf-8; keys of dicts as Python writes them. Strings of the program are read where
 * they are, and nothing is kept in them. */

#include "heap.h"

#ifdef HAS_HEAP_WALK

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_KEY = 80, MOST_PARTS = 6, DEEPEST_KEY = 2, LONGEST_BYTES = 65536 };

static const size_t FIRST_NAMES = 1 << 10;
static const uint32_t MOST_NAMES = (UINT32_C(1) << (32 - KIND_BITS)) - 1;

/* -- numbers of texts ---------------------------------------------------------------------------------------------- */

static uint64_t
hash_of(const uint8_t *bytes, size_t size)
{
    const uint64_t factor = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = size * factor;
    for (; size >= 8; size -= 8, bytes += 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = (hash ^ word) * factor;
        hash ^= hash >> 29;
    }
    for (; size > 0; size--, bytes++) {
        hash = (hash ^ *bytes) * factor;
    }
    return hash ^ hash >> 32;
}

static Name *
find_name(Name *names, size_t mask, uint64_t hash, const uint8_t *bytes, size_t size)
{
    size_t slot = (size_t)hash & mask;
    for (; names[slot].bytes != NULL; slot = (slot + 1) & mask) {
        const Name *name = &names[slot];
        if (name->hash == hash && name->size == size && memcmp(name->bytes, bytes, size) == 0) {
            break;
        }
    }
    return &names[slot];
}

static bool
grow_names(Walk *walk)
{
    size_t slots = walk->names != NULL ? walk->name_mask + 1 : 0;
    size_t more = slots != 0 ? slots * 2 : FIRST_NAMES;
    Name *grown = pages_get(more * sizeof *grown);
    if (grown == NULL) {
        fail(walk, ENOMEM);
        return false;
    }
    for (size_t slot = 0; slot < slots; slot++) {
        const Name *name = &walk->names[slot];
        if (name->bytes != NULL) {
            *find_name(grown, more - 1, name->hash, name->bytes, name->size) = *name;
        }
    }
    pages_free(walk->names, slots * sizeof *grown);
    walk->names = grown;
    walk->name_mask = more - 1;
    return true;
}

uint32_t
name_id(Walk *walk, const void *bytes, size_t size)
{
    size = size < LONGEST_BYTES ? size : LONGEST_BYTES;
    if ((walk->names == NULL || (walk->name_texts.count + 1) * 3 > (walk->name_mask + 1) * 2) && !grow_names(walk)) {
        return 0;
    }
    uint64_t hash = hash_of(bytes, size);
    Name *name = find_name(walk->names, walk->name_mask, hash, bytes, size);
    if (name->bytes != NULL) {
        return name->id;
    }
    /* More than a label can tell get the last id. */
    if (walk->name_texts.count >= MOST_NAMES) {
        return MOST_NAMES - 1;
    }
    uint32_t *kept = arena_get(walk, sizeof *kept + size);
    if (kept == NULL || !reserve(walk, &walk->fresh_texts, size + 5)) {
        return 0;
    }
    *kept = (uint32_t)size;
    memcpy(kept + 1, bytes, size);
    put_text_header(&walk->fresh_texts, size);
    put_bytes(&walk->fresh_texts, bytes, size);
    walk->fresh_text_count++;
    *name = (Name){hash, (const uint8_t *)(kept + 1), (uint32_t)size, (uint32_t)walk->name_texts.count};
    column_push(walk, &walk->name_texts, (uint64_t)(uintptr_t)kept);
    return name->id;
}

const uint8_t *
name_text(const Walk *walk, uint32_t id, size_t *size)
{
    if (id >= walk->name_texts.count) {
        return NULL;
    }
    const uint32_t *kept = (const uint32_t *)(uintptr_t)walk->name_texts.at[id];
    *size = *kept;
    return (const uint8_t *)(kept + 1);
}

uint32_t
ascii_id(Walk *walk, const char *text)
{
    return name_id(walk, text, strlen(text));
}

/* -- strings ------------------------------------------------------------------------------------------------------- */

static bool
is_ready(PyObject *text)
{
#if PY_VERSION_HEX < 0x030C0000
    return PyUnicode_IS_READY(text);
#else
    (void)text;
    return true;
#endif
}

/* A code point in at most six bytes, for which there is room. */
static void
put_code_point(Buffer *out, Py_UCS4 code)
{
    if (code < 0x80) {
        put_byte(out, (uint8_t)code);
    } else if (code < 0x800) {
        put_byte(out, (uint8_t)(0xC0 | code >> 6));
        put_byte(out, (uint8_t)(0x80 | (code & 0x3F)));
    } else if (code >= 0xD800 && code < 0xE000) {
        char shown[8];
        put_bytes(out, shown, (size_t)snprintf(shown, sizeof shown, "\\u%04x", (unsigned)code));
    } else if (code < 0x10000) {
        put_byte(out, (uint8_t)(0xE0 | code >> 12));
        put_byte(out, (uint8_t)(0x80 | (code >> 6 & 0x3F)));
        put_byte(out, (uint8_t)(0x80 | (code & 0x3F)));
    } else {
        put_byte(out, (uint8_t)(0xF0 | code >> 18));
        put_byte(out, (uint8_t)(0x80 | (code >> 12 & 0x3F)));
        put_byte(out, (uint8_t)(0x80 | (code >> 6 & 0x3F)));
        put_byte(out, (uint8_t)(0x80 | (code & 0x3F)));
    }
}

void
put_utf8(Walk *walk, Buffer *out, PyObject *text, Py_ssize_t limit)
{
    if (!PyUnicode_Check(text) || !is_ready(text)) {
        return;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(text) < limit ? PyUnicode_GET_LENGTH(text) : limit;
    if (!reserve(walk, out, (size_t)length * 6)) {
        return;
    }
    const void *data = PyUnicode_DATA(text);
    if (PyUnicode_IS_ASCII(text)) {
        put_bytes(out, data, (size_t)length);
        return;
    }
    int kind = PyUnicode_KIND(text);
    for (Py_ssize_t index = 0; index < length; index++) {
        put_code_point(out, PyUnicode_READ(kind, data, index));
    }
}

uint32_t
text_id(Walk *walk, PyObject *text, Py_ssize_t limit)
{
    uint64_t *known = NULL;
    if (PyUnicode_CheckExact(text) && is_ready(text) && PyUnicode_GET_LENGTH(text) <= limit) {
        known = table_slot(walk, &walk->text_ids, (uint64_t)(uintptr_t)text);
        if (known != NULL && (uint32_t)*known != 0) {
            return (uint32_t)*known - 1;
        }
    }
    walk->text.size = 0;
    put_utf8(walk, &walk->text, text, limit);
    uint32_t id = name_id(walk, walk->text.size != 0 ? (const void *)walk->text.bytes : "", walk->text.size);
    if (known != NULL) {
        *known = (*known & ~UINT64_C(0xFFFFFFFF)) | (id + 1);
    }
    return id;
}

bool
text_is(PyObject *text, const char *ascii)
{
    if (!PyUnicode_CheckExact(text) || !is_ready(text) || !PyUnicode_IS_ASCII(text)) {
        return false;
    }
    size_t size = strlen(ascii);
    return (size_t)PyUnicode_GET_LENGTH(text) == size && memcmp(PyUnicode_DATA(text), ascii, size) == 0;
}

bool
same_text(PyObject *one, PyObject *other)
{
    if (one == other) {
        return true;
    }
    if (!PyUnicode_CheckExact(one) || !PyUnicode_CheckExact(other) || !is_ready(one) || !is_ready(other) ||
        PyUnicode_KIND(one) != PyUnicode_KIND(other) || PyUnicode_GET_LENGTH(one) != PyUnicode_GET_LENGTH(other)) {
        return false;
    }
    size_t size = (size_t)PyUnicode_GET_LENGTH(one) * (size_t)PyUnicode_KIND(one);
    return memcmp(PyUnicode_DATA(one), PyUnicode_DATA(other), size) == 0;
}

PyObject *
dict_find(PyObject *dict, const char *name)
{
    Py_ssize_t at = 0;
    PyObject *key;
    PyObject *value;
    while (dict != NULL && PyDict_Next(dict, &at, &key, &value)) {
        if (text_is(key, name)) {
            return value;
        }
    }
    return NULL;
}

/* -- types --------------------------------------------------------------------------------------------------------- */

static const char *
static_name(PyTypeObject *type)
{
    const char *dot = strrchr(type->tp_name, '.');
    return dot != NULL ? dot + 1 : type->tp_name;
}

static void
put_ascii(Walk *walk, Buffer *out, const char *text, size_t size)
{
    if (reserve(walk, out, size)) {
        put_bytes(out, text, size);
    }
}

void
put_type_name(Walk *walk, Buffer *out, PyTypeObject *type)
{
    if (PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)) {
        put_utf8(walk, out, ((PyHeapTypeObject *)type)->ht_name, LONGEST_TEXT);
    } else {
        const char *name = static_name(type);
        put_ascii(walk, out, name, strlen(name));
    }
}

/* Cuts what was put since `start` to so many code points, the last of them an ellipsis. */
static void
shorten(Walk *walk, Buffer *out, size_t start, size_t most)
{
    size_t points = 0;
    size_t end = out->size;
    for (size_t at = start; at < out->size; at++) {
        if ((out->bytes[at] & 0xC0) != 0x80) {
            points++;
            if (points == most) {
                end = at;
            }
        }
    }
    if (points > most && reserve(walk, out, 3)) {
        out->size = end;
        put_code_point(out, 0x2026);
    }
}

void
put_full_type_name(Walk *walk, Buffer *out, PyTypeObject *type)
{
    enum { LONGEST_TYPE_NAME = 120 };
    size_t start = out->size;
    if (PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)) {
        PyObject *module = dict_find(class_dict(type), "__module__");
        if (module != NULL && !text_is(module, "builtins")) {
            put_utf8(walk, out, module, LONGEST_TYPE_NAME);
            if (out->size != start) {
                put_ascii(walk, out, ".", 1);
            }
        }
        put_utf8(walk, out, ((PyHeapTypeObject *)type)->ht_qualname, LONGEST_TYPE_NAME);
    } else {
        const char *name = strncmp(type->tp_name, "builtins.", 9) == 0 ? type->tp_name + 9 : type->tp_name;
        put_ascii(walk, out, name, strlen(name));
    }
    shorten(walk, out, start, LONGEST_TYPE_NAME);
}

/* -- keys ---------------------------------------------------------------------------------------------------------- */

static void
put_quoted(Walk *walk, Buffer *out, int kind, const void *data, Py_ssize_t length, Py_ssize_t shown, bool is_bytes)
{
    bool single = false;
    bool twice = false;
    for (Py_ssize_t index = 0; index < shown; index++) {
        Py_UCS4 code = PyUnicode_READ(kind, data, index);
        single |= code == '\'';
        twice |= code == '"';
    }
    char quote = single && !twice ? '"' : '\'';
    if (!reserve(walk, out, (size_t)shown * 10 + 8)) {
        return;
    }
    put_byte(out, (uint8_t)quote);
    for (Py_ssize_t index = 0; index < shown; index++) {
        Py_UCS4 code = PyUnicode_READ(kind, data, index);
        char escaped[12];
        int size = 0;
        if (code == (Py_UCS4)quote || code == '\\') {
            size = snprintf(escaped, sizeof escaped, "\\%c", (char)code);
        } else if (code == '\t' || code == '\n' || code == '\r') {
            size = snprintf(escaped, sizeof escaped, "\\%c", code == '\t' ? 't' : code == '\n' ? 'n' : 'r');
        } else if (code < ' ' || code == 0x7F || (code > 0x7F && (is_bytes || !Py_UNICODE_ISPRINTABLE(code)))) {
            const char *format = code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x";
            size = snprintf(escaped, sizeof escaped, format, (unsigned)code);
        }
        if (size > 0) {
            put_bytes(out, escaped, (size_t)size);
        } else {
            put_code_point(out, code);
        }
    }
    if (shown < length && !is_bytes) {
        put_code_point(out, 0x2026);
    }
    put_byte(out, (uint8_t)quote);
}

static void
put_string(Walk *walk, Buffer *out, PyObject *text)
{
    if (is_ready(text)) {
        Py_ssize_t length = PyUnicode_GET_LENGTH(text);
        Py_ssize_t shown = length <= LONGEST_KEY ? length : LONGEST_KEY - 1;
        put_quoted(walk, out, PyUnicode_KIND(text), PyUnicode_DATA(text), length, shown, false);
    }
}

static void
put_int_key(Walk *walk, Buffer *out, PyObject *key)
{
    const PyLongObject *number = (const PyLongObject *)key;
#if PY_VERSION_HEX >= 0x030C0000
    size_t count = number->long_value.lv_tag >> 3;
    const digit *digits = number->long_value.ob_digit;
    bool negative = (number->long_value.lv_tag & 3) == 2;
#else
    Py_ssize_t size = Py_SIZE(number);
    size_t count = (size_t)(size < 0 ? -size : size);
    const digit *digits = number->ob_digit;
    bool negative = size < 0;
#endif
    char shown[32] = "<int>";
    /* Two digits of 30 bits and four bits more make 64. */
    if (count < 3 || (count == 3 && digits[2] < 16)) {
        unsigned long long magnitude = 0;
        for (size_t index = count; index > 0; index--) {
            magnitude = magnitude << PyLong_SHIFT | digits[index - 1];
        }
        snprintf(shown, sizeof shown, "%s%llu", negative ? "-" : "", magnitude);
    }
    put_ascii(walk, out, shown, strlen(shown));
}

static void
put_real(Walk *walk, Buffer *out, double number, int flags)
{
    char *shown = PyOS_double_to_string(number, 'r', 0, flags, NULL);
    if (shown == NULL) {
        PyErr_Clear();
        return;
    }
    put_ascii(walk, out, shown, strlen(shown));
    PyMem_Free(shown);
}

static void
put_complex(Walk *walk, Buffer *out, Py_complex number)
{
    bool plain = number.real == 0.0 && !signbit(number.real);
    if (!plain) {
        put_ascii(walk, out, "(", 1);
        put_real(walk, out, number.real, 0);
    }
    put_real(walk, out, number.imag, plain ? 0 : Py_DTSF_SIGN);
    put_ascii(walk, out, plain ? "j" : "j)", plain ? 1 : 2);
}

/* A dict's key as Python writes it; the type in angle brackets where that would run code or be long. At most two levels
 * of tuples. */
static void
put_key(Walk *walk, Buffer *out, PyObject *key, int depth)
{
    PyTypeObject *type = Py_TYPE(key);
    if (type == &PyUnicode_Type) {
        put_string(walk, out, key);
    } else if (type == &PyLong_Type) {
        put_int_key(walk, out, key);
    } else if (key == Py_None || key == Py_True || key == Py_False) {
        const char *shown = key == Py_None ? "None" : key == Py_True ? "True" : "False";
        put_ascii(walk, out, shown, strlen(shown));
    } else if (type == &PyFloat_Type) {
        put_real(walk, out, PyFloat_AS_DOUBLE(key), Py_DTSF_ADD_DOT_0);
    } else if (type == &PyComplex_Type) {
        put_complex(walk, out, ((PyComplexObject *)key)->cval);
    } else if (type == &PyBytes_Type) {
        Py_ssize_t length = PyBytes_GET_SIZE(key);
        put_ascii(walk, out, "b", 1);
        put_quoted(walk, out, PyUnicode_1BYTE_KIND, PyBytes_AS_STRING(key), length,
                   length < LONGEST_KEY ? length : LONGEST_KEY, true);
    } else if (type == &PyTuple_Type && depth < DEEPEST_KEY && PyTuple_GET_SIZE(key) <= MOST_PARTS) {
        put_ascii(walk, out, "(", 1);
        for (Py_ssize_t index = 0; index < PyTuple_GET_SIZE(key); index++) {
            if (index > 0) {
                put_ascii(walk, out, ", ", 2);
            }
            put_key(walk, out, PyTuple_GET_ITEM(key, index), depth + 1);
        }
        put_ascii(walk, out, ",)", 2);
        if (PyTuple_GET_SIZE(key) != 1 && out->size >= 2) {
            out->size -= 2;
            put_ascii(walk, out, ")", 1);
        }
    } else {
        put_ascii(walk, out, "<", 1);
        put_type_name(walk, out, type);
        put_ascii(walk, out, ">", 1);
    }
}

uint32_t
key_id(Walk *walk, PyObject *key)
{
    uint64_t *known = NULL;
    if (PyUnicode_CheckExact(key)) {
        known = table_slot(walk, &walk->text_ids, (uint64_t)(uintptr_t)key);
        if (known != NULL && *known >> 32 != 0) {
            return (uint32_t)(*known >> 32) - 1;
        }
    }
    walk->text.size = 0;
    put_key(walk, &walk->text, key, 0);
    uint32_t id = name_id(walk, walk->text.size != 0 ? (const void *)walk->text.bytes : "", walk->text.size);
    if (known != NULL) {
        *known = (*known & 0xFFFFFFFF) | (uint64_t)(id + 1) << 32;
    }
    return id;
}

#endif
