"""Two graphs have one description exactly when nothing tells them apart."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import enum
import fractions
import io
import itertools
import math
import random
import struct
import types
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ouroboros.agent import canonical
from ouroboros.agent.canonical import describe, describe_call, digest_of, rename_modules

np = pytest.importorskip("numpy")
pd = pytest.importorskip("pandas")


class Hostile:
    """Every special method raises, so that a walk that calls one is found out."""

    def __init__(self, value=0):
        self.value = value

    def __eq__(self, other):
        raise SystemError

    def __hash__(self):
        return id(self) >> 4

    def __repr__(self):
        raise SystemError

    def __iter__(self):
        raise SystemError

    def __bool__(self):
        raise SystemError

    def __len__(self):
        raise SystemError


class Slotted:
    __slots__ = ("a", "b")


class Sub(list):
    pass


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


Point = collections.namedtuple("Point", "x y")  # noqa: PYI024


@dataclasses.dataclass
class Data:
    x: int


def nan(payload):
    return struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000000 | payload))[0]


def slotted(**values):
    made = Slotted()
    for name, value in values.items():
        setattr(made, name, value)
    return made


def sub(items, note):
    made = Sub(items)
    made.note = note
    return made


def frame(**columns):
    return pd.DataFrame(columns)


DIFFERENT = [
    (1, True),
    (1, 1.0),
    (0.0, -0.0),
    (0.1 + 0.2, 0.3),
    (math.nan, -math.nan),
    (nan(0), nan(1)),
    ("1", 1),
    (b"a", "a"),
    (b"a", bytearray(b"a")),
    ([1], (1,)),
    ([1, 2], [2, 1]),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ({1}, frozenset({1})),
    ({"a": 1}, collections.OrderedDict(a=1)),
    (collections.defaultdict(list), collections.defaultdict(int)),
    (collections.deque([1], 3), collections.deque([1], 4)),
    (Point(1, 2), (1, 2)),
    (Data(1), Data(2)),
    (Data(1), Data(True)),
    (Colour.RED, Colour.BLUE),
    (Colour.RED, 1),
    (slotted(a=1), slotted(b=1)),
    (sub([1], "a"), sub([1], "b")),
    (sub([1], "a"), [1]),
    (Decimal("1.0"), Decimal("1.00")),
    (fractions.Fraction(1, 2), 0.5),
    (dt.datetime(2020, 1, 1), dt.datetime(2020, 1, 1, tzinfo=dt.UTC)),  # noqa: DTZ001
    (dt.datetime(2020, 1, 1), dt.datetime(2020, 1, 1, fold=1)),  # noqa: DTZ001
    (ValueError("a"), ValueError("b")),
    (ValueError("a"), TypeError("a")),
    (OSError(2, "x"), OSError(3, "x")),
    (io.StringIO("a"), io.StringIO("b")),
    (random.Random(1), random.Random(2)),
    (range(3), [0, 1, 2]),
    (slice(1), slice(2)),
    (len, max),
    (int, bool),
    (Path("a"), "a"),
    (iter([1]), iter([2])),
    (np.float64(1.0), 1.0),
    (np.float64(1.0), np.float32(1.0)),
    (np.array([1.0]), np.array([1])),
    (np.array([0.0]), np.array([-0.0])),
    (np.zeros((2, 3)), np.zeros((3, 2))),
    (np.array([1, "a"], object), np.array([1, "b"], object)),
    (np.zeros((2, 2)), np.asfortranarray(np.zeros((2, 2)))),
    (frame(a=[1]), frame(a=[1.0])),
    (frame(a=[1]), frame(b=[1])),
    (frame(a=[1, 2]), frame(a=[1, 2]).iloc[::-1]),
    (pd.Series([1], name="a"), pd.Series([1], name="b")),
    (pd.NaT, pd.NA),
    (pd.Timestamp(1), pd.Timestamp(2)),
    (types.SimpleNamespace(a=1), types.SimpleNamespace(a=2)),
    (ET.fromstring("<a><b/></a>"), ET.fromstring("<a><c/></a>")),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_differs_is_told_apart(one, other):
    assert digest_of([one], consume=True).digest != digest_of([other], consume=True).digest


EQUAL = [
    lambda: [1, [2.5, "x"], {"k": (None, ...)}],
    lambda: {Hostile(1), Hostile(2), Hostile(3)},
    lambda: {"b", "a", "c", 1, (2, "x")},
    lambda: Data(1),
    lambda: slotted(a=[1], b=Hostile()),
    lambda: ValueError("<x at 0x7f0123456789>"),
    lambda: np.arange(6.0).reshape(2, 3)[:, ::-1],
    lambda: frame(a=[1, None], b=["x", "y"], c=pd.Categorical(["p", "q"])),
    lambda: (n for n in range(5)),
    lambda: np.random.default_rng(3),
    lambda: lambda x: x + 1,
    lambda: types.SimpleNamespace(a=[1]),
    lambda: ET.fromstring("<a><b/></a>"),
    object,
]


@pytest.mark.parametrize("make", EQUAL)
def test_what_is_made_alike_is_told_alike_and_completely(make):
    one, other = make(), make()
    first, second = digest_of([one], consume=True), digest_of([other], consume=True)
    assert first.digest == second.digest
    assert first.complete


def test_aliasing_and_cycles_show():
    inner = [1]
    assert describe([[inner, inner]]) != describe([[[1], [1]]])
    loop = []
    loop.append(loop)
    assert describe([loop]) == "list#1[^1,]\n"
    assert describe([inner, inner]) != describe([inner, [1]])
    base = np.zeros(4)
    assert describe([base, base[:2]]) != describe([base, np.zeros(2)])
    assert describe([base, base[:2]]) != describe([base, base[2:]])
    assert describe([base[:2]]) == describe([np.zeros(2)])


class Kind(tuple):  # noqa: SLOT001 - it bears attributes
    """A tuple that knows its parent and its children, as token types of lexers do."""

    def __new__(cls, *parts):
        return super().__new__(cls, parts)


def test_immutable_values_that_hang_in_circles_by_their_attributes_are_told_completely_and_once():
    root, text = Kind(), type("Marked", (str,), {})("a")
    for name in "abc":
        child = Kind(name)
        child.parent = root
        setattr(root, name, child)
    text.seen_in = [text, root]
    told = digest_of([text], work=200)
    assert told.complete
    assert told.text.count("parent") == 3


def test_an_immutable_value_that_bears_attributes_is_told_from_its_twin():
    one, twin, bare = Kind("a"), Kind("a"), Kind("a")
    one.seen = twin.seen = 1
    assert describe([(one, one)]) != describe([(one, twin)])
    assert describe([(bare, bare)]) == describe([(bare, Kind("a"))])


def test_identity_between_result_and_arguments_shows():
    xs = [1]
    assert describe_call(value=xs, args=(xs,)).digest != describe_call(value=[1], args=(xs,)).digest


def test_arguments_afterwards_error_and_output_count():
    calls = [
        describe_call(value=None, args=([],)),
        describe_call(value=None, args=([1],)),
        describe_call(error=KeyError("a"), args=([],)),
        describe_call(value=None, args=([],), output="x"),
        describe_call(value=None, args=(), kwargs={"xs": []}),
    ]
    assert len({call.digest for call in calls}) == len(calls)
    assert describe_call(kwargs={"a": 1, "b": 2}) == describe_call(kwargs={"b": 2, "a": 1})


def test_a_chained_exception_tells_its_cause():
    def raised(cause):
        try:
            raise ValueError("x") from cause
        except ValueError as error:
            return error

    assert describe([raised(KeyError())]) != describe([raised(None)])


def test_items_of_a_generator_are_told_as_they_come_and_output_after_them():
    def numbers(written):
        items = []
        for n in range(2):
            items.append(n)
            written.append(str(n))
            yield items

    written = []
    told = describe_call(value=numbers(written), output=lambda: "".join(written), consume=True)
    assert told.complete
    assert told.text.endswith("output '01'")
    fresh = describe_call(value=([0], [0, 1]), output="01")
    assert told.digest != fresh.digest


def test_a_generator_is_not_used_up_in_the_users_process():
    numbers = iter(n for n in range(3))
    told = describe_call(value=numbers, args=(iter([1, 2]),))
    assert not told.complete
    assert list(numbers) == [0, 1, 2]


def test_what_cannot_be_told_is_not_complete():
    for value in (types.CellType(1), io.BufferedReader(io.BytesIO()), Hostile(types.CellType(1))):
        assert not digest_of([value]).complete
    endless = digest_of([itertools.count()], consume=True)
    assert not endless.complete


def test_depth_and_size_are_bounded_and_the_digest_covers_all():
    deep = last = []
    for _ in range(50_000):
        last.append([])
        last = last[0]
    assert digest_of([deep]).complete
    one, other = list(range(100_000)), list(range(100_000))
    other[-1] = 0
    first, second = digest_of([one], limit=50), digest_of([other], limit=50)
    assert first.text == second.text
    assert len(first.text) == 51
    assert first.digest != second.digest
    assert not digest_of([[[] for _ in range(1_000)]], work=100).complete


def test_closures_are_told_by_what_they_hold():
    def adder(n):
        return lambda x: x + n

    assert describe([adder(1)]) == describe([adder(1)])
    assert describe([adder(1)]) != describe([adder(2)])


def test_a_script_and_its_import_have_one_name():
    before = describe([Data(1)])
    rename_modules({Data.__module__: "renamed"})
    try:
        assert describe([Data(1)]) == "renamed.Data#1{'x',1}\n"
    finally:
        rename_modules({})
    assert describe([Data(1)]) == before


def test_a_graph_that_changes_under_the_walk_is_not_complete(monkeypatch):
    def fail(_value):
        raise RuntimeError("dictionary changed size during iteration")

    monkeypatch.setattr(canonical.canonical_values, "leaf", fail)
    assert not digest_of([[1]]).complete
