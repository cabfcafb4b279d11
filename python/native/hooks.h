/* Hooks into the interpreter, where this version of CPython has ones that are known here. */

#pragma once

#include <Python.h>

/* Adds the types Hooks and Thread to the module, or nothing; -1 with an exception set. */
int hooks_add(PyObject *module);
