/* The heap walk as the module has it (heap.h is for its parts). */

#pragma once

#include <Python.h>

/* Adds heap_take, heap_describe and heap_array to the module; -1 with an exception set. */
int heap_add(PyObject *module);
