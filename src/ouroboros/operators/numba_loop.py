"""The numeric loops of a function compiled by Numba; everything around them stays as it is.

What ``numba_kernel`` does for whole functions is done for a stretch of statements around a loop: variables
that it reads are the kernel's arguments, those that are read later are its results. So functions with input
and output, objects, dictionaries and texts around a numeric loop gain by it. Attributes of objects are read
once before the kernel and assigned once after it, where that runs no code of the program.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.numba_loop import EXAMPLES, REFUSALS
from ouroboros.operators.facts.guards import FIELD
from ouroboros.operators.facts.scope import Frame, frame_of, own_line
from ouroboros.operators.native.compiling import MOST_KERNELS, kernel_for
from ouroboros.operators.native.facts import ModuleNames
from ouroboros.operators.native.guesses import Guesses, choices
from ouroboros.operators.native.module import module_names
from ouroboros.operators.native.runs import AT, Run, blocks, make_run
from ouroboros.operators.native.support import SETTABLE, SUPPORT_NAMES, support_for
from ouroboros.operators.native.values import UntranslatableError
from ouroboros.operators.native.wrapping import Kernel, combinations, wrapped
from ouroboros.operators.numba_kernel import OPERATOR as WHOLE
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import RegionKind

MOST_RUNS = 4
_BEFORE = 8
"""Statements before a loop that may become part of its kernel."""
_COMBINATIONS = 6
MOST_ATTEMPTS = 150
"""Translations for one function, most of which fail at once."""


class _Search:
    """Finds the stretches of one function that can run as kernels."""

    def __init__(self, view: RegionView, node: ast.FunctionDef) -> None:
        self.view = view
        self.node = node
        self.frame: Frame = frame_of(node)
        self.names: ModuleNames = module_names(view.module, view.constant_globals, view.settled_attribute)
        self.guesses = Guesses(node, self.names, view.types)
        self.attempts = 0

    def kernels(self, statements: Sequence[ast.stmt], *, tail: bool) -> tuple[Run, list[Kernel]] | None:
        """The statements as kernels for the types that their variables probably have."""
        if self.attempts > MOST_ATTEMPTS:
            return None
        try:
            run = make_run(self.view, self.frame, statements, tail=tail)
        except UntranslatableError:
            return None
        known = dict(self.guesses.types)
        for name, (base, attribute) in run.attributes.items():
            known[name] = frozenset(self.view.types.attributes.get(f"{base}.{attribute}", {}))
        for name in run.inputs:
            if name not in known and name in self.view.constant_globals:
                known[name] = self.guesses.of(self.view.constant_globals[name])
        found: list[Kernel] = []
        weighed = choices(run.inputs, known, run.function.body)
        for types in combinations(run.inputs, weighed, _COMBINATIONS):
            self.attempts += 1
            if self.attempts > MOST_ATTEMPTS:
                break
            try:
                found.append(kernel_for(run.function, self.names, types))
            except UntranslatableError:
                continue
            if len(found) == MOST_KERNELS:
                break
        return (run, found) if found else None

    def all(self) -> Iterator[tuple[Run, list[Kernel]]]:
        """Stretches that don't overlap, outer ones rather than inner ones."""
        yield from self._within(self.node.body, outermost=True, repeated=False)

    def _within(
        self, block: list[ast.stmt], *, outermost: bool, repeated: bool
    ) -> Iterator[tuple[Run, list[Kernel]]]:
        at = 0
        while at < len(block):
            statement = block[at]
            found = None
            if isinstance(statement, ast.For | ast.While):
                found = self._around(block, at, outermost=outermost)
            if found is not None and repeated and _mostly_copies(found[1]):
                return
            if found is not None:
                yield found
                at = block.index(found[0].statements[-1]) + 1
                continue
            if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                for inner in blocks(statement):
                    again = repeated or isinstance(statement, ast.For | ast.While)
                    yield from self._within(inner, outermost=False, repeated=again)
            at += 1

    def _around(self, block: list[ast.stmt], at: int, *, outermost: bool) -> tuple[Run, list[Kernel]] | None:
        if outermost:
            for start in range(max(at - _BEFORE, 0), at + 1):
                found = self.kernels(block[start:], tail=True)
                if found is not None:
                    return found
        best: tuple[Run, list[Kernel]] | None = None
        for start in range(at, max(at - _BEFORE, 0) - 1, -1):
            found = self.kernels(block[start : at + 1], tail=False)
            if found is not None:
                best = found
            elif best is not None:
                break
        if best is None:
            return None
        begin = block.index(best[0].statements[0])
        for stop in range(at + 2, len(block) + 1):
            found = self.kernels(block[begin:stop], tail=False)
            if found is None:
                break
            best = found
        return best


def _mostly_copies(kernels: list[Kernel]) -> bool:
    """Whether lists are copied for a simple loop, which passes over each of them about once."""
    return any(kernel.entrance.arrays and kernel.depth < 2 for kernel in kernels)


def _rewrite(view: RegionView) -> Iterable[Rewrite]:
    node, region = view.node, view.region
    if (
        "numba" not in view.available
        or not isinstance(node, ast.FunctionDef)
        or region.kind is RegionKind.CLASS
        or region.is_nested
        or "_ouroboros_" in view.source(node)
    ):
        return
    try:
        search = _Search(view, node)
    except UntranslatableError:
        return
    # The text that is added stands at module level: what functions call their variables does not matter.
    shadowed = search.names.every & SUPPORT_NAMES
    if shadowed or search.frame.opaque or any(True for _ in WHOLE.rewrite(view)):
        return
    made: list[Rewrite] = []
    for run, kernels in search.all():
        rewrite = _replaced(view, run, kernels, len(made) + 1)
        if rewrite is not None:
            made.append(rewrite)
        if len(made) == MOST_RUNS:
            break
    yield from made
    if len(made) > 1:
        yield Rewrite(
            edits=tuple(edit for each in made for edit in each.edits),
            imports=made[0].imports,
            helpers=tuple(dict.fromkeys(helper for each in made for helper in each.helpers)),
            keeps_state=True,
            note=made[0].note,
        )


def _replaced(view: RegionView, run: Run, kernels: list[Kernel], number: int) -> Rewrite | None:
    """The edit that puts the kernels in the place of the run, and the run behind them."""
    first, last = run.statements[0], run.statements[-1]
    if not own_line(view, first) or _ends_with_more(view, last) or _has_long_text(run.statements):
        return None
    label = f"{view.region.qualname.replace('.', '_')}_part{number}"
    while f"_ouroboros_{label}_" in view.text:
        label += "_"
    arguments = ", ".join(_argument(run, name) for name in run.inputs)
    call = f"_ouroboros_outcome = _ouroboros_{label}_native({arguments})"
    helpers = [*support_for(kernels), wrapped(label, run.inputs, kernels)]
    if run.attributes:
        helpers[:0] = [FIELD, SETTABLE] if run.stored else [FIELD]
    if run.tail:
        lines = [call, "if _ouroboros_outcome is not None:", "    return _ouroboros_outcome[0]"]
        edit = view.insert_before(first, lines)
    else:
        indent = view.indent(first)
        begin = view.start(first) - len(indent)
        body = view.text[begin : view.end(last)]
        moved = "\n".join(f"    {line}" if line.strip() else line for line in body.split("\n"))
        targets = [_shown(run, name) for name in run.outputs]
        taken = (
            f"{', '.join(targets)}{',' * (len(targets) == 1)} = _ouroboros_outcome[0]" if targets else "pass"
        )
        lines = [call, "if _ouroboros_outcome is not None:", f"    {taken}", "else:"]
        head = "".join(f"{indent}{line}\n" for line in lines)
        edit = view.replace(first, "")
        edit = type(edit)(start=begin, end=view.end(last), text=head + moved)
    return Rewrite(
        edits=(edit,),
        imports=("import math as _ouroboros_math",),
        helpers=tuple(helpers),
        keeps_state=True,  # machine code, and how often it failed
        note="The loop is compiled for the types it probably meets; what could differ in any bit is left to "
        "the original.",
    )


def _shown(run: Run, name: str) -> str:
    return ".".join(run.attributes[name]) if name.startswith(AT) else name


def _argument(run: Run, name: str) -> str:
    if not name.startswith(AT):
        return name
    base, attribute = run.attributes[name]
    reader = "_ouroboros_settable" if name in run.stored else "_ouroboros_field"
    return f'{reader}({base}, "{attribute}")'


def _ends_with_more(view: RegionView, last: ast.stmt) -> bool:
    end = view.end(last)
    stop = view.text.find("\n", end)
    rest = view.text[end : len(view.text) if stop < 0 else stop].strip()
    return bool(rest) and not rest.startswith("#")


def _has_long_text(statements: Sequence[ast.stmt]) -> bool:
    """Whether a text goes over several lines: moving those would change it."""
    return any(
        isinstance(node, ast.Constant | ast.JoinedStr) and node.lineno != node.end_lineno
        for statement in statements
        for node in ast.walk(statement)
    )


OPERATOR = Operator(
    name="numba-loop",
    category=OptimizationOp.NATIVE_COMPILATION,
    summary="Compile a function's numeric loops with Numba; the rest of it, and the way back, stay.",
    rewrite=_rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MAJOR,
    risk=Risk.HIGH,
    needs=("recorded types", "numba"),
    payoff=8.0,
    source="Lam, Pitrou, Seibert: Numba (2015), doi:10.1145/2833157.2833162",
)
