/* Ways to attributes and methods that remember at each place what was found there.
 *
 * What is remembered counts while the type's version tag is the same: the interpreter gives every state of a type
 * another number and takes it away when the type, or one of its bases, changes (Include/cpython/object.h,
 * tp_version_tag; PEP 659 rests on the same). Everything else goes the general way. CPython 3.11.
 */
#if PY_VERSION_HEX < 0x030B0000 || PY_VERSION_HEX >= 0x030C0000
#error "written for CPython 3.11"
#endif
#define Py_BUILD_CORE 1
#include "internal/pycore_dict.h"
#undef Py_BUILD_CORE
#include <structmember.h>
#define OURO_VALUES(o) (((PyDictValues **)(o)) - 4)
typedef struct { unsigned int version; Py_ssize_t place; } ouro_seat;
typedef struct { ouro_seat seats[2]; int failures; } ouro_site;
#define OURO_PATIENCE 64

static Py_ssize_t ouro_place(PyTypeObject *type, PyObject *name) {
    PyDictKeysObject *keys = ((PyHeapTypeObject *)type)->ht_cached_keys;
    if (keys == NULL || !DK_IS_UNICODE(keys)) return -1;
    for (Py_ssize_t i = 0; i < keys->dk_nentries; i++)
        if (DK_UNICODE_ENTRIES(keys)[i].me_key == name) return i;
    return -1;
}
static int ouro_seatable(PyTypeObject *type) {
    return (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) && (type->tp_flags & Py_TPFLAGS_HEAPTYPE);
}
static void ouro_learn(ouro_site *site, PyObject *o, PyObject *name, int store) {
    PyTypeObject *type = Py_TYPE(o);
    PyObject *found;
    Py_ssize_t place;
    site->failures++;
    if (store ? type->tp_setattro != PyObject_GenericSetAttr : type->tp_getattro != PyObject_GenericGetAttr) return;
    found = _PyType_Lookup(type, name);
    if (!(type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG) || type->tp_version_tag == 0) return;
    if (found != NULL && Py_IS_TYPE(found, &PyMemberDescr_Type)) {
        struct PyMemberDef *member = ((PyMemberDescrObject *)found)->d_member;
        if (member->type != T_OBJECT_EX || (member->flags & (READONLY | PY_AUDIT_READ))) return;
        if (!PyType_IsSubtype(type, PyDescr_TYPE(found))) return;
        place = -member->offset;  /* below zero: in the object itself */
        if (place >= 0) return;
    } else {
        if (!ouro_seatable(type)) return;
        /* A class attribute hides nothing, unless its own type gets a __set__, which only types in Python may. */
        if (found != NULL && (Py_TYPE(found)->tp_descr_set != NULL || (Py_TYPE(found)->tp_flags & Py_TPFLAGS_HEAPTYPE))) return;
        place = ouro_place(type, name);
        if (place < 0) return;
    }
    site->seats[1] = site->seats[0];
    site->seats[0].version = type->tp_version_tag;
    site->seats[0].place = place;
}
static inline PyObject **ouro_seat_of(ouro_seat *seat, PyObject *o, PyDictValues **values) {
    if (seat->place < 0) { *values = NULL; return (PyObject **)((char *)o - seat->place); }
    *values = *OURO_VALUES(o);
    return *values ? &(*values)->values[seat->place] : NULL;
}
static inline PyObject *ouro_getattr(PyObject *o, PyObject *name, ouro_site *site) {
    unsigned int version = Py_TYPE(o)->tp_version_tag;
    PyDictValues *values;
    if (likely(version != 0)) {
        for (int i = 0; i < 2; i++) {
            if (site->seats[i].version == version) {
                PyObject **seat = ouro_seat_of(&site->seats[i], o, &values);
                if (likely(seat != NULL && *seat != NULL)) { Py_INCREF(*seat); return *seat; }
                return PyObject_GetAttr(o, name);
            }
        }
    }
    if (site->failures < OURO_PATIENCE) ouro_learn(site, o, name, 0);
    return __Pyx_PyObject_GetAttrStr(o, name);
}
static inline int ouro_setattr(PyObject *o, PyObject *name, PyObject *value, ouro_site *site) {
    unsigned int version = Py_TYPE(o)->tp_version_tag;
    PyDictValues *values;
    if (likely(version != 0)) {
        for (int i = 0; i < 2; i++) {
            if (site->seats[i].version == version) {
                PyObject **seat = ouro_seat_of(&site->seats[i], o, &values);
                if (likely(seat != NULL)) {
                    PyObject *old = *seat;
                    Py_INCREF(value);
                    *seat = value;
                    if (old == NULL) { if (values != NULL) _PyDictValues_AddToInsertionOrder(values, site->seats[i].place); }
                    else Py_DECREF(old);
                    return 0;
                }
                return PyObject_SetAttr(o, name, value);
            }
        }
    }
    int done = __Pyx_PyObject_SetAttrStr(o, name, value);
    if (done == 0 && site->failures < OURO_PATIENCE) ouro_learn(site, o, name, 1);
    return done;
}
typedef struct { unsigned int version; Py_ssize_t names; PyObject *function; } ouro_bench;
typedef struct { ouro_bench benches[2]; int failures; } ouro_method_site;
static void ouro_learn_method(ouro_method_site *site, PyObject *o, PyObject *name) {
    PyTypeObject *type = Py_TYPE(o);
    PyObject *found;
    Py_ssize_t names = -1;
    site->failures++;
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
    site->benches[1] = site->benches[0];
    site->benches[0].version = type->tp_version_tag;
    site->benches[0].names = names;
    site->benches[0].function = found;
}
static inline PyObject *ouro_call_method(PyObject *name, PyObject *const *args, size_t nargsf, ouro_method_site *site) {
    PyObject *o = args[0];
    PyTypeObject *type = Py_TYPE(o);
    unsigned int version = type->tp_version_tag;
    if (likely(version != 0)) {
        for (int i = 0; i < 2; i++) {
            ouro_bench *bench = &site->benches[i];
            if (bench->version == version) {
                if (bench->names >= 0) {
                    if (*OURO_VALUES(o) == NULL || ((PyHeapTypeObject *)type)->ht_cached_keys->dk_nentries != bench->names) break;
                }
                PyObject *function = bench->function, *result;
                Py_INCREF(function);
                result = PyObject_Vectorcall(function, args, nargsf & ~PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
                Py_DECREF(function);
                return result;
            }
        }
    }
    if (site->failures < OURO_PATIENCE) ouro_learn_method(site, o, name);
    return PyObject_VectorcallMethod(name, args, nargsf, NULL);
}
typedef struct { unsigned int version; PyObject *function; } ouro_maker;
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
    return 1;
}
static inline PyObject *ouro_call(PyObject *callable, PyObject *const *args, size_t nargsf, ouro_maker *maker) {
    Py_ssize_t count = PyVectorcall_NARGS(nargsf);
    if (Py_IS_TYPE(callable, &PyType_Type) && (nargsf & PY_VECTORCALL_ARGUMENTS_OFFSET)) {
        PyTypeObject *type = (PyTypeObject *)callable;
        if ((maker->version != 0 && maker->version == type->tp_version_tag) || ouro_learn_maker(maker, type)) {
            PyObject **mine = (PyObject **)args - 1;
            PyObject *kept = mine[0], *function = maker->function, *result;
            PyObject *made = type->tp_new(type, __pyx_mstate_global->__pyx_empty_tuple, NULL);
            if (made == NULL) return NULL;
            if (Py_EnterRecursiveCall(" while calling a Python object")) { Py_DECREF(made); return NULL; }
            mine[0] = made;
            Py_INCREF(function);
            result = PyObject_Vectorcall(function, mine, count + 1, NULL);
            Py_DECREF(function);
            Py_LeaveRecursiveCall();
            mine[0] = kept;
            if (result == NULL) { Py_DECREF(made); return NULL; }
            if (result != Py_None) {
                PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'", Py_TYPE(result)->tp_name);
                Py_DECREF(result); Py_DECREF(made); return NULL;
            }
            Py_DECREF(result);
            return made;
        }
    }
    return __Pyx_PyObject_FastCall(callable, args, nargsf);
}
#define OURO_GET(o, n) ({ static ouro_site site_; ouro_getattr(o, n, &site_); })
#define OURO_SET(o, n, v) ({ static ouro_site site_; ouro_setattr(o, n, v, &site_); })
#define OURO_CALL_METHOD(n, a, f) ({ static ouro_method_site site_; ouro_call_method(n, a, f, &site_); })
#define OURO_CALL(c, a, f) ({ static ouro_maker maker_; ouro_call(c, a, f, &maker_); })

/* Names of built-ins: looked for in the user's module before. The dictionary's version says whether it changed. */
typedef struct { uint64_t version; PyObject *value; } ouro_name_site;
static inline PyObject *ouro_builtin(PyObject *name, ouro_name_site *site) {
    PyObject *space = PyModule_GetDict(__pyx_mstate_global->__pyx_b);
    if (likely(site->value != NULL && site->version == ((PyDictObject *)space)->ma_version_tag)) {
        Py_INCREF(site->value);
        return site->value;
    }
    PyObject *found = __Pyx_GetBuiltinName(name);
    if (found != NULL) {
        site->version = ((PyDictObject *)space)->ma_version_tag;
        site->value = found;  /* the dictionary keeps it as long as the version is the same */
        if (PyDict_GetItemWithError(space, name) != found) site->value = NULL;
    }
    return found;
}

/* Floats at once, everything else by the interpreter. */
#define OURO_ARITHMETIC(name, operator) \
    static inline PyObject *ouro_##name(PyObject *a, PyObject *b) { \
        if (PyFloat_CheckExact(a) && PyFloat_CheckExact(b)) \
            return PyFloat_FromDouble(PyFloat_AS_DOUBLE(a) operator PyFloat_AS_DOUBLE(b)); \
        return PyNumber_##name(a, b); \
    } \
    static inline PyObject *ouro_InPlace##name(PyObject *a, PyObject *b) { \
        if (PyFloat_CheckExact(a) && PyFloat_CheckExact(b)) \
            return PyFloat_FromDouble(PyFloat_AS_DOUBLE(a) operator PyFloat_AS_DOUBLE(b)); \
        return PyNumber_InPlace##name(a, b); \
    }
OURO_ARITHMETIC(Add, +)
OURO_ARITHMETIC(Subtract, -)
OURO_ARITHMETIC(Multiply, *)

/* Depth of recursion; now and then signals are answered and other threads have their turn. */
static inline int ouro_enter(void) {
    static unsigned int turns;
    if (Py_EnterRecursiveCall("")) return -1;
    if (unlikely((++turns & 1023) == 0)) {
        if (PyErr_CheckSignals() < 0) { Py_LeaveRecursiveCall(); return -1; }
        PyThreadState *state = PyEval_SaveThread();
        PyEval_RestoreThread(state);
    }
    return 0;
}

/* Errors in the interpreter's words. */
static PyObject *ouro_unpacked(PyObject *value) {
    PyObject *walk = PyObject_GetIter(value);
    if (walk == NULL && PyErr_ExceptionMatches(PyExc_TypeError) && Py_TYPE(value)->tp_iter == NULL && !PySequence_Check(value))
        PyErr_Format(PyExc_TypeError, "cannot unpack non-iterable %.200s object", Py_TYPE(value)->tp_name);
    return walk;
}
static void ouro_too_few(int expected, Py_ssize_t got) {
    PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected %d, got %zd)", expected, got);
}
static void ouro_unbound(const char *name) {
    PyErr_Format(PyExc_UnboundLocalError, "cannot access local variable '%s' where it is not associated with a value", name);
}
static void ouro_unbound_above(const char *name) {
    PyErr_Format(PyExc_NameError, "cannot access free variable '%s' where it is not associated with a value in enclosing scope", name);
}

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
    __pyx_mstate_global->__pyx_d = space;
    return 0;
}
#define __Pyx_GetBuiltinName(n) ({ static ouro_name_site site_; ouro_builtin(n, &site_); })
