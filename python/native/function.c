#include "function.h"

#include <stdlib.h>

Py_ssize_t function_index = -1;

static void
unlink_function(Function *function)
{
    if (function->link != NULL) {
        *function->link = function->next;
        if (function->next != NULL) {
            function->next->link = function->link;
        }
        function->link = NULL;
        function->next = NULL;
    }
}

/* As new, but where it is. */
static void
reset(Function *function)
{
    PyObject *held[] = {function->python, function->names, function->variables};
    unlink_function(function);
    map_free(&function->sites);
    free(function->places);
    *function = (Function){0};
    for (size_t index = 0; index < sizeof held / sizeof *held; index++) {
        Py_XDECREF(held[index]);
    }
}

static void
function_free(void *extra)
{
    if (extra == NULL) {
        /* Somebody else has put something on code that we have not met. */
        return;
    }
    reset(extra);
    free(extra);
}

int
functions_begin(void)
{
    if (function_index < 0) {
        function_index = PyUnstable_Eval_RequestCodeExtraIndex(function_free);
        if (function_index < 0) {
            PyErr_SetString(PyExc_RuntimeError, "no room is left on code objects (co_extra)");
            return -1;
        }
    }
    return 0;
}

Function *
function_make(PyObject *code, uint64_t generation, Function **list)
{
    void *extra = NULL;
    if (PyUnstable_Code_GetExtra(code, function_index, &extra) < 0) {
        PyErr_Clear();
        return NULL;
    }
    Function *function = extra;
    if (function != NULL && function->generation == generation) {
        return function;
    }
    if (function == NULL) {
        function = calloc(1, sizeof *function);
        if (function == NULL || PyUnstable_Code_SetExtra(code, function_index, function) < 0) {
            PyErr_Clear();
            free(function);
            return NULL;
        }
    } else {
        reset(function);
    }
    function->generation = generation;
    function->next = *list;
    function->link = list;
    if (*list != NULL) {
        (*list)->link = &function->next;
    }
    *list = function;
    return function;
}

void
functions_release(Function **list)
{
    while (*list != NULL) {
        reset(*list);
    }
}
