/* Where objects have a place in the source (_heap_places.py). */

#include "heap.h"

#ifdef HAS_HEAP_WALK

#include "frames.h"

#if PY_VERSION_HEX < 0x030B0000
#include <frameobject.h>
#endif

static PyObject *
qualname_of(const PyCodeObject *code)
{
#if PY_VERSION_HEX >= 0x030B0000
    return code->co_qualname;
#else
    return code->co_name;
#endif
}

static Place
place_at(Walk *walk, PyObject *file, long line, PyObject *name)
{
    if (file == NULL || !PyUnicode_Check(file) || PyUnicode_GET_LENGTH(file) == 0) {
        return (Place){0};
    }
    Place place = {.line = line > 0 ? (uint64_t)line : 0, .is_known = true};
    place.file = text_id(walk, file, LONGEST_PATH);
    place.name = name != NULL ? text_id(walk, name, LONGEST_NAME) : ascii_id(walk, "");
    return place;
}

static Place
place_of_frame(Walk *walk, PyFrameObject *frame)
{
#if PY_VERSION_HEX >= 0x030B0000
    PyCodeObject *code = frame_code(frame->f_frame);
#else
    PyCodeObject *code = frame->f_code;
#endif
    return place_at(walk, code->co_filename, PyFrame_GetLineNumber(frame), qualname_of(code));
}

static Place
place_of_traceback(Walk *walk, const PyTracebackObject *traceback)
{
#if PY_VERSION_HEX >= 0x030B0000
    PyCodeObject *code = frame_code(traceback->tb_frame->f_frame);
#else
    PyCodeObject *code = traceback->tb_frame->f_code;
#endif
    int line = traceback->tb_lineno;
    if (line == -1) {
        line = PyCode_Addr2Line(code, traceback->tb_lasti);
    }
    return place_at(walk, code->co_filename, line, qualname_of(code));
}

/* The file of a function whose globals are these, NULL for anything else. */
static PyObject *
file_of_function(PyObject *value, const PyObject *globals)
{
    if (!Py_IS_TYPE(value, &PyFunction_Type)) {
        return NULL;
    }
    const PyFunctionObject *function = (PyFunctionObject *)value;
    return function->func_globals == globals ? ((PyCodeObject *)function->func_code)->co_filename : NULL;
}

/* The file of the first function of a module, or of its classes. */
static PyObject *
file_of_functions(PyObject *names)
{
    Py_ssize_t at = 0;
    PyObject *value;
    while (PyDict_Next(names, &at, NULL, &value)) {
        PyObject *found = file_of_function(value, names);
        Py_ssize_t inner = 0;
        PyObject *method;
        PyObject *dict = Py_IS_TYPE(value, &PyType_Type) ? class_dict((PyTypeObject *)value) : NULL;
        while (found == NULL && dict != NULL && PyDict_Next(dict, &inner, NULL, &method)) {
            found = file_of_function(method, names);
        }
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

static PyObject *
file_of_module(PyObject *module)
{
    PyObject *names = PyModule_GetDict(module);
    PyObject *file = dict_find(names, "__file__");
    if (file != NULL && PyUnicode_Check(file) && PyUnicode_GET_LENGTH(file) != 0) {
        return file;
    }
    /* When its program has ended, __main__ has no __file__ any more. */
    return names != NULL ? file_of_functions(names) : NULL;
}

/* The file of the module of a name, borrowed. */
static PyObject *
file_of_named_module(Walk *walk, PyObject *name)
{
    if (name == NULL || !PyUnicode_CheckExact(name) || !PyDict_Check(walk->modules)) {
        return NULL;
    }
    uint64_t *known = table_slot(walk, &walk->module_files, (uint64_t)(uintptr_t)name);
    if (known == NULL) {
        return NULL;
    }
    if (*known == 0) {
        PyObject *file = NULL;
        Py_ssize_t at = 0;
        PyObject *key;
        PyObject *module;
        while (PyDict_Next(walk->modules, &at, &key, &module)) {
            if (key == name || same_text(key, name)) {
                file = Py_IS_TYPE(module, &PyModule_Type) ? file_of_module(module) : NULL;
                break;
            }
        }
        /* A module without a file is known, too. */
        *known = file != NULL ? (uint64_t)(uintptr_t)file : 1;
    }
    return *known != 1 ? (PyObject *)(uintptr_t)*known : NULL;
}

/* The line of the first method in a file, 0 where there is none. */
static long
line_of_methods(PyObject *dict, PyObject *file)
{
    long line = 0;
    Py_ssize_t at = 0;
    PyObject *value;
    while (PyDict_Next(dict, &at, NULL, &value)) {
        if (Py_IS_TYPE(value, &PyFunction_Type)) {
            const PyCodeObject *code = (PyCodeObject *)((PyFunctionObject *)value)->func_code;
            if (same_text(code->co_filename, file) &&
                (line == 0 || code->co_firstlineno < line)) {
                line = code->co_firstlineno;
            }
        }
    }
    return line;
}

Place
place_of_class(Walk *walk, PyTypeObject *cls)
{
    PyObject *dict = class_dict(cls);
    PyObject *file = dict != NULL ? file_of_named_module(walk, dict_find(dict, "__module__")) : NULL;
    if (file == NULL) {
        return (Place){0};
    }
    PyObject *line = dict_find(dict, "__firstlineno__");
    long number = 0;
    if (line == NULL || !PyLong_CheckExact(line)) {
        number = line_of_methods(dict, file);
    } else if (PyUnstable_Long_IsCompact((PyLongObject *)line)) {
        number = (long)PyUnstable_Long_CompactValue((PyLongObject *)line);
    }
    if (PyType_HasFeature(cls, Py_TPFLAGS_HEAPTYPE)) {
        return place_at(walk, file, number, ((PyHeapTypeObject *)cls)->ht_qualname);
    }
    Place place = place_at(walk, file, number, NULL);
    walk->text.size = 0;
    put_type_name(walk, &walk->text, cls);
    place.name = name_id(walk, walk->text.bytes, walk->text.size);
    return place;
}

void
add_place(Walk *walk, PyObject *value, Placing placing, uint64_t node)
{
    Place place = {0};
    switch (placing) {
    case PLACE_NONE:
        return;
    case PLACE_CODE: {
        const PyCodeObject *code = (PyCodeObject *)value;
        place = place_at(walk, code->co_filename, code->co_firstlineno, qualname_of(code));
        break;
    }
    case PLACE_FUNCTION: {
        const PyFunctionObject *function = (PyFunctionObject *)value;
        const PyCodeObject *code = (PyCodeObject *)function->func_code;
        place = place_at(walk, code->co_filename, code->co_firstlineno, function->func_qualname);
        break;
    }
    case PLACE_FRAME:
        place = place_of_frame(walk, (PyFrameObject *)value);
        break;
    case PLACE_TRACEBACK:
        place = place_of_traceback(walk, (PyTracebackObject *)value);
        break;
    case PLACE_MODULE: {
        PyObject *names = PyModule_GetDict(value);
        place = place_at(walk, file_of_module(value), 0, dict_find(names, "__name__"));
        break;
    }
    case PLACE_CLASS:
        place = place_of_class(walk, (PyTypeObject *)value);
        break;
    }
    if (place.is_known) {
        column_push(walk, &walk->place_nodes, node);
        column_push(walk, &walk->place_files, place.file);
        column_push(walk, &walk->place_lines, place.line);
        column_push(walk, &walk->place_texts, place.name);
    }
}

#endif
