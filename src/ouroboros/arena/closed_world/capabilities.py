"""What each function of a module can reach: read from its text, through the functions and names it uses.

Capability analysis: a function has a capability when it, or anything of the module that it names, reaches for
more than data (``arena.computing`` says what that is).
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from ouroboros.arena.closed_world.computing import (
    DANGEROUS,
    DOUBTFUL,
    Sight,
    is_builtin,
    is_dunder,
    of_attribute,
    of_builtin,
    of_definition,
    of_import,
    of_path,
    of_pattern,
)
from ouroboros.arena.closed_world.known_text import (
    ASKING,
    binds_compiled_parts,
    is_about_the_module,
    is_reviewed,
    markers,
    ways_back,
)
from ouroboros.arena.closed_world.scoping import (
    Comprehension,
    Function,
    Place,
    Unit,
    bound,
    calls_super,
    closed,
    imported,
    imports_of,
    names_exception,
    path_of,
    top_level_names,
)

_LOADED = "<module>"
_NAMED = frozenset({"getattr", "hasattr", "setattr", "delattr"})
_TOLD_WHOLE = frozenset({"__import__", "compile", "eval", "exec", "open"})
"""Built-ins of which every call is told by its text: another argument is another deed."""
_GETTERS = frozenset({"operator.attrgetter", "operator.methodcaller"})
"""Free where they are called with names that stand there."""
_CHANGING = frozenset({"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "register",
                       "remove", "setdefault", "update"})  # fmt: skip
_CLOCK_WORDS = frozenset({"now", "today"})
_SPELLED = re.compile(r"(?:^|\W)__|__(?:\W|$)")
"""The begin or the end of a name of Python's own, in a text."""


@lru_cache(maxsize=64)
def capabilities(text: str, original: str | None = None) -> Mapping[str, frozenset[Sight]]:
    """What everything in a module can reach.

    Args:
        text: of the module; it parses.
        original: the text that it was made from, if any. Its names alone hide built-ins, and the ways back to
            its functions may catch everything.

    Returns:
        By name of a function, of a method (``Class.method``), of a variable, and of what runs when the module
        is loaded: everything it reaches, by itself or through what it names.

    Raises:
        SyntaxError, ValueError, RecursionError: the text cannot be read.

    """
    tree = ast.parse(text)
    return closed(_Walk(tree, tree if original is None else ast.parse(original)).units)


class _Walk:
    """One pass over a module that fills ``units``."""

    def __init__(self, tree: ast.Module, original: ast.Module) -> None:
        self.own = top_level_names(original) & top_level_names(tree)
        self.ways_back, self.markers = ways_back(tree, original), markers(tree)
        self.units: dict[str, Unit] = {_LOADED: Unit()}
        imports, doubled = imports_of(tree)
        place = Place(unit=self.units[_LOADED], imports=imports, in_module=True)
        place.unit.sights.update((what, DANGEROUS) for what in doubled)
        for statement in tree.body:
            self._top(statement, place)

    def _top(self, node: ast.stmt, place: Place) -> None:
        if is_reviewed(node) or binds_compiled_parts(node):
            return
        if isinstance(node, Function | ast.ClassDef):
            self._binds(node.name, place)
        if isinstance(node, Function):
            self._function(node, place, self._unit(node.name))
        elif isinstance(node, ast.ClassDef):
            self._class(node, place)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [part.id for each in targets for part in ast.walk(each) if isinstance(part, ast.Name)]
            unit = Unit()
            self._visit(node, replace(place, unit=unit))
            for name in names:
                self._unit(name).absorb(unit)
            place.unit.absorb(unit)
        else:
            self._visit(node, place)

    def _unit(self, name: str) -> Unit:
        return self.units.setdefault(name, Unit())

    def _class(self, node: ast.ClassDef, place: Place) -> None:
        """A class of the module: its methods are units, and whoever names it reaches them all."""
        unit = self._unit(node.name)
        self._class_head(node, place)
        for statement in node.body:
            if isinstance(statement, Function):
                name = f"{node.name}.{statement.name}"
                self._function(statement, replace(place, in_module=False), self._unit(name))
                unit.names.add(name)
            else:
                if isinstance(statement, ast.Import | ast.ImportFrom):
                    self._see(place, (f"keeps in a class: {ast.unparse(statement)}", DANGEROUS))
                for into in (unit, place.unit):  # runs when the module is loaded
                    self._visit(statement, replace(place, unit=into, in_module=False))

    def _class_head(self, node: ast.ClassDef, place: Place) -> None:
        for keyword in node.keywords:
            self._see(place, (f"makes class {node.name} with {keyword.arg}=…", DANGEROUS))
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id == "type":
                self._see(place, (f"defines the metaclass {node.name}", DANGEROUS))
            elif not names_exception(base, place):  # a new kind catches no other
                self._visit(base, place)
        for each in (*node.decorator_list, *(keyword.value for keyword in node.keywords)):
            self._visit(each, place)

    def _function(self, node: Function | ast.Lambda, place: Place, unit: Unit | None = None) -> None:
        spec = node.args
        outside = [*spec.defaults, *(each for each in spec.kw_defaults if each is not None)]
        arguments = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
        arguments += [each for each in (spec.vararg, spec.kwarg) if each is not None]
        outside += [each.annotation for each in arguments if each.annotation is not None]
        name = place.function
        if not isinstance(node, ast.Lambda):
            outside += [*node.decorator_list, *([node.returns] if node.returns else [])]
            name = node.name
            self._see(place, of_definition(name))
        self._visit_all(outside, place)
        body = node.body if isinstance(node.body, list) else [node.body]
        names, imports = bound(body)
        names |= {each.arg for each in arguments}
        kept = {key: value for key, value in place.imports.items() if key not in names}
        inner = Place(
            unit=unit or place.unit, local=place.local | names, imports={**kept, **imports}, function=name
        )
        self._visit_all(body, inner)

    def _see(self, place: Place, sight: Sight | None) -> None:
        if sight is not None:
            place.unit.sights.add(sight)

    def _binds(self, name: str, place: Place) -> None:
        """A name of the module hides a built-in from all its functions, reviewed ones among them."""
        if place.in_module and is_builtin(name) and not is_dunder(name) and name not in self.own:
            self._see(place, (f"binds the built-in name {name}", DANGEROUS))

    def _visit_all(self, nodes: Iterable[ast.AST], place: Place) -> None:
        for node in nodes:
            self._visit(node, place)

    def _visit(self, node: ast.AST, place: Place) -> None:
        if isinstance(node, Function | ast.Lambda):
            self._function(node, place)
        elif isinstance(node, ast.ClassDef):
            self._class_head(node, place)
            # What a class binds is looked for in the module until then, past the functions around it.
            local = place.local - bound(node.body)[0]
            self._visit_all(node.body, replace(place, in_module=False, local=local))
        elif isinstance(node, Comprehension):
            self._comprehension(node, place)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            self._import(node, place)
        elif isinstance(node, ast.Attribute):
            self._attribute(node, place)
        elif isinstance(node, ast.Name):
            self._name(node, place)
        elif isinstance(node, ast.Call):
            self._call(node, place)
        elif isinstance(node, ast.Compare):
            self._compare(node, place)
        elif isinstance(node, ast.Constant):
            self._constant(node, place)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring
        else:
            self._statement(node, place)

    def _statement(self, node: ast.AST, place: Place) -> None:
        if isinstance(node, ast.Raise) and node.exc is not None:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if names_exception(raised, place):  # what is raised catches nothing
                given = [*node.exc.args, *node.exc.keywords] if isinstance(node.exc, ast.Call) else []
                self._visit_all([*given, *([node.cause] if node.cause else [])], place)
                return
        if isinstance(node, ast.Try | ast.TryStar):
            for part in (part for each in node.finalbody for part in ast.walk(each)):
                if isinstance(part, ast.Return | ast.Break | ast.Continue):
                    self._see(place, ("leaves a finally block early: every exception is caught", DANGEROUS))
            if id(node) in self.ways_back:
                self._visit_all(node.body, place)
                return
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            self._see(place, ("catches everything", DANGEROUS))
        if isinstance(node, ast.Assert):
            told = f"does something only where Python runs without -O: {ast.unparse(node)}"
            self._see(place, (told, DANGEROUS))
        if isinstance(node, ast.Global):
            for name in node.names:
                self._binds(name, replace(place, in_module=True))
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            changed = path_of(node.value, place)
            self._see(place, (f"changes {changed}", DANGEROUS) if changed else None)
        if isinstance(node, ast.MatchClass):
            for name in node.kwd_attrs:
                self._see(place, of_attribute(name))
                place.unit.attributes.add(name)
        self._visit_all(ast.iter_child_nodes(node), place)

    def _comprehension(self, node: Comprehension, place: Place) -> None:
        targets = {
            part.id
            for each in node.generators
            for part in ast.walk(each.target)
            if isinstance(part, ast.Name)
        }
        kept = {key: value for key, value in place.imports.items() if key not in targets}
        inner = replace(place, local=place.local | targets, imports=kept)
        self._visit(node.generators[0].iter, place)
        for number, each in enumerate(node.generators):
            self._visit(each.target, replace(inner, in_module=False))
            self._visit_all([*([each.iter] if number else []), *each.ifs], inner)
        values = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._visit_all(values, inner)

    def _import(self, node: ast.Import | ast.ImportFrom, place: Place) -> None:
        for name in imported(node):
            self._binds(name, place)
        if isinstance(node, ast.Import):
            for alias in node.names:
                self._see(place, of_import(alias.name))
            return
        module = "." * node.level + (node.module or "")
        self._see(place, of_import(module))
        for alias in node.names:
            path = f"{module}.{alias.name}"
            if alias.name == "*":
                self._see(place, (f"takes everything from {module}", DANGEROUS))
            elif path not in _GETTERS:  # judged where they are called
                self._see(place, of_path(path, imported=True))

    def _attribute(self, node: ast.Attribute, place: Place) -> None:
        path = path_of(node, place)
        if path:
            self._see(place, of_path(path))
            if not isinstance(node.ctx, ast.Load):
                self._see(place, (f"changes {path}", DANGEROUS))
        if not isinstance(node.ctx, ast.Load):
            place.unit.stores.add(node.attr)
        if node.attr in {"format", "format_map"} and not path:
            self._format(node, place)
        part: ast.expr = node
        while isinstance(part, ast.Attribute):
            self._see(place, of_attribute(part.attr))
            place.unit.attributes.add(part.attr)
            if part.attr in {"__init__", "__new__"} and not calls_super(part.value):
                self._see(place, (f"makes an object anew: {ast.unparse(part)}", DANGEROUS))
            part = part.value
        if not path:
            self._visit(part, place)

    def _format(self, node: ast.Attribute, place: Place) -> None:
        """A pattern reaches for attributes; one that is made at run time, for any."""
        if not (isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)):
            self._see(place, (f"formats a pattern made at run time: {ast.unparse(node.value)}", DANGEROUS))
            return
        place.unit.sights.update(of_pattern(node.value.value))

    def _name(self, node: ast.Name, place: Place) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._binds(node.id, place)
            self._see(place, of_definition(node.id))
        elif node.id in place.imports:
            self._see(place, of_path(place.imports[node.id]))
            place.unit.names.add(node.id)
        elif node.id in ASKING:
            self._see(place, (f"hands {node.id} on, which reaches for any name", DANGEROUS))
        elif node.id == "_ouroboros_compiled":
            # The calls of the known form, which are no part of any function, are not looked at.
            self._see(place, (f"names {node.id}, which loads machine code", DANGEROUS))
        elif node.id not in place.local:
            place.unit.names.add(node.id)
            if is_builtin(node.id) and node.id not in self.own:
                self._see(place, of_builtin(node.id))

    def _call(self, node: ast.Call, place: Place) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        path = path_of(node.func, place)
        constants = [each.value for each in node.args if isinstance(each, ast.Constant)]
        given = [*node.args, *node.keywords]
        if name in place.local and name not in place.imports:
            name = ""
        if name in ASKING or (name in _NAMED and name not in self.own):
            self._named(node, place)
            self._visit_all(given, place)
            return
        if path in _GETTERS and constants and len(constants) == len(node.args):
            for each in constants:
                for attribute in str(each).split("."):
                    self._see(place, of_attribute(attribute))
            self._visit_all(given, place)
            return
        if path and any(
            isinstance(part, ast.Constant) and part.value in _CLOCK_WORDS
            for each in given
            for part in ast.walk(each)
        ):
            self._see(place, (f"asks for the time: {ast.unparse(node)}", DANGEROUS))
        if isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
            changed = path_of(node.func.value, place)
            if "." in changed:
                self._see(place, (f"changes {changed}", DANGEROUS))
        if name and name not in self.own:
            self._builtin_call(node, name, place)
            if name == "print" or (name == "hash" and place.function == "__hash__"):
                self._visit_all(given, place)
                return
        self._visit(node.func, place)
        self._visit_all(given, place)

    def _builtin_call(self, node: ast.Call, name: str, place: Place) -> None:
        if name == "print":
            elsewhere = any(each.arg in {"file", None} for each in node.keywords)
            told = f"prints: {ast.unparse(node)}"
            self._see(place, (told, DANGEROUS if elsewhere else DOUBTFUL))
        elif name == "type" and (len(node.args) != 1 or isinstance(node.args[0], ast.Starred)):
            self._see(place, (f"makes a class at run time: {ast.unparse(node)}", DANGEROUS))
        elif name in _TOLD_WHOLE:
            self._see(place, (f"calls {ast.unparse(node)}", DANGEROUS))

    def _named(self, node: ast.Call, place: Place) -> None:
        """``getattr`` and its like: with a name that stands there they are an attribute, else anything."""
        told = node.args[1] if len(node.args) > 1 else None
        if isinstance(told, ast.Constant):
            if isinstance(told.value, str):
                self._see(place, of_attribute(told.value))
                place.unit.attributes.add(told.value)
                path = path_of(node.args[0], place)
                self._see(place, of_path(f"{path}.{told.value}") if path else None)
            return
        self._see(place, (f"reaches for a name made at run time: {ast.unparse(node)}", DANGEROUS))

    def _compare(self, node: ast.Compare, place: Place) -> None:
        if is_about_the_module(node):
            return
        sides = [node.left, *node.comparators]
        for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
            if isinstance(operator, ast.Is | ast.IsNot) and not (
                self._single(left, place) or self._single(right, place)
            ):
                told = f"{ast.unparse(left)} is {ast.unparse(right)}"
                self._see(place, (f"asks which of equal objects it was given: {told}", DANGEROUS))
        self._visit_all(sides, place)

    def _constant(self, node: ast.Constant, place: Place) -> None:
        if not isinstance(node.value, str):
            return
        self._see(place, of_attribute(node.value) if is_dunder(node.value) else None)
        if not is_dunder(node.value) and _SPELLED.search(node.value):
            self._see(place, (f"spells {node.value!r}", DANGEROUS))

    def _single(self, node: ast.expr, place: Place) -> bool:
        """Whether there is one such object, whoever asks: ``None``, a built-in type, a marker of ours."""
        if isinstance(node, ast.Constant):
            return node.value is None or isinstance(node.value, bool) or node.value is ...
        name = node.func if isinstance(node, ast.Call) else node
        if not isinstance(name, ast.Name) or name.id in place.local or name.id in self.own:
            return False
        kind = getattr(builtins, name.id, None)
        return name.id == "type" if name is not node else name.id in self.markers or isinstance(kind, type)
