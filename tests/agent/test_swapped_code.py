"""A changed file is swapped into imported modules so that every alias sees it, or refused with the reason."""

from __future__ import annotations

import ast
import gc
import importlib.util
import itertools
import sys

import pytest

from ouroboros.agent.compared_texts import NotSwappableError, Version
from ouroboros.agent.swapped_code import LiveFunctions, swap

TEXT = """\
from __future__ import annotations
import functools

FACTOR = 2
KEPT = []


def price(amount, rate=FACTOR, *, kept=KEPT):
    \"\"\"What it costs.\"\"\"
    return amount * rate


@functools.lru_cache
def wrapped(amount):
    return amount + 1


def make(step):
    def inner(value):
        return value + step

    return inner


def numbers(count):
    yield from range(count)


class Base:
    def value(self):
        return 1


class Cart(Base):
    rate = 3

    def __init__(self, amount=0):
        self.__amount = amount

    def value(self):
        return super().value() + self.__amount

    @staticmethod
    def double(value):
        return value * 2

    @classmethod
    def named(cls, amount):
        return cls(amount)

    @property
    def total(self):
        return self.__amount * self.rate

    @total.setter
    def total(self, value):
        self.__amount = value

    class Line:
        def text(self):
            return "line"


TABLE = {"price": price}
"""

_count = itertools.count()


@pytest.fixture
def shop(tmp_path):
    """The module, imported from its file in the ordinary way."""
    name = f"swapped_shop_{next(_count)}"
    path = tmp_path / f"{name}.py"
    path.write_text(TEXT, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[name]


def swapped(module, *changes, entered=(), text=TEXT):
    """Exchange parts of the text, (old, new) each, in the imported module."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = module.__file__
    gc.collect()
    live = LiveFunctions.below((path,))
    return swap(Version(TEXT, path), Version(text, path), module=module, live=live, entered=entered)


def test_every_alias_sees_the_new_code(shop):
    alias, table = shop.price, shop.TABLE
    assert swapped(shop, ("amount * rate", "amount * rate * 10")) == 1
    assert (alias(2), table["price"](2), shop.price(2)) == (40, 40, 40)
    assert shop.price is alias
    assert alias.__doc__ == "What it costs."


@pytest.mark.parametrize(
    ("old", "new", "use", "result"),
    [
        ("super().value() + self", "super().value() * 5 + self", lambda m: m.Cart(2).value(), 7),
        ("return value * 2", "return value * 4", lambda m: m.Cart.double(2), 8),
        ("return cls(amount)", "return cls(amount + 1)", lambda m: m.Cart.named(1).total, 6),
        ("self.__amount * self.rate", "self.__amount * -1", lambda m: m.Cart(2).total, -2),
        ('return "line"', 'return "LINE"', lambda m: m.Cart.Line().text(), "LINE"),
        ("        return 1", "        return 11", lambda m: m.Cart(1).value(), 12),
        ("yield from range(count)", "yield from range(count + 1)", lambda m: len([*m.numbers(2)]), 3),
        ("return value + step", "return value - step", lambda m: m.make(1)(1), 0),
    ],
)
def test_methods_and_closures_keep_working(shop, old, new, use, result):
    subclass = type("Sub", (shop.Cart,), {})
    assert swapped(shop, (old, new)) == 1
    assert use(shop) == result
    assert subclass(0).value() == shop.Cart(0).value()


@pytest.mark.parametrize("constant", ["True", "1.0", "1j", "'1'"])
def test_a_constant_that_looks_alike_is_another(shop, constant):
    assert swapped(shop, ("        return 1\n", f"        return {constant}\n")) == 1
    assert repr(shop.Base().value()) == repr(ast.literal_eval(constant))


def test_a_comment_inside_a_class_changes_nothing(shop):
    before = shop.Cart.double.__code__
    assert swapped(shop, ("        return value * 2\n", "        return value * 2  # twice\n")) == 0
    assert shop.Cart.double.__code__ is before


def test_a_setter_is_told_from_its_getter(shop):
    cart = shop.Cart(1)
    swapped(shop, ("self.__amount = value", "self.__amount = value + 1"))
    cart.total = 1
    assert cart.total == 6


def test_defaults_are_kept_where_they_say_the_same(shop):
    shop.FACTOR = 100  # evaluating the old default again would find this
    swapped(
        shop,
        (
            "def price(amount, rate=FACTOR, *, kept=KEPT)",
            "def price(amount, rate=FACTOR, add=5, *, kept=KEPT)",
        ),
        ("amount * rate", "kept.append(1) or amount * rate + add"),
    )
    assert shop.price(1) == 7
    assert shop.KEPT == [1]


def test_what_is_new_is_executed_in_order(shop):
    added = (
        "import math\n_ROOT = math.sqrt(16)\n\n\ndef _helper(amount, by=_ROOT):\n    return amount * by\n\n\n"
    )
    steps = swapped(shop, ("def price", added + "def price"), ("amount * rate", "_helper(amount)"))
    assert steps == 4
    assert shop.TABLE["price"](2) == 8
    assert shop._helper.__module__ == shop.__name__


def test_comments_and_places_change_nothing(shop):
    before = shop.Cart.value.__code__
    assert swapped(shop, ("FACTOR = 2", "# why\nFACTOR = 2  # two")) == 0
    assert shop.Cart.value.__code__ is before


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([("FACTOR = 2", "FACTOR = 3")], "no function, moved or went away"),
        ([("KEPT = []\n", "")], "no function, moved or went away"),
        ([("rate = 3", "rate = 4")], "no function, moved or went away"),
        ([("    rate = 3\n", "    rate = 3\n    more = 4\n")], "has something new"),
        ([("class Cart(Base)", "class Cart")], "bases or decorators"),
        ([("return amount + 1", "return amount + 2")], "wrapped is decorated"),
        ([("@functools.lru_cache\n", "")], "decorators of wrapped changed"),
        ([("def make", "@functools.cache\ndef make")], "decorators of make changed"),
        ([("def make(step)", "def make(step: int)")], "annotations of make changed"),
        ([("yield from range(count)", "return range(count)")], "another kind of function"),
        ([("super().value() + self", "self")], "closes over other variables"),
        ([("def make(step)", "async def make(step)")], "no function, moved or went away"),
        ([("KEPT = []", "KEPT = []\nprint(KEPT)")], "does not just define"),
        ([("KEPT = []", "KEPT = []\nKEPT[:] = [1]")], "changes something that exists"),
        ([("KEPT = []", "KEPT = []\nFACTOR = 5")], "FACTOR is bound anew"),
        ([("KEPT = []", "KEPT = []\nfrom math import *")], "imports whatever there is"),
        ([("import functools", "from __future__ import generator_stop\nimport functools")], "another future"),
        ([("amount=0", "amount=KEPT")], "default of the method __init__"),
    ],
)
def test_what_does_not_fit_is_refused(shop, changes, reason):
    before = dict(vars(shop))
    with pytest.raises(NotSwappableError, match=reason):
        swapped(shop, *changes)
    assert vars(shop) == before


def test_what_was_replaced_is_refused(shop):
    shop.price = lambda amount: amount
    with pytest.raises(NotSwappableError, match="price was replaced or wrapped"):
        swapped(shop, ("amount * rate", "amount + rate"))


def test_what_exists_twice_is_refused(shop):
    spec = importlib.util.spec_from_file_location("swapped_again", shop.__file__)
    again = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(again)
    with pytest.raises(NotSwappableError, match="price exists several times"):
        swapped(shop, ("amount * rate", "amount + rate"))


def test_equal_code_in_another_file_does_not_matter(shop, tmp_path):
    path = tmp_path / "elsewhere.py"
    path.write_text(TEXT, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("elsewhere", path)
    other = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(other)
    assert other.price.__code__ == shop.price.__code__
    gc.collect()
    live = LiveFunctions.below((f"{tmp_path}/",))
    text = TEXT.replace("amount * rate", "amount + rate")
    swap(Version(TEXT, shop.__file__), Version(text, shop.__file__), module=shop, live=live)
    assert (shop.price(3), other.price(3)) == (5, 6)


def test_what_was_made_before_is_refused(shop):
    kept = shop.make(1)
    with pytest.raises(NotSwappableError, match="something that make made is kept"):
        swapped(shop, ("return value + step", "return value - step"))
    assert kept(1) == 2


def test_what_is_running_is_refused(shop):
    running = shop.numbers(3)
    next(running)
    with pytest.raises(NotSwappableError, match="numbers exists several times, or is running"):
        swapped(shop, ("yield from range(count)", "yield from range(count + 1)"))


def test_what_ran_before_is_refused(shop):
    line = shop.price.__code__.co_firstlineno
    with pytest.raises(NotSwappableError, match="price ran when the tests were collected"):
        swapped(shop, ("amount * rate", "amount + rate"), entered={line})


def test_a_module_of_another_loader_is_refused(shop):
    shop.__loader__ = object()
    with pytest.raises(NotSwappableError, match="not imported in the ordinary way"):
        swapped(shop, ("amount * rate", "amount + rate"))
