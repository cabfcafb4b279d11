/* Writers of functions, bound methods and classes (_things.py). */

#include "encoder.h"
#include "schema.gen.h"

int
write_class(Event *event, PyObject *value, Py_ssize_t Py_UNUSED(depth), const Layout *Py_UNUSED(layout))
{
    const Layout *its = layout_of(event->encoder, (PyTypeObject *)value);
    if (its == NULL) {
        return -1;
    }
    size_t start = open_ext(event->out, EXTENSION_TYPE);
    put_object(event->out, its->name);
    close_ext(event->out, start);
    return 0;
}

/* A function whose names are exactly texts. `bound` is NULL for one that is not bound. */
static int
write_bound_function(Event *event, PyObject *value, PyObject *bound)
{
    PyFunctionObject *function = (PyFunctionObject *)value;
    Buffer *out = event->out;
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    const Layout *its = bound != NULL ? layout_of(event->encoder, Py_TYPE(bound)) : NULL;
    if (bound != NULL && its == NULL) {
        return -1;
    }
    PyObject *module = function->func_module;
    size_t start = open_ext(out, EXTENSION_FUNCTION);
    put_byte(out, 0x96);
    put_plain(out, function->func_qualname, LONGEST_TEXT_OF_FUNCTION);
    if (module == NULL || module == Py_None) {
        put_byte(out, 0xC0);
    } else {
        put_plain(out, module, LONGEST_TEXT_OF_FUNCTION);
    }
    put_plain(out, code->co_filename, LONGEST_TEXT_OF_FUNCTION);
    put_int(out, code->co_firstlineno);
    if (bound == NULL) {
        put_byte(out, 0xC0);
        put_byte(out, 0xC0);
    } else {
        put_id(out, bound);
        put_object(out, its->name);
    }
    close_ext(out, start);
    return 0;
}

static bool
has_plain_names(PyObject *value)
{
    PyFunctionObject *function = (PyFunctionObject *)value;
    PyObject *module = function->func_module;
    return PyUnicode_CheckExact(function->func_qualname) &&
           (module == NULL || module == Py_None || PyUnicode_CheckExact(module)) &&
           PyUnicode_CheckExact(((PyCodeObject *)function->func_code)->co_filename);
}

int
write_function(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    return has_plain_names(value) ? write_bound_function(event, value, NULL)
                                  : write_by_python(event, value, depth, layout);
}

int
write_method(Event *event, PyObject *value, Py_ssize_t depth, const Layout *layout)
{
    PyObject *function = PyMethod_GET_FUNCTION(value);
    return PyFunction_Check(function) && has_plain_names(function)
               ? write_bound_function(event, function, PyMethod_GET_SELF(value))
               : write_by_python(event, value, depth, layout);
}
