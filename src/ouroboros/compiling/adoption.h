/* The module whose functions these are: its names count here, and its functions answer calls that do not fit. */
static PyObject *ouro_originals;
static PyObject *ouro_original(Py_ssize_t index, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    PyErr_Clear();
    return PyObject_Vectorcall(PyTuple_GET_ITEM(ouro_originals, index), args, count, names);
}
static int ouro_adopt(PyObject *module) {
    PyObject *space = PyObject_GetAttrString(module, "_ouroboros_namespace");
    if (space == NULL) return -1;
    ouro_originals = PyObject_GetAttrString(module, "_ouroboros_originals");
    if (ouro_originals == NULL) return -1;
    if (!PyDict_CheckExact(space) || !PyTuple_CheckExact(ouro_originals)) {
        PyErr_SetString(PyExc_TypeError, "a dictionary and a tuple are needed");
        return -1;
    }
    if (PyObject_SetAttrString(module, "_ouroboros_bound", space) < 0) return -1;
    ouro_floats = &PyInterpreterState_Get()->float_state;
    for (long value = OURO_LEAST; value <= OURO_MOST; value++)
        if ((ouro_numbers[value - OURO_LEAST] = PyLong_FromLong(value)) == NULL) return -1;
    __pyx_mstate_global->__pyx_d = space;
    return 0;
}
#define __Pyx_GetBuiltinName(n) ({ static ouro_name_site site_; ouro_builtin(n, &site_); })
#define __Pyx__GetModuleGlobalName(n, v, d) ouro_looked_for(n, v, d)
