"""Statements of one function over ``values``, until nothing new is learned. Nested functions count as run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from ouroboros.genome.calls import apply_token, known_library
from ouroboros.genome.dependencies import Key
from ouroboros.genome.marks import Marks, Summary
from ouroboros.genome.resolution import UNKNOWN, Resolver, Token
from ouroboros.genome.syntax import FunctionNode, is_generator
from ouroboros.genome.tokens import ANYTHING, NOTHING, SCALAR, Arguments, Budget, Tokens, place_of
from ouroboros.genome.values import Values
from ouroboros.records.source import Effect, GenomeRegion

_MAX_PASSES = 30


class Flow(Values):
    """One function's values and effects, given what is known of the functions it calls so far."""

    def __init__(
        self,
        resolver: Resolver,
        region: GenomeRegion,
        node: FunctionNode,
        outer: frozenset[str],
        summary_of: Callable[[Key], Summary],
        budget: Budget,
    ) -> None:
        super().__init__(resolver, region, node, outer, summary_of, budget)
        self._frame: Token | None = None
        self._open: set[Token] = set()

    def run(self) -> Summary:
        """Pass over the function until nothing new is learned."""
        arguments = self.node.args
        for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            self.env[item.arg].add(("param", item.arg))
        for extra in (arguments.vararg, arguments.kwarg):
            if extra is not None:
                self.env[extra.arg].add(("param", extra.arg))
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if isinstance(default, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.Call):
                # Made once and kept between calls: what an earlier call left in it, this one may see.
                self.marks.read(f"{self.region.qualname}.<defaults>")
        for _ in range(_MAX_PASSES):
            self.changed = False
            self.statements(self.node.body)
            if not self.changed:
                break
        else:
            self.marks.found.add(Effect.UNKNOWN)
        if not _cannot_raise(self.node):
            self.marks.found.add(Effect.RAISES)
        roots = frozenset(self.returned)
        if self.region.is_generator or self.region.is_async:
            roots = frozenset({("new", "result", "")})
        reach = self.closure(self.returned)
        leaves = self.closure(self.left_outside())
        return Summary(
            effects=self.marks.effects(),
            returns=frozenset(_placeless(token) for token in roots),
            reaches=frozenset(_placeless(token) for token in reach),
            leaves=frozenset(_placeless(token) for token in leaves),
        )

    def apply(self, callee: Tokens, arguments: Arguments, node: ast.expr) -> Tokens:
        """Call any of ``callee``."""
        return frozenset().union(*(apply_token(self, token, arguments, node) for token in sorted(callee)))

    def is_known(self, token: Token) -> bool:
        """Whether a library name is one that the tables know."""
        return known_library(token[1])

    def statements(self, body: Iterable[ast.stmt]) -> None:
        """Evaluate all of ``body``."""
        for statement in body:
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """Evaluate one statement and everything in it."""
        match node:
            case ast.Return():
                value = self.value(node.value) if node.value else SCALAR
                self.learn(self.returned if self._frame is None else self.results[self._frame], value)
            case ast.Assign():
                value = self.value(node.value)
                for target in node.targets:
                    self.assign(target, value, node.value)
            case ast.AnnAssign():
                if node.value is not None:
                    self.assign(node.target, self.value(node.value), node.value)
            case ast.AugAssign():
                self.augment(node)
            case ast.For() | ast.AsyncFor():
                self.assign(node.target, self.inside(self.value(node.iter)))
                self.statements([*node.body, *node.orelse])
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    self.context(item)
                self.statements(node.body)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.nested(node)
            case ast.ClassDef():
                self.bind(node.name, self.unknown_call(NOTHING))
            case ast.Delete():
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self.bind(target.id, NOTHING)
                    else:
                        self.assign(target, NOTHING)
            case ast.Raise():
                self.marks.found.add(Effect.RAISES)
                self.children(node)
            case ast.Import() | ast.ImportFrom():
                self.imports(node)
            case ast.Try() | ast.TryStar():
                for handler in node.handlers:
                    if handler.type is not None:
                        self.value(handler.type)
                    if handler.name:
                        self.bind(handler.name, ANYTHING)
                    self.statements(handler.body)
                self.statements([*node.body, *node.orelse, *node.finalbody])
            case ast.Match():
                subject = self.closure(self.value(node.subject))
                for part in ast.walk(node):
                    if isinstance(part, ast.MatchAs | ast.MatchStar) and part.name:
                        self.bind(part.name, subject | ANYTHING)
                    elif isinstance(part, ast.MatchMapping) and part.rest:
                        self.bind(part.rest, subject | ANYTHING)
                for case in node.cases:
                    if case.guard is not None:
                        self.value(case.guard)
                    self.statements(case.body)
            case _:
                self.children(node)
        if isinstance(node, ast.AsyncFor | ast.AsyncWith):
            self.marks.found.add(Effect.AWAITS)
            self.unknown_call(NOTHING)

    def children(self, node: ast.AST) -> None:
        """Evaluate whatever stands in ``node``."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
            elif isinstance(child, ast.stmt):
                self.statement(child)

    def context(self, item: ast.withitem) -> None:
        """One ``with`` item: files do I/O, ``contextlib.suppress`` nothing, others are not known."""
        value = self.value(item.context_expr)
        quiet = value and all(token[0] == "new" and token[2] in {"suppress", "file"} for token in value)
        if quiet:
            if any(token[2] == "file" for token in value):
                self.marks.found.add(Effect.IO)
        else:
            value = self.unknown_call(value)
        if item.optional_vars is not None:
            self.assign(item.optional_vars, value)

    def imports(self, node: ast.Import | ast.ImportFrom) -> None:
        """An import inside a function: the standard library is taken to import quietly."""
        for alias in node.names:
            base = getattr(node, "module", None)
            relative = getattr(node, "level", 0)
            dotted = f"{base}.{alias.name}" if base else alias.name
            name = alias.asname or alias.name.partition(".")[0]
            token = UNKNOWN if relative or alias.name == "*" else self.resolver.dotted(dotted)
            if isinstance(node, ast.Import) and alias.asname is None:
                token = self.resolver.dotted(name)
            if token[0] not in {"module", "lib"} or self.resolver.index.find(dotted) is not None:
                self.unknown_call(NOTHING)
            self.bind(name, {token})

    def nested(self, node: FunctionNode) -> None:
        """A function defined inside: a value, and its body counts as run."""
        for default in (*node.args.defaults, *(item for item in node.args.kw_defaults if item)):
            self.value(default)
        token: Token = ("func", f"{place_of(node)}")
        self.functions[token] = node
        if node.decorator_list:
            for decorator in node.decorator_list:
                self.value(decorator)
            self.bind(node.name, self.unknown_call({token}))
        else:
            self.bind(node.name, {token})
        self.enter(token, Arguments())

    def enter(self, token: Token, arguments: Arguments) -> Tokens:
        """Run a nested function or lambda with ``arguments``; what it may return."""
        function = self.functions.get(token)
        if function is None:
            return ANYTHING
        names = function.args
        every = arguments.everything()
        for number, item in enumerate((*names.posonlyargs, *names.args)):
            exact = number < len(arguments.positional) and not arguments.spread and not arguments.named
            self.learn(self.env[item.arg], arguments.positional[number] if exact else every)
        for default, item in zip(
            reversed(names.defaults), reversed((*names.posonlyargs, *names.args)), strict=False
        ):
            self.learn(self.env[item.arg], self.value(default))
        for extra in (*names.kwonlyargs, names.vararg, names.kwarg):
            if extra is not None:
                self.learn(self.env[extra.arg], every | self.made(function, "", every, extra.arg))
        for item, keyword_default in zip(names.kwonlyargs, names.kw_defaults, strict=True):
            if keyword_default is not None:
                self.learn(self.env[item.arg], self.value(keyword_default))
        if self._frame == token or token in self._open:
            return frozenset(self.results[token])
        self._open.add(token)
        outer_frame, outer_marks = self._frame, self.marks
        self._frame, self.marks = token, Marks()
        if isinstance(function, ast.Lambda):
            self.learn(self.results[token], self.value(function.body))
        else:
            self.statements(function.body)
        self.marks.found -= {Effect.YIELDS, Effect.AWAITS}
        self.called[token].add(self.marks)
        outer_marks.add(self.marks)
        self._frame, self.marks = outer_frame, outer_marks
        self._open.discard(token)
        if isinstance(function, ast.FunctionDef) and is_generator(function):
            return self.made(function, "", self.results[token], "generator")
        return frozenset(self.results[token])

    def augment(self, node: ast.AugAssign) -> None:
        """``x += y``: in place when ``x`` is something to mutate; a plain name is set as well."""
        value = self.value(node.value)
        if isinstance(node.target, ast.Name):
            before = self.value(ast.copy_location(ast.Name(id=node.target.id, ctx=ast.Load()), node.target))
            self.mutate(before, self.inside(value) | value)
            self.bind(node.target.id, before | self.operation(node.value, before, value))
            return
        holder = node.target.value
        base = self.value(holder)
        if isinstance(node.target, ast.Subscript):
            self.value(node.target.slice)
        item = self.inside(base)
        # The item itself changes in place when it can; then it is stored back.
        self.mutate(item, self.inside(value) | value)
        self.mutate(base, item | value)


_QUIET_NODES = (
    ast.Constant,
    ast.Return,
    ast.Pass,
    ast.arguments,
    ast.arg,
    ast.FunctionDef,
    ast.Expr,
    ast.Tuple,
    ast.Load,
)


def _cannot_raise(node: FunctionNode) -> bool:
    """Whether the body is made of constants and parameters alone."""
    names = {item.arg for item in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
    return all(
        isinstance(child, _QUIET_NODES) or (isinstance(child, ast.Name) and child.id in names)
        for statement in node.body
        for child in ast.walk(statement)
    )


def _placeless(token: Token) -> Token:
    """Objects made inside a function are all alike to its callers, except for their kind."""
    if token[0] == "new":
        return ("new", "", token[2])
    return token if token[0] in {"value", "param", "global", "def", "builtin", "lib"} else UNKNOWN
