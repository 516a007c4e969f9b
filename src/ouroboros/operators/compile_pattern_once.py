"""A literal regular expression looked up in the cache of ``re`` on every call: compile it at module level.

``re.match("…", s)`` becomes ``PATTERN.match(s)``. The pattern is compiled here first: one that fails or warns
is left where it is, so that it goes on failing when, and only when, it is used.
"""

from __future__ import annotations

import ast
import re
import warnings
import zlib

from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.facts.loops import imports_module
from ouroboros.operators.facts.scope import has_comment
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_ARGUMENTS = {
    **dict.fromkeys(("match", "search", "fullmatch", "findall", "finditer", "split"), 2),
    **dict.fromkeys(("sub", "subn"), 3),
    "compile": 1,
}
"""How many positional arguments each function takes, pattern first."""

_FLAGS = {
    name: getattr(re, name)
    for name in ("A", "ASCII", "I", "IGNORECASE", "M", "MULTILINE", "S", "DOTALL", "X", "VERBOSE")
}
"""``LOCALE`` and ``DEBUG`` look at the world when they compile."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """Compile every literal pattern of the region once, at module level."""
    if not imports_module(view, "re", "re") or view.node.name.startswith("_ouroboros_"):
        return []
    edits: list[Edit] = []
    helpers: dict[str, None] = {}
    covered = -1
    calls = [
        node for statement in view.node.body for node in ast.walk(statement) if isinstance(node, ast.Call)
    ]
    for call in sorted(calls, key=view.start):
        made = _compiled(view, call) if view.start(call) >= covered else None
        if made is not None:
            edit, helper = made
            edits.append(edit)
            helpers[helper] = None
            covered = edit.end  # a call among its arguments waits for the next round
    if not edits:
        return []
    return [
        Rewrite(
            edits=tuple(edits),
            helpers=tuple(helpers),
            note="Literal patterns are compiled once instead of being looked up in the cache of re on every "
            "call.",
        )
    ]


def _compiled(view: RegionView, call: ast.Call) -> tuple[Edit, str] | None:
    """The edit that makes ``call`` use a module-level pattern, and that pattern's definition."""
    function = call.func
    if not (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in _ARGUMENTS
        and call.args
        and not any(isinstance(argument, ast.Starred) for argument in call.args)
    ):
        return None
    required = _ARGUMENTS[function.attr]
    positional = list(call.args)
    flags: ast.expr | None = None
    if len(positional) == required + 1 and function.attr in {"match", "search", "fullmatch", "compile"}:
        flags = positional.pop()
    if len(positional) != required:
        return None
    kept: list[str] = []
    for keyword in call.keywords:
        if keyword.arg == "flags" and flags is None:
            flags = keyword.value
        elif (keyword.arg == "count" and required == 3) or (
            keyword.arg == "maxsplit" and function.attr == "split"
        ):
            kept.append(view.source(keyword.value))
        else:
            return None
    pattern = positional[0]
    value = view.constant_globals.get(pattern.id) if isinstance(pattern, ast.Name) else pattern
    if (
        not isinstance(value, ast.Constant)
        or not isinstance(value.value, str | bytes)
        or has_comment(view, view.start(call), view.end(call))
    ):
        return None
    number = _flag_value(flags)
    if number is None or not _compiles(value.value, number):
        return None
    written = repr(value.value) if flags is None else f"{value.value!r}, {ast.unparse(flags)}"
    name = f"_ouroboros_pattern_{zlib.crc32(written.encode()):08x}"
    helper = f"{name} = re.compile({written})"
    if function.attr == "compile":
        return view.replace(call, name), helper
    keyword_name = "count" if required == 3 else "maxsplit"
    arguments = [
        *(view.source(argument) for argument in positional[1:]),
        *(f"{keyword_name}={source}" for source in kept),
    ]
    if any(isinstance(argument, ast.GeneratorExp) for argument in positional[1:]):
        return None
    return view.replace(call, f"{name}.{function.attr}({', '.join(arguments)})"), helper


def _flag_value(flags: ast.expr | None) -> int | None:
    """The number that an expression like ``re.I | re.M`` stands for; ``None`` when it is not of that kind."""
    if flags is None:
        return 0
    if isinstance(flags, ast.BinOp) and isinstance(flags.op, ast.BitOr):
        left, right = _flag_value(flags.left), _flag_value(flags.right)
        return None if left is None or right is None else left | right
    if isinstance(flags, ast.Attribute) and isinstance(flags.value, ast.Name) and flags.value.id == "re":
        found = _FLAGS.get(flags.attr)
        return None if found is None else int(found)
    return None


def _compiles(pattern: str | bytes, flags: int) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            re.compile(pattern, flags)
        except (re.error, Warning, ValueError, OverflowError, RecursionError):
            return False
    return True


def _pattern(written: str) -> tuple[str, str]:
    name = f"_ouroboros_pattern_{zlib.crc32(written.encode()):08x}"
    return name, f"{name} = re.compile({written})\n\n\n"


_DIGITS, _DIGITS_HELPER = _pattern(repr("[0-9]+"))
_WORDS, _WORDS_HELPER = _pattern(repr(r"\w+") + ", re.I | re.A")
_SPACE, _SPACE_HELPER = _pattern(repr(r"\s+"))

_EXAMPLES = (
    Example(
        before="import re\n\n\n"
        'def f(lines):\n    return [line for line in lines if re.match("[0-9]+", line)]\n',
        after=f"import re\n\n\n{_DIGITS_HELPER}"
        f"def f(lines):\n    return [line for line in lines if {_DIGITS}.match(line)]\n",
        calls=("f(['1', 'a', ''])", "f([1])", "f([b'1'])", "f([None])"),
    ),
    Example(
        before="import re\n\n\ndef f(text):\n    return re.findall(r'\\w+', text, flags=re.I | re.A)\n",
        after=f"import re\n\n\n{_WORDS_HELPER}def f(text):\n    return {_WORDS}.findall(text)\n",
        calls=("f('a bc')", "f('')", "f(b'a')", "f(3)"),
    ),
    Example(
        before="import re\n\nSPACE = r'\\s+'\n\n\ndef f(text, n):\n"
        "    pattern = re.compile(SPACE)\n    return pattern.sub(' ', re.sub(SPACE, ' ', text, count=n))\n",
        after=f"import re\n\nSPACE = r'\\s+'\n\n\n{_SPACE_HELPER}def f(text, n):\n"
        f"    pattern = {_SPACE}\n    return pattern.sub(' ', {_SPACE}.sub(' ', text, count=n))\n",
        calls=("f('a  b  c', 1)", "f('a  b', 0)", "f('a', None)", "f(None, 1)", "f(b'a b', 1)"),
    ),
)

_REFUSALS = (
    Refusal(
        code="import re\n\n\ndef f(p, s):\n    return re.match(p, s)\n", reason="The pattern is not known."
    ),
    Refusal(
        code="import re\n\n\ndef f(s):\n    return re.match('(', s)\n",
        reason="The pattern is wrong: it must fail when it is used, not when the module loads.",
    ),
    Refusal(
        code="import regex as re\n\n\ndef f(s):\n    return re.match('a', s)\n",
        reason="Another library under the same name.",
    ),
    Refusal(
        code="import re\n\n\ndef f(re, s):\n    return re.match('a', s)\n", reason="The name is a parameter."
    ),
    Refusal(
        code="import re\n\n\ndef f(s):\n    return re.match('[0-9]', s, flags=re.LOCALE)\n",
        reason="What it matches depends on the locale when it is compiled.",
    ),
    Refusal(
        code="import re\n\n\ndef f(s, how):\n    return re.search('a', s, how)\n",
        reason="The flags are not known.",
    ),
    Refusal(
        code="import re\n\n\ndef f(*parts):\n    return re.sub('a', *parts)\n",
        reason="The arguments can't be told apart.",
    ),
    Refusal(
        code="import re\n\n\ndef f(s):\n    return re.match('a')\n",
        reason="Raises for want of an argument, in the words of re.match.",
    ),
)

OPERATOR = Operator(
    name="compile-pattern-once",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="A literal regular expression is compiled at module level.",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    payoff=1.7,
    source="https://docs.python.org/3/library/re.html#re.compile",
)
