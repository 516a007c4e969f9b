"""Compiled functions answer like the functions that they were made from, to the type and to the word."""

import ast
import copy
import gc
import importlib.util
import math
import pickle
import random
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ouroboros.arena.sandboxing.sandbox_plan import SandboxPlan
from ouroboros.compiling.choice import compilable
from ouroboros.compiling.toolchain import toolchain
from ouroboros.coordination.extension_builds import build
from ouroboros.coordination.promotion import place_extensions

TOOLS = toolchain(Path(sys.executable))
EDGES = (Path(__file__).parent.parent / "fixtures" / "compiled_edges.py").read_text(encoding="utf-8")
pytestmark = pytest.mark.skipif(isinstance(TOOLS, str), reason=str(TOOLS))


def loaded(path: Path, name: str) -> types.ModuleType:
    specification = importlib.util.spec_from_file_location(name, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``edges.py`` as written in ``pure/`` and with its compiled parts in ``compiled/``."""
    assert not isinstance(TOOLS, str)
    folder = tmp_path_factory.mktemp("edges")
    plan = SandboxPlan(python=Path(sys.executable), project=folder, workspace=folder)
    built = build(plan, TOOLS, "edges.py", EDGES, list(compilable(ast.parse(EDGES))))
    assert not isinstance(built, str), built
    for name, text in (("pure", EDGES), ("compiled", built.text)):
        (folder / name).mkdir()
        (folder / name / "edges.py").write_text(text, encoding="utf-8")
    place_extensions(folder / "compiled", {built.path: built.content})
    return folder


@pytest.fixture(scope="module")
def versions(project: Path) -> Iterator[tuple[types.ModuleType, types.ModuleType]]:
    yield loaded(project / "pure" / "edges.py", "edges"), loaded(project / "compiled" / "edges.py", "edges")
    del sys.modules["edges"]


def told(value: Any) -> Any:
    """A value with the types of all its parts."""
    if isinstance(value, list | tuple):
        return type(value).__name__, [told(each) for each in value]
    if isinstance(value, dict):
        return "dict", [(told(key), told(each)) for key, each in value.items()]
    if hasattr(value, "__dict__") and not isinstance(value, type):
        return type(value).__name__, told(vars(value))
    return type(value).__name__, repr(value)


def outcome(module: types.ModuleType, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    function: Any = module
    for part in name.split("."):
        function = getattr(function, part)
    arguments = copy.deepcopy(arguments)
    module.LOG.clear()
    try:
        result = told(function(*arguments, **keywords))
    except Exception as problem:  # noqa: BLE001 - whatever it is, it has to be the same
        cause = problem.__cause__ or problem.__context__
        result = type(problem).__name__, str(problem), str(cause)
    return result, told(module.LOG), [told(each) for each in arguments]


NUMBERS = [
    0,
    1,
    -1,
    2,
    7,
    2**31,
    2**62,
    2**63 - 1,
    2**63,
    -(2**63),
    10**30,
    True,
    False,
    0.0,
    -0.0,
    0.5,
    1e308,
    math.inf,
    -math.inf,
    math.nan,
    1j,
    None,
    "a",
    b"b",
    [1],
    (1, 2),
]
ONE = [
    "with_constants",
    "with_zero",
    "divided_by_constants",
    "bits",
    "bad_division",
    "bad_floor",
    "bad_modulo",
    "unpack_two",
    "unpack_nested",
    "unpack_in_loop",
    "unpack_in_comprehension",
    "attribute",
    "unbound",
    "global_name",
    "missing_name",
    "counted",
    "called",
    "looped",
    "caught",
    "raised",
    "nested_with",
    "consumed",
    "sorted_by",
    "dictionaries",
    "changed_on_the_way",
    "formatted",
    "walrus",
    "annotated",
    "asserted",
    "defaults",
    "stop",
    "deep",
]
TWO = ["arithmetic", "compared", "kinds", "contains", "indexing", "item", "augmented", "store", "positional"]
VALUES = [
    *NUMBERS,
    [],
    [1, 2],
    [(1, 2), (3, 4)],
    [(1, 2), (3,)],
    [(1, 2), 5],
    [1, 2, 3],
    (1, (2, 3)),
    (1, (2,)),
    (1, 2, 3),
    {},
    {"a": 1, "b": 0},
    {"a": 2},
    "ab",
    "abc",
    "5",
    {1, 2},
    range(3),
]


@pytest.mark.parametrize("name", ONE)
def test_one_argument(versions: tuple[types.ModuleType, types.ModuleType], name: str) -> None:
    pure, compiled = versions
    assert type(getattr(compiled, name)).__name__ == "cython_function_or_method"
    for value in VALUES:
        if name == "deep" and (not isinstance(value, int) or not 0 <= value < 50):
            continue
        assert outcome(pure, name, (value,), {}) == outcome(compiled, name, (value,), {}), (name, value)


def _is_large(value: Any) -> bool:
    """Whether a power or a shift by it would take the rest of the day."""
    return isinstance(value, int) and abs(value) > 2**10


@pytest.mark.parametrize("name", TWO)
def test_two_arguments(versions: tuple[types.ModuleType, types.ModuleType], name: str) -> None:
    pure, compiled = versions
    others = VALUES if name == "compared" else [each for each in VALUES if not _is_large(each)]
    for one in VALUES:
        for two in others:
            if _is_large(one) and name != "compared" and not isinstance(two, int | float | complex):
                continue
            assert outcome(pure, name, (one, two), {}) == outcome(compiled, name, (one, two), {}), (one, two)


def test_contained_nan_is_found_by_identity(versions: tuple[types.ModuleType, types.ModuleType]) -> None:
    nan = math.nan
    assert versions[0].contains(nan, nan) == versions[1].contains(nan, nan)
    assert versions[1].contains(nan, nan)[0] is True


@pytest.mark.parametrize(
    ("name", "arguments", "keywords"),
    [
        ("Point", (), {}),
        ("Point", (1, 2, 3), {}),
        ("Point", (1,), {"z": 2}),
        ("Point", (1,), {"x": 2}),
        ("Point", (1,), {"y": 2}),
        ("Point.moved", (1, 2), {}),
        ("Point.joined", (1, "a"), {}),
        ("Point.joined", (1, []), {}),
        ("Point.origin", ("n",), {}),
        ("Child.origin", ("n",), {}),
        ("Slotted", (), {}),
        ("positional", (1,), {"b": 2}),
        ("positional", (), {"a": 1, "b": 2}),
        ("defaults", (1,), {"c": 4}),
        ("defaults", (1, 2, 3), {}),
        ("annotated", (True,), {}),
        ("annotated", (1, 2), {}),
        ("chained", (1, 2, 3), {}),
    ],
)
def test_calls_that_may_not_fit(
    versions: tuple[types.ModuleType, types.ModuleType], name: str, arguments: Any, keywords: Any
) -> None:
    pure, compiled = versions
    assert outcome(pure, name, arguments, keywords) == outcome(compiled, name, arguments, keywords)


def test_objects_behave(versions: tuple[types.ModuleType, types.ModuleType]) -> None:
    def life(module: Any) -> list[Any]:
        point = module.Point(3, 4)
        found: list[Any] = [
            told(point),
            told(point.moved(1, 2.5)),
            point.hidden(2),
            point.length,
            hash(point),
        ]
        found.append(sorted(vars(point)))
        found.append(
            point == module.Point(3),
        )
        found.append(told(module.Child(1, 2).moved(5, 6)))
        found.append(
            (module.Point.__qualname__, module.Point.moved.__qualname__, module.Point.moved.__module__)
        )
        point.extra = 1
        del point.x
        for read in (lambda: point.moved(1, 1), lambda: module.attribute(point), point.named):
            try:
                found.append(told(read()))
            except AttributeError as problem:
                found.append(str(problem))
        slotted = module.Slotted(1)
        try:
            slotted.both()
        except AttributeError as problem:
            found.append(str(problem))
        slotted.right = 2
        found.append(slotted.both())
        found.append(module.Computed().read(3))
        try:
            module.Refusing().write(1)
        except AttributeError as problem:
            found.append(str(problem))
        return found

    assert life(versions[0]) == life(versions[1])


def test_instances_are_pickled(project: Path) -> None:
    for name in ("pure", "compiled"):
        module = loaded(project / name / "edges.py", "edges_pickled")
        point = pickle.loads(pickle.dumps(module.Point(3, 4)))
        assert vars(point) == vars(module.Point(3, 4))
        assert pickle.loads(pickle.dumps(module.looped)) is module.looped


def test_numbers_of_other_types(versions: tuple[types.ModuleType, types.ModuleType]) -> None:
    def values(module: Any) -> list[Any]:
        return [
            told(module.with_constants(module.Celsius(1.5))),
            told(module.lambda_free_add(module.Loud(1), 2)),
            told(module.lambda_free_add(2, module.Loud(1))),
            told(module.global_name(module.Loud(1))),
        ]

    assert values(versions[0]) == values(versions[1])


def test_classes_that_change_while_they_are_used(project: Path) -> None:
    def life(module: Any) -> list[Any]:
        found = [module.attribute(module.Point(index)) for index in range(5)]
        module.Point.x = property(lambda self: "seen")
        found += [module.attribute(each) for each in [module.Point.__new__(module.Point)] * 3]
        del module.Point.x
        point = module.Point(1)
        point.moved = lambda dx, dy: "own"
        found += [called(each) for each in (module.Point(2), point, module.Point(3))]
        module.Point.moved = lambda self, dx, dy: "other"
        found += [called(each) for each in (module.Point(2), point, module.Point(3))]
        module.LIMIT = 100
        found.append(module.global_name(1))
        module.abs = lambda value: "mine"
        found.append(module.kinds(1, 2)[18])
        vars(point)["x"] = "by its dictionary"
        found.append(module.attribute(point))
        shared = module.Point(7)
        shared.__dict__ = {"x": "another dictionary"}
        found.append(module.attribute(shared))
        shared.__class__ = module.Child
        found.append(module.attribute(shared))
        return [told(each) if not isinstance(each, str) else each for each in found]

    def called(point: Any) -> Any:
        moved = point.moved(1, 1)
        return getattr(moved, "x", moved)

    versions = [loaded(project / name / "edges.py", f"edges_{name}") for name in ("pure", "compiled")]
    assert life(versions[0]) == life(versions[1])


def _many(attributes: int) -> str:
    """A module that reads and writes each of many attributes at a place of its own."""
    lines = [
        "class A:",
        "    kind = 'a'",
        "class B(A):",
        "    kind = 'b'",
        "class S:",
        "    __slots__ = ('a0', 'a1')",
    ]
    for number in range(attributes):
        lines += [f"def get{number}(o):", f"    return o.a{number}"]
        lines += [f"def set{number}(o, v):", f"    o.a{number} = v"]
    return "\n".join([*lines, ""])


def test_objects_under_many_changes(tmp_path: Path) -> None:
    assert not isinstance(TOOLS, str)
    text = _many(36)
    plan = SandboxPlan(python=Path(sys.executable), project=tmp_path, workspace=tmp_path)
    built = build(plan, TOOLS, "many.py", text, list(compilable(ast.parse(text))))
    assert not isinstance(built, str), built
    place_extensions(tmp_path, {built.path: built.content})
    (tmp_path / "many.py").write_text(built.text, encoding="utf-8")
    (tmp_path / "plain.py").write_text(text, encoding="utf-8")
    modules = [loaded(tmp_path / f"{name}.py", name) for name in ("plain", "many")]
    assert type(modules[1].get0).__name__ == "cython_function_or_method"
    lives = [_life(module, random.Random(7)) for module in modules]
    assert lives[0] == lives[1]


def _life(module: Any, dice: random.Random) -> list[Any]:
    """What some thousand random steps on a few objects show."""
    objects: list[Any] = [module.A(), module.B(), module.S()]
    seen: list[Any] = []
    for step in range(20_000):
        thing = dice.choice(objects)
        number = dice.randrange(36) if dice.random() < 0.2 else dice.randrange(4)
        name = f"a{number}"
        kind = dice.randrange(30)
        try:
            if kind < 12:
                seen.append(getattr(module, f"get{number}")(thing))
            elif kind < 22:
                getattr(module, f"set{number}")(thing, step)
            elif kind == 22:
                delattr(thing, name)
            elif kind == 23:
                setattr(thing, name, -step)
            elif kind == 24:
                seen.append(list(vars(thing).items()))
            elif kind == 25:
                thing.__class__ = module.A if type(thing) is module.B else module.B
            elif kind == 26:
                objects[dice.randrange(3)] = type(thing)()
            elif kind == 27:
                setattr(type(thing), name, dice.choice([step, property(lambda _: "property")]))
            elif kind == 28:
                delattr(type(thing), name)
            else:
                thing.__dict__ = dict(vars(thing))
        except (AttributeError, TypeError) as problem:
            seen.append(str(problem))
    return seen


def test_recursion_ends_where_it_ended(versions: tuple[types.ModuleType, types.ModuleType]) -> None:
    def deepest(module: Any) -> tuple[int, str]:
        low, high, words = 0, 5000, ""
        while low < high:
            middle = (low + high + 1) // 2
            try:
                module.deep(middle)
            except RecursionError as problem:
                high, words = middle - 1, str(problem)
            else:
                low = middle
        return low, words

    assert deepest(versions[0]) == deepest(versions[1])


def test_nothing_leaks(versions: tuple[types.ModuleType, types.ModuleType]) -> None:
    def alive(module: Any) -> int:
        gc.collect()
        before = sys.getrefcount(module.Point)
        for _ in range(200):
            module.Point(1).moved(1, 2)
            outcome(module, "Point", (), {})
            outcome(module, "unpack_two", (5,), {})
            outcome(module, "item", ([1], 3), {})
        gc.collect()
        return sys.getrefcount(module.Point) - before

    assert alive(versions[1]) <= alive(versions[0])


def test_without_extension_or_with_another_text(project: Path, tmp_path: Path) -> None:
    text = (project / "compiled" / "edges.py").read_text(encoding="utf-8")
    (tmp_path / "edges.py").write_text(text, encoding="utf-8")
    assert type(loaded(tmp_path / "edges.py", "edges_alone").looped) is types.FunctionType
    folder = project / "compiled"
    (folder / "edited.py").write_text(text.replace("LIMIT = 3", "LIMIT = 4", 1), encoding="utf-8")
    assert type(loaded(folder / "edited.py", "edges_edited").looped) is types.FunctionType
    assert loaded(folder / "edited.py", "edges_edited").global_name(1) == 5


def test_a_second_name_of_the_module_stays_as_written(project: Path) -> None:
    first = loaded(project / "compiled" / "edges.py", "edges_first")
    second = loaded(project / "compiled" / "edges.py", "edges_second")
    kinds = [type(each.looped).__name__ for each in (first, second)]
    assert kinds[1] == "function"
    first.LIMIT, second.LIMIT = 10, 20
    assert (first.global_name(1), second.global_name(1)) == (11, 21)
