"""With a tolerance floats may differ a little, and nothing else may, whatever it looks like."""

from __future__ import annotations

import array
import collections
import dataclasses
import enum
import hashlib
import math
import struct
import types
from dataclasses import replace
from decimal import Decimal

import pytest

from ouroboros.agent.canonical import describe_call
from ouroboros.arena.equality.comparison import ObservedCalls, compared
from ouroboros.arena.equality.float_tolerance import deviation, is_whole, relative_difference
from ouroboros.records.evidence import Observation, Outcome
from ouroboros.records.hotspot import RecordedCall

np = pytest.importorskip("numpy")
pd = pytest.importorskip("pandas")

NEAR = 1.0 + 2**-40
"""About 9e-13 from 1.0."""
FAR = 1.0 + 2**-20
"""About 1e-6 from 1.0."""
TOLERANCE = 1e-9
LIMIT = 250_000


@dataclasses.dataclass
class Point:
    x: object
    label: str = "p"


class Slotted:
    __slots__ = ("value",)


class Ratio(float):
    pass


class Level(enum.Enum):
    LOW = 1.0


def slotted(value):
    made = Slotted()
    made.value = value
    return made


def seen(value=None, *, limit=LIMIT, **facts) -> Observation:
    """What an arm would say about a call that returned ``value``."""
    told = describe_call(value=value, consume=True, set_order=True, full_floats=True, limit=limit, **facts)
    assert told.complete, told
    outcome = Outcome.RAISED if "error" in facts else Outcome.RETURNED
    return Observation(outcome=outcome, description=told.text, digest=told.digest)


def forged(text: str) -> Observation:
    """A description that nobody's value has."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Observation(outcome=Outcome.RETURNED, description=text, digest=digest)


def nan(payload):
    return struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000000 | payload))[0]


# Where a float may be found: each makes a value around it.
PLACES = {
    "alone": lambda x: x,
    "list": lambda x: [1, x, "a"],
    "long list": lambda x: [*range(600), x, *range(600)],
    "nested": lambda x: [({"a": [x]}, None)],
    "value of a dict": lambda x: {"a": x, 2: x},
    "value beside a float key": lambda x: {0.5: x, (1, 0.5): [x]},
    "default dict": lambda x: collections.defaultdict(list, a=[x]),
    "deque": lambda x: collections.deque([x]),
    "object": Point,
    "slots": slotted,
    "named tuple": lambda x: collections.namedtuple("Pair", "a b")(x, 1),  # noqa: PYI024
    "subclass": Ratio,
    "complex, real": lambda x: complex(x, 2.0),
    "complex, imaginary": lambda x: complex(2.0, x),
    "generator": lambda x: (each for each in (1.0, x, [x])),
    "values of a dict": lambda x: {"a": x}.values(),
    "read-only dict": lambda x: types.MappingProxyType({"a": x}),
    "array of the library": lambda x: array.array("d", [1.0, x]),
    "NumPy scalar": np.float64,
    "NumPy array": lambda x: np.array([[1.0, x], [x, 2.0]]),
    "NumPy array in Fortran's order": lambda x: np.asfortranarray([[1.0, x], [x, 2.0]]),
    "NumPy complex": lambda x: np.array([complex(1, x)]),
    "NumPy objects": lambda x: np.array([x, "a", None], object),
    "read-only view": lambda x: np.broadcast_to(np.float64(x), (3,)),
    "series": lambda x: pd.Series([1.0, x]),
    "frame": lambda x: pd.DataFrame({"a": [1, 2], "b": [x, 2.0]}),
    "nullable column": lambda x: pd.DataFrame({"b": pd.array([x, None], dtype="Float64")}),
    "ten thousand": lambda x: np.concatenate([np.linspace(0, 1, 9_999), [x]]),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_float_may_differ_by_the_tolerance_wherever_it_is(place) -> None:
    one = seen(place(1.0))
    assert deviation(one, seen(place(1.0)), TOLERANCE) == 0.0
    assert deviation(one, seen(place(1.0)), None) == 0.0
    assert deviation(one, seen(place(NEAR)), TOLERANCE) == pytest.approx(2**-40)
    assert deviation(one, seen(place(NEAR)), None) == math.inf
    assert deviation(one, seen(place(FAR)), TOLERANCE) == math.inf
    assert deviation(one, seen(place(FAR)), 1e-5) == pytest.approx(2**-20)


# What has to be the same to the bit although a float is, or seems to be, in it.
EXACT = {
    "key of a dict": lambda x: {x: 1},
    "key of a large dict": lambda x: {**dict.fromkeys(range(600)), x: 1},
    "part of a key": lambda x: {(1, x): 1},
    "part of a key's part": lambda x: {(1, (x,)): 1},
    "complex key": lambda x: {complex(x, 0): 1},
    "key of an ordered dict": lambda x: collections.OrderedDict([(x, 1)]),
    "key of a read-only dict": lambda x: types.MappingProxyType({x: 1}),
    "keys": lambda x: {x: 1}.keys(),
    "items": lambda x: {x: 1}.items(),
    "member of a set": lambda x: {x, "a"},
    "part of a member": lambda x: {(x, "a")},
    "member of a frozen set": lambda x: [frozenset({x})],
    "label of a series": lambda x: pd.Series([1], index=[x]),
    "name of a series": lambda x: pd.Series([1], name=x),
    "name of a column": lambda x: pd.DataFrame({x: [1]}),
    "category": lambda x: pd.Categorical([x, 2.0]),
    "text": lambda x: x.hex(),
    "text after a quote": lambda x: "'" + x.hex(),
    "text between quotes": lambda x: f"'\"{x.hex()}\"'",
    "text after a backslash": lambda x: "\\'" + x.hex() + "\\",
    "text with marks": lambda x: f"»{x.hex()}«",
    "texts of a text": lambda x: repr([x.hex(), "'"]),
    "bytes": lambda x: x.hex().encode(),
    "texts of an array": lambda x: np.array([x.hex(), "'", '"']),
    "decimal": Decimal,
    "record": lambda x: np.array([(x, 1)], dtype=[("a", "f8"), ("b", "i4")]),
    "bytes of a view": lambda x: memoryview(array.array("d", [x])),
    "name of a class": lambda x: type(f"C{x.hex()}", (), {})(),
    "name of a class, alone": lambda x: type(x.hex(), (), {})(),
    "name of a function": lambda x: named(x.hex()),
    "name of a module": lambda x: types.ModuleType(x.hex()),
}


def named(name):
    def function():
        pass

    function.__qualname__ = name
    return function


@pytest.mark.parametrize("place", EXACT.values(), ids=EXACT)
def test_what_is_looked_up_or_is_no_float_has_to_be_the_same(place) -> None:
    told = [describe_call(value=place(x), consume=True, full_floats=True, limit=LIMIT) for x in (1.0, NEAR)]
    one, near = (
        Observation(outcome=Outcome.RETURNED, description=each.text, digest=each.digest) for each in told
    )
    assert is_whole(one)
    assert is_whole(near)
    assert deviation(one, one, 1e-3) == 0.0
    assert deviation(one, near, 1e-3) == math.inf
    # The float beside it may differ all the same.
    beside = [
        describe_call(value=[place(1.0), x], consume=True, full_floats=True, limit=LIMIT) for x in (1.0, NEAR)
    ]
    pair = [
        Observation(outcome=Outcome.RETURNED, description=each.text, digest=each.digest) for each in beside
    ]
    assert 0 < deviation(*pair, 1e-3) < 1e-9


def test_exceptions_arguments_and_output() -> None:
    assert 0 < deviation(seen(error=ValueError(1.0)), seen(error=ValueError(NEAR)), TOLERANCE) < TOLERANCE
    message = deviation(seen(error=ValueError("1.0")), seen(error=ValueError(f"{NEAR}")), 1e-3)
    assert message == math.inf
    assert 0 < deviation(seen(args=([1.0],)), seen(args=([NEAR],)), TOLERANCE) < TOLERANCE
    assert deviation(seen(args=([1.0],)), seen(args=([FAR],)), TOLERANCE) == math.inf
    assert deviation(seen(output=f"{1.0!r}"), seen(output=f"{NEAR!r}"), 1e-3) == math.inf
    assert deviation(seen(output=(1.0).hex()), seen(output=NEAR.hex()), 1e-3) == math.inf
    drawn = [seen(1.0, ending=lambda text=text: f"\nrandom numbers were drawn ('{text}')") for text in "ab"]
    assert deviation(*drawn, 1e-3) == math.inf


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1.0, True),
        (np.float64(1.0), 1.0),
        (np.float32(1.0), np.float64(1.0)),
        (np.array([1.0]), np.array([1.0], "f4")),
        (np.array([1.0]), [1.0]),
        (np.array([1.0]), np.array([1])),
        (np.zeros((2, 3)), np.zeros((3, 2))),
        (array.array("d", [1.0]), array.array("f", [1.0])),
        (math.inf, -math.inf),
        (math.inf, 1.7976931348623157e308),
        (np.array([math.inf]), np.array([1.7976931348623157e308])),
        (0.0, -0.0),
        (0.0, 5e-324),
        (0.0, 1e-30),
        (1e-30, -1e-30),
        (1.0, -1.0),
        (math.nan, 1.0),
        (math.nan, math.inf),
        (complex(1, 0.0), complex(1, 1e-20)),
        ([1.0], [1.0, 1.0]),
        ([1.0, 2], [NEAR, 3]),
        ([1.0, "a"], [NEAR, "b"]),
        ([1.0, 2.0], [2.0, 1.0]),
        (2**600, 2**600 + 1),
        (1.0, None),
        (np.longdouble(1), np.nextafter(np.longdouble(1), np.longdouble(2))),
    ],
)
def test_type_sign_order_and_number_are_never_tolerated(one, other) -> None:
    assert deviation(seen(one), seen(other), 1e-3) == math.inf


def test_equal_infinities_and_any_nan_agree() -> None:
    assert 0 < deviation(seen([math.inf, 1.0]), seen([math.inf, NEAR]), TOLERANCE) < TOLERANCE
    assert deviation(seen(nan(0)), seen(nan(1)), TOLERANCE) == 0.0
    assert deviation(seen(math.nan), seen(-math.nan), TOLERANCE) == 0.0
    assert deviation(seen(nan(0)), seen(nan(1)), None) == math.inf
    assert deviation(seen(np.array([nan(0)])), seen(np.array([nan(1)])), TOLERANCE) == 0.0


def test_identity_counts_whatever_the_floats() -> None:
    shared, copied = [1.0], [NEAR]
    assert deviation(seen([shared, shared]), seen([copied, [NEAR]]), 1e-3) == math.inf
    assert 0 < deviation(seen([shared, shared]), seen([copied, copied]), 1e-3) < 1e-9


def test_how_a_call_ended_counts() -> None:
    one = seen(1.0)
    assert deviation(one, replace(one, outcome=Outcome.RAISED), 1e-3) == math.inf
    assert deviation(one, Observation(outcome=Outcome.LOST), 1e-3) == math.inf


@pytest.mark.parametrize(
    "value", [[1.0] * 600, np.ones(600), pd.Series([1.0] * 600)], ids=["list", "array", "series"]
)
def test_what_was_cut_differs_unless_it_is_equal(value) -> None:
    near = type(value)([NEAR, *[1.0] * 599]) if not isinstance(value, np.ndarray) else value * NEAR
    one, other = seen(value, limit=2_000), seen(near, limit=2_000)
    assert deviation(one, seen(value, limit=2_000), TOLERANCE) == 0.0
    assert deviation(one, other, TOLERANCE) == math.inf
    assert deviation(seen(value), seen(near), TOLERANCE) < TOLERANCE
    call = RecordedCall(function="m:f", payload=b"")
    series = [ObservedCalls(observations=(each,), state=seen()) for each in (one, other)]
    assert "too long to be told in full" in compared([call], *series, TOLERANCE).difference.got
    assert "too long" not in compared([call], *series, None).difference.got


@pytest.mark.parametrize(
    "text",
    [
        "returned 0x1.0p+9999",
        "returned -0x1.8p+9999",
        "returned «0x1.0000000000000p+0",
        "returned '0x1.0000000000000p+0",
        "returned 0x1.0000000000000p+0 0x1.0000000000000p+0",
        "returned inf",
        "returned nan:7ff8000000000000",
        "returned A0x1.0000000000000p+0",
        "returned 0x1.0000000000000p+0 ",
        "",
    ],
)
def test_what_no_value_looks_like_differs(text) -> None:
    honest = forged("returned 0x1.8000000000000p+0")
    assert deviation(honest, forged(text), 1e-3) == math.inf
    assert deviation(forged(text), honest, 1e-3) == math.inf


def test_a_text_that_is_not_the_one_of_its_digest_differs() -> None:
    one, near = seen([1.0, "x"]), seen([NEAR, "y"])
    assert deviation(one, replace(near, description=one.description), TOLERANCE) == math.inf
    assert not is_whole(replace(near, description=one.description))


def test_the_difference_is_relative_to_the_larger_one() -> None:
    assert relative_difference((1e300).hex(), (1.1e300).hex()) == pytest.approx(1 / 11)
    assert relative_difference((2e-300).hex(), (1e-300).hex()) == 0.5
    assert relative_difference((-1.7e308).hex(), (1.7e308).hex()) == math.inf
    assert relative_difference((1.0).hex(), (-1.0).hex()) == 2.0


def test_a_series_tells_its_largest_difference_and_its_first_other_answer() -> None:
    calls = [RecordedCall(function="m:f", payload=bytes([n])) for n in range(3)]

    def series(*values, state=1.0):
        return ObservedCalls(observations=tuple(map(seen, values)), state=seen(state))

    found = compared(calls, series(1.0, 1.0, 1.0), series(1.0, NEAR, 1.0 + 2**-45), TOLERANCE)
    assert (found.difference, found.largest) == (None, pytest.approx(2**-40))
    found = compared(calls, series(1.0, 1.0, 1.0), series(NEAR, FAR, 9.0), TOLERANCE)
    assert found.call is calls[1]
    assert "call 2 of m:f" in found.difference.call
    found = compared(calls, series(1.0, 1.0, 1.0), series(1.0, 1.0, 1.0, state=NEAR), TOLERANCE)
    assert (found.difference, found.largest) == (None, pytest.approx(2**-40))
    found = compared(calls, series(1.0, 1.0, 1.0), series(1.0, 1.0, 1.0, state=FAR), TOLERANCE)
    assert "variables" in found.difference.call
    assert compared(calls, series(1.0, 1.0, 1.0), series(1.0, NEAR, 1.0), None).call is calls[1]
