"""One commit for each winner, its evidence in the message."""

from __future__ import annotations

from ouroboros.arena.merit.confidence import confidence
from ouroboros.compiling.loader import detached
from ouroboros.coordination.merging import merge
from ouroboros.coordination.promotion import BranchCommit
from ouroboros.records.source import SourceFile
from ouroboros.records.verdict import EvolutionReport, Verdict
from ouroboros.reporting.figures import float_difference, of_earlier_runs, visible
from ouroboros.reporting.words import tests_in_words


def originals(report: EvolutionReport) -> dict[str, SourceFile]:
    """Every changed file as it was read, by path relative to the project."""
    files = (verdict.candidate.region.file for verdict in report.winners)
    return {file.path: file for file in files}


def winner_commits(report: EvolutionReport) -> tuple[BranchCommit, ...]:
    """Commits in the order of the report; each adds one winner to those before it.

    Compiled parts come last: they are made from the text that all other winners of their file leave.
    """
    commits: list[BranchCommit] = []
    so_far: dict[str, list[str]] = {}
    for verdict in sorted(report.winners, key=lambda verdict: bool(detached(verdict.candidate.text)[1])):
        file = verdict.candidate.region.file
        so_far.setdefault(file.path, []).append(verdict.candidate.text)
        text = merge(file.text, so_far[file.path])
        commits.append(BranchCommit(texts={file.path: text}, message=message(verdict, report.sandbox_level)))
    return tuple(commits)


def message(verdict: Verdict, sandbox_level: str) -> str:
    """What a reviewer wants to know: what changed, how much faster, and why to believe it."""
    candidate, evidence = verdict.candidate, verdict.evidence
    timed = evidence.confirmation
    assert timed is not None
    replay = evidence.replay
    lines = [
        f"{_line(candidate.region.qualname)}: {timed.speedup:.2f}x by {', '.join(candidate.operators)}",
        "",
    ]
    if candidate.note:
        lines += [_line(candidate.note), ""]
    lines += [
        f"Region:    {_line(candidate.region.name)}",
        f"Measured:  {timed.speedup:.3f}x [{timed.low:.3f}, {timed.high:.3f}] (95 %)",
        f"           {timed.pairs} pairs of fresh processes, {timed.clock}, p = {timed.p_value:.2g}",
    ]
    if replay is not None:
        through = f", through {_line(replay.through)}" if replay.through else ""
        lines.append(
            f"Replayed:  {replay.recorded_calls} recorded{of_earlier_runs(replay)} and "
            f"{replay.generated_calls} generated calls agree{through}"
        )
    if floats := float_difference(verdict.evidence.replay):
        lines.append(f"Floats:    {floats}; a tolerance was allowed")
    if evidence.faults is not None and evidence.faults.tried:
        noticed, tried = evidence.faults.noticed, evidence.faults.tried
        lines.append(f"Strength:  these calls notice {noticed} of {tried} deliberate faults")
    if evidence.symbolic is not None:
        lines.append(f"Symbolic:  {_line(evidence.symbolic.in_words)}")
    for part in detached(candidate.text)[1]:
        lines.append(
            f"Compiled:  {part.binary}, in __pycache__ where this was made, not in the commit: it fits one "
            "interpreter; without it the module runs as it is written"
        )
    known = confidence(evidence)
    lines.append(f"Evidence:  {known.points:.0f} of 100, {known.band}; `ouroboros show {candidate.identity}`")
    if evidence.tests is not None:
        lines.append(f"Tests:     {tests_in_words(evidence.tests)}")
    lines += [
        f"Sandbox:   {sandbox_level}",
        f"Risk:      {candidate.risk.name.lower()}",
        *(f"Note:      {_line(note)}" for note in evidence.notes),
        "",
        f"Ouroboros-Candidate: {candidate.identity}",
    ]
    return "\n".join(lines) + "\n"


def _line(untrusted: str) -> str:
    """One line without control characters: no trailer, no paragraph and no escape sequence gets in."""
    return visible(" ".join(untrusted.split()))
