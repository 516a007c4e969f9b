"""A genome with one file changed says what a genome read anew would say, whatever the change."""

from __future__ import annotations

import random

import pytest

from ouroboros.genome.effects import EffectAnalysis
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.source import RegionKind

FILES = {
    "shop/__init__.py": "from .stock import find\n",
    "shop/stock.py": """\
import re
from shop import prices
from shop.base import Base

PATTERN = re.compile("a")
LIMIT = 3


def find(xs, x):
    return helper(xs).index(x)


def helper(xs):
    return [x for x in xs if PATTERN.match(x)]


class Shelf(Base):
    def __init__(self, rows):
        self.rows = rows

    def total(self):
        return sum(prices.price(row) for row in self.rows)

    def add(self, row):
        self.rows.append(row)
""",
    "shop/prices.py": """\
import shop.stock as stock

TABLE = {}


def price(row):
    def inner(n):
        return n * 2
    return inner(row["n"])


def keep(row):
    TABLE[row] = stock.find([], row)
""",
    "shop/base.py": """\
class Base:
    def total(self):
        return 0

    def twice(self):
        return self.total() * 2
""",
    "far/__init__.py": "",
    "far/deep.py": "import time\n\n\ndef go(a):\n    return a + 1\n\n\ndef clock():\n    return go(2)\n",
    "user.py": "import far\n\n\ndef use(a):\n    return far.deep.go(a)\n\n\ndef quiet(a):\n    return a\n",
    "bare/part.py": "def go(a):\n    return [a]\n",
    "other.py": "import bare.part\n\n\ndef use(a):\n    return bare.part.go(a)\n",
    "main.py": """\
from shop import find
from shop.stock import Shelf


def main():
    shelf = Shelf([])
    shelf.add(find(["a"], "a"))
    return shelf.total(), shelf.twice()
""",
}

BODIES = (
    "return 1",
    "print(1)",
    "global LIMIT\n    LIMIT = 4",
    "return helper(LIMIT)",
    "import time\n    return time.time()",
    "return keep(3)",
    "return self.total()",
    "shelf.add(3)",
    "open('x')",
    "yield 1",
    "return [each.twice() for each in ()]",
    "raise ValueError",
)


def with_body(rng, text):
    """The text with another statement at the start of some function."""
    lines = text.split("\n")
    heads = [place for place, line in enumerate(lines) if line.lstrip().startswith("def ")]
    if not heads:
        return text
    place = rng.choice(heads)
    indent = len(lines[place]) - len(lines[place].lstrip()) + 4
    body = rng.choice(BODIES).replace("\n    ", "\n" + " " * indent)
    return "\n".join([*lines[: place + 1], " " * indent + body, *lines[place + 1 :]])


CHANGES = (
    with_body,
    with_body,
    with_body,
    lambda _rng, text: f"# a comment\n\n{text}",
    lambda rng, text: f"{text}\n\ndef new_{rng.randrange(3)}(a):\n    return main(a)\n",
    lambda rng, text: text.replace("total", rng.choice(("total", "sum_of")), 1),
    lambda _rng, text: text.replace("(Base)", ""),
    lambda _rng, text: f"{text}\nLIMIT = 9\n",
    lambda _rng, text: f"import shop.base\n{text}\nshop.base.Base.total = None\n",
    lambda _rng, text: f"from shop.prices import *\n{text}",
    lambda _rng, text: f"{text}\nsetattr(__import__('shop'), name, 1)\n",
    lambda _rng, text: text.replace("def price", "@cached\ndef price"),
)


def told(genome):
    """Everything that a genome says of its regions."""
    graph = genome.dependencies
    answers = {}
    for region in genome.regions:
        key = (region.name, region.span.start)
        answers[key] = {
            "span": region.span,
            "callees": [each.name for each in graph.callees(region)],
            "callers": [each.name for each in graph.callers(region)],
            "reaching": [each.name for each in graph.reaching(region)],
            "bases": [each.name for each in graph.bases(region)],
            "subclasses": [each.name for each in graph.subclasses(region)],
            "effects": genome.effects(region),
        }
        if region.kind is not RegionKind.CLASS:
            answers[key]["constants"] = sorted(genome.view(region).constant_globals)
    return {"regions": answers, "imports": dict(graph.imports), "ambiguous": genome.ambiguous}


def written(folder, texts):
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return SourceGenome.read(folder, folder)


@pytest.mark.parametrize("seed", range(25))
def test_edits_give_what_a_fresh_analysis_gives(tmp_path, seed) -> None:
    rng = random.Random(seed)
    texts = dict(FILES)
    genome = written(tmp_path / "old", texts)
    if rng.random() < 0.8:
        told(genome)  # what is known can be shared; what was never asked for has to come out the same
    for step in range(4):
        path = rng.choice(sorted(texts))
        text = rng.choice(CHANGES)(rng, texts[path])
        try:
            genome = genome.with_text(path, text)
        except SyntaxError:
            continue
        texts[path] = text
        fresh = written(tmp_path / f"new{step}", texts)
        if rng.random() < 0.7:
            assert told(genome) == told(fresh), (path, text)
    assert told(genome) == told(written(tmp_path / "last", texts))


@pytest.mark.parametrize("path", sorted(FILES))
@pytest.mark.parametrize("body", BODIES[:6])
def test_effects_follow_an_edit_wherever_it_is_felt(tmp_path, path, body) -> None:
    genome = written(tmp_path / "old", FILES)
    told(genome)
    lines = FILES[path].split("\n")
    for place, line in enumerate(lines):
        if line.lstrip().startswith("def "):
            indent = " " * (len(line) - len(line.lstrip()) + 4)
            text = "\n".join(
                [*lines[: place + 1], indent + body.replace("\n    ", "\n" + indent), *lines[place + 1 :]]
            )
            fresh = written(tmp_path / f"new{place}", {**FILES, path: text})
            assert told(genome.with_text(path, text)) == told(fresh)


def test_an_edit_elsewhere_solves_nothing_again(tmp_path, monkeypatch) -> None:
    genome = written(tmp_path, FILES)
    told(genome)
    other = genome.with_text("far/deep.py", FILES["far/deep.py"].replace("a + 1", "a + 2"))
    solved = []
    make = EffectAnalysis._make_flow
    monkeypatch.setattr(
        EffectAnalysis, "_make_flow", lambda self, key, *rest: solved.append(key[0]) or make(self, key, *rest)
    )
    for name in ("shop.stock:find", "main:main", "other:use"):
        assert other.effects(other.region(name)) == genome.effects(genome.region(name))
    assert solved == []
    other.effects(other.region("user:use"))
    assert set(solved) == {"user.py", "far/deep.py"}


def test_an_edit_inside_a_function_shares_what_is_known(tmp_path) -> None:
    genome = written(tmp_path, FILES)
    told(genome)
    other = genome.with_text("main.py", FILES["main.py"].replace('"a"', '"b"'))
    assert other.regions_in("shop/stock.py") is genome.regions_in("shop/stock.py")
    assert other.dependencies.imports["shop/stock.py"] is genome.dependencies.imports["shop/stock.py"]
    stock = genome.region("shop.stock:find")
    assert [each.name for each in other.dependencies.callers(stock)] == [
        each.name for each in genome.dependencies.callers(stock)
    ]
