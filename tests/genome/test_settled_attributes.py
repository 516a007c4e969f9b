"""What the genome tells about attributes and methods that operators put in place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ouroboros.genome.source_tree import SourceGenome
from ouroboros.operators.contract import RegionView

TEXT = """\
class Base:
    def step(self, n):
        return n

    def run(self, n):
        for i in range(n):
            self.step(i)


def f(item):
    return item.size
"""


def view(folder: Path, function: str, more: str = "") -> RegionView:
    (folder / "one.py").write_text(TEXT, encoding="utf-8")
    (folder / "two.py").write_text(more, encoding="utf-8")
    genome = SourceGenome.read(folder, folder, cache=None)
    return genome.view(genome.region(f"one:{function}"))


def test_an_attribute_that_nobody_stores_is_settled(tmp_path: Path) -> None:
    assert view(tmp_path, "f").settled_attribute("size")


@pytest.mark.parametrize(
    "more",
    [
        "def g(a):\n    a.size = 3\n",
        "class C:\n    def __init__(self):\n        self.size = 3\n",
        "def g(a):\n    setattr(a, 'size', 3)\n",
        "import one\n\none.size = 3\n",
    ],
)
def test_an_attribute_that_any_file_stores_is_not(tmp_path: Path, more: str) -> None:
    assert not view(tmp_path, "f", more).settled_attribute("size")


def step_of(shown: RegionView) -> str | None:
    call = next(
        node
        for node in ast.walk(shown.node)
        if isinstance(node, ast.Call) and "step" in ast.unparse(node.func)
    )
    found = shown.function_of(call)
    return found.qualname if found else None


def test_a_method_of_the_own_class_is_reached(tmp_path: Path) -> None:
    assert step_of(view(tmp_path, "Base.run")) == "Base.step"


@pytest.mark.parametrize(
    "more",
    [
        "import one\n\n\nclass Other(one.Base):\n    def step(self, n):\n        return -n\n",
        "def g(a):\n    a.step = print\n",
        "import one\n\none.Base.step = print\n",
    ],
)
def test_a_method_that_may_be_another_one_is_not(tmp_path: Path, more: str) -> None:
    assert step_of(view(tmp_path, "Base.run", more)) is None


def test_a_class_inside_a_class_is_no_method(tmp_path: Path) -> None:
    text = "class A:\n    class Part:\n        pass\n\n    def f(self):\n        return self.Part()\n"
    (tmp_path / "one.py").write_text(text, encoding="utf-8")
    genome = SourceGenome.read(tmp_path, tmp_path, cache=None)
    shown = genome.view(genome.region("one:A.f"))
    call = next(node for node in ast.walk(shown.node) if isinstance(node, ast.Call))
    assert shown.function_of(call) is None
