"""From ordinary classes to compiled parts beside their module, which count only for the text around them."""

import subprocess
import sys
from pathlib import Path

import pytest

from ouroboros.compiling.toolchain import toolchain

_TOOLS = toolchain(Path(sys.executable))
pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("compiled parts"),
    pytest.mark.skipif(isinstance(_TOOLS, str), reason=str(_TOOLS)),
]

TREE = '''"""A search tree of objects."""


class Node:
    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None
        self.count = 1


class Tree:
    def __init__(self):
        self.root = None

    def insert(self, key):
        if self.root is None:
            self.root = Node(key)
            return
        node = self.root
        while True:
            if key == node.key:
                node.count += 1
                return
            side = node.left if key < node.key else node.right
            if side is None:
                break
            node = side
        if key < node.key:
            node.left = Node(key)
        else:
            node.right = Node(key)

    def count(self, key):
        node = self.root
        while node is not None:
            if key == node.key:
                return node.count
            node = node.left if key < node.key else node.right
        return 0


def tally(seed, size):
    """Insert ``size`` numbers that ``seed`` begins, and count what is found among the first ones."""
    tree = Tree()
    number = seed + 1
    for _ in range(size):
        number = number * 48271 % 65537
        tree.insert(number)
    return sum(tree.count(key) for key in range(size))
'''
BENCH = """from forest.tree import tally

for seed in range(400):
    print(seed, tally(seed, 300 + seed % 50))
"""
TESTS = """from forest.tree import Tree, tally


def test_tally():
    assert tally(1, 50) >= 0


def test_tree():
    tree = Tree()
    for key in (3, 1, 3):
        tree.insert(key)
    assert [tree.count(key) for key in (1, 2, 3)] == [1, 0, 2]
"""
RUN = ("forest", "--workload", "python bench.py", "--tests", "python -m pytest -q", "--budget", "4m")
ASK = "import forest.tree as t; print(type(t.Tree.insert).__name__, type(t.tally).__name__, t.tally(3, 200))"


def _asked(project: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=project, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_compiled_parts_win_are_applied_and_can_be_missing(shared_journey) -> None:
    shared_journey.write(
        {
            "pyproject.toml": '[project]\nname = "forest"\nversion = "1"\n',
            "forest/__init__.py": "",
            "forest/tree.py": TREE,
            "bench.py": BENCH,
            "tests/test_tree.py": TESTS,
        }
    )
    project = shared_journey.project
    before = _asked(project).split()[-1]
    ended = shared_journey.reported(*RUN, "--apply", environment={"OUROBOROS_BUILD_SECONDS": "120"})
    assert any("compiled-functions" in winner["operators"] for winner in ended.winners.values()), ended.text
    kinds, answer = _asked(project).rsplit(" ", 1)
    assert "cython_function_or_method" in kinds
    assert answer == before
    (binary,) = (project / "forest" / "__pycache__").glob("tree.ouroboros-*")
    module = project / "forest" / "tree.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace("self.count = 1", "self.count = 2"), encoding="utf-8")
    kinds, answer = _asked(project).rsplit(" ", 1)
    assert kinds == "function function"
    assert answer != before or before == "0"
    module.write_text(text, encoding="utf-8")
    binary.unlink()
    assert _asked(project) == f"function function {before}"
