/* What the interpreter does around every function: depth of recursion, names of built-ins, the words of its errors. */

/* The thread that runs: read where the interpreter itself reads it. */
#define OURO_THREAD() _PyRuntimeState_GetThreadState(&_PyRuntime)
static inline int ouro_deeper(const char *where) {
    PyThreadState *state = OURO_THREAD();
    if (likely(state->recursion_remaining > 0)) { state->recursion_remaining--; return 0; }
    return Py_EnterRecursiveCall(where);
}
#define OURO_HIGHER() (OURO_THREAD()->recursion_remaining++)
#define OURO_CALLING " while calling a Python object"

/* An error says which name was missing, as a part of its own. */
static void ouro_tell_name(PyObject *name) {
    PyObject *type, *value, *trace;
    if (!PyErr_ExceptionMatches(PyExc_NameError)) return;
    PyErr_Fetch(&type, &value, &trace);
    PyErr_NormalizeException(&type, &value, &trace);
    if (Py_IS_TYPE(value, (PyTypeObject *)PyExc_NameError) && ((PyNameErrorObject *)value)->name == NULL)
        ((PyNameErrorObject *)value)->name = __Pyx_NewRef(name);
    PyErr_Restore(type, value, trace);
}

/* Names of built-ins: looked for in the user's module before. The dictionary's version says whether it changed. */
typedef struct { uint64_t version; PyObject *value; PyObject *name; Py_ssize_t place; uint32_t absent; uint64_t builtins; PyObject *builtin; int failures; } ouro_name_site;
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
    } else {
        ouro_tell_name(name);
    }
    return found;
}

/* Names of the module, as Cython looks for them, at a place that can also be looked at without any effect. */
static PyObject *ouro_looked_for(PyObject *name, uint64_t *version, PyObject **value) {
    PyObject *found = __Pyx__GetModuleGlobalName(name, version, value);
    if (unlikely(found == NULL)) ouro_tell_name(name);
    return found;
}
#define OURO_SPACE ((PyDictObject *)__pyx_mstate_global->__pyx_d)
/* Borrowed. As long as a place in the module's dictionary holds the name, the value is there, whatever others become. */
static inline PyObject *ouro_peek_name(const ouro_name_site *site) {
    PyDictKeysObject *keys = OURO_SPACE->ma_keys;
    if (likely(site->version == OURO_SPACE->ma_version_tag)) return site->value;
    if (site->name == NULL || !DK_IS_UNICODE(keys) || site->place >= keys->dk_nentries) return NULL;
    PyDictUnicodeEntry *entry = &DK_UNICODE_ENTRIES(keys)[site->place];
    return entry->me_key == site->name ? entry->me_value : NULL;
}
static void ouro_learn_name(PyObject *name, ouro_name_site *site) {
    PyDictKeysObject *keys = OURO_SPACE->ma_keys;
    site->failures++;
    site->name = NULL;
    if (OURO_SPACE->ma_values != NULL || !DK_IS_UNICODE(keys)) return;
    for (Py_ssize_t i = 0; i < keys->dk_nentries && site->name == NULL; i++)
        if (DK_UNICODE_ENTRIES(keys)[i].me_key == name) { site->name = name; site->place = i; }
}
/* A name that the module does not have, as long as it has none: by the number of its state, or that of its names. */
static PyObject *ouro_name_anew(PyObject *name, ouro_name_site *site) {
    PyDictObject *builtins = (PyDictObject *)PyModule_GetDict(__pyx_mstate_global->__pyx_b);
    int absent = site->version == OURO_SPACE->ma_version_tag || (site->absent != 0 && site->absent == OURO_SPACE->ma_keys->dk_version);
    if (absent && site->builtin != NULL && site->builtins == builtins->ma_version_tag) return __Pyx_NewRef(site->builtin);
    site->builtin = NULL;
    if (site->failures < OURO_PATIENCE) ouro_learn_name(name, site);
    PyObject *found = ouro_looked_for(name, &site->version, &site->value);
    if (found != NULL && site->value == NULL && site->version == OURO_SPACE->ma_version_tag && PyDict_GetItemWithError((PyObject *)builtins, name) == found) {
        site->builtin = found;  /* the dictionary keeps it as long as the version is the same */
        site->builtins = builtins->ma_version_tag;
        site->absent = OURO_SPACE->ma_keys->dk_version;
    }
    return found;
}
static inline PyObject *ouro_name(PyObject *name, ouro_name_site *site) {
    PyObject *value = ouro_peek_name(site);
    return likely(value != NULL) ? __Pyx_NewRef(value) : ouro_name_anew(name, site);
}

/* The interpreter's own calls take no stack of C, these do: where more depth is allowed than usual, it is measured. */
#ifdef __linux__
#include <pthread.h>
static int ouro_stack_is_short(void) {
    static __thread char *lowest;
    if (lowest == NULL) {
        pthread_attr_t of_thread;
        void *base = NULL;
        size_t size = 0;
        if (pthread_getattr_np(pthread_self(), &of_thread) == 0) {
            if (pthread_attr_getstack(&of_thread, &base, &size) != 0) base = NULL;
            pthread_attr_destroy(&of_thread);
        }
        lowest = base == NULL ? (char *)1 : (char *)base + (size / 4 < 512 * 1024 ? size / 4 : 512 * 1024);
    }
    return (char *)__builtin_frame_address(0) < lowest;
}
#else
static int ouro_stack_is_short(void) { return 0; }
#endif
#define OURO_USUAL_DEPTH 1000

/* Depth of recursion; now and then signals are answered and other threads have their turn. */
static inline int ouro_enter(void) {
    static unsigned int turns;
    if (ouro_deeper("")) return -1;
    if (unlikely(OURO_THREAD()->recursion_limit > OURO_USUAL_DEPTH) && ouro_stack_is_short()) {
        OURO_HIGHER();
        PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded");
        return -1;
    }
    if (unlikely((++turns & 1023) == 0)) {
        if (PyErr_CheckSignals() < 0) { OURO_HIGHER(); return -1; }
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
    PyObject *text = PyUnicode_InternFromString(name);
    if (text != NULL) { ouro_tell_name(text); Py_DECREF(text); }
}
