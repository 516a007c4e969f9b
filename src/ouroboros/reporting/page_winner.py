"""One function's card on the page: claim, figure, what it rests on, what it does not show, the change."""

from __future__ import annotations

from ouroboros.arena.merit.confidence import confidence
from ouroboros.records.evidence import Measurement
from ouroboros.records.verdict import EvolutionReport, FunctionOutcome, Verdict
from ouroboros.reporting.figures import (
    counted,
    measured,
    measurement_of,
    percent,
    with_interval,
)
from ouroboros.reporting.fitness import fitness_rows
from ouroboros.reporting.limits import limits, reproduction
from ouroboros.reporting.page_markup import (
    command,
    diff,
    dots,
    facts,
    folded,
    listed,
    safe,
    table,
)
from ouroboros.reporting.words import (
    calls_in_words,
    confidence_in_words,
    confidence_rows,
    faults_in_words,
    lost_in_words,
    replay_in_words,
    tests_in_words,
    types_in_words,
)


def winner_card(outcome: FunctionOutcome, verdict: Verdict, report: EvolutionReport) -> str:
    """Everything about one winner, as HTML; all texts of the target escaped.

    Args:
        outcome: of the function.
        verdict: of its winner.
        report: the run.

    """
    candidate, evidence = verdict.candidate, verdict.evidence
    region, timed = candidate.region, measurement_of(verdict)
    name = safe(region.name)
    return (
        f'<article class="card" aria-label="{name}"><div class="title"><h3>{name}</h3>'
        f'<strong class="gain">{with_interval(timed) if timed else "-"}</strong></div>'
        f'<div class="soft"><code>{safe(region.file.path)}:{region.span.first_line}</code> · '
        f"<code>{candidate.identity}</code></div>"
        f"{facts(_claims(outcome, verdict))}"
        f"{_confidence(verdict)}"
        f"{_gates(verdict)}"
        f"{folded('What was called, with what', _calls(outcome, verdict))}"
        f"{folded('How long it takes', _time(evidence.screening, evidence.confirmation))}"
        f"{_fitness(outcome, verdict)}"
        f'<section class="limits"><h4>What this does not show</h4>{listed(limits(outcome, report))}</section>'
        f"{folded('Candidates that lost', lost_list(outcome))}"
        f"{folded('Make it again', _commands(outcome, report))}"
        f"<h4>The change</h4>{diff(region.file.path, region.file.text, candidate.text)}</article>"
    )


def lost_list(outcome: FunctionOutcome) -> str:
    """Why candidates lost, grouped, each with some of them."""
    groups = lost_in_words(outcome.lost, outcome.rejected)
    items = "".join(
        f"<li>{count:,} {safe(reason)}{_some(some, count) if some else ''}</li>"
        for reason, count, some in groups
    )
    return f"<ul>{items}</ul>" if items else ""


def _some(some: tuple[str, ...], count: int) -> str:
    more = (f"and {count - len(some):,} more",) if count > len(some) else ()
    return listed((*some, *more))


def _claims(outcome: FunctionOutcome, verdict: Verdict) -> tuple[tuple[str, str], ...]:
    candidate = verdict.candidate
    state = "; keeps state between calls" if candidate.keeps_state else ""
    shares = (
        f"{percent(outcome.hotspot.self_share)} own time, "
        f"{percent(outcome.hotspot.cumulative_share)} with what it calls"
    )
    risk = (
        f"{candidate.risk.name.lower()}{state}; the change is {candidate.severity.name.lower()}; "
        f"generation {candidate.generation}"
    )
    return (
        ("Share", shares),
        ("Change", safe(", ".join(candidate.operators))),
        ("Why it is the same", safe(candidate.note)),
        ("Risk", risk),
        ("Sandbox", safe(verdict.evidence.sandbox_level)),
        ("Tried", counted(outcome.candidates, "candidate")),
        ("Notes", "<br>".join(safe(note) for note in verdict.evidence.notes)),
    )


def _confidence(verdict: Verdict) -> str:
    known = confidence(verdict.evidence)
    return table(
        f"Confidence in the evidence: {confidence_in_words(known)}",
        ("Part", "Points", "Why"),
        confidence_rows(known),
        figures=1,
    )


def _gates(verdict: Verdict) -> str:
    gates = verdict.evidence.gates
    if not gates:
        return ""
    return table(
        "Gates, in the order in which they were asked",
        ("Gate", "Answer", "On what"),
        [(each.gate, each.answer, each.told) for each in gates],
    )


def _calls(outcome: FunctionOutcome, verdict: Verdict) -> str:
    evidence = verdict.evidence
    faults, tests = evidence.faults, evidence.tests
    overlooked = (
        f"; not noticed (some change nothing):{listed(faults.overlooked)}"
        if faults is not None and faults.overlooked
        else ""
    )
    named = listed(tests.names) if tests is not None and tests.names else ""
    rows = (
        ("Calls", safe(calls_in_words(outcome.calls)) if outcome.calls else ""),
        ("Same behaviour", safe(replay_in_words(evidence.replay)) if evidence.replay else ""),
        ("Symbolic comparison", safe(evidence.symbolic.in_words) if evidence.symbolic else ""),
        ("How strong that is", f"{safe(faults_in_words(faults))}{overlooked}"),
        ("Tests", safe(tests_in_words(tests)) + named),
    )
    types = (
        table(
            "Kinds of values seen, with the number of calls",
            ("Parameter", "Kinds"),
            types_in_words(outcome.types),
        )
        if outcome.types is not None and types_in_words(outcome.types)
        else ""
    )
    return facts(rows) + types


def _time(screening: Measurement | None, confirmation: Measurement | None) -> str:
    rows = [
        (name, safe(measured(each)))
        for name, each in (("Screened", screening), ("Confirmed", confirmation))
        if each is not None
    ]
    return facts(rows) + dots("Confirmed", confirmation) + dots("Screened", screening)


def _fitness(outcome: FunctionOutcome, verdict: Verdict) -> str:
    """Every figure on both versions, the three scores, and what else could have been chosen."""
    fitness, scores = verdict.evidence.fitness, verdict.evidence.objectives
    if fitness is None:
        return ""
    rows = [(name, old, new, how) for name, old, new, how in fitness_rows(fitness)]
    told = (
        f"<p>Scores of 100: performance {scores.performance:.3g}, power {scores.power:.3g}, security "
        f"{scores.security:.3g}; weighted {scores.overall:.3g}.</p>"
        if scores
        else ""
    )
    others = [each for each in outcome.front.mutations if each.recommended] if outcome.front else []
    traded = [words for each in others for words in each.trade_offs]
    chosen = f"<p>Chosen, as screening saw it,</p>{listed(traded)}" if traded else ""
    body = table("Each taken once, on both", ("Figure", "Original", "Winner", "How"), rows, figures=2)
    return folded("Figures", f"{body}{told}{chosen}")


def _commands(outcome: FunctionOutcome, report: EvolutionReport) -> str:
    return facts((safe(what), command(text)) for what, text in reproduction(outcome, report))
