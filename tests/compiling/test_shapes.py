"""Shapes of ordinary programs that are compiled answer as they are written."""

import ast
import inspect
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ouroboros.arena.sandboxing.sandbox_plan import SandboxPlan
from ouroboros.compiling.choice import compilable
from ouroboros.compiling.toolchain import toolchain
from ouroboros.coordination.extension_builds import build
from ouroboros.coordination.promotion import place_extensions
from tests.compiling.test_exactness import loaded, told

TOOLS = toolchain(Path(sys.executable))
SHAPES = (Path(__file__).parent.parent / "fixtures" / "compiled_shapes.py").read_text(encoding="utf-8")
pytestmark = pytest.mark.skipif(isinstance(TOOLS, str), reason=str(TOOLS))


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ModuleType, ModuleType]]:
    assert not isinstance(TOOLS, str)
    folder = tmp_path_factory.mktemp("shapes")
    plan = SandboxPlan(python=Path(sys.executable), project=folder, workspace=folder)
    names = list(compilable(ast.parse(SHAPES)))
    built = build(plan, TOOLS, "shapes.py", SHAPES, names)
    assert not isinstance(built, str), built
    assert list(built.names) == names
    for name, text in (("pure", SHAPES), ("compiled", built.text)):
        (folder / name).mkdir()
        (folder / name / "shapes.py").write_text(text, encoding="utf-8")
    place_extensions(folder / "compiled", {built.path: built.content})
    yield tuple(loaded(folder / name / "shapes.py", "shapes") for name in ("pure", "compiled"))
    del sys.modules["shapes"]


def test_all_of_these_shapes_are_compiled(versions: tuple[ModuleType, ModuleType]) -> None:
    _, compiled = versions
    kinds = {name: type(each).__name__ for name, each in vars(compiled).items() if callable(each)}
    functions = {
        "nothing", "shared", "logarithm", "cleared", "first_cleared", "sliced", "bared",
        "shadows", "gathered", "handed_on", "indexed", "grown", "plus", "minus", "also", "calculated",
    }  # fmt: skip
    assert {name for name in functions if kinds[name] != "cython_function_or_method"} == set()
    for holder, name in (
        ("Base", "__init__"),
        ("Base", "_Base__secret"),
        ("Base", "__radd__"),
        ("Middle", "__init__"),
        ("Middle", "told"),
        ("Middle", "_grown"),
        ("Last", "told"),
        ("Pair", "total"),
        ("Slim", "double"),
        ("Event", "failed"),
    ):
        assert type(vars(getattr(compiled, holder))[name]).__name__ == "cython_function_or_method", name
    assert type(compiled.Base.size.fget).__name__ == "cython_function_or_method"
    assert type(compiled.Base.size.fset).__name__ == "function"
    assert compiled.Base.__radd__ is compiled.Base.__add__
    assert compiled.also is compiled.plus is compiled.OPERATIONS["+"] is compiled.CHAIN[0]
    assert list(compiled.OPERATIONS) == ["+", "-", "max"]


STEPS = [
    "nothing()",
    "nothing(1)",
    "nothing(a=1)",
    "shared(1)",
    "shared(2)",
    "shared(2, [7], sizes=m.SIZES)",
    "shared(2, [7], root=1, sign=5)",
    "shared()",
    "shared(1, [], 2)",
    "logarithm(8)",
    "logarithm(0)",
    "logarithm('a')",
    "Event(3).failed('x')",
    "cleared([1, 2, 3], 1)",
    "cleared([1, 2, 3], -1)",
    "cleared([1, 2, 3], True)",
    "cleared([1, 2, 3], 7)",
    "cleared([1, 2, 3], 2**70)",
    "cleared([1, 2, 3], 'a')",
    "cleared([1, 2, 3], slice(0, 2))",
    "cleared({'a': 1}, 'a')",
    "cleared({'a': 1}, 'b')",
    "cleared({1: 1}, True)",
    "cleared({}, [])",
    "cleared((1,), 0)",
    "cleared('a', 0)",
    "cleared(bytearray(b'ab'), 1)",
    "cleared(7, 1)",
    "first_cleared([1, 2])",
    "first_cleared([])",
    "first_cleared({0: 1, 1: 2})",
    "first_cleared({})",
    "first_cleared((1,))",
    "first_cleared(None)",
    "sliced([1, 2, 3], 2)",
    "sliced([1, 2, 3], None)",
    "sliced([1, 2, 3], 'a')",
    "sliced({}, 2)",
    "sliced((1, 2), 1)",
    "sliced(None, 1)",
    "cut([1, 2, 3], 1)",
    "cut('abc', 1)",
    "cut((1, 2), 'a')",
    "cut({}, 1)",
    "cut(None, 1)",
    "cut(3, 1)",
    "cut({1}, 1)",
    "put([1, 2, 3], [5])",
    "put([1, 2, 3], 5)",
    "put((1, 2, 3), [5])",
    "put('abc', 'a')",
    "put({}, 1)",
    "put(3, 1)",
    "gathered(1)",
    "gathered(1, 2, 3, x=4, scale=2)",
    "gathered()",
    "gathered(b=1)",
    "gathered(1, a=2)",
    "gathered(a=2, b=3)",
    "gathered(1, *[2, 3], **{'x': 1, 'y': 2})",
    "gathered(1, **{1: 2})",
    "gathered(1, **{'x': 1}, **{'x': 1})",
    "handed_on(1, 2, x=3)",
    "handed_on(x=3)",
    "indexed(0)",
    "indexed(1, 2, 3)",
    "indexed(True, 2, 3)",
    "indexed('x', x=3)",
    "indexed('x')",
    "indexed([])",
    "grown(1, b=1)",
    "Middle(1, 2).passed((3,))",
    "Middle(1, 2).passed(more=(3,))",
    "Middle(1, 2).passed(1, 2, 3)",
    "Middle.passed()",
    "forgotten(0)",
    "forgotten(1)",
    "bared(m.Event(1))",
    "bared(m.Base(1))",
    "bared(1)",
    "shadows(2)",
    "shadows('a', dir=3)",
    "Base(2).told()",
    "Base(2).revealed(4)",
    "Base(2).revealed()",
    "Base(2).size",
    "Base(2).size(1)",
    "Base(2) + 3",
    "3 + m.Base(2)",
    "m.Base(1) + m.Base(2)",
    "Base.__radd__(m.Base(4), 5)",
    "Middle(1, 2).told()",
    "Middle(1)",
    "Middle.made(3)",
    "Middle(1, 2).lost()",
    "Middle(1, 2)._grown()",
    "Middle.told(m.Base(1))",
    "Middle.told(1)",
    "Middle.told()",
    "Middle.__init__(m.Base(1), 2, 3)",
    "Last(1, 2).told(('x',))",
    "Last.made(3)",
    "Pair(1).total()",
    "Pair('a', 'b').total()",
    "Pair(1).total(2)",
    "Slim(3).double()",
    "calculated('+', 1, 2.5)",
    "calculated('-', 1, 'a')",
    "calculated('max', 1, 2)",
    "also(1)",
    "OPERATIONS['-'](5, 1)",
]


@pytest.mark.parametrize("step", STEPS)
def test_the_same_answer(versions: tuple[ModuleType, ModuleType], step: str) -> None:
    def answer(module: ModuleType) -> Any:
        text = step if step[0].isdigit() or step.startswith("m.") else f"m.{step}"
        try:
            return told(eval(text, {"m": module}))
        except Exception as problem:  # noqa: BLE001 - whatever it is, it has to be the same
            return type(problem).__name__, str(problem), str(problem.__context__)

    pure, compiled = versions
    assert answer(pure) == answer(compiled)


def test_defaults_are_the_objects_of_the_original(versions: tuple[ModuleType, ModuleType]) -> None:
    for module in versions:
        del module.shared(0)[0][:]
        assert module.shared(1)[0] is module.shared(2)[0]
        assert module.shared(3, sizes=None)[0] == [1, 2, 3]
    pure, compiled = versions
    assert compiled.shared.__defaults__ == pure.shared.__defaults__
    assert compiled.shared.__kwdefaults__ == pure.shared.__kwdefaults__
    for name in ("shared", "plus", "logarithm", "nothing", "gathered"):
        assert str(inspect.signature(getattr(pure, name))) == str(inspect.signature(getattr(compiled, name)))


def test_names_are_those_of_the_source(versions: tuple[ModuleType, ModuleType]) -> None:
    for module in versions:
        assert module.Middle.told.__qualname__ == "Middle.told"
        assert vars(module.Base)["_Base__secret"].__qualname__ == "Base.__secret"
        sys.modules["shapes"] = module
        assert pickle.loads(pickle.dumps(module.nothing)) is module.nothing
        assert pickle.loads(pickle.dumps(module.Middle(1, 2))).told() == ("middle", "base", 1, 2)


def test_super_follows_the_class_that_holds_the_method(versions: tuple[ModuleType, ModuleType]) -> None:
    def life(module: ModuleType) -> list[Any]:
        middle, base = module.Middle, module.Base
        found = [middle(1, 2).told()]
        mixed = type(
            "Mixed", (middle, type("Other", (base,), {"told": lambda self, more=(): ("o", more)})), {}
        )
        found.append(mixed(1, 2).told())
        module.Middle = None
        try:
            found.append(middle(1, 2).told())
        finally:
            module.Middle = middle
        plain = base.told
        base.told = lambda self, more=(): ("changed", more)
        try:
            found.append(middle(1, 2).told())
        finally:
            base.told = plain
        return found

    assert life(versions[0]) == life(versions[1])
