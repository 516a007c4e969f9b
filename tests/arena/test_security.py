"""What a change adds is found, whatever way it is written; what was there before costs nothing."""

import pytest

from ouroboros.arena.security import security_of
from ouroboros.arena.selection import AcceptanceCriteria
from ouroboros.mutation.catalogue import operators

BASE = "import os\n\ndef f(x):\n    return x + 1\n"
ENOUGH = AcceptanceCriteria().minimum_security
DANGEROUS = [
    "import subprocess\n",
    "import socket\n",
    "import os.path, ctypes\n",
    "from urllib.request import urlopen\n",
    "from os import system as quick\n",
    "import os as machine\nmachine.unlink('x')\n",
    "os.system('x')\n",
    "import pickle\n",
    "import gc\n",
    "import inspect\n",
    "import sys\nsys._getframe(1)\n",
    "exec('1')\n",
    "run = eval\n",
    "__import__('socket')\n",
    "open('x', 'w')\n",
    "open('x', mode='ab')\n",
    "open('x', how)\n",
    "f.__globals__['x'] = 1\n",
    "getattr(f, '__globals__')\n",
    "getattr(f, '__glo' '' 'bals__')\n",
    "().__class__.__base__.__subclasses__()\n",
    "from pathlib import Path\nPath('x').write_text('y')\n",
]


def test_nothing_new_is_a_hundred():
    assert security_of(BASE, BASE).points == 100.0
    assert security_of(BASE, BASE.replace("x + 1", "1 + x")).points == 100.0


@pytest.mark.parametrize("added", DANGEROUS)
def test_what_leads_out_of_the_program_keeps_a_candidate_out(added):
    found = security_of(BASE, BASE + added)
    assert found.points < ENOUGH, found


@pytest.mark.parametrize("there", DANGEROUS)
def test_what_the_original_does_itself_is_nobodys_news(there):
    before = BASE + there
    assert security_of(before, before.replace("x + 1", "1 + x")).points == 100.0


def test_a_second_use_is_news():
    before = f"{BASE}exec('1')\n"
    assert security_of(before, f"{before}exec('2')\n").points < ENOUGH


@pytest.mark.parametrize(
    ("added", "points", "word"),
    [
        ("import heapq\n", 99.0, "which only computes"),
        ("import numpy\n", 90.0, "imports numpy"),
        ("open('x')\n", 75.0, "opens a file to read"),
        ("getattr(f, name)\n", 85.0, "made at run time"),
        ("kept = {}\ndef g(x):\n    kept[x] = x\n", 90.0, "keep state"),
    ],
)
def test_doubts_cost_little_and_are_named(added, points, word):
    found = security_of(BASE, BASE + added)
    assert found.points == points
    assert word in found.findings[0].what


@pytest.mark.parametrize("text", ["def f(:\n", "x = '\0'\n"])
def test_what_cannot_be_read_is_not_trusted(text):
    assert security_of(BASE, text).points == 0.0


def test_nothing_that_the_catalogue_writes_is_turned_down():
    examples = [(operator.name, example) for operator in operators() for example in operator.examples]
    assert len(examples) > 20
    points = {name: security_of(example.before, example.after).points for name, example in examples}
    assert {name: found for name, found in points.items() if found < ENOUGH} == {}
