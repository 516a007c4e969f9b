# ruff: noqa: E501  # code as the rewrite leaves it
"""``any(word in text for word in ("a", "b"))``: the few constants are written out.

A generator expression costs a frame and a switch for every item. ``"a" in text or "b" in text`` evaluates the
same expressions in the same order and stops at the same one, where they speak of plain values. Prefixes and
suffixes of a text go to one call.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.facts.anchoring import readable
from ouroboros.operators.facts.loops import ATOMS_HELPER, GUARD_BUILTINS, times_bound
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    frames,
    has_comment,
    is_builtin,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk

_MOST = 10
"""Constants that are written out; beyond, the text would be hard to read."""
_LONGEST = 60
"""Characters of the expression that is written out for each."""
_METHODS = frozenset(
    (
        "startswith", "endswith", "lower", "upper", "casefold", "strip", "lstrip", "rstrip", "find", "count",
        "isdigit", "isalpha", "removeprefix", "removesuffix", "replace", "title",
    )
)  # fmt: skip
"""Methods of plain values that make plain values of plain values."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each ``any`` or ``all`` over constants."""
    if view.node.name.startswith("_ouroboros_") or not all(is_builtin(view, name) for name in GUARD_BUILTINS):
        return
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            if not isinstance(node, ast.Call) or not calls_builtin(view, node, "any", "all"):
                continue
            if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.GeneratorExp):
                continue
            if has_comment(view, view.start(node), view.end(node)) or _kept(view, frame, node):
                continue
            new = _at_once(view, frame, node, node.args[0]) or _written_out(view, frame, node, node.args[0])
            if new is not None:
                yield Rewrite(
                    edits=(view.replace(node, new),),
                    helpers=(ATOMS_HELPER,) if "_ouroboros_atoms" in new else (),
                    note="the same questions in the same order, without a generator between them.",
                )


def _kept(view: RegionView, frame: Frame, call: ast.Call) -> bool:
    """Whether it is already the way back of a rewrite."""
    parent = frame.parents[call]
    return isinstance(parent, ast.IfExp) and parent.orelse is call and "type(" in view.source(parent.test)


def _constants(view: RegionView, generator: ast.GeneratorExp) -> tuple[str, list[ast.Constant]] | None:
    """The variable and the constants that it goes through."""
    if len(generator.generators) != 1:
        return None
    clause = generator.generators[0]
    items = clause.iter
    if isinstance(items, ast.Name):
        named = view.constant_globals.get(items.id)
        if not isinstance(named, ast.Tuple) or times_bound(view.module, items.id) != 1:
            return None
        items = named
    if clause.ifs or clause.is_async or not isinstance(clause.target, ast.Name):
        return None
    if not isinstance(items, ast.Tuple | ast.List) or len(items.elts) < 2:
        return None
    constants = [item for item in items.elts if isinstance(item, ast.Constant)]
    return (clause.target.id, constants) if len(constants) == len(items.elts) else None


def _at_once(view: RegionView, frame: Frame, call: ast.Call, generator: ast.GeneratorExp) -> str | None:
    """``text.startswith(("a", "b"))``, where ``text`` is a plain text."""
    found = _constants(view, generator)
    test = generator.elt
    if found is None or not calls_builtin(view, call, "any") or not all(map(_is_text, found[1])):
        return None
    if not (
        isinstance(test, ast.Call)
        and isinstance(test.func, ast.Attribute)
        and test.func.attr in {"startswith", "endswith"}
        and isinstance(test.func.value, ast.Name)
        and test.func.value.id != found[0]
        and readable(frame, test.func.value.id, call)
        and test.func.value.id not in frame.captured
        and len(test.args) == 1
        and not test.keywords
        and isinstance(test.args[0], ast.Name)
        and test.args[0].id == found[0]
    ):
        return None
    text, items = test.func.value.id, generator.generators[0].iter
    told = view.source(items)
    if isinstance(items, ast.List):
        told = f"({', '.join(map(view.source, items.elts))})"
    elif isinstance(items, ast.Tuple) and not told.startswith("("):
        return None
    return f"({text}.{test.func.attr}({told}) if type({text}) is str else {view.source(call)})"


def _is_text(node: ast.Constant) -> bool:
    return type(node.value) is str


def _written_out(view: RegionView, frame: Frame, call: ast.Call, generator: ast.GeneratorExp) -> str | None:
    """``"a" in text or "b" in text``, where ``text`` is a plain value."""
    found = _constants(view, generator)
    if found is None or len(found[1]) > _MOST:
        return None
    name, constants = found
    test = generator.elt
    source = view.source(test)
    if len(source) > _LONGEST or "\n" in source:
        return None
    asked = _plain_names(view, frame, test, name)
    uses = [node for node in ast.walk(test) if isinstance(node, ast.Name) and node.id == name]
    if not uses or not asked or not all(readable(frame, each, call) for each in asked):
        return None
    questions: list[str] = []
    for constant in constants:
        value = view.source(constant)
        if "\n" in value:
            return None
        question, start = source, view.start(test)
        for use in sorted(uses, key=view.start, reverse=True):
            told = value if _is_text(constant) else f"({value})"
            question = question[: view.start(use) - start] + told + question[view.end(use) - start :]
        questions.append(question if isinstance(test, ast.Compare | ast.Call) else f"({question})")
    chain = (" or " if calls_builtin(view, call, "any") else " and ").join(questions)
    if not _says_yes_or_no(test):
        chain = f"(True if {chain} else False)"
    condition = " and ".join(f"type({each}) in _ouroboros_atoms" for each in asked)
    return f"({chain} if {condition} else {view.source(call)})"


def _plain_names(view: RegionView, frame: Frame, test: ast.expr, name: str) -> list[str] | None:
    """Names beside ``name`` that must hold plain values for ``test`` to run no code of the target.

    ``None`` where that would not be enough. Code of the target could end with ``StopIteration``, which a
    generator turns into another error.
    """
    names: dict[str, None] = {}
    for node in ast.walk(test):
        if isinstance(node, ast.Name):
            call = frame.parents[node]
            if isinstance(call, ast.Call) and call.func is node:
                if not calls_builtin(view, call, "len", "str", "repr", "abs", "ord"):
                    return None
            elif node.id != name:
                if node.id not in frame.local - frame.captured:
                    return None
                names[node.id] = None
        elif isinstance(node, ast.Attribute):
            call = frame.parents[node]
            if node.attr not in _METHODS or not (isinstance(call, ast.Call) and call.func is node):
                return None
        elif isinstance(node, ast.Compare):
            if any(isinstance(operator, ast.Is | ast.IsNot) for operator in node.ops):
                return None  # Python warns where a literal is asked about in this way
        elif not isinstance(
            node,
            ast.Constant | ast.Call | ast.BoolOp | ast.BinOp | ast.UnaryOp | ast.IfExp | ast.Subscript
            | ast.operator | ast.unaryop | ast.boolop | ast.cmpop | ast.expr_context,
        ):  # fmt: skip
            return None
    return list(names)


def _says_yes_or_no(test: ast.expr) -> bool:
    """Whether the value is ``True`` or ``False`` whatever the parts are."""
    if isinstance(test, ast.Compare):
        return len(test.ops) == 1 and isinstance(test.ops[0], ast.In | ast.NotIn)
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)


_EXAMPLES = (
    Example(
        before="""\
def f(lines):
    return [line for line in lines if any(word in line for word in ("error", "fail", "fatal"))]
""",
        after=f"""\
{ATOMS_HELPER}


def f(lines):
    return [line for line in lines if ("error" in line or "fail" in line or "fatal" in line if type(line) in _ouroboros_atoms else any(word in line for word in ("error", "fail", "fatal")))]
""",
        calls=(
            "f(['an error', 'fine', 'fatal', ''])",
            "f([['fail'], {'error': 1}, []])",
            "f([3])",
            "f([b'x'])",
            "f([None])",
        ),
    ),
    Example(
        before="""\
ENDINGS = (".py", ".txt")


class Name(str):
    def endswith(self, suffix):
        print(suffix)
        return suffix == ".txt"


def f(names):
    found = 0
    for name in names:
        if any(name.endswith(ending) for ending in ENDINGS):
            found += 1
    return found
""",
        after="""\
ENDINGS = (".py", ".txt")


class Name(str):
    def endswith(self, suffix):
        print(suffix)
        return suffix == ".txt"


def f(names):
    found = 0
    for name in names:
        if (name.endswith(ENDINGS) if type(name) is str else any(name.endswith(ending) for ending in ENDINGS)):
            found += 1
    return found
""",
        calls=("f(['a.py', 'b.txt', 'c', ''])", "f([Name('a'), 'b.py'])", "f([b'a'])", "f([None])", "f([])"),
    ),
    Example(
        before="""\
class Odd:
    def __eq__(self, other):
        print(other)
        return [] if other == 1 else [other]


def f(x):
    return all(x != n for n in (3, 2, 1))
""",
        after=f"""\
class Odd:
    def __eq__(self, other):
        print(other)
        return [] if other == 1 else [other]


{ATOMS_HELPER}


def f(x):
    return ((True if x != (3) and x != (2) and x != (1) else False) if type(x) in _ouroboros_atoms else all(x != n for n in (3, 2, 1)))
""",
        calls=("f(3)", "f(True)", "f(0)", "f('3')", "f(Odd())", "f(float('nan'))"),
    ),
)

_REFUSALS = (
    Refusal(
        code="def f(text, words):\n    return any(word in text for word in words)\n",
        reason="the words are not known",
    ),
    Refusal(
        code="WORDS = ['a', 'b']\n\n\ndef f(text):\n    return any(word in text for word in WORDS)\n",
        reason="a list may be changed",
    ),
    Refusal(
        code="def f(text):\n    return any([word in text for word in ('a', 'b')])\n",
        reason="all questions are asked before any answer is looked at",
    ),
    Refusal(
        code="def f(rows):\n    return any(next(rows) == number for number in (1, 2))\n",
        reason="a generator turns StopIteration into another error",
    ),
    Refusal(
        code="def f(row):\n    return any(row.name == name for name in ('a', 'b'))\n",
        reason="reading an attribute may run code",
    ),
    Refusal(
        code="def f(x):\n    return any(x is n for n in (None, True))\n",
        reason="Python warns where a literal is asked about in this way",
    ),
    Refusal(
        code="def f(text):\n    return any((lambda: word)() in text for word in ('a', 'b'))\n",
        reason="the name belongs to another scope",
    ),
    Refusal(
        code="def any(x):\n    return 1\n\n\ndef f(text):\n    return any(word in text for word in ('a', 'b'))\n",
        reason="another function of that name",
    ),
)

OPERATOR = Operator(
    name="any-of-constants",
    category=RefactoringOp.LOOP_UNROLLING,
    summary="any and all over a few constants are written out",
    rewrite=rewrite,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    payoff=2.5,
    source="https://docs.python.org/3/library/functions.html#any",
    examples=_EXAMPLES,
    refusals=_REFUSALS,
)
