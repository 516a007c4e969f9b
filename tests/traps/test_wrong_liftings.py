"""Functions that are almost a library's: no guess of the catalogue may pass the arena for any of them."""

from __future__ import annotations

import importlib.util
import pickle
import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from ouroboros.agent.type_names import type_text
from ouroboros.arena.equality.call_book import CallBook, open_book
from ouroboros.arena.sandboxing.sandbox import Limits, Sandbox, SandboxLevel, SandboxPlan, probe
from ouroboros.coordination.conjectures import MORE_CALLS, kinds_of, replayed, sieved
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation.catalogue import operator
from ouroboros.mutation.proposal import propose
from ouroboros.operators import library_lifting
from ouroboros.operators.lifting.entry import CatalogueEntry
from ouroboros.operators.lifting.syntax import Syntax
from ouroboros.records.evidence import Gate
from ouroboros.records.hotspot import Hotspot, RecordedCall, TypeProfile

_FOUND = importlib.util.spec_from_file_location("lifting_cases", Path(__file__).with_name("lifting_cases.py"))
CASES = importlib.util.module_from_spec(_FOUND)
_FOUND.loader.exec_module(CASES)
HAND_WRITTEN, NEAR_MISSES = CASES.HAND_WRITTEN, CASES.NEAR_MISSES
LIMITS = Limits(memory_bytes=512 << 20, scratch_bytes=16 << 20, output_bytes=64 << 10)
NEEDS_CUES = {"stops_at_thousand"}
"""What no reasonable number of calls tells from the library; its text does."""
EVERY = {**HAND_WRITTEN, **NEAR_MISSES}


@pytest.fixture(scope="module")
def lifted(tmp_path_factory):
    """Each function as a module of its own, in one sandbox."""
    if probe().level < SandboxLevel.FULL:
        pytest.skip("this machine offers no full sandbox")
    project = tmp_path_factory.mktemp("lifted")
    for name, (text, _) in EVERY.items():
        (project / f"{name}.py").write_text(text, encoding="utf-8")
    plan = SandboxPlan(
        python=Path(sys.executable),
        project=project,
        workspace=project,
        sys_path=(str(project),),
        modules={name: f"{name}.py" for name in EVERY},
        limits=LIMITS,
    )
    with Sandbox.start(plan) as sandbox:
        yield sandbox, SourceGenome.read(project, project)


def survivors(lifted, name):
    """What was guessed for a function, and the notes of the guesses that were proven."""
    sandbox, genome = lifted
    calls = [pickle.loads(pickle.dumps(arguments)) for arguments in EVERY[name][1]]
    region = genome.region(f"{name}:f")
    parameters = [argument.arg for argument in genome.node(region).args.args]
    types = TypeProfile(
        parameters={
            parameter: dict(Counter(type_text(arguments[place]) for arguments in calls))
            for place, parameter in enumerate(parameters)
        },
        calls_seen=len(calls),
    )
    hotspot = Hotspot(region=region, self_share=0.9, cumulative_share=0.9, samples=900)
    found = propose(genome.view(region, types=types), hotspot, [operator("library-lifting")])
    assert not found.problems, found.problems
    if not found.candidates:
        return (), ()
    recorded = [
        RecordedCall(function=f"{name}:f", payload=pickle.dumps((arguments, {})), seconds=0.0001)
        for arguments in calls
    ]
    book = open_book(
        sandbox,
        region,
        [(region.name, recorded)],
        modules=(name,),
        generated=200 * MORE_CALLS,
        rng=random.Random(7),
    )
    assert isinstance(book, CallBook), book
    proven = []
    for candidate in sieved(sandbox, book, found.candidates, lambda: True):
        evidence = replayed(sandbox, book, candidate, tested=True, kinds=kinds_of(region, types))
        if evidence.gate is Gate.PASSED:
            proven.append(candidate.note)
        else:
            print(name, candidate.note[:80], evidence.gate, evidence.reason)
    return found.candidates, tuple(proven)


@pytest.mark.parametrize("name", sorted(NEAR_MISSES))
def test_no_guess_passes_for_a_near_miss(lifted, name, monkeypatch):
    if name not in NEEDS_CUES:
        # Whatever fits the types is guessed: calls alone have to refuse it.
        anything = Syntax(words=frozenset(), constants=frozenset(), methods=frozenset())
        monkeypatch.setattr(library_lifting, "syntax_of", lambda _view: anything)
        monkeypatch.setattr(CatalogueEntry, "plausible", lambda *_asked: True)
    assert survivors(lifted, name)[1] == ()


@pytest.mark.parametrize("name", sorted(HAND_WRITTEN))
def test_what_the_library_has_is_found(lifted, name):
    guessed, proven = survivors(lifted, name)
    assert guessed
    assert proven
