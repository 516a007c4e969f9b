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
#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"
#include "internal/pycore_pystate.h"
#undef Py_BUILD_CORE
#include <structmember.h>
#define OURO_VALUES(o) (((PyDictValues **)(o)) - 4)
#define OURO_DICTIONARY(o) (((PyObject **)(o))[-3])
/* ``place``: among the values that an object holds itself, or below zero in the object. Objects with more attributes
 * than their class foresaw, or whose ``__dict__`` was asked for, have a dictionary: ``hint`` is the place there. */
typedef struct { unsigned int version; Py_ssize_t place; Py_ssize_t hint; } ouro_seat;
#define OURO_NO_PLACE PY_SSIZE_T_MAX
/* What is no seat: a name of a module, a constant of a class seen through an object or by the class, a property, a method. */
typedef enum { OURO_NOTHING, OURO_MODULE, OURO_CONSTANT, OURO_CLASS, OURO_PROPERTY, OURO_METHOD } ouro_kind;
typedef struct { ouro_kind kind; uint64_t version; Py_ssize_t names; PyObject *value; } ouro_extra;
typedef struct { ouro_seat seats[2]; ouro_extra extra; PyObject *name; int failures; } ouro_site;
#define OURO_PATIENCE 64

/* Names are compared by their characters: ``o.__dict__.update(...)`` shares names that are not interned. */
static Py_ssize_t ouro_place(PyTypeObject *type, PyObject *name) {
    PyDictKeysObject *keys = ((PyHeapTypeObject *)type)->ht_cached_keys;
    if (keys == NULL || !DK_IS_UNICODE(keys)) return -1;
    for (Py_ssize_t i = 0; i < keys->dk_nentries; i++)
        if (DK_UNICODE_ENTRIES(keys)[i].me_key == name || _PyUnicode_EQ(DK_UNICODE_ENTRIES(keys)[i].me_key, name)) return i;
    return -1;
}
static int ouro_seatable(PyTypeObject *type) {
    return (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) && (type->tp_flags & Py_TPFLAGS_HEAPTYPE);
}
/* A name of a module, as long as its dictionary is the same one in the same state. */
static int ouro_learn_module(ouro_extra *extra, PyObject *o, PyObject *name) {
    PyObject *space = PyModule_GetDict(o), *found;
    if (!PyUnicode_CheckExact(name) || _PyType_Lookup(&PyModule_Type, name) != NULL) return 0;
    if ((found = PyDict_GetItemWithError(space, name)) == NULL) { PyErr_Clear(); return 0; }
    *extra = (ouro_extra){OURO_MODULE, ((PyDictObject *)space)->ma_version_tag, 0, found};
    return 1;
}
/* A constant or a function that a class of the usual metaclass or one of its bases holds. */
static int ouro_learn_class(ouro_extra *extra, PyObject *o, PyObject *name) {
    PyTypeObject *type = (PyTypeObject *)o;
    PyObject *found;
    if (_PyType_Lookup(&PyType_Type, name) != NULL || (found = _PyType_Lookup(type, name)) == NULL) return 0;
    if (!(type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG) || type->tp_version_tag == 0) return 0;
    if (Py_TYPE(found)->tp_flags & Py_TPFLAGS_HEAPTYPE) {
        if (!Py_IS_TYPE(found, __pyx_mstate_global->__pyx_CyFunctionType)) return 0;
    } else if (Py_TYPE(found)->tp_descr_get != NULL && !PyFunction_Check(found)) return 0;
    *extra = (ouro_extra){OURO_CLASS, type->tp_version_tag, 0, found};
    return 1;
}
/* Whether an instance has no attribute of its own of that name: how many names its class's instances share. */
static Py_ssize_t ouro_shared_names(PyTypeObject *type, PyObject *name) {
    if (!ouro_seatable(type)) return -1;
    PyDictKeysObject *keys = ((PyHeapTypeObject *)type)->ht_cached_keys;
    if (keys == NULL || !DK_IS_UNICODE(keys) || ouro_place(type, name) >= 0) return -1;
    return keys->dk_nentries;
}
static inline PyDictObject *ouro_dictionary(PyObject *o);
static inline int ouro_has_none_of_its_own(PyObject *o, Py_ssize_t names, PyObject *name) {
    if (likely(*OURO_VALUES(o) != NULL)) return ((PyHeapTypeObject *)Py_TYPE(o))->ht_cached_keys->dk_nentries == names;
    PyDictObject *space = ouro_dictionary(o);
    Py_hash_t hash = ((PyASCIIObject *)name)->hash;
    return space != NULL && hash != -1 && _PyDict_GetItem_KnownHash((PyObject *)space, name, hash) == NULL;
}
static void ouro_learn_constant(ouro_extra *extra, PyTypeObject *type, PyObject *found, PyObject *name) {
    if (Py_IS_TYPE(found, &PyProperty_Type)) {
        *extra = (ouro_extra){OURO_PROPERTY, type->tp_version_tag, 0, found};
    } else if (PyFunction_Check(found) || Py_IS_TYPE(found, &PyMethodDescr_Type) || Py_IS_TYPE(found, __pyx_mstate_global->__pyx_CyFunctionType)) {
        Py_ssize_t names = type->tp_dictoffset == 0 ? -1 : ouro_shared_names(type, name);
        if (names >= 0 || type->tp_dictoffset == 0) *extra = (ouro_extra){OURO_METHOD, type->tp_version_tag, names, found};
    } else if (Py_TYPE(found)->tp_descr_get == NULL && !(Py_TYPE(found)->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        Py_ssize_t names = ouro_shared_names(type, name);
        if (names >= 0) *extra = (ouro_extra){OURO_CONSTANT, type->tp_version_tag, names, found};
    }
}
/* The dictionary of an object that has one, when all of its keys are strings: to look there runs nobody's code. */
static inline PyDictObject *ouro_dictionary(PyObject *o) {
    PyObject *space = OURO_DICTIONARY(o);
    if (space == NULL || !PyDict_CheckExact(space) || !DK_IS_UNICODE(((PyDictObject *)space)->ma_keys)) return NULL;
    return (PyDictObject *)space;
}
/* Where a dictionary holds the value of ``name``, if that is at ``hint``. */
static inline PyObject **ouro_entry(PyDictObject *space, PyObject *name, Py_ssize_t hint) {
    PyDictKeysObject *keys = space->ma_keys;
    if (hint >= keys->dk_nentries || DK_UNICODE_ENTRIES(keys)[hint].me_key != name) return NULL;
    return space->ma_values != NULL ? &space->ma_values->values[hint] : &DK_UNICODE_ENTRIES(keys)[hint].me_value;
}
static Py_ssize_t ouro_hint(PyObject *o, PyObject *name) {
    PyDictObject *space = ouro_dictionary(o);
    if (space != NULL)
        for (Py_ssize_t i = 0; i < space->ma_keys->dk_nentries; i++)
            if (DK_UNICODE_ENTRIES(space->ma_keys)[i].me_key == name) return i;
    return -1;
}
static void ouro_learn(ouro_site *site, PyObject *o, PyObject *name, int store) {
    PyTypeObject *type = Py_TYPE(o);
    PyObject *found;
    Py_ssize_t place, hint = 0;
    site->failures++;
    site->name = name;
    if (!store && PyModule_CheckExact(o)) { ouro_learn_module(&site->extra, o, name); return; }
    if (!store && Py_IS_TYPE(o, &PyType_Type)) { ouro_learn_class(&site->extra, o, name); return; }
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
        if (!store && found != NULL) ouro_learn_constant(&site->extra, type, found, name);
        if (!ouro_seatable(type)) return;
        /* A class attribute hides nothing, unless its own type gets a __set__, which only types in Python may. */
        if (found != NULL && (Py_TYPE(found)->tp_descr_set != NULL || (Py_TYPE(found)->tp_flags & Py_TPFLAGS_HEAPTYPE))) return;
        place = ouro_place(type, name);
        hint = ouro_hint(o, name);
        if (place < 0 && hint < 0) return;
        if (place < 0) place = OURO_NO_PLACE;
        if (hint < 0) hint = place;  /* a dictionary that is made of an object's values keeps their order */
    }
    if (site->seats[0].version != type->tp_version_tag) site->seats[1] = site->seats[0];
    site->seats[0] = (ouro_seat){type->tp_version_tag, place, hint};
}
static inline PyObject **ouro_seat_of(ouro_seat *seat, PyObject *o, PyObject *name, PyDictValues **values) {
    if (seat->place < 0) { *values = NULL; return (PyObject **)((char *)o - seat->place); }
    *values = *OURO_VALUES(o);
    if (likely(*values != NULL)) return seat->place == OURO_NO_PLACE ? NULL : &(*values)->values[seat->place];
    PyDictObject *space = ouro_dictionary(o);
    return space == NULL ? NULL : ouro_entry(space, name, seat->hint);
}
typedef struct { PyObject_HEAD PyObject *get; } ouro_property;  /* how a property begins */
static PyObject *ouro_of_property(PyObject *property, PyObject *o, PyObject *name);
static PyObject *ouro_bound(PyObject *function, PyObject *o) {
    Py_INCREF(function);  /* what is made may collect garbage, whose end may change the class */
    PyObject *made = Py_TYPE(function)->tp_descr_get(function, o, (PyObject *)Py_TYPE(o));
    Py_DECREF(function);
    return made;
}
static PyObject *ouro_get_otherwise(PyObject *o, PyObject *name, ouro_site *site) {
    ouro_extra *extra = &site->extra;
    PyTypeObject *type = Py_TYPE(o);
    switch (extra->kind) {
    case OURO_MODULE:
        if (PyModule_CheckExact(o) && ((PyDictObject *)PyModule_GetDict(o))->ma_version_tag == extra->version) return __Pyx_NewRef(extra->value);
        break;
    case OURO_CLASS:
        if (Py_IS_TYPE(o, &PyType_Type) && ((PyTypeObject *)o)->tp_version_tag == extra->version) return __Pyx_NewRef(extra->value);
        break;
    case OURO_CONSTANT:
        if (type->tp_version_tag == extra->version && ouro_has_none_of_its_own(o, extra->names, name)) return __Pyx_NewRef(extra->value);
        break;
    case OURO_METHOD:
        if (type->tp_version_tag == extra->version && (extra->names < 0 || ouro_has_none_of_its_own(o, extra->names, name))) return ouro_bound(extra->value, o);
        break;
    case OURO_PROPERTY:
        if (type->tp_version_tag == extra->version) return ouro_of_property(extra->value, o, name);
        break;
    default: break;
    }
    if (site->failures < OURO_PATIENCE) ouro_learn(site, o, name, 0);
    return PyObject_GetAttr(o, name);  /* which tells its errors whose attribute was missing */
}
static inline PyObject *ouro_getattr(PyObject *o, PyObject *name, ouro_site *site) {
    unsigned int version = Py_TYPE(o)->tp_version_tag;
    PyDictValues *values;
    if (likely(version != 0)) {
        for (int i = 0; i < 2; i++) {
            if (site->seats[i].version == version) {
                PyObject **seat = ouro_seat_of(&site->seats[i], o, name, &values);
                if (likely(seat != NULL && *seat != NULL)) { Py_INCREF(*seat); return *seat; }
                if (seat == NULL && site->failures < OURO_PATIENCE) ouro_learn(site, o, name, 0);
                return PyObject_GetAttr(o, name);
            }
        }
    }
    return ouro_get_otherwise(o, name, site);
}
static inline int ouro_setattr(PyObject *o, PyObject *name, PyObject *value, ouro_site *site) {
    unsigned int version = Py_TYPE(o)->tp_version_tag;
    PyDictValues *values;
    if (likely(version != 0)) {
        for (int i = 0; i < 2; i++) {
            if (site->seats[i].version == version) {
                PyObject **seat = ouro_seat_of(&site->seats[i], o, name, &values);
                if (values == NULL && site->seats[i].place >= 0) {
                    /* The dictionary counts its versions itself. */
                    PyDictObject *space = ouro_dictionary(o);
                    return space != NULL ? PyDict_SetItem((PyObject *)space, name, value) : PyObject_SetAttr(o, name, value);
                }
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
/* What reading an attribute would give, borrowed and without any effect; NULL: not known. */
static PyObject *ouro_peek_otherwise(PyObject *o, const ouro_extra *extra, PyObject *name) {
    if (extra->kind == OURO_MODULE && PyModule_CheckExact(o) && ((PyDictObject *)PyModule_GetDict(o))->ma_version_tag == extra->version) return extra->value;
    if (extra->kind == OURO_CLASS && Py_IS_TYPE(o, &PyType_Type) && ((PyTypeObject *)o)->tp_version_tag == extra->version) return extra->value;
    if (extra->kind == OURO_CONSTANT && Py_TYPE(o)->tp_version_tag == extra->version && ouro_has_none_of_its_own(o, extra->names, name)) return extra->value;
    return NULL;
}
static inline PyObject *ouro_peek(PyObject *o, ouro_site *site) {
    unsigned int version = Py_TYPE(o)->tp_version_tag;
    PyDictValues *values;
    if (unlikely(version == 0)) return NULL;
    for (int i = 0; i < 2; i++) {
        if (site->seats[i].version == version) {
            PyObject **seat = ouro_seat_of(&site->seats[i], o, site->name, &values);
            return seat == NULL ? NULL : *seat;
        }
    }
    return site->extra.kind == OURO_NOTHING ? NULL : ouro_peek_otherwise(o, &site->extra, site->name);
}
#define OURO_GET(o, n) ({ static ouro_site site_; ouro_getattr(o, n, &site_); })
#define OURO_SET(o, n, v) ({ static ouro_site site_; ouro_setattr(o, n, v, &site_); })
