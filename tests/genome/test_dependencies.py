"""Who may reach whom."""

from __future__ import annotations

import pytest

from ouroboros.genome.source_tree import SourceGenome

FILES = {
    "pkg/__init__.py": "from .a import helper",
    "pkg/a.py": "def helper(x): return leaf(x)\ndef leaf(x): return x\n",
    "pkg/b.py": (
        "import pkg\nfrom pkg import helper as h\nfrom . import a\n"
        "class Base:\n    def __init__(self): self.run()\n    def run(self): return h(1)\n"
        "class Child(Base):\n    def run(self): return a.leaf(2)\n"
        "def make(): return Child()\n"
        "def outer():\n    def inner(): return pkg.helper(3)\n    return inner\n"
        "def passing(xs): return map(h, xs)\n"
    ),
    "test_b.py": "from pkg.b import make\ndef test_make(): make()\n",
}


@pytest.fixture
def genome(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return SourceGenome.read(tmp_path, tmp_path)


def names(regions):
    return {region.name for region in regions}


def test_direct_calls(genome) -> None:
    graph = genome.dependencies
    assert names(graph.callees(genome.region("pkg.a:helper"))) == {"pkg.a:leaf"}
    assert names(graph.callers(genome.region("pkg.a:helper"))) == {
        "pkg.b:Base.run",
        "pkg.b:outer.<locals>.inner",
        "pkg.b:passing",
    }


def test_reaching_goes_through_methods_classes_and_tests(genome) -> None:
    found = names(genome.dependencies.reaching(genome.region("pkg.a:leaf")))
    assert {
        "test_b:test_make",
        "pkg.b:make",
        "pkg.b:Base.__init__",
        "pkg.b:Child.run",
        "pkg.b:outer",
    } <= found


def test_inheritance(genome) -> None:
    base, child = genome.region("pkg.b:Base"), genome.region("pkg.b:Child")
    assert genome.dependencies.bases(child) == (base,)
    assert genome.dependencies.subclasses(base) == (child,)


def test_imports(genome) -> None:
    assert genome.dependencies.imports["pkg/b.py"] == {"pkg/__init__.py", "pkg/a.py"}
