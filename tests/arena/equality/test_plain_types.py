"""Recorded types of plain values: as annotations, and as what suggested arguments are held against."""

import pytest

from ouroboros.arena.equality.plain_types import annotation, fits, plain_types


@pytest.mark.parametrize(
    ("seen", "written"),
    [
        ({"int": 3}, "int"),
        ({"NoneType": 1, "int": 3}, "None | int"),
        ({"list": 1, "list[int]": 3}, "list[int]"),
        ({"list[int]": 1, "list[str]": 3}, "list[int] | list[str]"),
        ({"list[NoneType | float]": 1}, "list[None | float]"),
        ({"dict[str, list | list[int]]": 1}, "dict[str, list[int]]"),
        ({"tuple[int, str]": 1}, "tuple[int, str]"),
        ({"tuple[int, ...]": 1}, "tuple[int, ...]"),
        ({"tuple": 1}, "tuple[()]"),
        ({"set[bytes]": 1}, "set[bytes]"),
    ],
)
def test_plain_types_become_annotations(seen, written):
    types = plain_types(seen)
    assert annotation(types) == written
    eval(written)


@pytest.mark.parametrize(
    "seen",
    [
        {},
        {"list": 5},
        {"dict[str, list]": 5},
        {"decimal.Decimal": 5},
        {"list[shop.Line]": 5},
        {"collections.deque[int]": 5},
        {"complex": 5},
        {"int": 1, "str": 1, "float": 1, "bool": 1, "bytes": 1},
        {"no type": 1},
    ],
)
def test_whatever_else_was_seen_is_refused_in_words(seen):
    told = plain_types(seen)
    assert isinstance(told, str)
    assert told


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("int", [0, -(10**40)], [True, 1.0, "1", None]),
        ("bool", [True], [1]),
        ("list[int]", [[], [1, 2]], [(1,), [1.0], [[1]], {1}]),
        ("tuple[int, str]", [(1, "a")], [(1,), ("a", 1), (1, "a", 2), [1, "a"]]),
        ("tuple[int, ...]", [(), (1, 2)], [("a",)]),
        ("dict[str, list[float]]", [{}, {"a": [0.5]}], [{"a": 0.5}, {1: []}]),
        ("set[int]", [set(), {1}], [{1.5}, frozenset()]),
    ],
)
def test_only_values_of_exactly_the_types_fit(name, inside, outside):
    types = plain_types({name: 1})
    assert all(fits(types, value) for value in inside)
    assert not any(fits(types, value) for value in outside)
