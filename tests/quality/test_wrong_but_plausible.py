"""Candidates that are right on the few tame calls a workload makes, and wrong elsewhere: none passes.

The modules in ``wrong/`` hold small functions, the calls that were recorded of each, and texts that somebody
in a hurry could take for the same. What the engine sees of a module ends before its calls and wrong texts.

With ``OUROBOROS_STAGES=1`` every stage of evidence (recorded calls, generated ones, symbolic execution) is
asked alone, and ``pytest -s`` prints what it catches; that takes some twenty minutes.
"""

from __future__ import annotations

import importlib.util
import inspect
import os
import pickle
import random
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from ouroboros.agent.type_names import type_text
from ouroboros.arena.equality.call_book import INVENTED, CallBook, open_book
from ouroboros.arena.equality.replay import challenged, check
from ouroboros.arena.equality.symbolic import crosshair_version, search
from ouroboros.arena.sandboxing.sandbox import Limits, Sandbox, SandboxLevel, SandboxPlan, probe
from ouroboros.coordination.symbolic_trial import question_about
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.candidate import MutationCandidate, MutationSeverity, RefactoringOp, Risk
from ouroboros.records.evidence import Gate
from ouroboros.records.hotspot import Hotspot, RecordedCall, TypeProfile

MODULES = sorted((Path(__file__).parent / "wrong").glob("*.py"))
UNSEEN = "# What follows is never seen by the engine."
GENERATED = 200
"""As many as an evolution asks for."""
AT_LEAST = 100
SYMBOLIC_SECONDS = 4.0
"""The default of the setting."""
FOUND_SYMBOLICALLY = {
    "is_prime": "one is prime",
    "is_leap": "four centuries",
    "grade": "seventy-four",
    "position": "never the last",
}


@pytest.fixture(scope="module")
def planted():
    """The modules, imported under the names that their pickles tell."""
    modules = {}
    for path in MODULES:
        specification = importlib.util.spec_from_file_location(path.stem, path)
        modules[path.stem] = importlib.util.module_from_spec(specification)
        sys.modules[path.stem] = modules[path.stem]
        specification.loader.exec_module(modules[path.stem])
    yield modules
    for name in modules:
        del sys.modules[name]


def seen(module):
    return Path(module.__file__).read_text(encoding="utf-8").partition(UNSEEN)[0]


@pytest.fixture(scope="module")
def sandbox(planted, tmp_path_factory):
    if probe().level < SandboxLevel.FULL:
        pytest.skip("this machine offers no full sandbox")
    project = tmp_path_factory.mktemp("planted")
    for name, module in planted.items():
        (project / f"{name}.py").write_text(seen(module), encoding="utf-8")
    plan = SandboxPlan(
        python=Path(sys.executable),
        project=project,
        workspace=project,
        sys_path=(str(project),),
        modules={name: f"{name}.py" for name in planted},
        limits=Limits(memory_bytes=512 << 20, scratch_bytes=16 << 20, output_bytes=64 << 10),
    )
    with Sandbox.start(plan) as started:
        yield started


@cache
def genome_of(project):
    return SourceGenome.read(project, project)


def opened(sandbox, module, function, generated):
    """The region and the book of its calls."""
    name = module.__name__
    region = genome_of(sandbox.plan.project).region(f"{name}:{function}")
    calls = [
        RecordedCall(function=f"{name}:{function}", payload=pickle.dumps((args, {})), seconds=0.0001)
        for args in module.CALLS[function]
    ]
    book = open_book(
        sandbox,
        region,
        [(region.name, calls)],
        modules=(name,),
        generated=generated,
        rng=random.Random(7),
    )
    assert isinstance(book, CallBook), f"{function}: {book}"
    return region, book


def candidate(region, old, new):
    text = region.file.text
    assert text.count(old) == 1, f"{region.qualname}: {old!r} is there {text.count(old)} times"
    return MutationCandidate(
        hotspot=Hotspot(region=region, self_share=0.9, cumulative_share=0.9, samples=100),
        text=text.replace(old, new),
        operators=("by hand",),
        categories=(RefactoringOp.STRENGTH_REDUCTION,),
        severity=MutationSeverity.MINOR,
        risk=Risk.LOW,
    )


def test_none_passes(sandbox, planted, record_property):
    caught: Counter[str] = Counter()
    passed = []
    for module in planted.values():
        for function, variants in module.WRONG.items():
            region, book = opened(sandbox, module, function, GENERATED)
            for name, (old, new) in variants.items():
                evidence = check(sandbox, book, candidate(region, old, new), tested=True, shrink_seconds=0.0)
                if evidence.gate is not Gate.FAILED:
                    passed.append(f"{function}: {name} ({evidence.gate})")
                    continue
                assert evidence.difference is not None, (function, name, evidence)
                caught[evidence.difference.call.partition(" ")[0]] += 1
    told = ", ".join(f"{count} by {origin}" for origin, count in caught.most_common())
    record_property("caught", told)
    print(f"caught {told}")
    assert sum(caught.values()) + len(passed) >= AT_LEAST
    assert passed == []


def types_of(module, function):
    """As a recording of the calls would tell them, defaults filled in."""
    signature = inspect.signature(getattr(module, function))
    seen: dict[str, Counter[str]] = {name: Counter() for name in signature.parameters}
    for args in module.CALLS[function]:
        given = signature.bind(*args)
        given.apply_defaults()
        for name, value in given.arguments.items():
            seen[name][type_text(value)] += 1
    return TypeProfile(parameters=seen)


def suggested(sandbox, book, changed, types):
    """Calls that symbolic execution has for a candidate, or why it was not asked."""
    question = question_about(genome_of(sandbox.plan.project), changed, types)
    if isinstance(question, str):
        return question
    called = book.calls[0].function
    return search(question, called, seconds=SYMBOLIC_SECONDS, plan=sandbox.plan).calls


@pytest.mark.skipif(not crosshair_version(), reason="CrossHair is not installed")
@pytest.mark.parametrize("function", FOUND_SYMBOLICALLY)
def test_symbolic_execution_alone_finds_what_it_is_made_for(sandbox, planted, function):
    module = next(each for each in planted.values() if function in each.WRONG)
    region, book = opened(sandbox, module, function, generated=0)
    changed = candidate(region, *module.WRONG[function][FOUND_SYMBOLICALLY[function]])
    calls = suggested(sandbox, book, changed, types_of(module, function))
    evidence = challenged(sandbox, book, changed, calls, shrink_seconds=0.0)
    assert evidence.gate is Gate.FAILED
    assert evidence.difference.call.startswith("symbolic call")


@pytest.mark.skipif(not os.environ.get("OUROBOROS_STAGES"), reason="takes twenty minutes")
def test_what_each_stage_catches_alone(sandbox, planted):
    caught: dict[str, set[tuple[str, str]]] = {"recorded": set(), "generated": set(), "symbolic": set()}
    every, left_out = set(), Counter()
    for module in planted.values():
        for function, variants in module.WRONG.items():
            region, book = opened(sandbox, module, function, GENERATED)
            types = types_of(module, function)
            for name, (old, new) in variants.items():
                every.add((function, name))
                changed = candidate(region, old, new)
                found = suggested(sandbox, book, changed, types)
                if isinstance(found, str):
                    left_out[found] += 1
                stages = {
                    "recorded": [call for call in book.calls if call.origin not in INVENTED],
                    "generated": [call for call in book.calls if call.origin in INVENTED],
                    "symbolic": () if isinstance(found, str) else found,
                }
                for stage, calls in stages.items():
                    evidence = challenged(sandbox, book, changed, calls, shrink_seconds=0.0)
                    if evidence.gate is Gate.FAILED:
                        caught[stage].add((function, name))
    print(f"\n| stage | alone | first of {len(every)} | only it |\n|---|---|---|---|")
    before: set[tuple[str, str]] = set()
    for stage, own in caught.items():
        others = set().union(*(each for other, each in caught.items() if other != stage))
        print(f"| {stage} | {len(own)} | {len(own - before)} | {len(own - others)} |")
        before |= own
    print(f"symbolic execution was not asked about {left_out.total()}: {dict(left_out.most_common())}")
    print(f"caught by none alone: {sorted(every - before)}")
    assert caught["generated"]
