/* Numbers whose exact type is float or int, the latter of at most 60 bits; all others go the interpreter's way.
 *
 * A subclass, a bool or a large int is none of these. What is calculated here is what float and int calculate: sums,
 * differences and products of doubles, and ints as long as nothing overflows. Division by zero is left to the interpreter.
 */
#define OURO_LEAST (-5)
#define OURO_MOST 256
static PyObject *ouro_numbers[OURO_MOST - OURO_LEAST + 1];  /* the ints of which there is one object each */
static struct _Py_float_state *ouro_floats;  /* the interpreter's unused floats */

static inline PyObject *ouro_float(double value) {
    PyFloatObject *unused = ouro_floats->free_list;
    if (unlikely(unused == NULL)) return PyFloat_FromDouble(value);
    ouro_floats->free_list = (PyFloatObject *)Py_TYPE(unused);
    ouro_floats->numfree--;
    Py_SET_TYPE((PyObject *)unused, &PyFloat_Type);
    Py_SET_REFCNT((PyObject *)unused, 1);
    unused->ob_fval = value;
    return (PyObject *)unused;
}
static inline PyObject *ouro_long(long value) {
    if (value >= OURO_LEAST && value <= OURO_MOST) {
        PyObject *known = ouro_numbers[value - OURO_LEAST];
        Py_INCREF(known);
        return known;
    }
    return PyLong_FromLong(value);
}
static inline int ouro_is_long(PyObject *o, long *value) {
    if (!PyLong_CheckExact(o)) return 0;
    Py_ssize_t size = Py_SIZE(o);
    const digit *digits = ((PyLongObject *)o)->ob_digit;
    if (likely((size_t)(size + 1) <= 2)) { *value = size * (long)digits[0]; return 1; }
    if (size == 2) { *value = (long)digits[0] | (long)digits[1] << PyLong_SHIFT; return 1; }
    if (size == -2) { *value = -((long)digits[0] | (long)digits[1] << PyLong_SHIFT); return 1; }
    return 0;
}
static inline int ouro_is_double(PyObject *o, double *value) {
    long whole;
    if (PyFloat_CheckExact(o)) { *value = PyFloat_AS_DOUBLE(o); return 1; }
    if (ouro_is_long(o, &whole)) { *value = (double)whole; return 1; }  /* rounded to even, as the interpreter does it */
    return 0;
}
/* Operators that a class of the user's defines, as methods that are compiled here. */
typedef struct { unsigned int version; PyObject *function; const ouro_direct *direct; int failures; } ouro_operator;
static void ouro_learn_operator(ouro_operator *site, PyTypeObject *type, const char *method) {
    PyObject *name, *found;
    site->failures++;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type->tp_mro); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(type->tp_mro, i);
        if (base != &PyBaseObject_Type && !(base->tp_flags & Py_TPFLAGS_HEAPTYPE)) return;
    }
    if ((name = PyUnicode_InternFromString(method)) == NULL) { PyErr_Clear(); return; }
    found = _PyType_Lookup(type, name);
    Py_DECREF(name);
    if (found == NULL || !(type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG) || type->tp_version_tag == 0) return;
    const ouro_direct *direct = ouro_direct_of(found);
    if (direct == NULL || direct->parameters != 2) return;
    site->version = type->tp_version_tag;
    site->function = found;
    site->direct = direct;
}
/* With two of the same class, or a number on the right, nobody else is asked when the method does not know. */
static PyObject *ouro_operated(PyObject *a, PyObject *b, ouro_operator *site, binaryfunc otherwise, const char *method, const char *sign) {
    PyTypeObject *type = Py_TYPE(a);
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) return otherwise(a, b);
    if (!Py_IS_TYPE(b, type) && !PyFloat_CheckExact(b) && !PyLong_CheckExact(b)) return otherwise(a, b);
    if ((site->version == 0 || site->version != type->tp_version_tag) && site->failures < OURO_PATIENCE) ouro_learn_operator(site, type, method);
    if (site->version != 0 && site->version == type->tp_version_tag) {
        PyObject *args[2] = {a, b}, *function = site->function, *result;
        Py_INCREF(function);
        result = ouro_directly(site->direct, function, args);
        Py_DECREF(function);
        if (result != Py_NotImplemented) return result;
        Py_DECREF(result);
        PyErr_Format(PyExc_TypeError, "unsupported operand type(s) for %.100s: '%.100s' and '%.100s'", sign, Py_TYPE(a)->tp_name, Py_TYPE(b)->tp_name);
        return NULL;
    }
    return otherwise(a, b);
}
/* ``mine``: 1 when nobody else will see the first operand, 2 for the second, once it is let go right after. */
static inline PyObject *ouro_result(PyObject *a, PyObject *b, int mine, double value) {
    if ((mine & 1) && Py_REFCNT(a) == 1 && PyFloat_CheckExact(a)) { ((PyFloatObject *)a)->ob_fval = value; Py_INCREF(a); return a; }
    if ((mine & 2) && Py_REFCNT(b) == 1 && PyFloat_CheckExact(b)) { ((PyFloatObject *)b)->ob_fval = value; Py_INCREF(b); return b; }
    return ouro_float(value);
}
static inline int ouro_add(long a, long b, long *r) { return !__builtin_add_overflow(a, b, r); }
static inline int ouro_subtract(long a, long b, long *r) { return !__builtin_sub_overflow(a, b, r); }
static inline int ouro_multiply(long a, long b, long *r) { return !__builtin_mul_overflow(a, b, r); }
/* The least of all longs by minus one is no long, and the processor stops there. */
static inline int ouro_floor(long a, long b, long *r) {
    if (b == 0 || (b == -1 && a == LONG_MIN)) return 0;
    *r = a / b;
    if (a % b != 0 && ((a < 0) != (b < 0))) --*r;
    return 1;
}
static inline int ouro_modulo(long a, long b, long *r) {
    if (b == 0 || (b == -1 && a == LONG_MIN)) return 0;
    *r = a % b;
    if (*r != 0 && ((*r < 0) != (b < 0))) *r += b;
    return 1;
}
static inline int ouro_and(long a, long b, long *r) { *r = a & b; return 1; }
static inline int ouro_or(long a, long b, long *r) { *r = a | b; return 1; }
static inline int ouro_xor(long a, long b, long *r) { *r = a ^ b; return 1; }
static inline int ouro_left(long a, long b, long *r) {
    if (b < 0 || b > 62) return 0;
    *r = (long)((unsigned long)a << b);
    return *r >> b == a;
}
static inline int ouro_right(long a, long b, long *r) {
    if (b < 0 || b > 62) return 0;
    *r = a >> b;
    return 1;
}
/* ``constant``: 2 when the second operand is the int ``known``, 1 when the first one is; settled when it is compiled. */
#define OURO_FIRST_LONG (constant == 1 ? (i = known, 1) : ouro_is_long(a, &i))
#define OURO_SECOND_LONG (constant == 2 ? (j = known, 1) : ouro_is_long(b, &j))
#define OURO_BOTH(name, operator, whole, method, sign) \
    static inline PyObject *ouro_##name(PyObject *a, PyObject *b, int mine, int inplace, int constant, long known, ouro_operator *site) { \
        long i, j, r; \
        if (constant != 1 && PyFloat_CheckExact(a)) { \
            if (constant != 2 && PyFloat_CheckExact(b)) return ouro_result(a, b, mine, PyFloat_AS_DOUBLE(a) operator PyFloat_AS_DOUBLE(b)); \
            if (OURO_SECOND_LONG) return ouro_result(a, b, mine, PyFloat_AS_DOUBLE(a) operator (double)j); \
        } else if (OURO_FIRST_LONG) { \
            if (OURO_SECOND_LONG) { if (likely(whole(i, j, &r))) return ouro_long(r); } \
            else if (constant != 2 && PyFloat_CheckExact(b)) return ouro_result(a, b, mine, (double)i operator PyFloat_AS_DOUBLE(b)); \
        } \
        return inplace ? PyNumber_InPlace##name(a, b) : ouro_operated(a, b, site, PyNumber_##name, method, sign); \
    }
#define OURO_WHOLE(name, whole, method, sign) \
    static inline PyObject *ouro_##name(PyObject *a, PyObject *b, int mine, int inplace, int constant, long known, ouro_operator *site) { \
        long i, j, r; \
        if (OURO_FIRST_LONG && OURO_SECOND_LONG && whole(i, j, &r)) return ouro_long(r); \
        (void)mine; \
        return inplace ? PyNumber_InPlace##name(a, b) : ouro_operated(a, b, site, PyNumber_##name, method, sign); \
    }
OURO_BOTH(Add, +, ouro_add, "__add__", "+")
OURO_BOTH(Subtract, -, ouro_subtract, "__sub__", "-")
OURO_BOTH(Multiply, *, ouro_multiply, "__mul__", "*")
OURO_WHOLE(FloorDivide, ouro_floor, "__floordiv__", "//")
OURO_WHOLE(Remainder, ouro_modulo, "__mod__", "%")
OURO_WHOLE(And, ouro_and, "__and__", "&")
OURO_WHOLE(Or, ouro_or, "__or__", "|")
OURO_WHOLE(Xor, ouro_xor, "__xor__", "^")
OURO_WHOLE(Lshift, ouro_left, "__lshift__", "<<")
OURO_WHOLE(Rshift, ouro_right, "__rshift__", ">>")
#define OURO_DOUBT 1000  /* attempts in vain after which a whole calculation is no longer tried at its place */
#define OURO_EXACT (1L << 53)
static inline PyObject *ouro_TrueDivide(PyObject *a, PyObject *b, int mine, int inplace, int constant, long known, ouro_operator *site) {
    double x, y;
    long i = 0, j = 0;
    int whole = ouro_is_long(a, &i) && ouro_is_long(b, &j);
    (void)constant; (void)known;
    /* Two ints are divided exactly and rounded once: the same, as long as both are exact doubles. */
    if (ouro_is_double(a, &x) && ouro_is_double(b, &y) && y != 0.0
        && (!whole || (i >= -OURO_EXACT && i <= OURO_EXACT && j >= -OURO_EXACT && j <= OURO_EXACT)))
        return ouro_result(a, b, mine, x / y);
    return inplace ? PyNumber_InPlaceTrueDivide(a, b) : ouro_operated(a, b, site, PyNumber_TrueDivide, "__truediv__", "/");
}
static inline PyObject *ouro_Negative(PyObject *a) {
    long i;
    if (PyFloat_CheckExact(a)) return ouro_float(-PyFloat_AS_DOUBLE(a));
    if (ouro_is_long(a, &i)) return ouro_long(-i);
    return PyNumber_Negative(a);
}

/* Strings are equal when their characters are; one that is not ready is asked in the general way. -1: not known here. */
static inline int ouro_same_text(PyObject *a, PyObject *b) {
    if (a == b) return 1;
    if (!PyUnicode_IS_READY(a) || !PyUnicode_IS_READY(b)) return -1;
    Py_ssize_t length = PyUnicode_GET_LENGTH(a);
    if (length != PyUnicode_GET_LENGTH(b) || PyUnicode_KIND(a) != PyUnicode_KIND(b)) return 0;
    Py_hash_t one = ((PyASCIIObject *)a)->hash, other = ((PyASCIIObject *)b)->hash;
    if (one != other && one != -1 && other != -1) return 0;
    return memcmp(PyUnicode_DATA(a), PyUnicode_DATA(b), length * PyUnicode_KIND(a)) == 0;
}
/* 1 and 0: what comparing gives; -1: not known here. An int beside a float is compared by the interpreter. */
#define OURO_COMPARISON(name, operator, of_texts) \
    static inline int ouro_known_##name(PyObject *a, PyObject *b) { \
        long i, j; \
        if (PyFloat_CheckExact(a)) { \
            if (PyFloat_CheckExact(b)) return PyFloat_AS_DOUBLE(a) operator PyFloat_AS_DOUBLE(b); \
            if (ouro_is_long(b, &j) && j >= -OURO_EXACT && j <= OURO_EXACT) return PyFloat_AS_DOUBLE(a) operator (double)j; \
        } else if (ouro_is_long(a, &i)) { \
            if (ouro_is_long(b, &j)) return i operator j; \
            if (PyFloat_CheckExact(b) && i >= -OURO_EXACT && i <= OURO_EXACT) return (double)i operator PyFloat_AS_DOUBLE(b); \
        } else if (PyUnicode_CheckExact(a) && PyUnicode_CheckExact(b)) return of_texts(a, b); \
        return -1; \
    }
static inline int ouro_other_text(PyObject *a, PyObject *b) { int same = ouro_same_text(a, b); return same < 0 ? -1 : !same; }
#define OURO_UNKNOWN(a, b) (-1)
OURO_COMPARISON(Eq, ==, ouro_same_text)
OURO_COMPARISON(Ne, !=, ouro_other_text)
OURO_COMPARISON(Lt, <, OURO_UNKNOWN)
OURO_COMPARISON(Le, <=, OURO_UNKNOWN)
OURO_COMPARISON(Gt, >, OURO_UNKNOWN)
OURO_COMPARISON(Ge, >=, OURO_UNKNOWN)
#define OURO_IS(name, otherwise, a, b, code) ({ \
    PyObject *a_ = (a), *b_ = (b); int known_ = ouro_known_##name(a_, b_); \
    likely(known_ >= 0) ? known_ : otherwise(a_, b_, code); })
#define OURO_COMPARED(name, otherwise, a, b, code) ({ \
    PyObject *a_ = (a), *b_ = (b); int known_ = ouro_known_##name(a_, b_); \
    likely(known_ >= 0) ? __Pyx_NewRef(known_ ? Py_True : Py_False) : otherwise(a_, b_, code); })
#define OURO_OPERATION(name, a, b, mine, inplace, constant, known) ({ \
    static ouro_operator site_; ouro_##name(a, b, mine, inplace, constant, known, &site_); })
