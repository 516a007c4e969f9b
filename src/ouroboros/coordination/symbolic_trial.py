"""A last look at a champion: calls that symbolic execution knows, and that it may answer differently."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from ouroboros.arena.equality.call_book import INVENTED, CallBook
from ouroboros.arena.equality.plain_types import PlainType, plain_types
from ouroboros.arena.equality.replay import challenged
from ouroboros.arena.equality.symbolic import SymbolicQuestion, crosshair_version, search
from ouroboros.coordination.kept_calls import keep_caught
from ouroboros.coordination.session import Session
from ouroboros.coordination.warm_arena import Arena
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.genome.standalone import standalone_text
from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.event import Stage
from ouroboros.records.evidence import Gate, GateName, SymbolicEvidence
from ouroboros.records.hotspot import TypeProfile
from ouroboros.records.source import Effect, GenomeRegion, RegionKind
from ouroboros.records.verdict import Rejection, Verdict

_NOT_INSTALLED = "CrossHair is not installed beside Ouroboros (the extra 'symbolic')"
_UNFIT = frozenset({Effect.WRITES_GLOBALS, Effect.IO, Effect.YIELDS, Effect.AWAITS, Effect.NONDETERMINISTIC})
"""What keeps paths from being repeatable. UNKNOWN is not among them: it means calls on values of unknown
type, and the recorded types are plain."""
_UNFIT_REWRITE = _UNFIT - {Effect.WRITES_GLOBALS}
"""A rewrite says itself whether it keeps state; guards hand constants to calls that the analysis doubts."""
_SHARE = 0.05
"""Most of the time left for searching that one look may take."""
_LEAST_SECONDS = 1.5
"""Below this it would hardly have started."""


def examined(
    session: Session,
    arena: Arena,
    genome: SourceGenome,
    book: CallBook,
    types: TypeProfile,
    verdict: Verdict,
) -> Verdict:
    """The ``verdict`` on a candidate that has passed, with what symbolic execution adds to it.

    Args:
        session: settings, budget, where counterexamples are kept.
        arena: makes the suggested calls.
        genome: of the original.
        book: the calls that the candidate has answered.
        types: of the recorded arguments.
        verdict: PASSED; one that has been looked at before comes back as it is.

    """
    if verdict.evidence.symbolic is not None:
        return verdict
    symbolic = _evidence(session, arena, genome, book, types, verdict.candidate)
    evidence = replace(verdict.evidence, symbolic=symbolic)
    if symbolic.gate is not Gate.UNKNOWN:  # where it cannot be asked it is no gate
        evidence = evidence.answered(GateName.SYMBOLIC, symbolic.gate, symbolic.in_words)
    if symbolic.gate is Gate.FAILED:
        return Verdict(
            evidence=evidence,
            gate=Gate.FAILED,
            rejection=Rejection.DIFFERENT_RESULT,
            reason=symbolic.reason,
        )
    return replace(verdict, evidence=evidence)


def _evidence(
    session: Session,
    arena: Arena,
    genome: SourceGenome,
    book: CallBook,
    types: TypeProfile,
    candidate: MutationCandidate,
) -> SymbolicEvidence:
    skipped = SymbolicEvidence(gate=Gate.UNKNOWN)
    seconds = session.settings.symbolic_seconds
    if not seconds:
        return replace(skipped, reason="symbolic_seconds is 0")
    if not crosshair_version():
        return replace(skipped, reason=_NOT_INSTALLED)
    if book.through:
        return replace(skipped, reason=f"its own calls were not recorded, only those of {book.through}")
    question = question_about(genome, candidate, types)
    if isinstance(question, str):
        return replace(skipped, reason=question)
    affordable = _SHARE * session.clock.search_seconds
    if affordable < min(seconds, _LEAST_SECONDS):
        return replace(skipped, reason="the budget was nearly spent")
    session.say(Stage.TEST, "symbolic comparison", candidate.region.name)
    started = time.monotonic()
    called = next(call.function for call in book.calls if call.origin not in INVENTED)
    found = search(question, called, seconds=min(seconds, affordable), plan=arena.plan)
    replay = challenged(arena.sandbox, book, candidate, found.calls)
    keep_caught(session, arena, book, replay)
    reasons = (found.trouble, replay.reason) if replay.gate is not Gate.FAILED else (replay.reason,)
    return SymbolicEvidence(
        gate=replay.gate,
        calls=replay.generated_calls,
        paths=found.paths,
        exhausted=found.exhausted,
        seconds=time.monotonic() - started,
        difference=replay.difference,
        counterexample=replay.counterexample,
        reason="; ".join(filter(None, reasons)),
    )


def question_about(
    genome: SourceGenome, candidate: MutationCandidate, types: TypeProfile
) -> SymbolicQuestion | str:
    """Original and candidate as symbolic execution can take them, or in words why it cannot."""
    region = candidate.region
    if candidate.keeps_state:
        return "it keeps state between calls"
    changed = genome.with_text(region.file.path, candidate.text)
    unfit = _unfit(genome, region, _UNFIT) or _unfit(changed, changed.region(region.name), _UNFIT_REWRITE)
    if unfit:
        return unfit
    arguments = genome.node(region).args
    if arguments.vararg or arguments.kwarg:
        return "it takes any number of arguments"
    positional = _typed(types, [item.arg for item in (*arguments.posonlyargs, *arguments.args)])
    keywords = _typed(types, [item.arg for item in arguments.kwonlyargs])
    if isinstance(positional, str) or isinstance(keywords, str):
        return positional if isinstance(positional, str) else str(keywords)
    if not positional and not keywords:
        return "it has no parameters"
    try:
        before, after = (
            standalone_text(version.tree(region.file.path), region.qualname) for version in (genome, changed)
        )
    except ValueError as error:
        return str(error)
    return SymbolicQuestion(
        function=region.qualname, before=before, after=after, positional=positional, keywords=keywords
    )


def _unfit(genome: SourceGenome, region: GenomeRegion, effects: frozenset[Effect]) -> str:
    """Why a version of a function does not lend itself to it, "" when it does."""
    if region.kind is not RegionKind.FUNCTION or region.is_nested:
        return "it is not a function of a module"
    if region.decorators:
        return f"it is decorated with {region.decorators[0]}"
    found = genome.effects(region).found & effects
    return ", ".join(sorted(f"it {effect.value}" for effect in found))


def _typed(types: TypeProfile, names: list[str]) -> Mapping[str, tuple[PlainType, ...]] | str:
    """The plain types of these parameters, or which has none and why."""
    found: dict[str, tuple[PlainType, ...]] = {}
    for name in names:
        plain = plain_types(types.parameters.get(name, {}))
        if isinstance(plain, str):
            return f"{name}: {plain}"
        found[name] = plain
    return found
