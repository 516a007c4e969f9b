"""What compiled functions do in place is what the interpreter does, with whatever they are given."""

import ast
import gc
import itertools
import math
import sys
import threading
import types
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ouroboros.compiling.choice import compilable
from ouroboros.compiling.toolchain import toolchain

from .compiled_modules import both, told

TOOLS = toolchain(Path(sys.executable))
FIXTURES = Path(__file__).parent.parent / "fixtures"
pytestmark = pytest.mark.skipif(isinstance(TOOLS, str), reason=str(TOOLS))
Versions = tuple[types.ModuleType, types.ModuleType]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Versions]:
    text = (FIXTURES / "compiled_calculations.py").read_text(encoding="utf-8")
    yield both(tmp_path_factory.mktemp("calculations"), "calculations", text)
    del sys.modules["calculations"]


def numbers(module: Any) -> list[Any]:
    """Values on the edges of what is calculated in place."""
    return [
        0, 1, -1, 3, 7, -8, 255, 256, 257, -5, -6, 2**30 - 1, 2**30, -(2**30), 2**31, 2**53, 2**53 + 1,
        -(2**53) - 1, 2**59, 2**60 - 1, 2**60, -(2**60), 2**61, 2**62, 2**63 - 1, 2**63, -(2**63), 2**64,
        10**30, True, False, 0.0, -0.0, 0.5, -2.5, 1e16, 2.0**53, 1e308, 5e-324, math.inf, -math.inf,
        math.nan,
        module.Whole(3), module.Real(1.5), 1j, None, "a", "é", "ab", module.Text("a"), b"b", [1.5], (1, 2),
    ]  # fmt: skip


def objects(module: Any) -> list[Any]:
    """Objects with attributes."""
    vector = module.Vector
    return [
        vector(1.5, 2.5), vector(1, 2), vector(2**62, 3), vector(math.nan, -0.0), vector("a", 2),
        vector(True, None), vector([1], (2,)), vector(module.Whole(2), module.Real(2.0)), module.Loud(3.0),
        module.Unsure(), 5, None,
    ]  # fmt: skip


def containers(module: Any) -> list[Any]:
    return [
        [], [1.5, 2.5], [1, 2, 3], [[1, 2], [3, 4]], ((1.0, 2.0), (3.0, 4.0)), (1, 2), "ab", "éa",
        {"a": 1, "b": 2}, {1: 2, 0: 5, -1: 3}, module.Row([1, 2]), module.Table(a=1), {1, 2}, frozenset({1}),
        {"a"}, range(4), b"ab", bytearray(b"ab"), module.Text("ab"), ["a", 1], ("a", 1), None,
    ]  # fmt: skip


def outcome(module: Any, call: Callable[[], Any]) -> Any:
    module.SEEN.clear()
    try:
        result = told(call())
    except Exception as problem:  # noqa: BLE001 - whatever it is, it has to be the same
        context = problem.__context__
        result = (type(problem).__name__, str(problem), type(context).__name__)
    return result, list(module.SEEN)


def assert_same(versions: Versions, name: str, make: Callable[[Any], list[tuple[Any, ...]]]) -> None:
    """Twice: the second time what was remembered counts."""
    pure, compiled = versions
    assert type(getattr(compiled, name)).__name__ == "cython_function_or_method"
    for _ in range(2):
        for one, other in zip(make(pure), make(compiled), strict=True):
            expected = outcome(pure, lambda one=one: getattr(pure, name)(*one))
            got = outcome(compiled, lambda other=other: getattr(compiled, name)(*other))
            assert (expected, told(one)) == (got, told(other)), (name, one)


def _is_long(pair: tuple[Any, ...]) -> bool:
    """Whether repeating one by the other would fill the memory."""
    one, other = pair
    repeated = isinstance(one, str | bytes | list | tuple) or type(one).__name__ in ("Whole", "Real")
    return repeated and isinstance(other, int) and abs(other) > 1000


@pytest.mark.parametrize(
    "name",
    ["polynomial", "whole", "divided", "mixed", "unbound", "scaled", "walrus", "operators", "multiplied"],
)
def test_two_numbers(versions: Versions, name: str) -> None:
    def pairs(module: Any) -> list[tuple[Any, ...]]:
        some = numbers(module)
        return [
            pair for pair in itertools.product(some, some) if not _is_long(pair) and not _is_long(pair[::-1])
        ]

    assert_same(versions, name, pairs)


def test_shifts(versions: Versions) -> None:
    assert_same(
        versions,
        "shifted",
        lambda module: list(
            itertools.product(
                numbers(module), [*range(-1, 70), 1.0, None, True, module.Whole(2), 2**64 - 1][:-1]
            )
        ),
    )


@pytest.mark.parametrize("name", ["truths", "named", "kept", "shared", "roots", "methods"])
def test_one_value(versions: Versions, name: str) -> None:
    assert_same(versions, name, lambda module: [(each,) for each in [*numbers(module), *containers(module)]])


@pytest.mark.parametrize("name", ["operators", "multiplied", "order", "chained"])
def test_objects(versions: Versions, name: str) -> None:
    def arguments(module: Any) -> list[tuple[Any, ...]]:
        some = objects(module)
        if name == "chained":
            return [(a, b, c) for a in some[:7] for b in some[:7] for c in some[:4]] + [
                (a, b, c) for a in (1, 1.0, 2**62, "a") for b in (1, 2.5, None) for c in (3, 0.5, 2**63)
            ]
        return list(itertools.product(some, [*some, 3, 2.0, 2**70, module.Whole(3), True, "a"]))

    assert_same(versions, name, arguments)


@pytest.mark.parametrize("name", ["dot", "compared", "__add__", "__eq__", "scaled", "bump", "__mul__"])
def test_methods(versions: Versions, name: str) -> None:
    pure, compiled = versions
    for _ in range(2):
        for i, j in itertools.product(range(12), range(20)):
            results = []
            for module in (pure, compiled):
                one = objects(module)[i]
                other = [*objects(module), 0, 1, 3, 2.5, -0.0, 2**62, math.nan, None][j]
                results.append(
                    outcome(module, lambda one=one, name=name, other=other: getattr(one, name)(other))
                )
                results[-1] = results[-1], told(one)
            assert results[0] == results[1], (name, i, j)


def test_what_is_let_go_in_between_goes_in_the_same_order(versions: Versions) -> None:
    assert_same(versions, "released", lambda _: list(itertools.product([1.0, 2, 2**60, None, "a"], repeat=2)))


@pytest.mark.parametrize("name", ["rows", "nested", "put", "swapped"])
def test_items(versions: Versions, name: str) -> None:
    def arguments(module: Any) -> list[tuple[Any, ...]]:
        places = [0, 1, -1, 2, -3, 2**31, 2**62, 2**63, -(2**64), True, 0.0, None, "a", module.Index()]
        return [(container, place) for place in places for container in containers(module)]

    assert_same(versions, name, arguments)


def test_contained(versions: Versions) -> None:
    assert_same(
        versions,
        "held",
        lambda module: list(
            itertools.product([*numbers(module), {1}, [1], module.Vector(1, 2)], containers(module))
        ),
    )


def test_sums_of_many_kinds(versions: Versions) -> None:
    assert_same(
        versions,
        "summed",
        lambda module: [(each,) for each in containers(module)] + [(numbers(module)[:44],)],
    )


@pytest.mark.parametrize("name", ["properties", "broken", "constants"])
def test_attributes_that_are_no_variables(versions: Versions, name: str) -> None:
    assert_same(versions, name, lambda module: [(each,) for each in objects(module)])


@pytest.mark.parametrize("name", ["called_with_few", "called_with_many", "by_keyword"])
def test_calls_that_do_not_fit(versions: Versions, name: str) -> None:
    assert_same(versions, name, lambda _: [(2,), ("a",)])


def test_what_changes_while_it_is_used(tmp_path: Path) -> None:
    text = (FIXTURES / "compiled_calculations.py").read_text(encoding="utf-8")

    def life(module: Any) -> list[Any]:
        seen: list[Any] = []

        def look() -> None:
            for step in (
                lambda: module.Vector(1.5, 2).dot(module.Vector(2.5, 3)),
                lambda: vars(module.Vector(1, 2) + module.Vector(2, 3)),
                lambda: vars(module.Vector(1, 2) * 2.5),
                lambda: module.scaled(1.5, 2),
                lambda: module.constants(module.Vector(1, 2)),
                lambda: module.properties(module.Vector(1.5, 2)),
                lambda: module.recursive(3, 0),
                lambda: module.roots(2.0),
            ):
                seen.extend(outcome(module, step) for _ in range(3))

        look()
        module.SCALE = 3.5
        look()
        module.Vector.unit = 7
        look()
        module.math = types.SimpleNamespace(pi=3, sqrt=lambda _: 1, floor=int, hypot=max)
        look()
        module.math = math
        kept = module.Vector.__add__
        module.Vector.__add__ = lambda self, other: module.Vector(0, 0)
        look()
        module.Vector.__add__ = kept
        module.Vector.__mul__ = lambda self, other: NotImplemented
        look()
        module.Vector.__rmul__ = lambda self, other: module.Vector(8, 8)
        look()
        module.Vector.size = property(lambda self: 5)
        look()
        module.Vector.dot = lambda self, other: "dot"
        look()
        module.Vector.__init__ = lambda self, x, y: vars(self).update(x=y, y=x)
        look()
        module.recursive = lambda n, total: "other"
        look()
        del module.SCALE
        look()
        del module.Vector.unit
        look()
        own = module.Vector(1, 2)
        own.unit = 5
        own.scaled = lambda *numbers: numbers
        seen.append(outcome(module, lambda: module.constants(own)))
        module.Vector = None
        look()
        return seen

    lives = [life(module) for module in both(tmp_path, "changing", text)]
    assert lives[0] == lives[1]


def test_no_object_is_lost_or_let_go_twice(versions: Versions) -> None:
    _, compiled = versions
    vector, other = compiled.Vector(1234.5, 6789.25), compiled.Vector(10**6, 3)
    watched = [vector.x, vector.y, other.x, 10**12 + 1, 0.125, "a word of its own", compiled.Vector.dot, None]
    rows = [[1234.75, 2.5], [3.5, 4.5]]

    def work() -> None:
        for one, two in ((vector, vector), (vector, other), (other, other)):
            one.dot(two), one.compared(two), one + two, one * 2.5, compiled.properties(one)
            one.scaled(3), compiled.constants(one), compiled.multiplied(one, 0.125)
        compiled.nested(rows, 1), compiled.rows(rows[0], 1), compiled.put([watched[0]], 0)
        compiled.swapped([watched[0], watched[1]], 1), compiled.held(watched[5], {watched[5]: 1})
        compiled.polynomial(watched[0], watched[3]), compiled.kept(watched[0]), compiled.shared(watched[4])
        compiled.recursive(20, watched[3]), compiled.walrus(watched[0], watched[1])
        for bad in ((None, 1.0), ("a", 2), (watched[0], None)):
            for name in ("polynomial", "divided", "order", "rows", "operators"):
                outcome(compiled, lambda name=name, bad=bad: getattr(compiled, name)(*bad))

    for _ in range(20):
        work()
    gc.collect()
    before = [sys.getrefcount(each) for each in watched[:-1]]
    blocks = sys.getallocatedblocks()
    for _ in range(500):
        work()
    gc.collect()
    assert [sys.getrefcount(each) for each in watched[:-1]] == before
    assert sys.getallocatedblocks() - blocks < 200


def test_floats_that_others_hold_stay_what_they_are(versions: Versions) -> None:
    for module in versions:
        value = 1.5
        pairs, last = module.shared(value)
        assert (pairs, last, value) == ([3.0, 5.5, 8.0], 10.5, 1.5)
        assert module.kept(value) == (1.5, 5.0, 1.5)
        vector = module.Vector(1.0, 2.0)
        x = vector.x
        vector.bump(1.0)
        assert (x, vector.x) == (1.0, 2.0)


def test_objects_end_when_they_ended(versions: Versions) -> None:
    for module in versions:
        vector = module.Vector(1.0, 2.0)
        watch = weakref.ref(vector)
        vector.dot(vector)
        assert (vector + vector).x == 2.0
        del vector
        assert watch() is None


def test_threads_take_turns(versions: Versions) -> None:
    _, compiled = versions
    results: list[Any] = []

    def work() -> None:
        vector = compiled.Vector(1.5, 2.0)
        results.append([vector.dot(vector) for _ in range(3000)] + [compiled.recursive(50, 0)])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[5.25] * 3000 + [1275]] * 4


@pytest.mark.parametrize(
    "path", sorted((FIXTURES / "compiled_programs").glob("*.py")), ids=lambda path: path.stem
)
def test_programs(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    pure, compiled = both(tmp_path, f"program_{path.stem}", text)
    size = min(pure.SIZE, 300)
    assert pure.main(size) == compiled.main(size)
    assert len(compilable(ast.parse(text))) >= 7
    assert type(compiled.main).__name__ == "cython_function_or_method"
