"""``import json`` inside a function that runs often: the module is imported once, when the file is loaded.

An import statement takes locks and looks the module up again each time, and ``from … import`` does so name by
name. Only modules of the standard library that do nothing but compute are lifted, under a name of their own;
members are read from the module each time, where they were.
"""

from __future__ import annotations

import ast
import importlib
from functools import cache
from types import ModuleType

from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.facts.loops import times_bound
from ouroboros.operators.facts.scope import Frame, ends_line, frames, has_comment, own_line, walk_here
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_MODULES = frozenset(
    (
        *("bisect", "collections", "copy", "datetime", "decimal", "fractions", "functools", "heapq", "html"),
        *("itertools", "json", "math", "operator", "re", "statistics", "string", "struct"),
        *("textwrap", "unicodedata", "base64", "binascii", "hashlib", "zlib"),
    )
)
"""Modules that every usual build of Python has, and whose loading nobody notices."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for all imports of the region that can be lifted."""
    if view.node.name.startswith("_ouroboros_"):
        return []
    edits: list[Edit] = []
    imports: dict[str, None] = {}
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            found = _bound(view, node) if isinstance(node, ast.ImportFrom) else _renamed(view, frame, node)
            if (
                found is None
                or any(view.own_module(module) for module in found[1])
                or not own_line(view, node)
                or not ends_line(view, node)
                or has_comment(view, view.start(node), view.end(node))
            ):
                continue
            edits += found[0]
            imports.update({f"import {module} as _ouroboros_{module}": None for module in found[1]})
    if not edits:
        return []
    return [
        Rewrite(
            edits=tuple(edits),
            imports=tuple(imports),
            note="modules that only compute are imported once instead of in every call.",
        )
    ]


def _bound(view: RegionView, node: ast.ImportFrom) -> tuple[list[Edit], list[str]] | None:
    """The assignment that stands for ``from module import …``, and the module."""
    if node.level or node.module not in _MODULES:
        return None
    if not all(_is_member(node.module, alias.name) for alias in node.names):
        return None
    names = [alias.asname or alias.name for alias in node.names]
    values = [f"_ouroboros_{node.module}.{alias.name}" for alias in node.names]
    return [view.replace(node, f"{', '.join(names)} = {', '.join(values)}")], [node.module]


def _renamed(view: RegionView, frame: Frame, node: ast.Import) -> tuple[list[Edit], list[str]] | None:
    """Edits that take ``import module`` away and speak of the lifted module in its place."""
    modules = [alias.name for alias in node.names]
    body = frame.node.body
    if not _MODULES.issuperset(modules) or node not in body[:-1]:
        return None
    whole = ast.Module(body=[frame.node], type_ignores=[])
    start = view.start(node) - len(view.indent(node))
    edits = [Edit(start=start, end=view.end(node) + 1, text="")]
    for alias in node.names:
        name = alias.asname or alias.name
        if times_bound(whole, name) != 1 or not view.text.startswith("\n", view.end(node)):
            return None
        for use in frame.uses(name):
            above = frame.parents[use]
            quoted = any(isinstance(holder, ast.JoinedStr) for holder in frame.chain(use))
            if not isinstance(above, ast.Attribute) or quoted or view.start(use) < view.end(node):
                return None
            if not isinstance(above.ctx, ast.Load):
                return None
            edits.append(view.replace(use, f"_ouroboros_{alias.name}"))
    return edits, modules


@cache
def _is_member(module: str, name: str) -> bool:
    """Whether a module surely has a member of this name, which is no module itself."""
    found = vars(importlib.import_module(module)).get(name)
    return found is not None and not isinstance(found, ModuleType) and not name.startswith("_")


_EXAMPLES = (
    Example(
        before="""\
def f(number):
    import string
    from math import floor, log2 as logarithm

    letters = string.ascii_uppercase
    return letters[floor(logarithm(number + 1)) % 26]
""",
        after="""\
import math as _ouroboros_math
import string as _ouroboros_string
def f(number):
    floor, logarithm = _ouroboros_math.floor, _ouroboros_math.log2

    letters = _ouroboros_string.ascii_uppercase
    return letters[floor(logarithm(number + 1)) % 26]
""",
        calls=("f(3)", "f(0)", "f(-1)", "f(10**9)", "f('a')"),
    ),
    Example(
        before="""\
class Message:
    def f(self, text):
        if not text:
            return None
        import json, zlib

        def packed():
            return zlib.crc32(json.dumps(text).encode())

        return packed()
""",
        after="""\
import json as _ouroboros_json
import zlib as _ouroboros_zlib
class Message:
    def f(self, text):
        if not text:
            return None

        def packed():
            return _ouroboros_zlib.crc32(_ouroboros_json.dumps(text).encode())

        return packed()
""",
        function="Message.f",
        calls=("Message().f('')", "Message().f('ab')", "Message().f({1: [None]})", "Message().f({1})"),
    ),
)

_REFUSALS = (
    Refusal(
        code="def f(text):\n    if text:\n        import json\n    return json.dumps(text)\n",
        reason="Where the import was not reached, the name has no value.",
    ),
    Refusal(
        code="def f(text):\n    made = json.dumps(text)\n    import json\n    return made\n",
        reason="The name is read before it has a value.",
    ),
    Refusal(
        code="def f(text, g):\n    import json\n    return g(json, text)\n",
        reason="The module itself is handed on.",
    ),
    Refusal(
        code="def f(text):\n    import json\n    json = text\n    return json.upper()\n",
        reason="The name gets another value.",
    ),
    Refusal(
        code="def f(text):\n    import os\n    return os.getcwd() + text\n",
        reason="The module does more than to compute; it stays where it is.",
    ),
    Refusal(
        code="def f(text):\n    import numpy\n    return numpy.array(text)\n",
        reason="It may be missing, which matters only where it is needed.",
    ),
    Refusal(
        code="def f(text):\n    from math import nothing_like_it\n    return nothing_like_it(text)\n",
        reason="The import fails, in its own words.",
    ),
    Refusal(
        code="def f(text):\n    from . import json\n    return json.dumps(text)\n",
        reason="A module of the package itself.",
    ),
    Refusal(
        code="def f(text):\n    import collections.abc\n    return isinstance(text, collections.abc.Sized)\n",
        reason="A dotted import loads a second module.",
    ),
    Refusal(
        code="def f(text):\n    from collections import abc\n    return isinstance(text, abc.Sized)\n",
        reason="The member is a module.",
    ),
)

OPERATOR = Operator(
    name="lift-import",
    category=RefactoringOp.LOOP_INVARIANT_MOTION,
    summary="imports of computing modules leave functions that run often",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    payoff=1.5,
    source="https://docs.python.org/3/faq/programming.html#what-are-the-best-practices-for-using-import-in-a-module",
)
