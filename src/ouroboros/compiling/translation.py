"""The C text that Cython writes, with faster and more exact ways of doing what the interpreter does.

Cython asks for attributes in the general way, which the interpreter itself does better: it remembers at each
place what it found there. ``inline_caches.h`` does the same, with the interpreter's own proof that nothing
has changed since. It also words those errors as the interpreter does that Cython words otherwise, counts the
depth of recursion, and gives calls with wrong arguments to the original function, which complains itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

_BODY = "/* #### Code section: module_code ### */"
_BODY_END = "/* #### Code section: module_exttypes ### */"
_INIT_END = "  /*--- Wrapped vars code ---*/\n"
_REPLACED = {
    # Cython 3.3 adds an int that is zero to a float by giving the float back: 0 + -0.0 would be -0.0.
    r"\b__Pyx_PyNumber_(InPlace)?(Add|Subtract|Multiply)_[a-z]+_[a-z]+\(": r"ouro_\1\2(",
    r"\b__Pyx_PyNumber_(InPlace)?(\w+?)_[a-z]+_[a-z]+\(": r"PyNumber_\1\2(",
    r"\b__Pyx_PyObject_GetAttrStr\(": "OURO_GET(",
    r"\b__Pyx_PyObject_SetAttrStr\(": "OURO_SET(",
    r"\b__Pyx_PyObject_FastCallMethod\(": "OURO_CALL_METHOD(",
    r"\b__Pyx_PyObject_FastCall\(": "OURO_CALL(",
    r"\b__Pyx_RaiseUnboundLocalError\(": "ouro_unbound(",
    r"\b__Pyx_RaiseClosureNameError\(": "ouro_unbound_above(",
}
_ENTERED = re.compile(r"^  __pyx_r = (__pyx_pf_\w*_ouroboros_\d+\(.*\));$", re.MULTILINE)
_WRAPPER = re.compile(r"^static PyObject \*__pyx_pw_\w*?_ouroboros_(\d+)\([^;{]*\) \{$", re.MULTILINE)
_REFUSED = re.compile(
    r"^  __Pyx_AddTraceback\(.*\);\n  __Pyx_RefNannyFinishContext\(\);\n  return NULL;$", re.MULTILINE
)
_UNPACKED = re.compile(r"Py_ssize_t index = -1;\n(\s*\S+ = )PyObject_GetIter\(")
_EXPECTED = re.compile(
    r"__Pyx_RaiseTooManyValuesError\((?P<sized>\d+)\)"
    r"|__Pyx_IternextUnpackEndCheck\([^;]*?, (?P<walked>\d+)\) <"
    r"|__Pyx_RaiseNeedMoreValuesError\((?P<got>\w+)\)"
)
_WORDS = {
    "' object is unsliceable": "' object is not subscriptable",
    "' object does not support slice ": "' object does not support item ",
}
"""What Cython says of slices, and what the interpreter says."""
_AFTER = "#undef __Pyx_GetBuiltinName\n"
_ADOPT = "  if (ouro_adopt(__pyx_m) < 0) __PYX_ERR(0, 1, __pyx_L1_error)\n"


class NotTranslatedError(ValueError):
    """The C text is not what this version of Cython was expected to write."""


def with_inline_caches(text: str, functions: int) -> str:
    """The C text of an extension with ``functions`` functions, improved.

    Args:
        text: as Cython wrote it for the module that ``extension_source`` made.
        functions: how many functions it holds.

    Raises:
        NotTranslatedError: something that has to be there is missing.

    """
    for said, wanted in _WORDS.items():
        text = text.replace(said, wanted)
    start, end = text.find(_BODY), text.find(_BODY_END)
    if not 0 <= start < end or text.count(_INIT_END) != 1:
        raise NotTranslatedError("its sections are not where they are expected")
    body = text[start + len(_BODY) : end]
    for pattern, replacement in _REPLACED.items():
        body = re.sub(pattern, replacement, body)
    body, entered = _ENTERED.subn(
        r"  if (ouro_enter() < 0) { __pyx_r = NULL; }"
        r" else { __pyx_r = \1; Py_LeaveRecursiveCall(); }",
        body,
    )
    if entered != functions:
        raise NotTranslatedError(f"{entered} of {functions} functions are entered in the usual way")
    body = _counting(_UNPACKED.sub(r"Py_ssize_t index = -1;\n\1ouro_unpacked(", body))
    body = _handing_back(body, functions)
    init = text[end:].replace(_INIT_END, _ADOPT + _INIT_END)
    return f"{text[:start]}{_BODY}\n{inline_caches()}\n{body}\n{_AFTER}{init}"


@lru_cache(maxsize=1)
def inline_caches() -> str:
    """The C text that all extensions share."""
    return resources.files("ouroboros.compiling").joinpath("inline_caches.h").read_text(encoding="utf-8")


def _counting(body: str) -> str:
    """Say how many values were expected where too few came."""
    expected = ""

    def said(found: re.Match[str]) -> str:
        nonlocal expected
        if found["got"] is None:
            expected = found["sized"] or found["walked"]
            return found[0]
        if not expected:
            raise NotTranslatedError("values are unpacked in another way")
        return f"ouro_too_few({expected}, {found['got']})"

    return _EXPECTED.sub(said, body)


def _handing_back(body: str, functions: int) -> str:
    """Let the original function answer calls whose arguments do not fit."""
    parts: list[str] = []
    at = handed = 0
    for wrapper in _WRAPPER.finditer(body):
        end = body.find("\n}\n", wrapper.end())
        refused = _REFUSED.search(body, wrapper.end(), end)
        if refused is None:
            raise NotTranslatedError(f"function {wrapper[1]} takes its arguments in another way")
        parts.append(body[at : refused.start()])
        parts.append(
            "  __Pyx_RefNannyFinishContext();\n"
            f"  return ouro_original({wrapper[1]}, __pyx_args, __pyx_nargs, __pyx_kwds);"
        )
        at = refused.end()
        handed += 1
    if handed != functions:
        raise NotTranslatedError(f"{handed} of {functions} functions check their arguments in the usual way")
    return "".join([*parts, body[at:]])
