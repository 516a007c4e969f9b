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
typedef struct { ouro_bench benches[OURO_BENCHES]; ouro_extra extra; const ouro_direct *direct; int failures; } ouro_method_site;
static void ouro_learn_method(ouro_method_site *site, PyObject *o, PyObject *name) {
    PyTypeObject *type = Py_TYPE(o);
    PyObject *found;
    Py_ssize_t names = -1;
    site->failures++;
    if (PyModule_CheckExact(o) ? ouro_learn_module(&site->extra, o, name) : Py_IS_TYPE(o, &PyType_Type) && ouro_learn_class(&site->extra, o, name)) {
        site->direct = ouro_direct_of(site->extra.value);
        return;
    }
    if (type->tp_getattro != PyObject_GenericGetAttr) return;
    found = _PyType_Lookup(type, name);
    if (found == NULL || !(type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG) || type->tp_version_tag == 0) return;
    if (!(Py_TYPE(found)->tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR)) return;
    if (type->tp_dictoffset != 0) {
        names = ouro_shared_names(type, name);
        if (names < 0) return;
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
/* What a module or a class still holds under a remembered name, borrowed; NULL: not known. */
static inline PyObject *ouro_held(const ouro_extra *extra, PyObject *o) {
    if (extra->kind == OURO_MODULE && PyModule_CheckExact(o) && ((PyDictObject *)PyModule_GetDict(o))->ma_version_tag == extra->version) return extra->value;
    if (extra->kind == OURO_CLASS && Py_IS_TYPE(o, &PyType_Type) && ((PyTypeObject *)o)->tp_version_tag == extra->version) return extra->value;
    return NULL;
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
                if (bench->names >= 0 && !ouro_has_none_of_its_own(o, bench->names, name)) break;
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
        PyObject *held = ouro_held(&site->extra, o), *result;
        if (held != NULL) {
            Py_INCREF(held);
            if (site->direct != NULL && site->direct->parameters == count - 1) result = ouro_directly(site->direct, held, args + 1);
            else if (PyCFunction_CheckExact(held)) result = ouro_call_builtin(held, args + 1, count - 1);
            else result = PyObject_Vectorcall(held, args + 1, count - 1, NULL);
            Py_DECREF(held);
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
            Py_INCREF(function);  /* before anything is made: that may collect garbage, whose end may change the class */
            PyObject *made = type->tp_new(type, __pyx_mstate_global->__pyx_empty_tuple, NULL);
            if (made == NULL) { Py_DECREF(function); return NULL; }
            if (ouro_deeper(OURO_CALLING)) { Py_DECREF(function); Py_DECREF(made); return NULL; }
            mine[0] = made;
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
/* Arguments that all stand in the text come in one tuple. */
static PyObject *ouro_call_fixed(PyObject *callable, PyObject *fixed, PyObject *names, ouro_maker *maker) {
    PyObject *args[8], *self = NULL, *result;
    Py_ssize_t count = PyTuple_GET_SIZE(fixed);
    if (names != NULL || count > 6) return __Pyx_PyObject_Call(callable, fixed, names);
    for (Py_ssize_t i = 0; i < count; i++) args[i + 2] = PyTuple_GET_ITEM(fixed, i);
    if (PyMethod_Check(callable)) {
        self = PyMethod_GET_SELF(callable);
        callable = PyMethod_GET_FUNCTION(callable);
        args[1] = self;
    }
    Py_INCREF(callable);
    if (self != NULL) result = ouro_call(callable, args + 1, count + 1, maker);
    else result = ouro_call(callable, args + 2, count | PY_VECTORCALL_ARGUMENTS_OFFSET, maker);
    Py_DECREF(callable);
    return result;
}
/* What reading an attribute adds to an error that names none yet. */
static void ouro_tell_whose(PyObject *o, PyObject *name) {
    PyObject *type, *value, *trace;
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return;
    PyErr_Fetch(&type, &value, &trace);
    PyErr_NormalizeException(&type, &value, &trace);
    if (PyErr_GivenExceptionMatches(value, PyExc_AttributeError)) {
        PyAttributeErrorObject *error = (PyAttributeErrorObject *)value;
        if (error->name == NULL && error->obj == NULL) { error->name = __Pyx_NewRef(name); error->obj = __Pyx_NewRef(o); }
    }
    PyErr_Restore(type, value, trace);
}
static PyObject *ouro_of_property(PyObject *property, PyObject *o, PyObject *name) {
    PyObject *get = ((ouro_property *)property)->get, *result;
    const ouro_direct *direct = get == NULL ? NULL : ouro_direct_of(get);
    Py_INCREF(property);
    if (direct != NULL && direct->parameters == 1) {
        Py_INCREF(get);
        result = ouro_directly(direct, get, &o);
        Py_DECREF(get);
    } else {
        result = PyProperty_Type.tp_descr_get(property, o, (PyObject *)Py_TYPE(o));
    }
    Py_DECREF(property);
    if (unlikely(result == NULL)) ouro_tell_whose(o, name);
    return result;
}
#define OURO_CALL_FIXED(c, a, n) ({ static ouro_maker maker_; ouro_call_fixed(c, a, n, &maker_); })
#define OURO_CALL_METHOD(n, a, f) ({ static ouro_method_site site_; ouro_call_method(n, a, f, &site_); })
#define OURO_CALL(c, a, f) ({ static ouro_maker maker_; ouro_call(c, a, f, &maker_); })
