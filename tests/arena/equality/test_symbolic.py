"""What comes out of a symbolic search is text that anybody may have written: what is made of it."""

import json
import math
import pickle

import pytest

from ouroboros.arena.equality.plain_types import plain_types
from ouroboros.arena.equality.symbolic import SymbolicQuestion, told
from ouroboros.arena.sandboxing.commands import CommandOutcome

QUESTION = SymbolicQuestion(
    function="f",
    before="def f(x, ys, *, key): ...",
    after="def f(x, ys, *, key): ...",
    positional={"x": plain_types({"float": 1}), "ys": plain_types({"list[int]": 1})},
    keywords={"key": plain_types({"str": 1, "NoneType": 1})},
)


def read(*lines, status=0, timed_out=False):
    said = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    outcome = CommandOutcome(
        exit_status=status,
        output="\n".join(said),
        cpu_seconds=0.0,
        wall_seconds=1.5,
        timed_out=timed_out,
    )
    return told(QUESTION, "m:f", outcome)


def arguments(found):
    return [pickle.loads(call.payload) for call in found.calls]


def suggestion(text, *, differs=True):
    return {"try": text, "differs": differs}


def test_the_signature_is_as_the_types_were_seen():
    assert QUESTION.signature == "def question(x: float, ys: list[int], *, key: None | str) -> None: ...\n"


def test_suggestions_become_calls_the_differing_ones_first():
    found = read(
        suggestion("{'x': 1.0, 'ys': [], 'key': None}", differs=False),
        suggestion("{'x': 2.0, 'ys': [3], 'key': 'a'}"),
        {"paths": 12, "exhausted": True},
    )
    assert arguments(found) == [((2.0, [3]), {"key": "a"}), ((1.0, []), {"key": None})]
    assert {(call.function, call.origin) for call in found.calls} == {("m:f", "symbolic")}
    assert (found.paths, found.exhausted, found.trouble) == (12, True, "")


def test_floats_that_have_no_literal_are_read():
    found = read(*(suggestion(f"{{'x': {x}, 'ys': [], 'key': None}}") for x in ("nan", "-inf", "inf")))
    values = [args[0] for args, _ in arguments(found)]
    assert math.isnan(values[0])
    assert values[1:] == [-math.inf, math.inf]


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('touch /tmp/owned')",
        "{'x': 1.0, 'ys': [], 'key': open('/etc/passwd')}",
        "{'x': 1.0, 'ys': [], 'key': nan}",
        "{'x': 1, 'ys': [], 'key': None}",
        "{'x': 1.0, 'ys': [], 'key': None, 'more': 1}",
        "{'x': 1.0, 'ys': []}",
        "{'x': 1.0, 'ys': [1.5], 'key': None}",
        "{'x': 1.0, 'ys': [*range(9)], 'key': None}",
        "{'x': 1.0, 'ys': [1] * 10**9, 'key': None}",
        "{{}: 1}",
        "[1.0, [], None]",
        "{'x': 1.0, 'ys': [" + "1," * 10_000 + "], 'key': None}",
        "(" * 3_000,
        "-" * 3_900 + "1",
        "[" * 90 + "]" * 90,
        "1" * 3_900,
        "\x00",
        "",
    ],
)
def test_what_is_no_set_of_such_arguments_is_no_call(text):
    assert read(suggestion(text)).calls == ()


def test_any_output_at_all_is_read_without_harm():
    found = read(
        "garbage",
        "{",
        "[1, 2]",
        "{" * 5_000,
        '{"try": 5, "differs": "yes"}',
        {"paths": -5, "exhausted": "very"},
        {"paths": 10**30, "exhausted": 1},
        {"trouble": "x" * 9_000},
        suggestion("{'x': 1.0, 'ys': [], 'key': None}"),
    )
    assert len(found.calls) == 1
    assert (found.paths, found.exhausted) == (10**9, False)
    assert len(found.trouble) <= 300


def test_so_many_suggestions_are_not_all_made():
    found = read(*(suggestion(f"{{'x': {n}.0, 'ys': [], 'key': None}}") for n in range(5_000)))
    assert len(found.calls) == 64


def test_how_it_ended_is_told_unless_only_its_time_was_over():
    assert read(status=-11).trouble == "the search ended with status -11"
    assert read(status=-9, timed_out=True).trouble == ""
