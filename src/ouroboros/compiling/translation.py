"""The C text that Cython writes, with faster and more exact ways of doing what the interpreter does.

Cython asks for attributes in the general way, which the interpreter itself does better: it remembers at each
place what it found there. ``inline_caches.h`` does the same, with the interpreter's own proof that nothing
has changed since. It also words those errors as the interpreter does that Cython words otherwise, counts the
depth of recursion, and gives calls with wrong arguments to the original function, which complains itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ouroboros.compiling.pure_attempts import with_attempts

_BODY = "/* #### Code section: module_code ### */"
_BODY_END = "/* #### Code section: module_exttypes ### */"
_INIT_END = "  /*--- Wrapped vars code ---*/\n"
_REPLACED = {
    r"\b__Pyx_PyObject_CompareBool(\w\w)_(\w+)\(": r"OURO_IS(\1, __Pyx_PyObject_CompareBool\1_\2, ",
    r"\b__Pyx_PyObject_Compare(\w\w)_(\w+)\(": r"OURO_COMPARED(\1, __Pyx_PyObject_Compare\1_\2, ",
    r"\b__Pyx_PyObject_GetItem\(": "ouro_item(",
    r"\bPyObject_SetItem\(": "ouro_put(",
    r"\b__Pyx_PyObject_IsTrue\(": "ouro_true(",
    r"\b__Pyx_PySequence_ContainsTF\(": "ouro_contains(",
    r"\bPyNumber_Negative\(": "ouro_Negative(",
    r"\b__Pyx_PyObject_GetAttrStr\(": "OURO_GET(",
    r"\b__Pyx_PyObject_SetAttrStr\(": "OURO_SET(",
    r"\b__Pyx_PyObject_FastCallMethod\(": "OURO_CALL_METHOD(",
    r"\b__Pyx_PyObject_FastCall\(": "OURO_CALL(",
    r"\b__Pyx_PyObject_Call\(": "OURO_CALL_FIXED(",
    r"\b__Pyx_RaiseUnboundLocalError\(": "ouro_unbound(",
    r"\b__Pyx_RaiseClosureNameError\(": "ouro_unbound_above(",
}
_CALCULATED = re.compile(
    r"\b(?:__Pyx_PyNumber_|PyNumber_)(?P<inplace>InPlace)?(?P<name>[A-Z][A-Za-z]+)(?:_[a-z]+_[a-z]+)?"
    r"\((?P<a>[^(),]+), (?P<b>[^(),]+)\)"
)
_WITH_NUMBER = re.compile(
    r"\b__Pyx_Py(?P<kind>Long|Float)_(?P<name>[A-Z][A-Za-z]+?)(?P<side>ObjC|CObj)"
    r"\((?P<a>[^(),]+), (?P<b>[^(),]+), (?P<number>[^(),]+), (?P<inplace>[01]), [01]\)"
)
_OPERATORS = frozenset({
    "Add", "Subtract", "Multiply", "TrueDivide", "FloorDivide", "Remainder", "And", "Or", "Xor",
    "Lshift", "Rshift",
})  # fmt: skip
"""What ``exact_numbers.h`` calculates, by the names of C."""
_SPELLED_OTHERWISE = {"Divide": "TrueDivide"}
_LET_GO = re.compile(r"[^\n]*\n(?:  +__Pyx_GOTREF\(\w+\);\n)?((?:  +__Pyx_DECREF\(\w+\); \w+ = 0;\n)*)")
_ENTERED = re.compile(
    r"^  __pyx_r = (?P<function>__pyx_pf_\w*_ouroboros_(?P<number>\d+))\((?P<arguments>.*)\);$", re.MULTILINE
)
_WRAPPER = re.compile(
    r"^static PyObject \*(?P<name>__pyx_pw_\w*?_ouroboros_(?P<number>\d+))\([^;{]*\) \{$", re.MULTILINE
)
_PLACES = re.compile(r"__Pyx_RaiseArgtupleInvalid\(\"[^\"]*\", \d+, \d+, (\d+), ")
_MOST_PLACES = 6
_DIRECT_OF = """static const ouro_direct *ouro_direct_of(PyObject *callable) {
    if (!Py_IS_TYPE(callable, __pyx_mstate_global->__pyx_CyFunctionType)) return NULL;
    for (const ouro_direct *each = ouro_directs; each->definition != NULL; each++)
        if (each->definition == OURO_DEFINITION(callable)) return each;
    return NULL;
}"""
_SHARED = (
    "inline_caches.h",
    "interpreter_words.h",
    "direct_calls.h",
    "exact_numbers.h",
    "exact_containers.h",
    "adoption.h",
)
"""Header files that every extension holds, in the order in which they need each other."""
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
    "raise: exception class must be a subclass of Base": "exceptions must derive from Base",
}
"""What Cython says, and what the interpreter says."""
_AFTER = "#undef __Pyx_GetBuiltinName\n#undef __Pyx__GetModuleGlobalName\n"
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
    body = _WITH_NUMBER.sub(_with_number, _CALCULATED.sub(_calculated, body))
    for pattern, replacement in _REPLACED.items():
        body = re.sub(pattern, replacement, body)
    entries = {int(each["number"]): each for each in _ENTERED.finditer(body)}
    entered = len(entries)
    body = _ENTERED.sub(r"  __pyx_r = ouro_direct_\g<number>(\g<arguments>);", body)
    if entered != functions:
        raise NotTranslatedError(f"{entered} of {functions} functions are entered in the usual way")
    body = with_attempts(body)
    body = _counting(_UNPACKED.sub(r"Py_ssize_t index = -1;\n\1ouro_unpacked(", body))
    body, wrappers = _handing_back(body, functions)
    promised, kept = _direct(entries, wrappers)
    init = text[end:].replace(_INIT_END, _ADOPT + _INIT_END)
    return f"{text[:start]}{_BODY}\n{inline_caches()}\n{promised}\n{body}\n{kept}\n{_AFTER}{init}"


@lru_cache(maxsize=1)
def inline_caches() -> str:
    """The C text that all extensions share."""
    folder = resources.files("ouroboros.compiling")
    return "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in _SHARED)


def _calculated(found: re.Match[str]) -> str:
    """One operation with two operands."""
    name = _SPELLED_OTHERWISE.get(found["name"], found["name"])
    inplace = found["inplace"] or ""
    if name not in _OPERATORS:
        return f"PyNumber_{inplace}{name}({found['a']}, {found['b']})"
    return f"OURO_OPERATION({name}, {found['a']}, {found['b']}, {_owned(found)}, {int(bool(inplace))}, 0, 0)"


def _with_number(found: re.Match[str]) -> str:
    """The same where one operand is a number that stands in the text."""
    if found["name"] not in _OPERATORS:
        return found[0]
    constant = {"Long": {"ObjC": 2, "CObj": 1}}.get(found["kind"], {}).get(found["side"], 0)
    number = found["number"] if constant else 0
    return (
        f"OURO_OPERATION({found['name']}, {found['a']}, {found['b']}, {_owned(found)}, {found['inplace']}, "
        f"{constant}, {number})"
    )


def _owned(found: re.Match[str]) -> int:
    """Which operands are let go right after: 1 for the first one, 2 for the second."""
    after = _LET_GO.match(found.string, found.end())
    gone = after[1] if after else ""
    return sum(
        bit for bit, operand in ((1, found["a"]), (2, found["b"])) if f"  __Pyx_DECREF({operand}); " in gone
    )


def _direct(entries: Mapping[int, re.Match[str]], wrappers: Mapping[int, _Wrapper]) -> tuple[str, str]:
    """Ways into the functions that skip the reading of arguments: what stands before and after them."""
    promised, kept, rows = [], [], []
    for number, entry in sorted(entries.items()):
        _, *parameters = entry["arguments"].split(", ")
        typed = ", ".join(f"PyObject *{name}" for name in ("__pyx_self", *parameters))
        head = f"static PyObject *ouro_direct_{number}({typed})"
        promised.append(f"{head};")
        kept.append(
            f"{head} {{\n  PyObject *result;\n  if (ouro_enter() < 0) return NULL;\n"
            f"  result = {entry['function']}({entry['arguments']});\n  OURO_HIGHER();\n  return result;\n}}"
        )
        wrapper = wrappers[number]
        if wrapper.places == len(parameters) <= _MOST_PLACES:
            definition = wrapper.name.replace("__pyx_pw_", "__pyx_mdef_", 1)
            rows.append(f"  {{&{definition}, (void *)ouro_direct_{number}, {len(parameters)}}},")
    kept += ["static const ouro_direct ouro_directs[] = {", *rows, "  {NULL, NULL, 0}};", _DIRECT_OF]
    return "\n".join(promised), "\n".join(kept)


@dataclass(frozen=True, slots=True)
class _Wrapper:
    """What reads the arguments of one function."""

    name: str
    places: int
    """How many parameters may be given by place; -1 when that is not seen."""


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


def _handing_back(body: str, functions: int) -> tuple[str, dict[int, _Wrapper]]:
    """Let the original function answer calls whose arguments do not fit; what reads the arguments."""
    parts: list[str] = []
    wrappers: dict[int, _Wrapper] = {}
    at = 0
    for wrapper in _WRAPPER.finditer(body):
        number = int(wrapper["number"])
        end = body.find("\n}\n", wrapper.end())
        refused = _REFUSED.search(body, wrapper.end(), end)
        if refused is None:
            raise NotTranslatedError(f"function {number} takes its arguments in another way")
        parts.append(body[at : refused.start()])
        parts.append(
            "  __Pyx_RefNannyFinishContext();\n"
            f"  return ouro_original({number}, __pyx_args, __pyx_nargs, __pyx_kwds);"
        )
        at = refused.end()
        places = _PLACES.search(body, wrapper.end(), end)
        wrappers[number] = _Wrapper(wrapper["name"], int(places[1]) if places else -1)
    if len(wrappers) != functions:
        raise NotTranslatedError(
            f"{len(wrappers)} of {functions} functions check their arguments in the usual way"
        )
    return "".join([*parts, body[at:]]), wrappers
