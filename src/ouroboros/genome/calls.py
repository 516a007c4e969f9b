"""What calling one thing does: a definition of the target, a library function, a built-in, a method."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ouroboros.genome.dependencies import key_of
from ouroboros.genome.known_calls import (
    BUILTINS,
    EXCEPTIONS,
    FACTORIES,
    IMMUTABLE_KINDS,
    LIBRARY,
    LIBRARY_SCALARS,
    METHODS,
    TYPE_NAMES,
    Known,
)
from ouroboros.genome.resolution import Token, immutable
from ouroboros.genome.tokens import ANYTHING, NOTHING, SCALAR, TEXT, Arguments, Tokens
from ouroboros.genome.values import Values
from ouroboros.records.source import Effect, GenomeRegion, RegionKind

if TYPE_CHECKING:
    from ouroboros.genome.flow import Flow

_OBJECT = "object:"
_ONE_ARGUMENT = frozenset({"iter", "type", "next"})
"""Built-ins that do something else with more arguments; ``next`` may have a default."""


def known_library(dotted: str) -> bool:
    """Whether the tables know this library name."""
    return dotted in LIBRARY or dotted in LIBRARY_SCALARS or dotted == "contextlib.suppress"


def apply_token(flow: Flow, token: Token, arguments: Arguments, node: ast.expr) -> Tokens:
    """Effects (noted in ``flow``) and result of calling ``token``."""
    match token[0]:
        case "builtin":
            return _builtin(flow, token[1], arguments, node)
        case "lib":
            return _library(flow, token[1], arguments, node)
        case "def":
            return _definition(flow, token, arguments, node)
        case "func":
            return flow.enter(token, arguments)
        case "method":
            receiver, name = flow.methods[token]
            return _method(flow, receiver, name, arguments, node)
        case "new" if token[2] == "getter":
            return flow.closure(arguments.everything())
        case _:
            return flow.unknown_call({token} | arguments.everything())


def _known(
    flow: Flow,
    known: Known,
    arguments: Arguments,
    node: ast.expr,
    receiver: Token | None = None,
    mark: str = "",
) -> Tokens:
    """A function of the tables."""
    flow.marks.found |= known.effects
    everything = arguments.everything()
    held = flow.closure(everything | ({receiver} if receiver is not None else frozenset()))
    for where in known.calls:
        callee = _callable_at(arguments, where)
        if callee:
            held |= flow.closure(flow.apply(callee, Arguments(positional=(held,), spread=held), node))
    for position in known.mutates:
        if position == -1 and receiver is not None:
            flow.mutate({receiver}, everything | flow.inside(everything))
        elif position < len(arguments.positional) and not arguments.spread:
            changed = arguments.positional[position]
            flow.mutate(changed, everything - changed | flow.inside(everything - changed))
        else:
            flow.mutate(everything, everything)
    if known.kind in IMMUTABLE_KINDS:
        return frozenset({("value", known.kind)}) if known.kind != "scalars" else SCALAR
    if not known.holds_arguments:
        return flow.made(node, known.kind or "", SCALAR | TEXT, mark)
    if known.kind in METHODS and receiver is None:
        # A container built from one iterable holds what that holds, not the iterable.
        inner = flow.inside(everything) | (everything if arguments.named or arguments.spread else NOTHING)
        return flow.made(node, known.kind or "", inner | flow.inside(inner), mark)
    return flow.made(node, known.kind or "", held, mark) | (held if known.kind is None else NOTHING)


def _callable_at(arguments: Arguments, where: str) -> Tokens:
    if where.isdigit():
        position = int(where)
        found = arguments.positional[position] if position < len(arguments.positional) else NOTHING
    else:
        found = arguments.named.get(where, NOTHING)
    found |= arguments.spread
    return frozenset(token for token in found if token != ("value", "scalar"))


def _builtin(flow: Flow, name: str, arguments: Arguments, node: ast.expr) -> Tokens:
    if name in EXCEPTIONS or name == "object":
        return flow.made(node, "", arguments.everything())
    known = BUILTINS.get(name)
    if known is None or (
        name in _ONE_ARGUMENT - {"next"} and (len(arguments.positional) != 1 or arguments.spread)
    ):
        return flow.unknown_call(arguments.everything())
    if name in {"str", "repr", "format", "bytes", "print", "ascii"}:
        _shows_identity(flow, arguments)
    return _known(flow, known, arguments, node, mark=name)


def _shows_identity(flow: Flow, arguments: Arguments) -> None:
    """Text of an object of ours may hold its address; of anything else it is taken for a plain value."""
    if any(token[0] == "new" and token[2].startswith(_OBJECT) for token in arguments.everything()):
        flow.marks.found |= {Effect.UNKNOWN, Effect.NONDETERMINISTIC}


def _library(flow: Flow, dotted: str, arguments: Arguments, node: ast.expr) -> Tokens:
    if dotted == "contextlib.suppress":
        return flow.made(node, "suppress")
    known = LIBRARY.get(dotted)
    if known is None or (dotted == "json.loads" and (arguments.named or arguments.spread)):
        return flow.unknown_call(arguments.everything())
    if dotted == "collections.defaultdict":
        factory = arguments.positional[0] if arguments.positional else NOTHING
        if arguments.spread or not all(
            item == ("value", "scalar") or (item[0] == "builtin" and item[1] in FACTORIES) for item in factory
        ):
            return flow.unknown_call(arguments.everything())
        inner: Tokens = NOTHING
        for item in factory:
            if item[0] == "builtin":
                kind = item[1] if item[1] in METHODS and item[1] != "str" else ""
                inner |= flow.made(node, kind, mark="item") if kind else SCALAR
        rest = flow.closure(frozenset().union(NOTHING, *arguments.positional[1:], *arguments.named.values()))
        return flow.made(node, "defaultdict", inner | rest, "defaultdict")
    return _known(flow, known, arguments, node, mark=dotted)


def _method(flow: Flow, receiver: Token, name: str, arguments: Arguments, node: ast.expr) -> Tokens:
    if receiver[0] == "builtin" and receiver[1] in TYPE_NAMES and arguments.positional:
        known = METHODS[TYPE_NAMES[receiver[1]]].get(name)
        if known is not None and -1 not in known.mutates:
            return _known(flow, known, arguments, node, mark=name)
    if receiver[0] == "builtin" and receiver[1] == "dict" and name == "fromkeys":
        return flow.made(node, "dict", flow.closure(arguments.everything()))
    kind = {"new": receiver[2:3], "value": receiver[1:2]}.get(receiver[0], ())
    if kind and kind[0] in METHODS and name in METHODS[kind[0]]:
        return _known(flow, METHODS[kind[0]][name], arguments, node, receiver, name)
    for holder, exact in _classes_of(flow, receiver):
        found = flow.resolver.methods(holder, name, exact=exact)
        if found is not None:
            result: Tokens = NOTHING
            for method in found:
                bound = Arguments(
                    positional=(frozenset({receiver}), *arguments.positional),
                    named=arguments.named,
                    spread=arguments.spread,
                )
                result |= _summary(flow, method, bound, node)
            return result
    if receiver[0] == "def":
        klass = flow.resolver.region(receiver)
        if klass.kind is RegionKind.CLASS:
            found = flow.resolver.methods(klass, name, exact=True)
            if found is not None:
                return _summary(flow, found[0], arguments, node)
    return flow.unknown_call({receiver} | arguments.everything())


def certain_method(flow: Flow, token: Token) -> GenomeRegion | None:
    """The one method that a ``method`` token reaches, when its object's class is known."""
    receiver, name = flow.methods[token]
    for holder, exact in _classes_of(flow, receiver):
        found = flow.resolver.methods(holder, name, exact=exact)
        if found is not None:
            return found[0] if len(found) == 1 else None
    return None


def _classes_of(flow: Flow, receiver: Token) -> list[tuple[GenomeRegion, bool]]:
    """The class of an object, and whether it is exactly that."""
    if receiver[0] == "new" and receiver[2].startswith(_OBJECT):
        path, _, start = receiver[2].removeprefix(_OBJECT).rpartition(":")
        return [(flow.resolver.by_key[path, int(start)], True)]
    first = next(iter((*flow.node.args.posonlyargs, *flow.node.args.args)), None)
    if (
        first is not None
        and receiver == ("param", first.arg)  # itself, and no part of it
        and not flow.region.decorators
        and (holder := flow.resolver.class_of(flow.region)) is not None
    ):
        return [(holder, False)]
    return []


def _definition(flow: Flow, token: Token, arguments: Arguments, node: ast.expr) -> Tokens:
    region = flow.resolver.region(token)
    if region.kind is not RegionKind.CLASS:
        return _summary(flow, region, arguments, node)
    start, known = flow.resolver.constructor(region)
    if not known:
        return flow.unknown_call(arguments.everything())
    made = flow.made(node, f"{_OBJECT}{region.file.path}:{region.span.start}", arguments.everything())
    for name in flow.resolver.shared_attributes(region):
        # State of the class that all instances share: to read or change it through one is to do so for all.
        flow.marks.read(f"{region.qualname}.{name}")
        for item in made:
            flow.learn(flow.contents[item], {("global", f"{region.qualname}.{name}")})
    if start is not None:
        bound = Arguments(
            positional=(made, *arguments.positional), named=arguments.named, spread=arguments.spread
        )
        before = flow.marks.changes_local
        _summary(flow, start, bound, node, fills=True)
        passed = {token for token in flow.closure(arguments.everything()) if token[0] == "new"}
        # Filling in the new object changes nothing that was there before.
        flow.marks.changes_local = before or bool(passed)
        for item in made:
            flow.learn(flow.contents[item], flow.closure(arguments.everything()))
    return made


def _summary(
    flow: Flow, region: GenomeRegion, arguments: Arguments, node: ast.expr, *, fills: bool = False
) -> Tokens:
    """A call of a function of the target, by what is known of it so far.

    ``fills``: it is an ``__init__``, whose first argument is new: changing that changes nothing in it, for
    what was put into it is followed inside the ``__init__`` under its own name.
    """
    summary = flow.summary_of(key_of(region))
    effects, everything = summary.effects, arguments.everything()
    marks = flow.marks
    marks.found |= effects.found - {Effect.YIELDS, Effect.AWAITS, Effect.MUTATES_ARGUMENTS}
    marks.globals_read |= effects.globals_read
    marks.globals_written |= effects.globals_written
    if Effect.UNKNOWN in effects.found or Effect.WRITES_GLOBALS in effects.found:
        # It may have kept or called what it was given.
        result = flow.unknown_call(everything) if Effect.UNKNOWN in effects.found else NOTHING
    else:
        result = NOTHING
    passed = _bind(flow, region, arguments)
    first = next(iter(passed), None)
    left: Tokens = NOTHING
    if effects.parameters_mutated:
        left = flow.closure(everything) | _carried(flow, summary.leaves, passed, everything, node)
    for name in effects.parameters_mutated:
        changed = passed.get(name, everything)
        flow.mutate(changed if fills and name == first else flow.closure(changed), left)
    if region.is_async:
        marks.found.add(Effect.UNKNOWN)
        return ANYTHING
    for item in summary.returns:
        result |= _returned(flow, item, passed, everything, summary.reaches, node)
    return result


def _returned(
    flow: Flow,
    item: Token,
    passed: dict[str, Tokens],
    everything: Tokens,
    reaches: frozenset[Token],
    node: ast.expr,
) -> Tokens:
    if item[0] == "param":
        return flow.closure(passed.get(item[1], everything))
    if item[0] != "new":
        return frozenset({item})
    return flow.made(node, item[2], _carried(flow, reaches, passed, everything, node), f"result{item[2]}")


def _carried(
    flow: Flow, tokens: frozenset[Token], passed: dict[str, Tokens], everything: Tokens, node: ast.expr
) -> Tokens:
    """What a callee can reach, in the words of its caller; objects that it made may hold any of it."""
    held: Tokens = NOTHING
    made: Tokens = NOTHING
    for inner in tokens:
        if inner[0] == "param":
            held |= flow.closure(passed.get(inner[1], everything))
        elif inner[0] == "new":
            made |= flow.made(node, inner[2], mark=f"inner{inner[2]}")
        else:
            held |= {inner}
    for inner in made:
        flow.learn(flow.contents[inner], held | made)
    return held | made


def _bind(flow: Values, region: GenomeRegion, arguments: Arguments) -> dict[str, Tokens]:
    """Arguments by parameter; what cannot be placed may be any of them."""
    names = flow.resolver.genome.node(region).args
    plain = [item.arg for item in (*names.posonlyargs, *names.args)]
    if arguments.spread:
        return {}
    passed: dict[str, Tokens] = dict(zip(plain, arguments.positional, strict=False))
    passed.update((name, value) for name, value in arguments.named.items() if name not in passed)
    more = frozenset().union(NOTHING, *arguments.positional[len(plain) :], *arguments.named.values())
    for extra in (names.vararg, names.kwarg):
        if extra is not None:
            passed[extra.arg] = more
    # A default is made once and kept between calls: what the function does to it, it does to a global.
    defaults = dict(zip(reversed(plain), reversed(names.defaults), strict=False))
    for item, value in zip(names.kwonlyargs, names.kw_defaults, strict=True):
        if value is not None:
            defaults[item.arg] = value
    for name in (*plain, *(item.arg for item in names.kwonlyargs)):
        quiet = name in defaults and immutable(defaults[name])
        kept: Tokens = SCALAR if quiet else frozenset({("global", f"{region.qualname}.{name}")})
        passed.setdefault(name, kept)
    return passed
