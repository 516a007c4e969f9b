"""Definite assignment: a name without a value is told by its name, so no body that may read one is moved."""

from __future__ import annotations

import ast

import pytest

from ouroboros.operators.facts.definite import reads_only_bound

SURE = (
    "def f(a):\n    b = a\n    return b\n",
    "def f(a):\n    if a:\n        b = 1\n    else:\n        b = 2\n    return b\n",
    "def f(a):\n    if a:\n        b = 1\n    else:\n        raise ValueError(a)\n    return b\n",
    "def f(a):\n    for b in a:\n        c = b\n        a = c\n    return a\n",
    "def f(a):\n    return [b for c in a for b in c if b]\n",
    "def f(a):\n    with a as b:\n        return b\n",
    "def f(a):\n    while a:\n        if a:\n            b = a\n        else:\n            return\n        b",
    "def f(a):\n    a[len(a)] = g(a)\n    return a\n",
)
UNSURE = (
    "def f(a):\n    if a:\n        b = 1\n    return b\n",
    "def f(a):\n    for b in a:\n        pass\n    return b\n",
    "def f(a):\n    while a:\n        b = a\n        a = None\n    return b\n",
    "def f(a):\n    try:\n        b = a()\n    except ValueError:\n        pass\n    return b\n",
    "def f(a):\n    b += a\n    return b\n",
    "def f(a):\n    b: int\n    return b\n",
    "def f(a):\n    return [b for b in b]\n",
    "def f(a):\n    made = [b for b in a]\n    return b\n",
    "def f(a):\n    return (b := a) + b\n",
    "def f(a):\n    with a as b:\n        c = b\n    return c\n",
)


def function(text: str) -> ast.FunctionDef:
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    return node


@pytest.mark.parametrize("text", SURE)
def test_every_read_follows_an_assignment(text: str) -> None:
    assert reads_only_bound(function(text))


@pytest.mark.parametrize("text", UNSURE)
def test_some_path_may_read_a_name_without_a_value(text: str) -> None:
    assert not reads_only_bound(function(text))
