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
#define OURO_GET(o, n) ({ static ouro_site site_; ouro_getattr(o, n, &site_); })
#define OURO_SET(o, n, v) ({ static ouro_site site_; ouro_setattr(o, n, v, &site_); })
