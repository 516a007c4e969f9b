"""A function with what it needs of its module, as a module of its own."""

import ast

import pytest

from ouroboros.genome.standalone import standalone_text

SHOP = """
from __future__ import annotations
import math
import sqlite3
from decimal import Decimal as Money
import numpy as np
from . import stock

RATES = {"a": 1}
RATES["b"] = 2
UNUSED = np.zeros(3)
if math.pi > 3:
    ROUND = math.floor
else:
    ROUND = math.ceil


class TooMuch(ValueError):
    pass


DEFAULT = math.sqrt(np.e)


def scale(x: np.ndarray) -> stock.Thing:
    return ROUND(x) * LIMIT


def price(kind: str, times: "np.int64" = 2, *, rate: int = 1) -> float:
    if times > LIMIT:
        raise TooMuch(kind)
    def inner(y: stock.Thing):
        return y + 1
    return scale(times) * RATES[kind] * inner(rate)


LIMIT = 10


def stored(x):
    return stock.count(x)


def local(x):
    import numpy
    return numpy.abs(x)


def worth(x):
    return Money(x)
"""


def text_of(name, module=SHOP):
    return standalone_text(ast.parse(module), name)


def test_it_runs_by_itself_and_does_the_same():
    text = text_of("price")
    space = {}
    exec(compile(text, "standalone", "exec"), space)
    assert space["price"]("a", 3) == 60
    with pytest.raises(space["TooMuch"]):
        space["price"]("a", 11)
    assert "UNUSED" not in text
    assert "sqlite3" not in text
    assert "DEFAULT" not in text
    assert "np" not in text


def test_what_changes_a_needed_name_comes_with_it():
    space = {}
    exec(compile(text_of("price"), "standalone", "exec"), space)
    assert space["price"]("b", 3) == 120


def test_imports_of_the_standard_library_come_under_their_own_names():
    assert text_of("worth").startswith("from decimal import Decimal as Money\n")


@pytest.mark.parametrize(("name", "why"), [("stored", "it needs ."), ("local", "it needs numpy")])
def test_what_needs_others_is_refused(name, why):
    with pytest.raises(ValueError, match=why):
        text_of(name)


def test_what_imports_everything_is_refused():
    with pytest.raises(ValueError, match="everything"):
        text_of("f", "from math import *\ndef f(x): return sin(x)\n")


def test_what_is_not_small_is_refused():
    long = "def f(x):\n" + "    x = x + 1 - 2\n" * 400 + "    return x\n"
    with pytest.raises(ValueError, match="not small"):
        text_of("f", long)


def test_the_tree_is_left_as_it_is():
    tree = ast.parse(SHOP)
    before = ast.dump(tree)
    standalone_text(tree, "price")
    assert ast.dump(tree) == before
