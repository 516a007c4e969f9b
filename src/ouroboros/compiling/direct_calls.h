/* Calls that remember whom they called: methods under their type's version, functions by their definition.
 *
 * Where the callee is compiled here and gets exactly its parameters by place, its C function is called at once;
 * where it is a method in C, its own C function. Everything else goes the interpreter's way.
 */
typedef struct { PyMethodDef *definition; void *function; int parameters; } ouro_direct;
static const ouro_direct *ouro_direct_of(PyObject *callable);  /* written below the functions */

static inline PyObject *ouro_directly(const ouro_direct *direct, PyObject *callable, PyObject *const *args) {
    switch (direct->parameters) {
    case 1: return ((PyObject *(*)(PyObject *, PyObject *))direct->function)(callable, args[0]);
    case 2: return ((PyObject *(*)(PyObject *, PyObject *, PyObject *))direct->function)(callable, args[0], args[1]);
    case 3: return ((PyObject *(*)(PyObject *, PyObject *, PyObject *, PyObject *))direct->function)(callable, args[0], args[1], args[2]);
    case 4: return ((PyObject *(*)(PyObject *, PyObject *, PyObject *, PyObject *, PyObject *))direct->function)(callable, args[0], args[1], args[2], args[3]);
    case 5: return ((PyObject *(*)(PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *))direct->function)(callable, args[0], args[1], args[2], args[3], args[4]);
    default: return ((PyObject *(*)(PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *))direct->function)(callable, args[0], args[1], args[2], args[3], args[4], args[5]);
    }
}
#define OURO_DEFINITION(callable) (((PyCFunctionObject *)(callable))->m_ml)

/* A built-in function with one argument, or without any: what its way of being called does, without the way. */
static inline PyObject *ouro_call_builtin(PyObject *function, PyObject *const *args, Py_ssize_t count) {
    PyMethodDef *definition = OURO_DEFINITION(function);
    if ((count == 1 && definition->ml_flags == METH_O) || (count == 0 && definition->ml_flags == METH_NOARGS)) {
        PyObject *result;
        if (ouro_deeper(OURO_CALLING)) return NULL;
        result = definition->ml_meth(((PyCFunctionObject *)function)->m_self, count ? args[0] : NULL);
        OURO_HIGHER();
        return result;
    }
    return PyObject_Vectorcall(function, args, count, NULL);
}

typedef struct { unsigned int version; Py_ssize_t names; PyObject *function; const ouro_direct *direct; int plain; } ouro_bench;
#define OURO_BENCHES 4
typedef struct { ouro_bench benches[OURO_BENCHES]; uint64_t module_version; PyObject *of_module; int failures; } ouro_method_site;
static void ouro_learn_module(ouro_method_site *site, PyObject *o, PyObject *name) {
    PyObject *space = PyModule_GetDict(o), *found;
    if (!PyUnicode_CheckExact(name) || _PyType_Lookup(&PyModule_Type, name) != NULL) return;
    if ((found = PyDict_GetItemWithError(space, name)) == NULL) { PyErr_Clear(); return; }
    site->module_version = ((PyDictObject *)space)->ma_version_tag;
    site->of_module = found;  /* the dictionary keeps it as long as the version is the same */
}
static void ouro_learn_method(ouro_method_site *site, PyObject *o, PyObject *name) {
    PyTypeObject *type = Py_TYPE(o);
    PyObject *found;
    Py_ssize_t names = -1;
    site->failures++;
    if (PyModule_CheckExact(o)) { ouro_learn_module(site, o, name); return; }
    if (type->tp_getattro != PyObject_GenericGetAttr) return;
    found = _PyType_Lookup(type, name);
    if (found == NULL || !(type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG) || type->tp_version_tag == 0) return;
    if (!(Py_TYPE(found)->tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR)) return;
    if (type->tp_dictoffset != 0) {
        if (!ouro_seatable(type)) return;
        PyDictKeysObject *keys = ((PyHeapTypeObject *)type)->ht_cached_keys;
        if (keys == NULL || !DK_IS_UNICODE(keys) || ouro_place(type, name) >= 0) return;
        names = keys->dk_nentries;
    }
    for (int i = OURO_BENCHES - 1; i > 0; i--) site->benches[i] = site->benches[i - 1];
    site->benches[0].version = type->tp_version_tag;
    site->benches[0].names = names;
    site->benches[0].function = found;
    site->benches[0].direct = ouro_direct_of(found);
    site->benches[0].plain = 0;
    if (Py_IS_TYPE(found, &PyMethodDescr_Type) && PyType_IsSubtype(type, PyDescr_TYPE(found))) {
        int flags = ((PyMethodDescrObject *)found)->d_method->ml_flags;
        if (flags == METH_O) site->benches[0].plain = 2;
        if (flags == METH_NOARGS) site->benches[0].plain = 1;
    }
}
static inline PyObject *ouro_call_method(PyObject *name, PyObject *const *args, size_t nargsf, ouro_method_site *site) {
    PyObject *o = args[0];
    PyTypeObject *type = Py_TYPE(o);
    unsigned int version = type->tp_version_tag;
    Py_ssize_t count = PyVectorcall_NARGS(nargsf);
    if (likely(version != 0)) {
        for (int i = 0; i < OURO_BENCHES; i++) {
            ouro_bench *bench = &site->benches[i];
            if (bench->version == version) {
                if (bench->names >= 0) {
                    if (*OURO_VALUES(o) == NULL || ((PyHeapTypeObject *)type)->ht_cached_keys->dk_nentries != bench->names) break;
                }
                PyObject *function = bench->function, *result;
                Py_INCREF(function);
                if (bench->direct != NULL && bench->direct->parameters == count) {
                    result = ouro_directly(bench->direct, function, args);
                } else if (bench->plain == count) {
                    PyMethodDef *definition = ((PyMethodDescrObject *)function)->d_method;
                    if (ouro_deeper(OURO_CALLING)) { Py_DECREF(function); return NULL; }
                    result = definition->ml_meth(o, count == 2 ? args[1] : NULL);
                    OURO_HIGHER();
                } else {
                    result = PyObject_Vectorcall(function, args, nargsf & ~PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
                }
                Py_DECREF(function);
                return result;
            }
        }
        if (PyModule_CheckExact(o) && site->of_module != NULL && ((PyDictObject *)PyModule_GetDict(o))->ma_version_tag == site->module_version) {
            PyObject *function = site->of_module, *result;
            Py_INCREF(function);
            if (PyCFunction_CheckExact(function)) result = ouro_call_builtin(function, args + 1, count - 1);
            else result = PyObject_Vectorcall(function, args + 1, count - 1, NULL);
            Py_DECREF(function);
            return result;
        }
    }
    if (site->failures < OURO_PATIENCE) ouro_learn_method(site, o, name);
    return PyObject_VectorcallMethod(name, args, nargsf, NULL);
}

typedef struct { unsigned int version; PyObject *function; const ouro_direct *init; const ouro_direct *direct; } ouro_maker;
static int ouro_learn_maker(ouro_maker *maker, PyTypeObject *type) {
    static PyObject *init_name;
    PyObject *init;
    maker->version = 0;
    if (init_name == NULL && (init_name = PyUnicode_InternFromString("__init__")) == NULL) { PyErr_Clear(); return 0; }
    if (!Py_IS_TYPE(type, &PyType_Type) || type->tp_new != PyBaseObject_Type.tp_new || (type->tp_flags & Py_TPFLAGS_IS_ABSTRACT)) return 0;
    init = _PyType_Lookup(type, init_name);
    if (init == NULL || !(Py_TYPE(init)->tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR) || Py_IS_TYPE(init, &PyWrapperDescr_Type)) return 0;
    if (!(type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG) || type->tp_version_tag == 0) return 0;
    maker->version = type->tp_version_tag;
    maker->function = init;
    maker->init = ouro_direct_of(init);
    return 1;
}
static inline PyObject *ouro_call(PyObject *callable, PyObject *const *args, size_t nargsf, ouro_maker *maker) {
    Py_ssize_t count = PyVectorcall_NARGS(nargsf);
    if (Py_IS_TYPE(callable, &PyType_Type) && (nargsf & PY_VECTORCALL_ARGUMENTS_OFFSET)) {
        PyTypeObject *type = (PyTypeObject *)callable;
        if ((maker->version != 0 && maker->version == type->tp_version_tag) || ouro_learn_maker(maker, type)) {
            PyObject **mine = (PyObject **)args - 1;
            PyObject *kept = mine[0], *function = maker->function, *result;
            const ouro_direct *init = maker->init;
            PyObject *made = type->tp_new(type, __pyx_mstate_global->__pyx_empty_tuple, NULL);
            if (made == NULL) return NULL;
            if (ouro_deeper(OURO_CALLING)) { Py_DECREF(made); return NULL; }
            mine[0] = made;
            Py_INCREF(function);
            if (init != NULL && init->parameters == count + 1) result = ouro_directly(init, function, mine);
            else result = PyObject_Vectorcall(function, mine, count + 1, NULL);
            Py_DECREF(function);
            OURO_HIGHER();
            mine[0] = kept;
            if (result == NULL) { Py_DECREF(made); return NULL; }
            if (result != Py_None) {
                PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'", Py_TYPE(result)->tp_name);
                Py_DECREF(result); Py_DECREF(made); return NULL;
            }
            Py_DECREF(result);
            return made;
        }
    } else if (Py_IS_TYPE(callable, __pyx_mstate_global->__pyx_CyFunctionType)) {
        if (maker->direct == NULL || maker->direct->definition != OURO_DEFINITION(callable)) maker->direct = ouro_direct_of(callable);
        if (maker->direct != NULL && maker->direct->parameters == count) return ouro_directly(maker->direct, callable, args);
    } else if (PyCFunction_CheckExact(callable)) {
        return ouro_call_builtin(callable, args, count);
    }
    return __Pyx_PyObject_FastCall(callable, args, nargsf);
}
#define OURO_CALL_METHOD(n, a, f) ({ static ouro_method_site site_; ouro_call_method(n, a, f, &site_); })
#define OURO_CALL(c, a, f) ({ static ouro_maker maker_; ouro_call(c, a, f, &maker_); })
