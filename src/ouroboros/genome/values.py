"""What the values inside one function may be, without regard to order: the ground that effects stand on.

Sets of tokens only grow (see ``heap``), so order, branches and loops do not matter. This module has the
expressions; ``flow`` has the statements, ``calls`` what a call does.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable

from ouroboros.genome.heap import Heap
from ouroboros.genome.marks import Marks
from ouroboros.genome.resolution import UNKNOWN, Token
from ouroboros.genome.tokens import (
    ANYTHING,
    NOTHING,
    SCALAR,
    TEXT,
    Arguments,
    Tokens,
    place_of,
)
from ouroboros.records.source import Effect


class Values(Heap):
    """Names, objects and expressions of one function."""

    # Names

    def bind(self, name: str, tokens: Iterable[Token]) -> None:
        """A plain name is set."""
        self.learn(self.env[name], tokens)
        if name in self.declared:
            self.marks.write(name)

    def assign(self, target: ast.expr, tokens: Tokens, source: ast.expr | None = None) -> None:
        """Any target is set; ``source`` is the expression when it is one."""
        match target:
            case ast.Name():
                self.bind(target.id, tokens)
            case ast.Tuple() | ast.List():
                if isinstance(source, ast.Tuple | ast.List) and len(source.elts) == len(target.elts):
                    pairs = zip(target.elts, source.elts, strict=True)
                    if not any(isinstance(item, ast.Starred) for pair in pairs for item in pair):
                        for item, value in zip(target.elts, source.elts, strict=True):
                            self.assign(item, self.value(value), value)
                        return
                for item in target.elts:
                    self.assign(item, self.inside(tokens))
            case ast.Starred():
                self.assign(target.value, self.made(target, "list", tokens | self.inside(tokens)))
            case ast.Attribute() | ast.Subscript():
                if isinstance(target, ast.Subscript):
                    self.mutate(self.value(target.value), tokens | self.closure(self.value(target.slice)))
                else:
                    self.mutate(self.value(target.value), tokens)
            case _:
                self.unknown_call(tokens)

    def name(self, node: ast.Name) -> Tokens:
        """What a plain name may be."""
        name = node.id
        if name in self.own and name not in self.declared:
            return frozenset(self.env[name])
        if name in self.local and name not in self.declared:
            # Bound by a lambda, comprehension or nested function: here it may be theirs or the module's.
            facts = self.resolver.genome.facts[self.path]
            if (
                name not in facts.bindings
                and name not in self.outer
                and not hasattr(builtins, name)
                and not facts.star_imports
            ):
                return frozenset(self.env[name])
        if name in self.outer:
            self.marks.read(name)
            return frozenset({("global", name)}) | frozenset(self.env[name])
        mine = frozenset(self.env[name])
        token = self.resolver.global_name(self.path, name)
        if token[0] == "global":
            self.marks.read(name)
            return mine | {token}
        if token == UNKNOWN:
            self.marks.read(name)
        return mine | {token}

    # Expressions

    def value(self, node: ast.expr) -> Tokens:
        """What an expression may give; its effects are noted."""
        match node:
            case ast.Constant():
                kind = "scalar"
                if isinstance(node.value, str | bytes):
                    kind = "str" if isinstance(node.value, str) else "bytes"
                return frozenset({("value", kind)})
            case ast.Name():
                return self.name(node)
            case ast.JoinedStr() | ast.FormattedValue():
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.expr):
                        self.value(child)
                return TEXT
            case ast.List() | ast.Tuple() | ast.Set():
                held: set[Token] = set()
                for item in node.elts:
                    starred = isinstance(item, ast.Starred)
                    inner = self.value(item.value if isinstance(item, ast.Starred) else item)
                    held |= self.inside(inner) if starred else inner
                return self.made(node, type(node).__name__.lower(), held)
            case ast.Dict():
                held = set()
                for key, value in zip(node.keys, node.values, strict=True):
                    held |= self.value(value) | self.value(key) if key else self.inside(self.value(value))
                return self.made(node, "dict", held)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self.comprehension(node)
            case ast.Attribute():
                return self.attribute(node)
            case ast.Subscript():
                self.value(node.slice)
                base = self.value(node.value)
                if isinstance(node.slice, ast.Slice):
                    kinds = frozenset(token for token in base if token[0] == "value")
                    return kinds | self.sliced(node, base - kinds)
                return self.inside(base)
            case ast.Call():
                return self.call(node)
            case ast.Lambda():
                token: Token = ("func", f"{place_of(node)}")
                self.functions[token] = node
                for default in (*node.args.defaults, *(item for item in node.args.kw_defaults if item)):
                    self.value(default)
                self.enter(token, Arguments())
                return frozenset({token})
            case ast.BoolOp():
                return frozenset().union(*(self.value(item) for item in node.values))
            case ast.IfExp():
                self.value(node.test)
                return self.value(node.body) | self.value(node.orelse)
            case ast.NamedExpr():
                given = self.value(node.value)
                self.bind(node.target.id, given)
                return given
            case ast.BinOp():
                return self.operation(node, self.value(node.left), self.value(node.right))
            case ast.UnaryOp():
                operand = self.value(node.operand)
                return SCALAR if isinstance(node.op, ast.Not) else self.operation(node, operand, operand)
            case ast.Compare():
                left = self.value(node.left)
                for item in node.comparators:
                    left |= self.value(item)
                return SCALAR
            case ast.Await():
                self.marks.found.add(Effect.AWAITS)
                return self.closure(self.value(node.value)) | ANYTHING
            case ast.Yield() | ast.YieldFrom():
                self.marks.found.add(Effect.YIELDS)
                given = self.value(node.value) if node.value else NOTHING
                # Whoever iterates holds what was given and sends back what they like.
                self.learn(self.returned, self.inside(given) | given)
                return ANYTHING
            case ast.Starred():
                return self.inside(self.value(node.value))
            case ast.Slice():
                for part in (node.lower, node.upper, node.step):
                    if part is not None:
                        self.value(part)
                return SCALAR
            case _:
                return self.unknown_call(NOTHING)

    def sliced(self, node: ast.expr, base: Tokens) -> Tokens:
        """A slice: a copy of built-in containers, perhaps the thing itself of others (a view of an array)."""
        if not base:
            return NOTHING
        found: Tokens = NOTHING
        for token in base:
            if token[0] == "new" and token[2] in {"list", "tuple"}:
                found |= self.made(node, token[2], self.contents[token], token[2])
            else:
                found |= self.inside((token,)) | {token}
        return found

    def operation(self, node: ast.expr, left: Tokens, right: Tokens) -> Tokens:
        """Arithmetic: a new object, which may hold what the operands hold (``list + list``)."""
        both = left | right
        if both and all(token[0] == "value" and token[1] in {"scalar", "str"} for token in both):
            text = any(token[1] == "str" for token in both)
            return TEXT if text else SCALAR
        if left and all(token == ("value", "str") for token in left):
            return TEXT
        kinds = {token[2] if token[0] == "new" else "" for token in both if token[0] != "value"}
        kind = "list" if kinds == {"list"} else ""
        return self.made(node, kind, self.closure(both) - both if kind else self.closure(both))

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Tokens:
        """Evaluated in place; its own names are thrown together with the function's."""
        for generator in node.generators:
            self.assign(generator.target, self.inside(self.value(generator.iter)))
            if generator.is_async:
                self.marks.found |= {Effect.AWAITS, Effect.UNKNOWN}
            for condition in generator.ifs:
                self.value(condition)
        if isinstance(node, ast.DictComp):
            return self.made(node, "dict", self.value(node.key) | self.value(node.value))
        kind = {ast.ListComp: "list", ast.SetComp: "set"}.get(type(node), "")
        return self.made(node, kind, self.value(node.elt))

    def attribute(self, node: ast.Attribute) -> Tokens:
        """``a.b``: of a module what it stands for, otherwise a method or what the object holds."""
        base = self.value(node.value)
        found: set[Token] = set()
        for token in base:
            if token[0] == "module":
                inner = self.resolver.attribute(token, node.attr)
                if inner[0] == "global" or (inner[0] == "lib" and not self.is_known(inner)):
                    self.marks.read(f"{token[1]}.{node.attr}")
                    inner = ("global", f"{token[1]}.{node.attr}")
                found.add(inner)
                continue
            if token[0] == "lib" and self.is_known(("lib", f"{token[1]}.{node.attr}")):
                found.add(("lib", f"{token[1]}.{node.attr}"))
                continue
            if token[0] == "def" and not self.is_callee(node):
                # State kept on a function or class.
                name = f"{self.resolver.region(token).qualname}.{node.attr}"
                self.marks.read(name)
                found.add(("global", name))
                continue
            if token[0] == "unknown":
                found.add(UNKNOWN)
                continue
            if token[0] == "method":
                # Methods of methods are not named: a loop would make ever longer chains.
                found |= self.of_method(token, node.attr)
                continue
            method: Token = ("method", *token, node.attr)
            self.methods[method] = (token, node.attr)
            found.add(method)
        if any(token[0] != "module" for token in base) and not self.is_callee(node):
            found |= self.inside(
                token for token in base if token[0] not in {"module", "def", "lib", "builtin"}
            )
        return frozenset(found)

    def of_method(self, method: Token, name: str) -> Tokens:
        """``a.b.name`` if ``a.b`` is a method; what it is as a part of ``a`` is looked at apart from this."""
        receiver, called = self.methods[method]
        if name == "__self__":
            return frozenset({receiver})
        if name.startswith("__"):
            return ANYTHING
        if name in self.resolver.stored and self.resolver.is_method(called):
            self.marks.read(f"{called}.{name}")  # state kept on a function
            return frozenset({("global", f"{called}.{name}")})
        return NOTHING

    def is_known(self, token: Token) -> bool:
        """Whether a library name is one that the tables know."""
        raise NotImplementedError

    def is_callee(self, node: ast.Attribute) -> bool:
        """Whether the attribute is only there to be called."""
        return id(node) in self._callees

    def call(self, node: ast.Call) -> Tokens:
        """A call: arguments, then what the callee does, with the effects of it all under the call's place."""
        outer, self.marks = self.marks, Marks()
        self._callees.add(id(node.func))
        callee = self.value(node.func)
        positional: list[Tokens] = []
        spread: set[Token] = set()
        for item in node.args:
            if isinstance(item, ast.Starred):
                spread |= self.inside(self.value(item.value))
            elif spread:
                spread |= self.value(item)
            else:
                positional.append(self.value(item))
        named: dict[str, Tokens] = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                spread |= self.inside(self.value(keyword.value)) | {("value", "scalar")}
            else:
                named[keyword.arg] = self.value(keyword.value)
        arguments = Arguments(positional=tuple(positional), named=named, spread=frozenset(spread))
        place = place_of(node)
        self.targets[place] |= callee
        result = self.apply(callee, arguments, node)
        self.marks.found.add(Effect.RAISES)
        self.calls[place].add(self.marks)
        outer.add(self.marks)
        self.marks = outer
        return result
