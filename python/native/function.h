/* What the recorder knows of a code object, hung on the code object itself (PEP 523's co_extra), so that it is found by
 * two loads and goes when the code goes. */

#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "compat.h"
#include "map.h"

typedef enum {
    FUNCTION_UNKNOWN, /* seen as a caller only */
    FUNCTION_UNWANTED,
    FUNCTION_RECORDED,
} FunctionState;

typedef struct Function Function;
struct Function {
    uint64_t generation; /* of the hooks that it belongs to; another's is as good as none */
    Function *next;      /* of the same hooks */
    Function **link;
    FunctionState state;
    bool is_generator;
    bool is_async;
    bool has_slots; /* its variables stand in the frame in the order of their names */
    uint32_t number;
    int made_at; /* byte offset of the instruction that makes the generator, -1 for none */
    Py_ssize_t arguments;
    uint64_t count;
    uint64_t keep_from;
    PyObject *python;    /* _definitions.Function */
    PyObject *names;     /* _values.Names, NULL where no values are kept */
    PyObject *variables; /* its tuple of names, None for a hidden one */
    uint32_t *places;    /* before 3.11, of code with cells: PLACE of each variable */
    Map sites;           /* site id by instruction offset of a call in it, plus SITE_KEY */
};

/* Where a variable stands in its frame: the slot, and whether it holds a cell. */
#define PLACE(slot, is_cell) ((uint32_t)(slot) << 1 | (is_cell))

/* Offsets begin below zero, keys at one. */
enum { SITE_KEY = 16 };

/* Asks the interpreter for the place, once; -1 with an exception set. */
int functions_begin(void);

/* Objects/codeobject.c, the same since PEP 523: PyUnstable_Code_GetExtra without its calls, since this is done twice an
 * event. */
typedef struct {
    Py_ssize_t size;
    Function *extras[1];
} CodeExtra;

extern Py_ssize_t function_index;

/* The function of a code object for these hooks, NULL when it was not met yet. */
static inline Function *
function_get(const PyCodeObject *code, uint64_t generation)
{
    const CodeExtra *extra = code->co_extra;
    if (extra == NULL || extra->size <= function_index) {
        return NULL;
    }
    Function *function = extra->extras[function_index];
    return function != NULL && function->generation == generation ? function : NULL;
}
/* The same, made where there is none; NULL when there is no memory. */
Function *function_make(PyObject *code, uint64_t generation, Function **list);
/* Lets go of what the functions of a list hold; they stay with their code objects. */
void functions_release(Function **list);
