"""The report as one page: nothing is loaded, nothing runs, every text of the target is escaped."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from ouroboros.coordination.diffs import unified_diff
from ouroboros.coordination.report_figures import (
    duration,
    float_difference,
    funnel,
    measurement_of,
    of_earlier_runs,
    p_value,
    percent,
    rejections,
    times,
    tolerated,
    visible,
    with_interval,
)
from ouroboros.coordination.report_fitness import fitness_rows
from ouroboros.coordination.report_style import STYLE
from ouroboros.records.evidence import Measurement
from ouroboros.records.verdict import EvolutionReport, FunctionOutcome, Verdict

# Even if something slipped through the escaping, a browser would neither run nor fetch it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_MOST_DIFF_LINES = 2_000


def _safe(text: str) -> str:
    return html.escape(visible(text), quote=True)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _finite(measurement: Measurement | None) -> bool:
    if measurement is None:
        return False
    figures = (measurement.speedup, measurement.low, measurement.high)
    return all(math.isfinite(figure) and figure > 0 for figure in figures)


def _diff(path: str, before: str, after: str) -> str:
    lines = unified_diff(path, before, after).split("\n")
    if lines and not lines[-1]:
        lines.pop()
    spans = []
    for number, line in enumerate(lines[:_MOST_DIFF_LINES]):
        kind = "head" if number < 2 else {"+": "add", "-": "del", "@": "hunk"}.get(line[:1], "same")
        spans.append(f'<span class="{kind}">{_safe(line) or " "}</span>')
    if len(lines) > _MOST_DIFF_LINES:
        left_out = _count(len(lines) - _MOST_DIFF_LINES, "more line")
        spans.append(f'<span class="hunk">{left_out}: the JSON report holds the whole change</span>')
    return f'<pre aria-label="Change">{"".join(spans)}</pre>'


def _position(value: float, low: float, high: float) -> float:
    """Where ``value`` lies between ``low`` and ``high`` on a logarithmic axis, in per cent of the width."""
    value = min(max(value, low), high)
    return 2 + 96 * (math.log(value) - math.log(low)) / (math.log(high) - math.log(low))


def _ticks(low: float, high: float) -> list[float]:
    """1, 2, 5, 10, 20 … as far as they lie on the axis."""
    steps = [base * 10**power for power in range(7) for base in (1, 2, 5)]
    inside = [step for step in steps if low <= step <= high]
    return inside if len(inside) <= 6 else [step for step in inside if math.log10(step).is_integer()]


def _forest(report: EvolutionReport) -> str:
    rows: list[tuple[str, Measurement]] = []
    for verdict in report.winners:
        measured = measurement_of(verdict)
        if measured is not None and _finite(measured):
            rows.append((verdict.candidate.region.name, measured))
    if not rows:
        return ""
    if report.workload and _finite(report.workload.measurement):
        rows.append(("the whole workload", report.workload.measurement))
    low = min(0.9, *(measured.low for _, measured in rows))
    high = max(2.2, *(measured.high * 1.05 for _, measured in rows))
    one = _position(1.0, low, high)
    pieces = ["<h2>Gains</h2>", '<div class="card">']
    for name, measured in rows:
        left, point, right = (
            _position(value, low, high) for value in (measured.low, measured.speedup, measured.high)
        )
        pieces.append(
            f'<div class="row"><code>{_safe(name)}</code>'
            f'<svg role="img" aria-label="{_safe(name)}: {with_interval(measured)}">'
            f'<line class="axis" x1="{one:.2f}%" x2="{one:.2f}%" y1="0" y2="100%"/>'
            f'<line class="interval" x1="{left:.2f}%" x2="{right:.2f}%" y1="50%" y2="50%"/>'
            f'<circle class="point" cx="{point:.2f}%" cy="50%" r="5"/></svg>'
            f"<span>{with_interval(measured)}</span></div>"
        )
    labels = "".join(
        f'<text x="{_position(tick, low, high):.2f}%" y="1rem" text-anchor="middle">{tick:g}x</text>'
        for tick in _ticks(low, high)
    )
    pieces.append(f'<div class="row"><span></span><svg aria-hidden="true">{labels}</svg><span></span></div>')
    pieces.append(
        '<p class="soft">Time of the original divided by time of the winner, with the 95 % interval, on a '
        "logarithmic axis. The dotted line is “no change”.</p></div>"
    )
    return "".join(pieces)


def _funnel(report: EvolutionReport) -> str:
    stages = funnel(report)
    most = max(1, stages[0][1])
    pieces = ["<h2>From candidates to winners</h2>", '<div class="card">']
    for name, count in stages:
        pieces.append(
            f'<div class="row"><span>{_safe(name)}</span><svg aria-hidden="true">'
            f'<rect class="bar" x="0" y="15%" height="70%" width="{100 * count / most:.2f}%" rx="3"/></svg>'
            f"<span>{count:,}</span></div>"
        )
    reasons = rejections(report)
    if reasons:
        told = " · ".join(f"{_safe(reason)} {count:,}" for reason, count in reasons.items())
        pieces.append(f'<p class="soft">Turned down: {told}.</p>')
    pieces.append("</div>")
    return "".join(pieces)


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    """A definition list; values are HTML already."""
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts if value) + "</dl>"


def _measured(measurement: Measurement | None) -> str:
    if measurement is None:
        return ""
    told = (
        f"{with_interval(measurement)}, {_count(measurement.pairs, 'pair')} interleaved, "
        f"{html.escape(p_value(measurement.p_value))}; {_safe(measurement.clock)}"
    )
    if measurement.wall_speedup is not None:
        told += f"; wall clock {times(measurement.wall_speedup)}"
    return told


def _behaviour(verdict: Verdict) -> str:
    replay = verdict.evidence.replay
    if replay is None:
        return ""
    told = (
        f"{_count(replay.recorded_calls, 'recorded call')}{of_earlier_runs(replay)} and "
        f"{_count(replay.generated_calls, 'generated call')} agree with the original"
    )
    if floats := float_difference(verdict):
        told += f"; {_safe(floats)}"
    if replay.through:
        told += f", made through <code>{_safe(replay.through)}</code>"
    if replay.executed_changed_lines:
        told += "; the changed lines were executed"
    return told


def _strength(verdict: Verdict) -> str:
    faults = verdict.evidence.faults
    if faults is None or not faults.tried:
        return ""
    told = f"the same calls notice {faults.noticed} of {_count(faults.tried, 'deliberate fault')}"
    if faults.overlooked:
        listed = "".join(f"<li><code>{_safe(text)}</code></li>" for text in faults.overlooked)
        told += f"; not noticed (some change nothing):<ul>{listed}</ul>"
    return told


def _winner(outcome: FunctionOutcome, verdict: Verdict) -> str:
    candidate, evidence = verdict.candidate, verdict.evidence
    region, measured = candidate.region, measurement_of(verdict)
    tests = evidence.tests
    state = "; keeps state between calls" if candidate.keeps_state else ""
    facts = (
        (
            "Share",
            (
                f"{percent(outcome.hotspot.self_share)} own time, "
                f"{percent(outcome.hotspot.cumulative_share)} with what it calls"
            ),
        ),
        ("Change", _safe(", ".join(candidate.operators))),
        ("Why it is the same", _safe(candidate.note)),
        (
            "Risk",
            (
                f"{candidate.risk.name.lower()}{state}; the change is {candidate.severity.name.lower()}"
                f"; generation {candidate.generation}"
            ),
        ),
        ("Tests", f"{_count(tests.tests, 'test')}: {_safe(tests.gate)}" if tests else ""),
        ("Same behaviour", _behaviour(verdict)),
        ("How strong that is", _strength(verdict)),
        ("Symbolic comparison", _safe(evidence.symbolic.in_words) if evidence.symbolic else ""),
        ("Screened", _measured(evidence.screening)),
        ("Confirmed", _measured(evidence.confirmation)),
        ("Sandbox", _safe(evidence.sandbox_level)),
        ("Tried", f"{_count(outcome.candidates, 'candidate')}{_turned_down(outcome)}"),
        ("Notes", "<br>".join(_safe(note) for note in evidence.notes)),
    )
    return (
        f'<article class="card"><div class="title"><h3>{_safe(region.name)}</h3>'
        f'<strong class="gain">{with_interval(measured) if measured else "-"}</strong></div>'
        f'<div class="soft"><code>{_safe(region.file.path)}:{region.span.first_line}</code></div>'
        f"{_facts(facts)}{_fitness(outcome, verdict)}"
        f"{_diff(region.file.path, region.file.text, candidate.text)}</article>"
    )


def _fitness(outcome: FunctionOutcome, verdict: Verdict) -> str:
    """Every figure on both versions, the three scores, and what else could have been chosen."""
    fitness, scores = verdict.evidence.fitness, verdict.evidence.objectives
    if fitness is None:
        return ""
    rows = "".join(
        f'<tr><td>{_safe(name)}</td><td class="figure">{_safe(old)}</td><td class="figure">{_safe(new)}</td>'
        f'<td class="soft">{_safe(how)}</td></tr>'
        for name, old, new, how in fitness_rows(fitness)
    )
    told = (
        f"<p>Scores of 100: performance {scores.performance:.3g}, power {scores.power:.3g}, security "
        f"{scores.security:.3g}; weighted {scores.overall:.3g}.</p>"
        if scores
        else ""
    )
    others = [each for each in outcome.front.mutations if each.recommended] if outcome.front else []
    traded = "".join(f"<li>{_safe(words)}</li>" for each in others for words in each.trade_offs)
    chosen = f"<p>Chosen, as screening saw it,</p><ul>{traded}</ul>" if traded else ""
    return (
        '<div class="table"><table><thead><tr><th scope="col">Figure</th>'
        '<th scope="col" class="figure">Original</th><th scope="col" class="figure">Winner</th>'
        f'<th scope="col">How</th></tr></thead><tbody>{rows}</tbody></table></div>{told}{chosen}'
    )


def _turned_down(outcome: FunctionOutcome) -> str:
    if not outcome.rejected:
        return ""
    return "; " + ", ".join(f"{_safe(reason)} {count:,}" for reason, count in outcome.rejected.items())


def _functions(report: EvolutionReport) -> str:
    won = "".join(_winner(outcome, outcome.winner) for outcome in report.functions if outcome.winner)
    rest = [outcome for outcome in report.functions if not outcome.winner]
    pieces = []
    if won:
        pieces.append(f"<h2>Winners</h2>{won}")
    if rest:
        rows = "".join(
            f"<tr><td><code>{_safe(outcome.hotspot.region.name)}</code></td>"
            f'<td class="figure">{percent(outcome.hotspot.self_share)}</td>'
            f'<td class="figure">{outcome.candidates:,}</td>'
            f"<td>{_safe(outcome.why_no_winner or 'no winner')}{_turned_down(outcome)}</td></tr>"
            for outcome in rest
        )
        pieces.append(
            '<h2>Left as they are</h2><div class="card table"><table><thead><tr><th scope="col">Function</th>'
            '<th scope="col" class="figure">Own time</th><th scope="col" class="figure">Tried</th>'
            f'<th scope="col">Why</th></tr></thead><tbody>{rows}</tbody></table></div>'
        )
    return "".join(pieces)


def _command(text: str) -> str:
    return f'<code class="command">{_safe(text)}</code>'


def _undo(report: EvolutionReport) -> str:
    if not report.texts:
        return ""
    files = "".join(
        f"<li><code>{_safe(path)}</code>"
        + (
            f' <span class="soft">before: SHA-256 {_safe(report.original_checksums[path][:16])}…</span>'
            if path in report.original_checksums
            else ""
        )
        + "</li>"
        for path in sorted(report.texts)
    )
    return (
        '<h2>How to undo</h2><div class="card"><p>Nothing was written unless you asked for it.</p><ul>'
        "<li>With <code>--branch NAME</code> each winner is one commit: "
        f"{_command('git revert COMMIT')} takes one back, "
        f"{_command('git branch -D NAME')} drops all of them. Your own branch was not touched.</li>"
        f"<li>With <code>--apply</code> the files below were edited: {_command('git checkout -- FILE')}, or "
        f"save a change from above and run {_command('patch -R -p1 < change.diff')}.</li></ul>"
        f"<p>Files concerned:</p><ul>{files}</ul></div>"
    )


def _header(report: EvolutionReport) -> str:
    winners = len(report.winners)
    if report.workload and _finite(report.workload.measurement):
        measured = report.workload.measurement
        headline = f'<span class="gain">{times(measured.speedup)}</span> as fast'
        below = (
            f"The whole workload: {duration(report.workload.before_seconds)} before, "
            f"{duration(report.workload.after_seconds)} after; 95 % interval {times(measured.low)} to "
            f"{times(measured.high)}, {_count(measured.pairs, 'pair')}, "
            f"{html.escape(p_value(measured.p_value))}."
        )
    else:
        headline = f'<span class="gain">{_count(winners, "winner")}</span>'
        below = "The whole workload was not compared."
    started = datetime.fromtimestamp(report.started, tz=UTC).strftime("%Y-%m-%d %H:%M UTC")
    sandbox = f" · sandbox: {_safe(report.sandbox_level)}" if report.sandbox_level else ""
    interrupted = (
        '<p class="warn">Interrupted: only what was finished is shown.</p>' if report.interrupted else ""
    )
    said = filter(None, (tolerated(report), *report.notes))
    notes = "".join(f'<p class="warn">{_safe(note)}</p>' for note in said)
    return (
        f'<header><h1>Ouroboros · {_safe(report.target)}</h1><p class="headline">{headline}</p><p>{below}</p>'
        f'<p class="soft">{_count(winners, "winner")} in {_count(len(report.functions), "hot function")} · '
        f"{started} · {duration(report.seconds)} · {_count(report.tests_run, 'test')} run{sandbox}</p>"
        f"{interrupted}{notes}</header>"
    )


def render_html(report: EvolutionReport) -> str:
    """The report as a self-contained HTML page.

    Args:
        report: a finished or interrupted evolution; its texts, names and reasons may be hostile.

    Returns:
        A complete document: no script, no external resource, every text of the target escaped. It holds no
        surrogates and can be written as UTF-8.

    """
    title = re.sub(r"\s+", " ", visible(report.target))
    body = "".join((_forest(report), _funnel(report), _functions(report), _undo(report)))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Ouroboros: {html.escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body>{_header(report)}\n<main>{body}</main>\n"
        '<footer class="soft">Measured against the original in the same run. Behaviour was compared on the '
        "calls named above; code that none of them reaches is not proven.</footer></body></html>\n"
    )
