"""Symbolic search on a real sandbox: it finds what other calls miss, and turns no verdict."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace
from types import SimpleNamespace

import pytest

from ouroboros.arena.equality.call_book import open_book
from ouroboros.arena.equality.plain_types import plain_types
from ouroboros.arena.equality.replay import challenged, check
from ouroboros.arena.equality.symbolic import SymbolicQuestion, crosshair_version, search
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.coordination.remembering import counterexamples
from ouroboros.coordination.symbolic_trial import examined
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.evidence import Evidence, Gate
from ouroboros.records.hotspot import TypeProfile
from ouroboros.records.verdict import Rejection, Verdict

pytestmark = pytest.mark.skipif(not crosshair_version(), reason="CrossHair is not installed")

HASH = "def f(n):\n    return n % 1000\n"
ODD = "def f(n):\n    if n * 7 + 3 == 86419756:\n        return 0\n    return n % 1000\n"
FLOAT = "def f(x):\n    return x if x > 1 else 1.0\n"
KINDS = "def f(n):\n    if n == 123457:\n        raise ValueError(n)\n    return n\n"
HARD = "def f(n):\n    while n * n * n != n * 3 + 1:\n        n = n * 5 // 3 + 1\n    return n\n"
SECONDS = 8.0
"""Enough for a slow machine; a search that finds something ends by itself."""


@pytest.fixture(scope="module")
def sandbox(hostile_plan):
    texts = {"hashing": HASH, "floats": FLOAT, "kinds": KINDS, "hard": HARD}
    with Sandbox.start(hostile_plan(texts)) as started:
        yield started


@pytest.fixture
def hashing(sandbox, make_target):
    return make_target(sandbox=sandbox, module="hashing", original=HASH, function="f")


def asked(before, after, **types):
    typed = {name: plain_types({kind: 1}) for name, kind in types.items()}
    return SymbolicQuestion(function="f", before=before, after=after, positional=typed)


def searched(target, text, seconds=SECONDS, **types):
    question = asked(target.original, text, **types)
    return search(question, f"{target.module}:f", seconds=seconds, plan=target.sandbox.plan)


def judged(target, text, found, *calls):
    book = target.book([target.call(*args) for args in calls])
    return challenged(target.sandbox, book, target.candidate(text), found.calls)


def test_it_finds_the_one_number_that_no_other_call_has(hashing):
    calls = [hashing.call(n) for n in (5, 1234, 99)]
    book = hashing.book(calls, generated=200)
    assert check(hashing.sandbox, book, hashing.candidate(ODD), tested=True).difference is None
    found = searched(hashing, ODD, n="int")
    evidence = challenged(hashing.sandbox, book, hashing.candidate(ODD), found.calls)
    assert evidence.gate is Gate.FAILED
    assert pickle.loads(evidence.counterexample.payload) == ((12345679,), {})
    assert evidence.difference.arguments == "f(12345679)"
    assert evidence.reason.startswith("differs on symbolic call")


def test_equal_versions_pass_and_all_paths_are_named(hashing):
    same = "def f(n):\n    m = n\n    return m % 1000\n"
    found = searched(hashing, same, n="int")
    evidence = judged(hashing, same, found, (5,))
    assert (evidence.gate, found.exhausted) == (Gate.PASSED, True)
    assert evidence.generated_calls == len(found.calls) > 0


def test_a_type_counts(hashing):
    text = "def f(n):\n    return n % 1000 if n != 4711 else 711.0\n"
    found = searched(hashing, text, n="int")
    assert judged(hashing, text, found, (5,)).gate is Gate.FAILED


def test_not_a_number_counts(sandbox, make_target):
    target = make_target(sandbox=sandbox, module="floats", original=FLOAT, function="f")
    text = "def f(x):\n    return 1.0 if x <= 1 else x\n"
    found = searched(target, text, x="float")
    evidence = judged(target, text, found, (2.0,), (0.5,))
    assert evidence.gate is Gate.FAILED
    assert "nan" in evidence.difference.got + evidence.difference.expected


@pytest.mark.parametrize("raised", ["KeyError(n)", "ValueError(str(n))"])
def test_another_kind_of_exception_or_message_counts(sandbox, make_target, raised):
    target = make_target(sandbox=sandbox, module="kinds", original=KINDS, function="f")
    text = KINDS.replace("ValueError(n)", raised)
    evidence = judged(target, text, searched(target, text, n="int"), (2,), (9,))
    assert evidence.gate is Gate.FAILED
    assert evidence.difference.arguments == "f(123457)"


def test_suggestions_that_do_not_differ_refuse_nobody(hashing):
    found = searched(hashing, ODD, n="int")
    assert found.calls
    assert judged(hashing, HASH + "# the same\n", found, (5,)).gate is Gate.PASSED


def test_a_champion_that_only_this_sees_through_is_refused_and_its_call_kept(hashing, tmp_path):
    project = hashing.sandbox.plan.project
    genome = SourceGenome.read(project, project)
    changed = replace(
        hashing.candidate(ODD),
        hotspot=replace(hashing.candidate(ODD).hotspot, region=genome.region("hashing:f")),
    )
    session = SimpleNamespace(
        settings=SimpleNamespace(symbolic_seconds=SECONDS, state_dir=tmp_path, redact="", project=project),
        clock=SimpleNamespace(search_seconds=100.0),
        say=lambda *_told: None,
    )
    arena = SimpleNamespace(plan=hashing.sandbox.plan, sandbox=hashing.sandbox)
    types = TypeProfile(parameters={"n": {"int": 3}})
    calls = [hashing.call(n) for n in (5, 1234, 99)]
    best = Verdict(evidence=Evidence(candidate=changed, sandbox_level="full"), gate=Gate.PASSED)
    told = examined(session, arena, genome, hashing.book(calls), types, best)
    assert (told.gate, told.rejection) == (Gate.FAILED, Rejection.DIFFERENT_RESULT)
    assert told.reason.endswith("f(12345679)")
    corpus = counterexamples(session.settings).calls("hashing:f")
    later = open_book(
        hashing.sandbox,
        changed.region,
        [("hashing:f", calls)],
        modules=("hashing",),
        generated=0,
        rng=random.Random(7),
        corpus=corpus,
    )
    evidence = check(hashing.sandbox, later, changed, tested=True)
    assert evidence.difference.call == "corpus call 4 of hashing:f"


# What the candidate that is wrong for 12345679 does beside that, to the process that looks at it.
HARMLESS = {
    "prints garbage": "print('x' * 70_000)\nprint('{' * 9_000)\nprint('\\x00\\xff{}')\n",
    "suggests too much": "print('{\"try\": \"{\\'n\\': ' + '9' * 100_000 + '}\", \"differs\": true}')\n",
    "suggests what is no call": 'print(\'{"try": "__import__(\\\'os\\\')", "differs": true}\')\n',
}
SILENCING = {
    "turns CrossHair around": (
        "import sys\n"
        "for name, module in list(sys.modules.items()):\n"
        "    if name.startswith('crosshair'):\n"
        "        for each in ('explore_paths', 'deep_realize', 'flexible_equal'):\n"
        "            if hasattr(module, each):\n"
        "                setattr(module, each, lambda *a, **k: None)\n"
    ),
    "exits": "import os\nos._exit(0)\n",
    "crashes": "import os\nos.kill(os.getpid(), 11)\n",
    "hangs": "while True:\n    pass\n",
    "raises": "raise SystemExit(0)\n",
}
FORGED = (
    "import json, os\n"
    "print(json.dumps({'try': \"{'n': 5}\", 'differs': False}))\n"
    "print(json.dumps({'paths': 99, 'exhausted': True}), flush=True)\n"
    "os._exit(0)\n"
)


@pytest.mark.parametrize("attack", HARMLESS)
def test_what_else_it_prints_does_not_save_a_wrong_candidate(hashing, attack):
    found = searched(hashing, HARMLESS[attack] + ODD, n="int")
    assert judged(hashing, ODD, found, (5,)).gate is Gate.FAILED


@pytest.mark.parametrize("attack", SILENCING)
def test_who_silences_the_search_has_no_evidence_from_it(hashing, attack):
    found = searched(hashing, SILENCING[attack] + ODD, 3.0 if attack == "hangs" else SECONDS, n="int")
    assert (found.calls, found.paths, found.exhausted) == ((), 0, False)
    evidence = judged(hashing, ODD, found, (5,))
    assert (evidence.gate, evidence.reason) == (Gate.UNKNOWN, "no calls were suggested")


def test_who_forges_its_answer_gains_words_and_no_verdict(hashing):
    """It is where it was without: past all other gates. A call that differs still refuses it."""
    found = searched(hashing, FORGED + ODD, n="int")
    assert (found.paths, found.exhausted, len(found.calls)) == (99, True, 1)
    assert judged(hashing, ODD, found, (5,)).gate is Gate.PASSED
    more = replace(found, calls=(*found.calls, hashing.call(12345679)))
    assert judged(hashing, ODD, more, (5,)).gate is Gate.FAILED


def test_a_search_that_cannot_end_is_ended(sandbox, make_target):
    target = make_target(sandbox=sandbox, module="hard", original=HARD, function="f")
    found = searched(target, HARD + "# the same\n", 3.0, n="int")
    assert not found.exhausted
    assert found.seconds < 3 * SECONDS
