"""Candidates: imports and helpers once, duplicates never, broken operators contained."""

from __future__ import annotations

import ast

import pytest

from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation.proposal import propose
from ouroboros.operators.contract import Operator, Rewrite
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.hotspot import Hotspot
from ouroboros.records.source import Edit


def operator_of(rewrite, name="test-operator", **settings):
    return Operator(
        name=name,
        category=OptimizationOp.MEMOISATION,
        summary="for tests",
        rewrite=rewrite,
        examples=(),
        refusals=(),
        **{"severity": MutationSeverity.MINOR, "risk": Risk.LOW, **settings},
    )


def look(folder, text, function="f"):
    (folder / "m.py").write_text(text, encoding="utf-8")
    genome = SourceGenome.read(folder, folder)
    region = genome.region(f"m:{function}")
    spot = Hotspot(region=region, self_share=0.5, cumulative_share=0.5, samples=50)
    return genome, genome.view(region), spot


def numbers(view):
    """Every number of the region."""
    return [
        node for node in ast.walk(view.node) if isinstance(node, ast.Constant) and isinstance(node.value, int)
    ]


def replace_numbers(text, **extras):
    def rewrite(view):
        for node in numbers(view):
            yield Rewrite(edits=(view.replace(node, text),), **extras)

    return rewrite


def test_each_place_and_all_places_together(tmp_path) -> None:
    _, view, spot = look(tmp_path, "def f():\n    return [1, 2, 3]\n")
    found = propose(view, spot, [operator_of(replace_numbers("7"))])
    assert [candidate.text.splitlines()[1].strip() for candidate in found.candidates] == [
        "return [7, 2, 3]",
        "return [1, 7, 3]",
        "return [1, 2, 7]",
        "return [7, 7, 7]",
    ]
    assert not found.problems


def test_no_change_and_the_same_change_in_other_words_are_dropped(tmp_path) -> None:
    def rewrite(view):
        number = numbers(view)[0]
        yield Rewrite(edits=(view.replace(number, "1"),))
        yield Rewrite(edits=(view.replace(number, "(1)"),))
        yield Rewrite(edits=(view.insert_before(view.node.body[0], ["a = 2"]), view.replace(number, "a")))
        yield Rewrite(
            edits=(view.insert_before(view.node.body[0], ["other = 2  # b"]), view.replace(number, "other"))
        )

    _, view, spot = look(tmp_path, "def f():\n    return 1\n")
    found = propose(view, spot, [operator_of(rewrite)])
    assert len(found.candidates) == 1


def test_places_that_bring_the_same_name_are_not_combined(tmp_path) -> None:
    def rewrite(view):
        for statement in view.node.body:
            number = next(node for node in ast.walk(statement) if isinstance(node, ast.Constant))
            insertion = view.insert_before(statement, [f"_n = {number.value}"])
            yield Rewrite(edits=(insertion, view.replace(number, "_n")))

    _, view, spot = look(tmp_path, "def f(a):\n    a.append(1)\n    a.append(2)\n")
    assert len(propose(view, spot, [operator_of(rewrite)]).candidates) == 2


def test_what_is_prepared_before_one_statement_is_combined(tmp_path) -> None:
    def rewrite(view):
        for number in numbers(view):
            name = f"_n{number.value}"
            insertion = view.insert_before(view.node.body[0], [f"{name} = {number.value}", f"{name}b = 0"])
            yield Rewrite(edits=(insertion, view.replace(number, name)))

    _, view, spot = look(tmp_path, "def f(a):\n    return a + 2 * 1\n")
    found = propose(view, spot, [operator_of(rewrite)]).candidates
    assert found[-1].text == (
        "def f(a):\n    _n2 = 2\n    _n2b = 0\n    _n1 = 1\n    _n1b = 0\n    return a + _n2 * _n1\n"
    )
    assert found[-1].places == 2


def test_broken_operators_are_problems_and_cost_the_others_nothing(tmp_path) -> None:
    def raises(view):
        yield Rewrite(edits=(view.replace(numbers(view)[0], "9"),))
        raise RuntimeError("boom")

    def outside(view):
        yield Rewrite(edits=(Edit(start=0, end=1, text="y"),))

    def unparsable(view):
        yield Rewrite(edits=(view.replace(numbers(view)[0], ")"),))

    def uncompilable(view):
        yield Rewrite(edits=(view.insert_before(view.node.body[0], ["break"]),))

    def overlapping(view):
        yield Rewrite(edits=(view.replace(view.node.body[0], "pass"), view.replace(numbers(view)[0], "2")))

    def empty(view):
        yield Rewrite(edits=())

    _, view, spot = look(tmp_path, "x = 1\ndef f():\n    return 1\n")
    broken = [raises, outside, unparsable, uncompilable, overlapping, empty]
    operators = [operator_of(rewrite, rewrite.__name__) for rewrite in broken]
    found = propose(view, spot, [*operators, operator_of(replace_numbers("5"), "good")])
    assert [problem.operator for problem in found.problems] == [rewrite.__name__ for rewrite in broken]
    assert "boom" in found.problems[0].reason
    assert "leaves the region" in found.problems[1].reason
    assert [candidate.operators for candidate in found.candidates] == [("good",)]


PLACES = {
    "nothing above": ("def f():\n    return 1\n", 0),
    "comments": ("#!/bin/python\n# licence\ndef f():\n    return 1\n", 2),
    "docstring": ('"""Doc.\n\nMore."""\ndef f():\n    return 1\n', 3),
    "future": ('"""D."""\nfrom __future__ import annotations\n\nimport os\n\ndef f():\n    return 1\n', 4),
    "after a shared line": ("import os; x = [\n1,\n]\ndef f():\n    return 1\n", 3),
    "decorated": ("@(\n    len\n)\ndef g(): pass\ndef f():\n    return 1\n", 0),
}


@pytest.mark.parametrize(("text", "line"), PLACES.values(), ids=PLACES)
def test_imports_go_below_docstring_future_and_imports(tmp_path, text, line) -> None:
    _, view, spot = look(tmp_path, text)
    operator = operator_of(replace_numbers("_deque", imports=("from collections import deque as _deque",)))
    (candidate,) = propose(view, spot, [operator]).candidates
    assert candidate.text.splitlines()[line] == "from collections import deque as _deque"


def test_an_import_that_is_there_is_not_added(tmp_path) -> None:
    _, view, spot = look(tmp_path, "import math as _m\nimport os\ndef f():\n    return 1\n")
    operator = operator_of(replace_numbers("_m.pi", imports=("import math as _m",)))
    (candidate,) = propose(view, spot, [operator]).candidates
    assert candidate.text.count("import math") == 1


@pytest.mark.parametrize(
    "text",
    [
        "bisect = 1\ndef f():\n    return 1\n",
        "import other as bisect\ndef f():\n    return 1\n",
        "def f(bisect):\n    return 1\n",
        "def g():\n    global bisect\n    bisect = 2\ndef f():\n    return 1\n",
        "import bisect\nbisect = None\ndef f():\n    return 1\n",
        "if x:\n    import bisect\ndef f():\n    return 1\n",
        "def f():\n    return 1\nfrom x import *\n",
        "def g():\n    return bisect\ndef f():\n    return 1\n",
    ],
)
def test_an_import_whose_name_is_taken_is_refused(tmp_path, text) -> None:
    _, view, spot = look(tmp_path, text)
    found = propose(view, spot, [operator_of(replace_numbers("bisect", imports=("import bisect",)))])
    assert not found.candidates
    assert found.problems


def test_an_import_may_not_hide_a_built_in(tmp_path) -> None:
    _, view, spot = look(tmp_path, "def f():\n    return 1\n")
    found = propose(view, spot, [operator_of(replace_numbers("pow", imports=("from math import pow",)))])
    assert "built-in" in found.problems[0].reason


HELPER = "def _ouroboros_two():\n    return 2"


def test_helpers_go_above_the_outermost_definition_and_its_comment(tmp_path) -> None:
    text = "x = 1\n\n# about A\n# more\n@dec\nclass A:\n    def f(self):\n        return 1\n"
    _, view, spot = look(tmp_path, text, "A.f")
    (candidate,) = propose(
        view, spot, [operator_of(replace_numbers("_ouroboros_two()", helpers=(HELPER,)))]
    ).candidates
    assert candidate.text.startswith(f"x = 1\n\n{HELPER}\n\n\n# about A\n# more\n@dec\nclass A:")


def test_a_helper_must_keep_to_its_names(tmp_path) -> None:
    _, view, spot = look(tmp_path, "_ouroboros_two = 3\ndef f():\n    return 1\n")
    for helper in (HELPER, "def plain(): pass"):
        found = propose(view, spot, [operator_of(replace_numbers("0", helpers=(helper,)))])
        assert not found.candidates
        assert found.problems


def grown(folder, genome, candidate, function, operators):
    later = genome.with_text("m.py", candidate.text)
    region = later.region(f"m:{function}")
    spot = Hotspot(region=region, self_share=0.1, cumulative_share=0.1, samples=1)
    return propose(later.view(region), spot, operators, parents=candidate)


def test_second_generation_adds_nothing_twice_and_keeps_its_parents(tmp_path) -> None:
    genome, view, spot = look(tmp_path, "def f():\n    return [1, 2]\n")
    operator = operator_of(
        replace_numbers("_ouroboros_two()", imports=("import math as _math",), helpers=(HELPER,)),
        severity=MutationSeverity.MAJOR,
    )
    first = propose(view, spot, [operator]).candidates[0]
    stateful = operator_of(
        lambda view: [
            Rewrite(
                edits=(view.replace(numbers(view)[-1], "_ouroboros_two()"),),
                imports=("import math as _math",),
                helpers=(HELPER,),
                keeps_state=True,
                note="second",
            )
        ],
        "second",
        risk=Risk.HIGH,
    )
    (second,) = grown(tmp_path, genome, first, "f", [stateful]).candidates
    assert second.text.count("def _ouroboros_two") == 1
    assert second.text.count("import math") == 1
    assert second.operators == ("test-operator", "second")
    assert (second.severity, second.risk, second.keeps_state) == (MutationSeverity.MAJOR, Risk.HIGH, True)
    assert second.parents == (first.identity,)
    assert second.generation == 2
    assert second.hotspot == spot


def test_a_helper_that_stands_too_low_is_moved_up(tmp_path) -> None:
    genome, view, spot = look(tmp_path, "def f():\n    return 1\n\n\ndef g():\n    return 2\n", "g")
    operator = operator_of(replace_numbers("_ouroboros_two()", helpers=(HELPER,)))
    below = propose(view, spot, [operator]).candidates[0]
    (both,) = [
        candidate
        for candidate in grown(tmp_path, genome, below, "f", [operator]).candidates
        if "return _ouroboros_two()\n\n\ndef g" in candidate.text
    ]
    assert both.text.count("def _ouroboros_two") == 1
    assert both.text.index("def _ouroboros_two") < both.text.index("def f")


SHOWING = [
    'def f(n):\n    return f"{n + 1=}"\n',
    'def f(n):\n    return f"n: {n + 1 = !s:>3}"\n',
    'def f(n):\n    return f"""\n{n} {\n  n + 1\n=}"""\n',
    'def f(n):\n    return "a" f"{n + 1=:4}"\n',
]


@pytest.mark.parametrize("text", SHOWING)
def test_a_text_that_shows_its_own_source_is_left_as_it_is_written(tmp_path, text) -> None:
    def in_place(view):
        for node in ast.walk(view.node):
            if isinstance(node, ast.BinOp) and view.source(node) == "n + 1":
                yield Rewrite(edits=(view.replace(node, "1 + n"),))

    def whole_statement(view):
        only = view.node.body[0]
        yield Rewrite(edits=(view.replace(only, view.source(only).replace("n + 1", "1 + n")),))

    _, view, spot = look(tmp_path, text)
    found = propose(view, spot, [operator_of(in_place), operator_of(whole_statement, name="other")])
    assert not found.candidates
    assert not found.problems


def test_beside_a_text_that_shows_its_source_all_else_may_change(tmp_path) -> None:
    text = 'def f(n):\n    m = n + 2\n    return f"{m=}", f"{3:=+4}", f"a={5}"\n'
    _, view, spot = look(tmp_path, text)
    found = propose(view, spot, [operator_of(replace_numbers("(7)"))])
    assert [("7" in candidate.text, "{m=}" in candidate.text) for candidate in found.candidates] == [
        (True, True)
    ] * 4
