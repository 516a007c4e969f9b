"""The catalogue of liftings as data: names, types, and expressions that can be asked."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from ouroboros.arena.closed_world.security import security_of
from ouroboros.arena.equality.bounded_calls import KINDS
from ouroboros.arena.merit.selection import AcceptanceCriteria
from ouroboros.operators.library_lifting import CATALOGUE
from ouroboros.operators.lifting.entry import CONSTANTS, EXPLAINED


def test_every_name_is_given_once():
    assert [name for name, count in Counter(entry.name for entry in CATALOGUE).items() if count > 1] == []


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_an_entry_can_be_asked_and_reaches_for_nothing_but_computing(entry):
    assert set(entry.parameters) <= set(KINDS)
    assert len(entry.parameters) <= 3
    assert entry.needs, "what needs nothing is plausible everywhere"
    names = {"a": "a", "b": "b", "c": "c"}
    guard = entry.guard.format(**names) or "True"
    body = [entry.statement.format(**names)] if entry.statement else []
    body.append(f"return {entry.expression.format(**names)}")
    parameters = ", ".join("abc"[: len(entry.parameters)])
    lines = ["def f(" + parameters + "):", f"    if {guard}:", *(f"        {line}" for line in body)]
    after = "\n".join([*entry.imports, *lines, "    return a", ""])
    used = {
        node.id for node in ast.walk(ast.parse(guard + "\n" + "\n".join(body[-1:]))) if type(node) is ast.Name
    }
    assert set("abc"[: len(entry.parameters)]) <= used | {
        node.id for node in ast.walk(ast.parse("\n".join(body[:-1]))) if type(node) is ast.Name
    }
    score = security_of(f"def f({parameters}):\n    return a\n", after)
    assert score.points >= AcceptanceCriteria().minimum_security, score.findings


def test_a_word_or_a_constant_that_is_not_explained_makes_a_guess_implausible():
    sort = next(entry for entry in CATALOGUE if entry.name == "sorted-int")
    nothing = frozenset[str]()
    words = EXPLAINED | {"order"}
    assert sort.plausible(words, CONSTANTS, nothing)
    assert not sort.plausible(words, CONSTANTS | {"7"}, nothing)
    assert not sort.plausible(words | {"modulo"}, CONSTANTS, nothing)
    assert not sort.plausible(words, CONSTANTS, frozenset({"lower"}))
    assert not sort.plausible(words - {"order"}, CONSTANTS, nothing)
