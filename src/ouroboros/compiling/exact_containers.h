/* Items, truth and containment for exact lists, tuples, dictionaries, sets and strings; the rest as the interpreter does. */
static inline int ouro_index(PyObject *key, Py_ssize_t size, Py_ssize_t *index) {
    long place;
    if (!ouro_is_long(key, &place)) return 0;
    if (place < 0) place += size;
    if (place < 0 || place >= size) return 0;
    *index = place;
    return 1;
}
static inline PyObject *ouro_character(PyObject *text, Py_ssize_t index) {
    static PyObject *letters[128];
    Py_UCS4 letter = PyUnicode_READ_CHAR(text, index);
    if (letter < 128) {
        if (unlikely(letters[letter] == NULL)) letters[letter] = PyUnicode_FromOrdinal(letter);
        Py_XINCREF(letters[letter]);
        return letters[letter];
    }
    return PyUnicode_FromOrdinal(letter);
}
/* The hash of a string or of an int that is known here. 0: not known. */
static inline int ouro_hash(PyObject *key, Py_hash_t *hash) {
    long value;
    if (PyUnicode_CheckExact(key)) { *hash = ((PyASCIIObject *)key)->hash; return *hash != -1; }
    if (ouro_is_long(key, &value)) { *hash = value == -1 ? -2 : value; return 1; }
    return 0;
}
static inline PyObject *ouro_item(PyObject *o, PyObject *key) {
    Py_ssize_t index;
    Py_hash_t hash;
    PyObject *found;
    if (PyList_CheckExact(o)) {
        if (likely(ouro_index(key, PyList_GET_SIZE(o), &index))) return __Pyx_NewRef(PyList_GET_ITEM(o, index));
    } else if (PyDict_CheckExact(o)) {
        if (ouro_hash(key, &hash)) {
            found = _PyDict_GetItem_KnownHash(o, key, hash);
            if (likely(found != NULL)) return __Pyx_NewRef(found);
            if (!PyErr_Occurred()) PyErr_SetObject(PyExc_KeyError, key);
            return NULL;
        }
    } else if (PyTuple_CheckExact(o)) {
        if (likely(ouro_index(key, PyTuple_GET_SIZE(o), &index))) return __Pyx_NewRef(PyTuple_GET_ITEM(o, index));
    } else if (PyUnicode_CheckExact(o) && PyUnicode_IS_READY(o)) {
        if (likely(ouro_index(key, PyUnicode_GET_LENGTH(o), &index))) return ouro_character(o, index);
    }
    return PyObject_GetItem(o, key);
}
static inline int ouro_put(PyObject *o, PyObject *key, PyObject *value) {
    Py_ssize_t index;
    if (PyList_CheckExact(o) && likely(ouro_index(key, PyList_GET_SIZE(o), &index))) {
        PyObject *old = PyList_GET_ITEM(o, index);
        Py_INCREF(value);
        PyList_SET_ITEM(o, index, value);
        Py_DECREF(old);
        return 0;
    }
    if (PyDict_CheckExact(o)) return PyDict_SetItem(o, key, value);
    return PyObject_SetItem(o, key, value);
}
static inline int ouro_true(PyObject *o) {
    if (o == Py_True) return 1;
    if (o == Py_False || o == Py_None) return 0;
    if (PyList_CheckExact(o) || PyLong_CheckExact(o) || PyTuple_CheckExact(o)) return Py_SIZE(o) != 0;
    if (PyDict_CheckExact(o)) return PyDict_GET_SIZE(o) != 0;
    if (PySet_CheckExact(o)) return PySet_GET_SIZE(o) != 0;
    if (PyUnicode_CheckExact(o) && PyUnicode_IS_READY(o)) return PyUnicode_GET_LENGTH(o) != 0;
    return PyObject_IsTrue(o);
}
static inline int ouro_contains(PyObject *item, PyObject *o, int code) {
    int found;
    if (PySet_CheckExact(o)) found = PySet_Type.tp_as_sequence->sq_contains(o, item);
    else if (PyDict_CheckExact(o)) found = PyDict_Contains(o, item);
    else if (PyTuple_CheckExact(o) && PyUnicode_CheckExact(item)) {
        found = 0;
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(o) && !found; i++) {
            PyObject *each = PyTuple_GET_ITEM(o, i);
            found = PyUnicode_CheckExact(each) ? ouro_same_text(each, item) : -1;
        }
        /* What was compared so far has no side effects: it is asked again, from the beginning. */
        if (found < 0) found = PySequence_Contains(o, item);
    } else found = PySequence_Contains(o, item);
    return found < 0 ? -1 : found == (code == Py_EQ);
}
/* An item of an exact list or tuple, borrowed and without any effect; NULL: not known. */
static inline PyObject *ouro_peek_item(PyObject *o, long place) {
    if (!PyList_CheckExact(o) && !PyTuple_CheckExact(o)) return NULL;
    if (place < 0) place += Py_SIZE(o);
    if (place < 0 || place >= Py_SIZE(o)) return NULL;
    return PyList_CheckExact(o) ? PyList_GET_ITEM(o, place) : PyTuple_GET_ITEM(o, place);
}
