"""Where attributes and names were found is remembered; whatever moves them is noticed."""

import builtins
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ouroboros.compiling.toolchain import toolchain
from tests.compiling.compiled_modules import both, told

TOOLS = toolchain(Path(sys.executable))
pytestmark = pytest.mark.skipif(isinstance(TOOLS, str), reason=str(TOOLS))

TEXT = '''
counter = 0
offset = 3


class Crowded:
    """Gets more attributes than its first objects foresaw, so that they have dictionaries."""

    shown = 7

    def __init__(self, number):
        self.number = number

    def grow(self, value):
        self.first = value
        self.second = value + 1
        self.third = value + 2
        self.fourth = value + 3

    def read(self):
        return self.number, self.first, self.second, self.third, self.fourth

    def sums(self, times):
        total = 0
        for _ in range(times):
            total = total + self.first + self.second * self.fourth
        return total

    def store(self, value):
        self.third = value
        self.number = value
        return self.third

    def show(self):
        return self.shown

    def asked(self):
        return self.read()


def count(values):
    global counter
    for value in values:
        counter += 1
        if value > offset:
            counter += abs(value)
    return counter, offset


def measured(values):
    return max(abs(each) for each in values), sum(values), round(values[0])


def own(values):
    return length(values)
'''


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ModuleType, ModuleType]]:
    yield both(tmp_path_factory.mktemp("places"), "places", TEXT)
    sys.modules.pop("places", None)


def outcome(do: Callable[[], Any]) -> Any:
    try:
        return told(do())
    except Exception as error:  # noqa: BLE001  # an exception is an answer
        return type(error).__name__, str(error)


class Keyed(dict):
    """A dictionary by another name."""


def moved(thing: Any, dice: random.Random) -> None:
    """Move an object's attributes about, or take them away."""
    step = dice.randrange(12)
    if step == 0:
        vars(thing)
    elif step == 1:
        thing.__dict__ = dict(reversed(vars(thing).items()))
    elif step == 2:
        thing.__dict__ = Keyed(vars(thing))
    elif step == 3:
        vars(thing)[dice.randrange(3)] = "no name"
    elif step == 4:
        vars(thing).pop(dice.choice(["first", "second", "third", "number", 0]), None)
    elif step == 5:
        thing.read = lambda: "its own"
    elif step == 6:
        vars(thing).pop("read", None)
    elif step == 7:
        thing.shown = "its own"
    elif step == 8:
        vars(thing).clear()
    elif step == 9:
        vars(thing)[str(b"first", "ascii")] = 1.5
    elif step == 10:
        vars(thing).popitem() if vars(thing) else None
    else:
        thing.grow(dice.randrange(100))


def asked(module: ModuleType, seed: int) -> list[Any]:
    dice = random.Random(seed)
    things = [module.Crowded(number) for number in range(40)]
    for thing in things:
        thing.grow(thing.number)
    found = []
    for _ in range(1500):
        thing = dice.choice(things)
        if dice.random() < 0.15:
            outcome(lambda thing=thing: moved(thing, dice))
        name = dice.choice(["read", "asked", "show", "sums", "store", "grow"])
        given = () if name in ("read", "asked", "show") else (dice.choice([2, 5.5, 10**20, -1]),)
        if name == "sums":
            given = (3,)
        found.append((name, outcome(lambda: getattr(type(thing), name)(thing, *given))))  # noqa: B023
        if dice.random() < 0.02:
            module.Crowded.shown = dice.randrange(9)
    return [*found, *(list(vars(thing)) for thing in things)]


@pytest.mark.parametrize("seed", range(4))
def test_objects_whose_attributes_move(versions: tuple[ModuleType, ModuleType], seed: int) -> None:
    pure, compiled = versions
    for number, (old, new) in enumerate(zip(asked(pure, seed), asked(compiled, seed), strict=True)):
        assert old == new, number


def named(module: ModuleType, seed: int) -> list[Any]:
    dice = random.Random(seed)
    space = vars(module)
    kept = dict(space)
    found = []
    for turn in range(600):
        step = dice.randrange(12)
        if step == 0:
            module.offset = dice.choice([1, 2.5, 10**20])
        elif step == 1:
            space.pop("offset", None)
        elif step == 2:
            module.abs = lambda _value: "odd"
        elif step == 3:
            space.pop("abs", None)
        elif step == 4:
            space[f"new_{dice.randrange(500)}"] = turn
        elif step == 5:
            for name in [name for name in space if name.startswith("new_")]:
                del space[name]
        elif step == 6:
            builtins.length = dice.choice([len, list])  # type: ignore[attr-defined]
        elif step == 7:
            vars(builtins).pop("length", None)
        elif step == 8:
            module.max = min
        elif step == 9:
            space.pop("max", None)
        elif step == 10:
            space[str(b"offset", "ascii")] = 4
        module.counter = dice.choice([0, True, 10**18])
        found += [outcome(lambda name=name: space[name]([1, -5, 9])) for name in ("count", "measured", "own")]
    vars(builtins).pop("length", None)
    space.clear()
    space.update(kept)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_names_that_come_and_go(versions: tuple[ModuleType, ModuleType], seed: int) -> None:
    pure, compiled = versions
    for number, (old, new) in enumerate(zip(named(pure, seed), named(compiled, seed), strict=True)):
        assert old == new, number
