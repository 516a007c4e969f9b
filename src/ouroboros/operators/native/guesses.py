"""Types that the variables of a function probably have: what kernels are written for, guards make certain."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence

from ouroboros.operators.facts.scope import walk_here
from ouroboros.operators.native.entrance import split_type
from ouroboros.operators.native.facts import ModuleNames
from ouroboros.records.hotspot import TypeProfile

Types = frozenset[str]
UNKNOWN: Types = frozenset()
_ROUNDS = 4
_DEEPEST = 4
_MOST = 3
"""Types of one variable that are tried."""
_INTS = frozenset(
    {"len", "ord", "round", "hash", "id", "randint", "randrange", "floor", "ceil", "isqrt", "gcd"}
)
_FLOATS = frozenset({
    "sqrt", "sin", "cos", "tan", "exp", "log", "log2", "log10", "atan", "atan2", "asin", "acos", "tanh",
    "hypot", "fabs", "random", "uniform", "gauss", "perf_counter", "time",
})  # fmt: skip


class Guesses:
    """Types by variable, found by following assignments without regard to their order."""

    def __init__(self, function: ast.FunctionDef, names: ModuleNames, profile: TypeProfile) -> None:
        self.names = names
        self.profile = profile
        self.types: dict[str, Types] = {
            name: frozenset(recorded) for name, recorded in profile.parameters.items() if recorded
        }
        self._depth = 0
        self._returns: dict[tuple[str, tuple[Types, ...]], Types] = {}
        for _ in range(_ROUNDS):
            before = dict(self.types)
            for node in walk_here(*function.body):
                self._learn(node)
            if before == self.types:
                break

    def _learn(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, self.of(node.value))
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for part, value in zip(target.elts, node.value.elts, strict=False):
                        self._bind(part, self.of(value))
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._bind(node.target, self.of(node.value))
        elif isinstance(node, ast.AugAssign):
            self._bind(node.target, self.of(ast.BinOp(left=node.target, op=node.op, right=node.value)))
        elif isinstance(node, ast.For | ast.comprehension):
            self._bind(node.target, self._elements(node.iter))
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "append"
            and len(node.args) == 1
        ):
            self._bind(node.func.value, frozenset(f"list[{each}]" for each in self.of(node.args[0])))

    def _bind(self, target: ast.expr, types: Types) -> None:
        if isinstance(target, ast.Name):
            self.types[target.id] = self.types.get(target.id, UNKNOWN) | types
        elif isinstance(target, ast.Tuple):
            for kind in types:
                head, inner = split_type(kind)
                if head == "tuple" and len(inner) == len(target.elts) and "..." not in inner:
                    for part, each in zip(target.elts, inner, strict=True):
                        self._bind(part, frozenset({each}))
                elif head == "list" and len(inner) == 1:
                    for part in target.elts:
                        self._bind(part, frozenset(inner))

    def _elements(self, iterated: ast.expr) -> Types:
        if isinstance(iterated, ast.Call) and isinstance(iterated.func, ast.Name):
            name = iterated.func.id
            if name == "range":
                return frozenset({"int"})
            parts = [self._elements(item) for item in iterated.args]
            if name == "enumerate" and parts:
                return frozenset(f"tuple[int, {each}]" for each in parts[0])
            if name == "zip" and parts and all(len(part) == 1 for part in parts):
                return frozenset({f"tuple[{', '.join(next(iter(part)) for part in parts)}]"})
            if name in {"reversed", "sorted", "list"} and parts:
                return parts[0]
        return self._inside(self.of(iterated))

    def _inside(self, types: Types) -> Types:
        found: set[str] = set()
        for kind in types:
            head, inner = split_type(kind)
            if head in {"bytearray", "bytes"}:
                found.add("int")
            elif head in {"list", "set", "tuple"}:
                found.update(each for each in inner if each != "...")
        return frozenset(found)

    def of(self, node: ast.expr) -> Types:
        """Types that ``node`` may have; none when nothing is known."""
        if isinstance(node, ast.Constant):
            return frozenset({type(node.value).__name__})
        if isinstance(node, ast.Name):
            if node.id in self.types:
                return self.types[node.id]
            constant = self.names.constants.get(node.id)
            return UNKNOWN if constant is None else frozenset({type(constant).__name__})
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in {"pi", "e", "tau", "inf"}:
                return frozenset({"float"})
            return frozenset(self.profile.attributes.get(f"{node.value.id}.{node.attr}", {}))
        if isinstance(node, ast.BinOp):
            return self._arithmetic(node)
        if isinstance(node, ast.UnaryOp):
            return frozenset({"bool"}) if isinstance(node.op, ast.Not) else self.of(node.operand)
        if isinstance(node, ast.Compare):
            return frozenset({"bool"})
        if isinstance(node, ast.IfExp):
            return self.of(node.body) | self.of(node.orelse)
        if isinstance(node, ast.List):
            return self._listed(node.elts)
        if isinstance(node, ast.Tuple):
            return self._tuple([self.of(item) for item in node.elts])
        if isinstance(node, ast.ListComp):
            for generator in node.generators:
                self._learn(generator)
            return frozenset(f"list[{each}]" for each in self.of(node.elt))
        if isinstance(node, ast.Subscript):
            base = self.of(node.value)
            return base if isinstance(node.slice, ast.Slice) else self._inside(base)
        if isinstance(node, ast.Call):
            return self._returned(node)
        return UNKNOWN

    def _listed(self, items: Sequence[ast.expr]) -> Types:
        return frozenset(f"list[{each}]" for item in items for each in self.of(item))

    def _tuple(self, parts: Sequence[Types]) -> Types:
        if all(len(part) == 1 for part in parts):
            return frozenset({f"tuple[{', '.join(next(iter(part)) for part in parts)}]"})
        return UNKNOWN

    def _arithmetic(self, node: ast.BinOp) -> Types:
        left, right = self.of(node.left), self.of(node.right)
        containers = frozenset(kind for kind in left | right if kind.startswith(("list", "bytearray")))
        if containers:
            return containers
        if isinstance(node.op, ast.Div):
            return frozenset({"float"})
        whole = frozenset({"int", "bool"})
        found: set[str] = set()
        if "float" in left | right:
            found.add("float")
        if left & whole and right & whole:
            found.add("int")
        if not found and (left | right) & whole and isinstance(node.op, ast.Mod | ast.FloorDiv | ast.BitAnd):
            found.add("int")
        return frozenset(found)

    def _returned(self, node: ast.Call) -> Types:
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in {"int", "float", "bool", "str", "bytearray", "bytes"} or name in _INTS | _FLOATS:
            return frozenset({"int" if name in _INTS else "float" if name in _FLOATS else name})
        if name == "copy" and isinstance(function, ast.Attribute):
            return self.of(function.value)
        if name == "pop" and isinstance(function, ast.Attribute):
            return self._inside(self.of(function.value))
        if name in {"list", "sorted"} and node.args:
            return frozenset(f"list[{each}]" for each in self._elements(node.args[0]))
        if name in {"abs", "min", "max", "sum"} and node.args:
            if len(node.args) == 1 and name != "abs":
                argument = node.args[0]
                if isinstance(argument, ast.GeneratorExp | ast.ListComp):
                    return self._inside(
                        self.of(ast.ListComp(elt=argument.elt, generators=argument.generators))
                    )
                return self._elements(argument)
            return frozenset().union(*(self.of(item) for item in node.args))
        if isinstance(function, ast.Name) and name in self.names.functions:
            return self._of_function(self.names.functions[name], node)
        return UNKNOWN

    def _of_function(self, callee: ast.FunctionDef, node: ast.Call) -> Types:
        key = (callee.name, tuple(map(self.of, node.args)))
        if self._depth >= _DEEPEST or key in self._returns:
            return self._returns.get(key, UNKNOWN)
        self._returns[key] = UNKNOWN  # what a recursive call gives, for now
        given = {
            parameter.arg: dict.fromkeys(self.of(value), 1)
            for parameter, value in zip(callee.args.args, node.args, strict=False)
        }
        inner = Guesses.__new__(Guesses)
        inner._depth, inner._returns = self._depth + 1, self._returns  # noqa: SLF001 - the same class
        inner.names, inner.profile = self.names, TypeProfile(parameters=given)
        inner.types = {name: frozenset(kinds) for name, kinds in given.items()}
        for _ in range(2):
            for part in walk_here(*callee.body):
                inner._learn(part)  # noqa: SLF001
        returned = [part.value for part in walk_here(*callee.body) if isinstance(part, ast.Return)]
        self._returns[key] = frozenset().union(*(inner.of(value) for value in returned if value is not None))
        return self._returns[key]


def by_use(name: str, run: Iterable[ast.stmt]) -> tuple[str, ...]:
    """Types of a variable of which nothing is known but how the statements ``run`` use it."""
    deep = 0
    index = False
    for statement in run:
        for node in ast.walk(statement):
            if isinstance(node, ast.Subscript):
                base, depth = node.value, 1
                while isinstance(base, ast.Subscript):
                    base, depth = base.value, depth + 1
                if isinstance(base, ast.Name) and base.id == name:
                    deep = max(deep, depth)
                index |= any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node.slice))
            elif isinstance(node, ast.For) and isinstance(node.iter, ast.Name) and node.iter.id == name:
                deep = max(deep, 1)
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"len", "range"}:
                used = any(isinstance(part, ast.Name) and part.id == name for part in node.args)
                deep = max(deep, 1 if used and ast.unparse(node.func) == "len" else 0)
                index |= used
    if deep:
        return tuple(f"{'list[' * deep}{kind}{']' * deep}" for kind in ("float", "int"))
    return ("int",) if index else ("float", "int")


def forms(kind: str) -> tuple[str, ...]:
    """Ways in which a kernel can take what a profile calls ``kind``."""
    if kind == "array.array":
        return ("array.array(d)", "array.array(q)")
    head, inner = split_type(kind)
    if head == "tuple" and len(set(inner)) == 1 and "..." not in inner:
        return (kind, f"tuple[{inner[0]}, ...]")
    return (kind,)


def attribute_types(profile: TypeProfile) -> dict[str, dict[str, str]]:
    """For each parameter, the most frequent type of each of its attributes."""
    found: dict[str, dict[str, str]] = {}
    for place, seen in profile.attributes.items():
        parameter, _, name = place.partition(".")
        if seen:
            kind = max(seen, key=lambda each: seen[each])
            found.setdefault(parameter, {})[name] = forms(kind)[0]
    return found


def choices(
    names: Iterable[str], known: Mapping[str, Types], run: Sequence[ast.stmt]
) -> dict[str, dict[str, int]]:
    """For each name, types to try with weights, likely ones first."""
    found: dict[str, dict[str, int]] = {}
    for name in names:
        kinds = [form for kind in sorted(known.get(name, UNKNOWN) - {"NoneType"}) for form in forms(kind)]
        kinds = sorted(kinds, key=lambda kind: kind == "bool") or list(by_use(name, run))
        found[name] = {kind: _MOST - place for place, kind in enumerate(kinds[:_MOST])}
    return found
