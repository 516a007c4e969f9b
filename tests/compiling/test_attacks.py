"""Attacks that found a difference once: each has to end in the same way, compiled or as it is written."""

import ast
import copy
import math
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ouroboros.compiling.choice import unfit
from ouroboros.compiling.toolchain import toolchain

from .compiled_modules import both, told

TOOLS = toolchain(Path(sys.executable))
FIXTURES = Path(__file__).parent.parent / "fixtures"
pytestmark = pytest.mark.skipif(isinstance(TOOLS, str), reason=str(TOOLS))
Versions = tuple[types.ModuleType, types.ModuleType]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Versions]:
    text = (FIXTURES / "compiled_attacks.py").read_text(encoding="utf-8")
    yield both(tmp_path_factory.mktemp("attacks"), "attacks", text)
    del sys.modules["attacks"]


def outcome(module: Any, call: Callable[[Any], Any]) -> Any:
    module.SEEN.clear()
    try:
        result = told(call(module))
    except Exception as problem:  # noqa: BLE001 - whatever it is, it has to be the same
        whose = type(getattr(problem, "obj", None)).__name__
        result = (type(problem).__name__, str(problem), getattr(problem, "name", None), whose)
    return result, list(module.SEEN)


def assert_same(versions: Versions, call: Callable[[Any], Any]) -> None:
    """Three times: what was remembered counts later."""
    pure, compiled = versions
    for _ in range(3):
        assert outcome(compiled, call) == outcome(pure, call)


@pytest.mark.parametrize("name", ["floor", "modulo", "floor_of_shifted"])
def test_least_long_by_minus_one(versions: Versions, name: str) -> None:
    """The processor stops at it."""
    for a, b in ((-(2**31), 2**32), (2**31, -(2**32)), (-(2**59), 16), (-1, 63), (-2, 62)):
        for c in (-1, 1, -3, 0):
            if name != "floor_of_shifted" or b < 100:
                assert_same(versions, lambda module, a=a, b=b, c=c: getattr(module, name)(a, b, c))


def test_names_that_are_shared_but_not_interned(versions: Versions) -> None:
    def read(module: Any, name: str, value: Any) -> list[Any]:
        kind = type("Kind", (module.Holder,), {})
        other = kind()
        other.__dict__.update({"".join(name): 7})
        shadowed = kind()
        setattr(shadowed, name, value)
        look = {"constant": module.read_constant, "told": module.call_told}[name]
        return [look(kind()), look(kind()), look(shadowed), look(kind())]

    assert_same(versions, lambda module: read(module, "constant", 9))
    assert_same(versions, lambda module: read(module, "told", lambda: 9))


@pytest.mark.parametrize("name", ["by_call", "by_property", "by_keyword", "by_star", "in_list", "in_text"])
def test_methods_are_looked_up_before_their_arguments(versions: Versions, name: str) -> None:
    def on_object(holder: Any) -> list[int]:
        holder.told = lambda *given, **named: "the object's"
        return [1]

    def on_class(holder: Any) -> list[int]:
        type(holder).told = lambda *given, **named: "changed"
        return [1]

    for change in (on_object, on_class):

        def call(module: Any, change: Any = change) -> Any:
            holder = type("Kind", (module.Holder,), {})()
            holder.change = change
            result = getattr(holder, name)(change)
            return result if isinstance(result, str) else result[0]

        assert_same(versions, call)


@pytest.mark.parametrize("name", ["appended", "popped", "called"])
@pytest.mark.parametrize("value", [None, 5, "a", [1, 2], {1: 2}])
def test_nothing_runs_when_there_is_no_such_method(versions: Versions, name: str, value: Any) -> None:
    assert_same(versions, lambda module: getattr(module, name)(copy.copy(value), 1))


def test_errors_tell_what_was_missing(versions: Versions) -> None:
    for make in (
        lambda module: module.Holder(), lambda module: type(module.Asked()), lambda module: module.Asked(),
        lambda module: math, lambda module: 3,
    ):  # fmt: skip
        assert_same(versions, lambda module, make=make: module.missing(make(module)))
        assert_same(versions, lambda module, make=make: module.refusing(make(module)))
    assert_same(versions, lambda module: module.unknown(1))
    assert_same(versions, lambda module: module.raised(3))


def test_displays_made_here_keep_the_quick_way(versions: Versions) -> None:
    assert_same(versions, lambda module: module.gathered([1, 2, 3]))


@pytest.mark.parametrize(
    "text",
    [
        "def f(a):\n    if a:\n        del a\n    return a * 2.0 + a\n",
        "def f(g, a):\n    return g(*a)\n",
        "def f(g, a):\n    return g(**a)\n",
        "def f(g, **a):\n    return g(x=1, **a)\n",
        "def f(a, b):\n    return {**a, 'b': b}\n",
        "def f(a, b):\n    return [1, *a]\n",
        "def f(a, b):\n    try:\n        return a()\n    except b:\n        return 1\n",
        "def f(a):\n    return z\n    z = a\n",
        "def f(a):\n    if False:\n        z = a\n    return z\n",
    ],
)
def test_what_cython_takes_otherwise_stays_as_written(text: str) -> None:
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    assert unfit(node)


def test_more_depth_than_there_is_stack_is_an_error(versions: Versions) -> None:
    """And nothing worse; some of it is used."""
    _, compiled = versions
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000_000)
    try:
        assert compiled.down(5_000) == 5_000
        with pytest.raises(RecursionError):
            compiled.down(5_000_000)
    finally:
        sys.setrecursionlimit(limit)
