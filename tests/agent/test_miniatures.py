"""Large calls become small ones that hang together as the large ones did."""

from __future__ import annotations

import collections
import random
from dataclasses import dataclass

from ouroboros.agent.miniatures import WIDTHS, miniatures


def small(*args, **kwargs):
    return list(miniatures([(args, kwargs)], random.Random(0)))


def test_what_is_small_already_gives_nothing():
    assert small([1, 2, 3], "text", 7, key={"a": 1}) == []


def test_large_containers_of_every_kind_are_cut_to_the_widths():
    values = (
        list(range(500)),
        tuple(range(500)),
        set(range(500)),
        {number: str(number) for number in range(500)},
        collections.deque(range(500), maxlen=600),
        "x" * 9000,
    )
    for args, _ in small(*values):
        lengths = {len(value) for value in args[:5]}
        assert len(lengths) == 1
        assert lengths <= set(WIDTHS)
        assert [type(value) for value in args] == [type(value) for value in values]
        assert args[4].maxlen == 600
        assert len(args[5]) < 9000


def test_parallel_lists_stay_parallel_and_rows_stay_square():
    left, right = list(range(300)), [f"n{number}" for number in range(300)]
    matrix = [[row * 100 + column for column in range(100)] for row in range(100)]
    for args, _ in small(left, right, matrix):
        rows = args[2]
        assert {len(row) for row in rows} == {len(rows)}
        assert len(args[0]) == len(args[1])


def test_one_object_stays_one_object():
    shared = list(range(100))
    for args, _ in small(shared, shared, [shared, shared]):
        assert args[0] is args[1]
        assert args[2][0] is args[2][1] is args[0]


def test_a_number_that_tells_a_length_goes_on_telling_it():
    for args, kwargs in small(list(range(300)), 300, last=299):
        assert args[1] == len(args[0])
        assert kwargs["last"] == len(args[0]) - 1


def test_large_counts_become_small():
    for args, _ in small(200_000, -(2**40)):
        assert 0 < args[0] < 64
        assert -64 < args[1] < 0


def test_what_is_looked_up_is_found_in_some():
    rows = [{"id": number * 37 % 5000} for number in range(2000)]
    wanted = [number * 13 % 5000 for number in range(900)]
    found = [
        any(row["id"] in args[1] for row in args[0])
        for args, _ in small(rows, wanted)
        if len(args[0]) == max(WIDTHS)
    ]
    assert any(found)


@dataclass
class Shelf:
    name: str
    items: list


def test_records_are_cut_inside_and_left_as_they_were():
    shelf = Shelf("left", list(range(400)))
    found = small(shelf)
    assert found
    for args, _ in found:
        assert type(args[0]) is Shelf
        assert len(args[0].items) in WIDTHS
        assert args[0].name == "left"
    assert len(shelf.items) == 400
