/* The exception that leaves a frame or is thrown into it, taken out of the way of our own. CPython 3.8 to 3.11. */

#pragma once

/* Each held, or NULL. */
typedef struct {
    PyObject *type;
    PyObject *value;
    PyObject *traceback;
} Raised;

/* Takes the exception that is set, if there is one. */
Raised take_raised(void);
/* Sets it again, unless another is set by now. */
void put_raised(Raised *raised);
/* The exception as an object, held; NULL with an exception set.
 *
 * C code may raise a type with an argument, of which an object is made when somebody looks. We have it made where no
 * code of the program can notice; else `describe` (a function of the recorder, _setprofile.bare) does, of both. */
PyObject *exception_of(Raised *raised, PyObject *describe);
