"""Long buffers that C code works on without holding the interpreter: by as many threads as processors.

Compressing, hashing and deriving keys let other threads run, so one list of buffers keeps all processors
busy. The items have to be plain and of one type, what is computed of each is built from such functions alone,
and results keep their order: nothing can be seen but the time. It costs no less processor time, so the clock
on the wall decides (``MutationCandidate.shares_processors``).

Left out, for nothing here can prove it: ``asyncio.gather`` of awaited calls, whose effects on the outside
would change their order, and pools of processes, whose arguments and results are copies.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.threads_for_buffers import EXAMPLES, REFUSALS, THREADED
from ouroboros.operators.facts.imported import names_member
from ouroboros.operators.facts.scope import (
    Frame,
    bound_names,
    certainly_bound,
    frames,
    has_comment,
    is_builtin,
    own_line,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import RegionKind

_BUILTINS = (
    "all",
    "bytes",
    "dict",
    "int",
    "len",
    "list",
    "map",
    "min",
    "set",
    "str",
    "sum",
    "tuple",
    "type",
    "zip",
)
_HASHES = frozenset(
    {"blake2b", "blake2s", "md5", "sha1", "sha224", "sha256", "sha384", "sha3_224", "sha3_256", "sha3_384"}
    | {"sha3_512", "sha512"}
)
_LEAST = {
    "zlib": {"compress": 1 << 19, "decompress": 1 << 19, "crc32": 1 << 23, "adler32": 1 << 23},
    "bz2": {"compress": 1 << 18, "decompress": 1 << 18},
    "lzma": {"compress": 1 << 17, "decompress": 1 << 18},
    "hashlib": dict.fromkeys(_HASHES, 1 << 21) | {"pbkdf2_hmac": 0},
}
"""Functions that let go of the interpreter, and from how many bytes of all items on threads pay."""
_MANY_ROUNDS = 5_000
"""Of deriving one key, from which on it takes longer than starting a thread."""


@dataclass(slots=True)
class _Work:
    """What is computed of one item."""

    item: str
    least: list[int] = field(default_factory=list)
    others: dict[str, None] = field(default_factory=dict)
    """Other names that it reads, which have to hold plain values."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each list, dictionary or loop of results."""
    if view.node.name.startswith("_ouroboros_") or not all(is_builtin(view, name) for name in _BUILTINS):
        return
    if not any(module in view.text for module in _LEAST):
        return
    for frame in frames(view):
        if frame.opaque:
            continue
        for node in ast.walk(frame.node):
            found = (
                _listed(view, frame, node)
                if isinstance(node, ast.ListComp)
                else _keyed(view, frame, node)
                if isinstance(node, ast.DictComp)
                else _appended(view, frame, node)
                if isinstance(node, ast.For)
                else None
            )
            if found is None:
                continue
            replaced, text = found
            if has_comment(view, view.start(replaced), view.end(replaced)):
                continue
            yield Rewrite(
                edits=(view.replace(replaced, text),),
                helpers=(THREADED,),
                note="what is computed of each item is C code that lets other threads run; the results keep "
                "their order, and anything but many plain bytes or texts is worked on as before.",
            )


def _listed(view: RegionView, frame: Frame, node: ast.ListComp) -> tuple[ast.expr, str] | None:
    """``[zlib.compress(part) for part in parts]``."""
    generator = _only(node.generators)
    if generator is None or not isinstance(generator.target, ast.Name):
        return None
    called = _threaded(view, frame, node, generator.target.id, node.elt, view.source(generator.iter))
    return None if called is None else (node, called)


def _keyed(view: RegionView, frame: Frame, node: ast.DictComp) -> tuple[ast.expr, str] | None:
    """``{name: zlib.crc32(data) for name, data in files.items()}``."""
    generator = _only(node.generators)
    if generator is None or not isinstance(generator.target, ast.Tuple) or not isinstance(node.key, ast.Name):
        return None
    walked = generator.iter
    names = [each.id for each in generator.target.elts if isinstance(each, ast.Name)]
    if (
        names != [node.key.id, names[-1] if names else ""]
        or len(generator.target.elts) != 2
        or names[0] == names[1]
        or not isinstance(walked, ast.Call)
        or walked.args
        or walked.keywords
        or not isinstance(walked.func, ast.Attribute)
        or walked.func.attr != "items"
        or not isinstance(walked.func.value, ast.Name)
        or walked.func.value.id not in frame.local - frame.captured
        or not certainly_bound(frame, walked.func.value.id, frame.statement(node))
        or isinstance(frame.parents[node], ast.IfExp)
    ):
        return None
    held = walked.func.value.id
    called = _threaded(view, frame, node, names[1], node.value, f"list({held}.values())", unread=names[0])
    if called is None:
        return None
    return node, f"(dict(zip({held}, {called})) if type({held}) is dict else {view.source(node)})"


def _appended(view: RegionView, frame: Frame, loop: ast.For) -> tuple[ast.stmt, str] | None:
    """``for part in parts: found.append(zlib.compress(part))``, into a list of the function's own."""
    action = loop.body[0]
    if (
        len(loop.body) != 1
        or loop.orelse
        or not isinstance(loop.target, ast.Name)
        or not isinstance(action, ast.Expr)
        or not isinstance(action.value, ast.Call)
        or not isinstance(action.value.func, ast.Attribute)
        or action.value.func.attr != "append"
        or not isinstance(action.value.func.value, ast.Name)
        or len(action.value.args) != 1
        or action.value.keywords
        or not own_line(view, loop)
        or any(isinstance(above, ast.Try | ast.With) for above in frame.chain(loop))
    ):
        return None
    name, item = action.value.func.value.id, loop.target.id
    block = frame.block(loop)
    place = block.index(loop)
    made = block[place - 1] if place else None
    if (
        name not in frame.local - frame.captured
        or not isinstance(made, ast.Assign)
        or [ast.unparse(each) for each in made.targets] != [name]
        or ast.unparse(made.value) not in {"[]", "list()"}
        or len(frame.uses(item)) != len(frame.uses(item, loop))
        or item in frame.captured
        or name in {part.id for part in ast.walk(action.value.args[0]) if isinstance(part, ast.Name)}
        or name in {part.id for part in ast.walk(loop.iter) if isinstance(part, ast.Name)}
    ):
        return None
    called = _threaded(view, frame, loop, item, action.value.args[0], view.source(loop.iter))
    return None if called is None else (loop, f"{name}.extend({called})")


def _only(generators: list[ast.comprehension]) -> ast.comprehension | None:
    if len(generators) != 1 or generators[0].ifs or generators[0].is_async:
        return None
    return generators[0]


def _threaded(
    view: RegionView, frame: Frame, at: ast.AST, item: str, result: ast.expr, items: str, unread: str = ""
) -> str | None:
    work = _Work(item=item)
    if "\n" in view.source(result) or not _computes(view, work, result) or not work.least:
        return None
    statement = frame.statement(at)
    if unread in work.others or not all(
        name in frame.local and name not in bound_names(at) and certainly_bound(frame, name, statement)
        for name in work.others
    ):
        return None
    plain = "".join(f", {name}" for name in work.others)
    return f"_ouroboros_threaded(lambda {item}: {view.source(result)}, {items}, {min(work.least)}{plain})"


def _computes(view: RegionView, work: _Work, node: ast.expr) -> bool:
    """Whether ``node`` is computed of one plain item by nothing but functions that are known here."""
    if isinstance(node, ast.Name):
        if node.id != work.item:
            work.others[node.id] = None
        return True
    if isinstance(node, ast.Constant):
        return True
    if not isinstance(node, ast.Call):
        return False
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    if any(keyword.arg is None for keyword in node.keywords):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr in {"digest", "hexdigest", "hex"}:
        hashed = node.func.value
        return not given and isinstance(hashed, ast.Call) and _computes(view, work, hashed)
    if (
        isinstance(node.func, ast.Attribute)
        and node.func.attr == "encode"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == work.item
    ):
        return all(isinstance(each, ast.Constant) for each in given)
    if isinstance(node.func, ast.Name) and node.func.id == "len" and is_builtin(view, "len"):
        return len(given) == 1 and isinstance(given[0], ast.Call) and _computes(view, work, given[0])
    return _lets_go(view, work, node, given) or _own(view, work, node)


def _lets_go(view: RegionView, work: _Work, node: ast.Call, given: list[ast.expr]) -> bool:
    for module, functions in _LEAST.items():
        for name, least in functions.items():
            if names_member(view, node.func, module, name):
                rounds = [each.value for each in given if isinstance(each, ast.Constant)]
                if not least and not any(type(each) is int and each >= _MANY_ROUNDS for each in rounds):
                    return False
                work.least.append(least)
                return bool(given) and all(_computes(view, work, each) for each in given)
    return False


def _own(view: RegionView, work: _Work, node: ast.Call) -> bool:
    """A function of this file that returns such a result of its only parameter."""
    reached = view.function_of(node)
    if (
        reached is None
        or reached.file.path != view.region.file.path
        or reached.kind is not RegionKind.FUNCTION
        or reached.decorators
        or "." in reached.qualname
        or reached.is_async
        or reached.is_generator
        or node.keywords
        or [ast.unparse(each) for each in node.args] != [work.item]
    ):
        return False
    body = [each for each in view.parsed(reached)[1].body if not _is_text(each)]
    parameters = view.parsed(reached)[1].args
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
        return False
    names = [each.arg for each in (*parameters.posonlyargs, *parameters.args)]
    if len(names) != 1 or parameters.kwonlyargs or parameters.vararg or parameters.kwarg:
        return False
    inner = _Work(item=names[0])
    if not _computes(view, inner, body[0].value) or inner.others:
        return False
    work.least += inner.least
    return True


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


OPERATOR = Operator(
    name="threads-for-buffers",
    category=OptimizationOp.PARALLELISATION,
    summary="many buffers are compressed or hashed by as many threads as there are processors",
    rewrite=rewrite,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=("several processors",),
    payoff=1.8,
    source="https://docs.python.org/3/library/hashlib.html (the GIL is released for more than 2047 bytes)",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
