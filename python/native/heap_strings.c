/* Hashes of strings, by which those with the same content are found (_heap_strings.py). */

#include "heap.h"

#ifdef HAS_HEAP_WALK

#if PY_VERSION_HEX >= 0x030D0000
#include "internal/pycore_pyhash.h"
#endif

/* In items: what is longer would hold up the walk. */
static const Py_ssize_t LONGEST_STRING = 1 << 20;

static inline bool
is_hashed(Py_ssize_t length)
{
    return length > 1 && length <= LONGEST_STRING;
}

bool
is_string_type(const PyTypeObject *cls)
{
    return cls == &PyUnicode_Type || cls == &PyBytes_Type;
}

/* What hash() tells, of a str where it is known already; nothing is kept in the object. */
void
add_string(Walk *walk, PyObject *value, uint64_t node)
{
    Py_hash_t hash;
    if (PyBytes_CheckExact(value)) {
        if (!is_hashed(PyBytes_GET_SIZE(value))) {
            return;
        }
        hash = _Py_HashBytes(PyBytes_AS_STRING(value), PyBytes_GET_SIZE(value));
    } else {
#if PY_VERSION_HEX < 0x030C0000
        if (!PyUnicode_IS_READY(value)) {
            return;
        }
#endif
        if (!is_hashed(PyUnicode_GET_LENGTH(value))) {
            return;
        }
        hash = ((PyASCIIObject *)value)->hash;
        if (hash == -1) {
            Py_ssize_t size = PyUnicode_GET_LENGTH(value) * (Py_ssize_t)PyUnicode_KIND(value);
            hash = _Py_HashBytes(PyUnicode_DATA(value), size);
        }
    }
    column_push(walk, &walk->string_nodes, node);
    column_push(walk, &walk->string_hashes, (uint64_t)(int64_t)hash);
}

#endif
