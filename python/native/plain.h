/* Values of a few bytes, written in line: what most calls of small functions have. The same bytes as write_value's; what
 * is not among them is left to it. */

#pragma once

#include "compat.h"
#include "encoder.h"

/* Bytes of a value, and variables of a call, at most. */
enum { LONGEST_PLAIN = 33, MOST_PLAIN = 8 };

/* Whether a budget never cuts so few such values, so that it need not be looked at. */
static inline bool
budget_fits_plain(const Budget *budget)
{
    return budget->size >= (MOST_PLAIN + 2) * LONGEST_PLAIN && budget->text >= LONGEST_PLAIN && budget->depth >= 0;
}

/* Stores `width` bytes of a number, big-endian, behind a tag. */
static inline uint8_t *
store_tagged(uint8_t *at, uint8_t tag, uint64_t number, int width)
{
    *at++ = tag;
    for (int byte = width - 1; byte >= 0; byte--) {
        *at++ = (uint8_t)(number >> (8 * byte));
    }
    return at;
}

static inline uint8_t *
store_int(uint8_t *at, int64_t number)
{
    if (number >= -0x20 && number < 0x80) {
        *at = (uint8_t)number;
        return at + 1;
    }
    if (number >= 0) {
        return number < 0x100     ? store_tagged(at, 0xCC, (uint64_t)number, 1)
               : number < 0x10000 ? store_tagged(at, 0xCD, (uint64_t)number, 2)
                                  : store_tagged(at, 0xCE, (uint64_t)number, 4);
    }
    return number >= -0x80     ? store_tagged(at, 0xD0, (uint64_t)number, 1)
           : number >= -0x8000 ? store_tagged(at, 0xD1, (uint64_t)number, 2)
                               : store_tagged(at, 0xD2, (uint64_t)number, 4);
}

/* Stores a value where there is room for the longest; NULL when it is not a plain one. */
static inline uint8_t *
store_plain(uint8_t *at, PyObject *value)
{
    if (PyLong_CheckExact(value)) {
        /* A compact int has at most 30 bits. */
        return PyUnstable_Long_IsCompact((PyLongObject *)value)
                   ? store_int(at, PyUnstable_Long_CompactValue((PyLongObject *)value))
                   : NULL;
    }
    if (PyUnicode_CheckExact(value)) {
        Py_ssize_t size = PyUnicode_GET_LENGTH(value);
        if (size >= 32 || !PyUnicode_IS_ASCII(value)) {
            return NULL;
        }
        *at++ = (uint8_t)(0xA0 | size);
        memcpy(at, PyUnicode_1BYTE_DATA(value), (size_t)size);
        return at + size;
    }
    if (value == Py_None || PyBool_Check(value)) {
        *at = value == Py_None ? 0xC0 : value == Py_True ? 0xC3 : 0xC2;
        return at + 1;
    }
    if (PyFloat_CheckExact(value)) {
        double number = PyFloat_AS_DOUBLE(value);
        uint64_t bits;
        memcpy(&bits, &number, sizeof bits);
        return store_tagged(at, 0xCB, bits, 8);
    }
    return NULL;
}

/* The variable in a slot, borrowed; NULL when it is unbound, and for cells and hidden ones, which are not looked into. */
static inline PyObject *
plain_variable(const Variables *variables, Py_ssize_t index)
{
#if PY_VERSION_HEX >= 0x030B0000
    const int other = VARIABLE_HIDDEN | VARIABLE_CELL | VARIABLE_FREE;
    return variables->kinds == NULL || (variables->kinds[index] & other) == 0 ? variables->slots[index] : NULL;
#else
    if (variables->places == NULL) {
        return variables->slots[index];
    }
    uint32_t place = variables->places[index];
    return (place & 1) == 0 ? variables->slots[place >> 1] : NULL;
#endif
}

/* An array of the first `count` variables; NULL when one is not plain, or hidden, unbound, redacted. */
static inline uint8_t *
store_plain_variables(uint8_t *at, PyObject *names, Py_ssize_t count, const Variables *variables)
{
    *at++ = (uint8_t)(0x90 | count);
    for (Py_ssize_t index = 0; at != NULL && index < count; index++) {
        PyObject *value = plain_variable(variables, index);
        bool shown = value != NULL && PyTuple_GET_ITEM(names, index) != Py_None;
        at = shown ? store_plain(at, value) : NULL;
    }
    return at;
}
