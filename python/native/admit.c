/* Code objects met first: whether they are recorded, and where their frames have the variables. */

#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE 1
#include <Python.h>
#include <opcode.h>

#if PY_VERSION_HEX < 0x030E0000

#include "events.h"

#include <stdlib.h>

/* Whether the slots of a frame of this code are its variables in the order of their names, or the places of the function
 * tell where they are. */
static bool
has_slots(Function *function, PyObject *variables, PyCodeObject *code)
{
    if ((code->co_flags & CO_OPTIMIZED) == 0) {
        return false;
    }
#if PY_VERSION_HEX >= 0x030B0000
    (void)function;
    return PyTuple_GET_SIZE(variables) == code->co_nlocalsplus;
#else
    /* Locals, then cells, then free variables. An argument that is a cell as well is in its cell, once it has one. */
    Py_ssize_t locals = code->co_nlocals;
    Py_ssize_t cells = PyTuple_GET_SIZE(code->co_cellvars);
    Py_ssize_t frees = PyTuple_GET_SIZE(code->co_freevars);
    if (cells + frees == 0) {
        return PyTuple_GET_SIZE(variables) == locals;
    }
    uint32_t *places = malloc((size_t)(locals + cells + frees) * sizeof *places);
    if (places == NULL) {
        return false;
    }
    Py_ssize_t count = locals;
    for (Py_ssize_t index = 0; index < locals; index++) {
        places[index] = PLACE(index, false);
    }
    for (Py_ssize_t index = 0; index < cells + frees; index++) {
        bool is_argument = index < cells && code->co_cell2arg != NULL && code->co_cell2arg[index] != CO_CELL_NOT_AN_ARG;
        Py_ssize_t at = is_argument ? (Py_ssize_t)code->co_cell2arg[index] : count++;
        places[at] = PLACE(locals + index, true);
    }
    free(function->places);
    function->places = places;
    return PyTuple_GET_SIZE(variables) == count;
#endif
}

#if PY_VERSION_HEX >= 0x030C0000
/* Where the first instruction of a kind stands, as frame_lasti tells it; -1 when there is none. */
static int
offset_of(PyCodeObject *code, uint8_t wanted)
{
    /* Not from co_code_adaptive, where a debugger's instructions may hide it. */
    PyObject *instructions = PyCode_GetCode(code);
    if (instructions == NULL) {
        PyErr_Clear();
        return -1;
    }
    const uint8_t *bytes = (const uint8_t *)PyBytes_AS_STRING(instructions);
    int size = (int)PyBytes_GET_SIZE(instructions), offset = 0;
    while (offset < size && bytes[offset] != wanted) {
        offset += (int)sizeof(_Py_CODEUNIT);
    }
    Py_DECREF(instructions);
    return offset < size ? offset : -1;
}
#endif

static int
fill(Function *function, PyObject *python, PyCodeObject *code)
{
    PyObject *number = PyObject_GetAttrString(python, "number");
    PyObject *arguments = PyObject_GetAttrString(python, "arguments");
    PyObject *is_generator = PyObject_GetAttrString(python, "is_generator");
    PyObject *is_async = PyObject_GetAttrString(python, "is_async");
    PyObject *names = PyObject_GetAttrString(python, "names");
    PyObject *variables = names != NULL && names != Py_None ? PyObject_GetAttrString(names, "variables") : NULL;
    if (!PyErr_Occurred()) {
        function->number = (uint32_t)PyLong_AsUnsignedLong(number);
        function->arguments = PyLong_AsSsize_t(arguments);
        function->is_generator = is_generator == Py_True;
        function->is_async = is_async == Py_True;
    }
    int result = PyErr_Occurred() ? -1 : 0;
    if (result == 0) {
        function->python = Py_NewRef(python);
        if (variables != NULL) {
            function->names = Py_NewRef(names);
            function->variables = Py_NewRef(variables);
            function->has_slots = has_slots(function, variables, code);
        }
        /* Its sites so far are those of a caller that is not recorded. */
        map_free(&function->sites);
#if PY_VERSION_HEX >= 0x030C0000
        function->made_at = function->is_generator ? offset_of(code, RETURN_GENERATOR) : -1;
#endif
        function->state = FUNCTION_RECORDED;
    }
    Py_XDECREF(number);
    Py_XDECREF(arguments);
    Py_XDECREF(is_generator);
    Py_XDECREF(is_async);
    Py_XDECREF(names);
    Py_XDECREF(variables);
    return result;
}

/* Whether the file of a code object was found to be unwanted. */
static bool
is_in_unwanted_file(Hooks *hooks, PyObject *code)
{
    PyObject *known = PyDict_GetItemWithError(hooks->files, ((PyCodeObject *)code)->co_filename);
    PyErr_Clear();
    return known == Py_False;
}

/* What is not recorded, where there is no memory to note that with the code object. */
static Function unwanted = {.state = FUNCTION_UNWANTED};

Function *
admit(Hooks *hooks, PyObject *code, PyObject *frame)
{
    PyObject *python = Py_None;
    if (is_in_unwanted_file(hooks, code)) {
        Py_INCREF(python);
    } else {
        python = PyObject_CallFunctionObjArgs(hooks->admit, code, frame, NULL);
    }
    if (python == NULL) {
        return NULL;
    }
    Function *function = function_make(code, hooks->generation, &hooks->functions);
    if (python == Py_None) {
        if (function == NULL) {
            function = &unwanted;
        }
        function->state = FUNCTION_UNWANTED;
    } else if (function == NULL) {
        PyErr_NoMemory();
    } else if (function->state != FUNCTION_RECORDED && fill(function, python, (PyCodeObject *)code) < 0) {
        function = NULL;
    }
    Py_DECREF(python);
    return function;
}

bool
is_unwanted(Hooks *hooks, const Function *function, PyObject *code)
{
    if (function != NULL && function->state == FUNCTION_UNWANTED) {
        return true;
    }
    return is_in_unwanted_file(hooks, code);
}

#endif
