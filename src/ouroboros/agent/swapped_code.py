"""A changed file swapped into modules that are imported already: what can be, and why the rest cannot.

Functions keep their identity: new code, defaults and documentation are put into the function objects that
exist, so every alias (``from m import f``, tables, subclasses) sees the change. Top-level statements that
were added are executed in the module, in order. Whatever else was changed, or may have been captured or run
before, is refused: the caller then imports the new text in a fresh process.

The idea of exchanging ``__code__`` in place is that of IPython's autoreload and of jurigged.
"""

from __future__ import annotations

import ast
import gc
import importlib.machinery
import inspect
import os
import types
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ouroboros.agent.compared_texts import (
    Function,
    NotSwappableError,
    Version,
    changes,
    check_addition,
    head,
    parameter_types,
    said,
    said_by_keyword,
    within,
)

__all__ = ["LiveFunctions", "NotSwappableError", "Version", "code_of", "swap"]


_Pair = tuple[ast.ClassDef, ast.ClassDef]

_KIND = (
    inspect.CO_GENERATOR
    | inspect.CO_COROUTINE
    | inspect.CO_ITERABLE_COROUTINE
    | inspect.CO_ASYNC_GENERATOR
    | inspect.CO_NESTED
)
_WRAPPERS = {"staticmethod": "__func__", "classmethod": "__func__", "property": "fget"}
_ACCESSORS = {"getter": "fget", "setter": "fset", "deleter": "fdel"}


class LiveFunctions:
    """The functions of some files that exist in this process, by their code.

    Args:
        functions: anything alive; generators count as functions that are running.

    """

    def __init__(self, functions: Iterable[Any]) -> None:
        self._by_code: dict[types.CodeType, list[tuple[str, Any]]] = {}
        self._files: dict[str, str] = {}
        for function in functions:
            code = code_of(function)
            if code is not None:
                self._by_code.setdefault(code, []).append((code.co_filename, function))
                if code.co_filename not in self._files:
                    self._files[code.co_filename] = os.path.realpath(code.co_filename)

    @classmethod
    def below(cls, folders: tuple[str, ...]) -> LiveFunctions:
        """Everything alive whose file lies in ``folders`` (with a separator at the end) or has no folder.

        Must be asked before ``gc.freeze``, which hides objects.
        """
        found = []
        for thing in gc.get_objects():
            code = code_of(thing)
            if code is not None and (
                code.co_filename.startswith(folders) or not code.co_filename.startswith(("/", "<"))
            ):
                found.append(thing)
        return cls(found)

    def of(self, code: types.CodeType, file: str) -> list[Any]:
        """Functions and generators with equal code from ``file`` (without links)."""
        # Equality of code objects does not look at the file.
        found = self._by_code.get(code, [])
        return [function for name, function in found if self._files[name] == file]

    @property
    def files(self) -> Collection[str]:
        """Where all of them come from, without links."""
        return self._files.values()


def code_of(thing: object) -> types.CodeType | None:
    """Code of a function, a generator or a coroutine; ``None`` for anything else."""
    kind = type(thing)
    if kind is types.FunctionType:
        return thing.__code__  # type: ignore[attr-defined,no-any-return]
    if kind is types.GeneratorType:
        return thing.gi_code  # type: ignore[attr-defined,no-any-return]
    if kind is types.CoroutineType:
        return thing.cr_code  # type: ignore[attr-defined,no-any-return]
    if kind is types.AsyncGeneratorType:
        return thing.ag_code  # type: ignore[attr-defined,no-any-return]
    return None


def swap(
    original: Version,
    changed: Version,
    *,
    module: types.ModuleType,
    live: LiveFunctions,
    entered: Collection[int] = (),
) -> int:
    """Put what ``changed`` says into ``module``, which was imported from ``original``.

    Args:
        original: what the file held when it was imported.
        changed: what it is to hold.
        module: the one module that was made of it.
        live: what existed before anything was swapped.
        entered: first lines of functions that ran already; their results may be kept somewhere.

    Returns:
        How many functions were exchanged and statements were added.

    Raises:
        NotSwappableError: the change does not fit; nothing was changed, unless an added statement failed.
        SyntaxError: the changed text does not compile.

    """
    if type(getattr(module, "__loader__", None)) is not importlib.machinery.SourceFileLoader:
        raise NotSwappableError(f"{module.__name__} was not imported in the ordinary way")
    swapping = _Swapping(original, changed, module, live, entered)
    steps = list(swapping.module_steps())
    for step in steps:
        step.apply(swapping)
    return len(steps)


@dataclass(frozen=True, slots=True)
class _Transplant:
    """New code for a function that exists. ``defaults`` are values, or expressions still to be evaluated."""

    function: types.FunctionType
    code: types.CodeType
    defaults: tuple[Any, ...]
    keyword_defaults: Mapping[str, Any]
    doc: str | None

    def apply(self, swapping: _Swapping) -> None:
        """Change the function."""
        function = self.function
        defaults = tuple(swapping.value(default) for default in self.defaults)
        keywords = {name: swapping.value(default) for name, default in self.keyword_defaults.items()}
        function.__code__ = self.code
        function.__defaults__ = defaults or None
        function.__kwdefaults__ = keywords or None
        function.__doc__ = self.doc


@dataclass(frozen=True, slots=True)
class _Addition:
    """A statement of the new text that the old one does not have."""

    statement: ast.stmt

    def apply(self, swapping: _Swapping) -> None:
        """Execute it in the module."""
        version = swapping.new
        body = ast.Module(body=[self.statement], type_ignores=[])
        code = compile(body, version.path, "exec", flags=version.flags, dont_inherit=True)
        exec(code, vars(swapping.module))  # noqa: S102 - confined, and what importing the file would do


class _Swapping:
    """Old and new text side by side, and the module that is to change."""

    def __init__(
        self,
        old: Version,
        new: Version,
        module: types.ModuleType,
        live: LiveFunctions,
        entered: Collection[int],
    ) -> None:
        self.new = new
        self.module = module
        self._old = old
        self._live = live
        self._entered = entered

    def value(self, default: Any) -> Any:
        """A default's value: kept from the old function, or evaluated in the module."""
        if not isinstance(default, ast.expr):
            return default
        expression = ast.Expression(body=default)
        code = compile(expression, self.new.path, "eval", flags=self.new.flags, dont_inherit=True)
        return eval(code, vars(self.module))  # noqa: S307 - as above

    def module_steps(self) -> Iterator[_Transplant | _Addition]:
        """What is to be done, in the order of the new text."""
        namespace = vars(self.module)
        for old, new in changes(self._old, self.new, self._old.tree.body, self.new.tree.body):
            if old is None:
                check_addition(new, namespace)
                yield _Addition(new)
            elif isinstance(old, ast.ClassDef) and isinstance(new, ast.ClassDef):
                yield from self._class_steps(old, new, namespace, ())
            else:
                yield self._transplant(old, new, namespace, ())

    def _class_steps(
        self, old: ast.ClassDef, new: ast.ClassDef, namespace: Mapping[str, Any], around: tuple[_Pair, ...]
    ) -> Iterator[_Transplant]:
        holder = namespace.get(old.name)
        if not isinstance(holder, type):
            raise NotSwappableError(f"{old.name} is no class any more")
        if head(old) != head(new):
            raise NotSwappableError(f"bases or decorators of class {old.name} changed")
        around = (*around, (old, new))
        for before, after in changes(self._old, self.new, old.body, new.body):
            if before is None:
                raise NotSwappableError(f"line {after.lineno}: class {old.name} has something new")
            if isinstance(before, ast.ClassDef) and isinstance(after, ast.ClassDef):
                yield from self._class_steps(before, after, vars(holder), around)
            else:
                yield self._transplant(before, after, vars(holder), around)

    def _transplant(
        self, old: ast.stmt, new: ast.stmt, namespace: Mapping[str, Any], around: tuple[_Pair, ...]
    ) -> _Transplant:
        if not isinstance(old, Function) or type(old) is not type(new):
            raise NotSwappableError(f"line {new.lineno}: a statement changed that is no function")
        assert isinstance(new, Function)
        name = old.name
        if [ast.dump(node) for node in old.decorator_list] != [ast.dump(node) for node in new.decorator_list]:
            raise NotSwappableError(f"the decorators of {name} changed")
        if parameter_types(old) != parameter_types(new):
            raise NotSwappableError(f"the annotations of {name} changed")
        before = self._old.code(old, [pair[0] for pair in around])
        after = self.new.code(new, [pair[1] for pair in around])
        function = _unwrapped(old, namespace, inside_class=bool(around), shadowed=vars(self.module))
        if function is None or function.__code__ != before:
            raise NotSwappableError(f"{name} was replaced or wrapped when it was imported")
        file = os.path.realpath(self._old.path)
        if self._live.of(before, file) != [function]:
            raise NotSwappableError(f"{name} exists several times, or is running")
        if any(self._live.of(inner, file) for inner in within(before)):
            raise NotSwappableError(f"something that {name} made is kept")
        if before.co_firstlineno in self._entered:
            raise NotSwappableError(f"{name} ran when the tests were collected")
        if before.co_freevars != after.co_freevars:
            raise NotSwappableError(f"{name} closes over other variables")
        if (before.co_flags ^ after.co_flags) & _KIND:
            raise NotSwappableError(f"{name} became another kind of function")
        defaults, keywords = _defaults(old, new, function, literal=bool(around))
        same_doc = ast.get_docstring(old, clean=False) == ast.get_docstring(new, clean=False)
        doc = function.__doc__ if same_doc else ast.get_docstring(new, clean=False)
        return _Transplant(function, after, defaults, keywords, doc)


def _unwrapped(
    node: Function, namespace: Mapping[str, Any], *, inside_class: bool, shadowed: Mapping[str, Any]
) -> types.FunctionType | None:
    """The function object that ``node`` has made, or ``None`` when it cannot be found for certain."""
    name = node.name
    if inside_class and name.startswith("__") and not name.endswith("__"):
        return None  # its name was mangled
    found = namespace.get(name)
    if node.decorator_list:
        decorator = node.decorator_list[0]
        attribute = None
        if isinstance(decorator, ast.Name) and decorator.id not in shadowed:
            attribute = _WRAPPERS.get(decorator.id)
        elif isinstance(decorator, ast.Attribute) and isinstance(decorator.value, ast.Name):
            attribute = _ACCESSORS.get(decorator.attr)
        known = type(found) in {staticmethod, classmethod, property}
        if not inside_class or len(node.decorator_list) > 1 or attribute is None or not known:
            raise NotSwappableError(f"{name} is decorated")
        found = getattr(found, attribute, None)
    elif inside_class and type(found) in {staticmethod, classmethod}:
        found = getattr(found, "__func__", None)  # __new__, __init_subclass__, __class_getitem__
    return found if type(found) is types.FunctionType else None


def _defaults(
    old: Function, new: Function, function: types.FunctionType, *, literal: bool
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Defaults of the new function: what is still said is kept, anything else is evaluated later."""
    values = list(function.__defaults__ or ())
    keyword_values = dict(function.__kwdefaults__ or {})
    given = said(old)
    if len(values) != len(old.args.defaults) or set(keyword_values) != set(said_by_keyword(old)):
        raise NotSwappableError(f"the defaults of {old.name} were changed when it was imported")
    known = dict(zip(given, values, strict=True)) | keyword_values
    dumps = {name: ast.dump(node) for name, node in {**given, **said_by_keyword(old)}.items()}

    def kept(name: str, node: ast.expr) -> Any:
        if dumps.get(name) == ast.dump(node):
            return known[name]
        if literal and not isinstance(node, ast.Constant):
            raise NotSwappableError(f"a default of the method {old.name} is new")
        return node

    return (
        tuple(kept(name, node) for name, node in said(new).items()),
        {name: kept(name, node) for name, node in said_by_keyword(new).items()},
    )
