/* Whether the interpreter is laid out as the headers say that this library was made with. Patch versions of a minor, its
 * betas and what vendors build may differ; then the recorder in Python is the better one. */

#pragma once

#include <Python.h>

/* Adds the functions that tracehold/_probe.py calls to the module; -1 with an exception set. */
int probe_add(PyObject *module);
