"""What is worked out once for all operators is what each would have found by itself."""

from __future__ import annotations

import ast
import inspect
import statistics
import textwrap
import types

import pytest

from ouroboros.operators import handwritten_sort
from ouroboros.operators.facts import aliasing, loops, shapes, walks
from ouroboros.operators.facts.scope import SCOPES, frame_of, walk_here

MODULES = (ast, inspect, statistics, textwrap, types, pytest)
ODD = """
from os import *
import a.b as c, d.e
def f(x, *y, z: int = (w := 3), **k):
    global g, h
    match x:
        case {"a": 1, **rest}: pass
        case [first, *others] | (first, others) as whole: pass
    try:
        x: int = 1
    except E as error:
        del error
    async def inner(): nonlocal x; x = [y async for y in z]
    return lambda q: (q, x), f"{x!r:>{y}}"
class C(f, metaclass=g):
    f = property(f)
"""
TREES = [ast.parse(inspect.getsource(module)) for module in MODULES] + [ast.parse(ODD)]


@pytest.mark.parametrize("tree", TREES)
def test_walks_are_those_of_the_standard_library(tree):
    assert walks.walk(tree) == list(ast.walk(tree))
    assert walks.every_node(tree) == tuple(ast.walk(tree))
    for node in ast.walk(tree):
        assert walks.children(node) == list(ast.iter_child_nodes(node))


@pytest.mark.parametrize("tree", TREES)
def test_a_walk_within_a_function_enters_no_other(tree):
    def here(node, root):
        yield node
        if node is root or not isinstance(node, SCOPES):
            for child in ast.iter_child_nodes(node):
                yield from here(child, root)

    for node in ast.walk(tree):
        if isinstance(node, SCOPES):
            assert list(walk_here(node)) == list(here(node, node))


@pytest.mark.parametrize("tree", TREES)
def test_bindings_are_counted_as_one_by_one(tree):
    named = sorted({node.id for node in ast.walk(tree) if isinstance(node, ast.Name)})
    names = {*named[:: 1 + len(named) // 30], "error", "rest", "whole", "others", "c", "d", "w", "nowhere"}
    for name in sorted(names):
        assert loops.times_bound(tree, name) == _times_bound(tree, name), name


def _times_bound(module, name):
    count = 0
    for node in ast.walk(module):
        if isinstance(node, ast.Name):
            count += node.id == name and not isinstance(node.ctx, ast.Load)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            count += name in node.names
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            count += node.name == name
        elif isinstance(node, ast.arg):
            count += node.arg == name
        elif isinstance(node, ast.alias):
            count += (node.asname or node.name).split(".")[0] == name or node.name == "*"
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
            count += node.name == name
        elif isinstance(node, ast.MatchMapping):
            count += node.rest == name
    return count


def test_what_a_name_is_bound_to_is_found_for_each_name():
    tree = ast.parse(
        "def f(a, b):\n a = [1]\n c = d = 2\n e: int = 3\n e += 1\n g: str\n"
        " for h, a in b: pass\n def c(): i = 1\n"
    )
    frame = frame_of(tree.body[0])

    def told(name):
        return [None if value is None else ast.unparse(value) for value in aliasing.bindings(frame, name)]

    assert told("a") == [None, "[1]", None]
    assert told("b") == [None]
    assert told("c") == [None, None]
    assert told("e") == ["3"]
    assert told("g") == []
    assert told("h") == [None]
    assert told("i") == ["1"]  # a function that the body defines is looked into
    assert told("nowhere") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x += 1", "x = x + 1"),
        ("x: int = 1", "x = 1"),
        ("while 1:\n pass", "while True:\n pass"),
        ("if b > a:\n pass\nelse:\n x = 1", "if a < b:\n pass\nelse:\n x += 1"),
        ("for i in range(0, n):\n i", "for i in range(n):\n i"),
    ],
)
def test_spellings_that_match_have_one_outline(one, other):
    first, second = ast.parse(one).body, ast.parse(other).body
    assert list(map(shapes._outline, first)) == list(map(shapes._outline, second))


def test_no_match_is_lost_by_looking_at_outlines_first():
    patterns = [pattern for each in handwritten_sort._SHAPES for pattern in each[0][::5]]
    body = "\n".join(textwrap.indent(pattern, " ") for pattern in patterns if "NAME" not in pattern)
    tree = ast.parse(f"def f(XS, N, a, b):\n{body}\n")
    frame = frame_of(tree.body[0])
    view = types.SimpleNamespace(module=tree, node=tree.body[0], text="", source=ast.unparse)
    found = list(shapes.statements_like(view, frame, patterns))
    expected = []
    for block in shapes._blocks(frame):
        for at in range(len(block)):
            for pattern in patterns:
                wanted = ast.parse(pattern).body
                part = block[at : at + len(wanted)]
                if len(part) == len(wanted) and shapes._matched(view, frame, wanted, part) is not None:
                    expected.append(tuple(part))
                    break
    assert [match.nodes for match in found] == expected
    assert len(expected) > 10
