"""The report as one page: nothing is loaded, nothing runs, every text of the target is escaped."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

from ouroboros.records.evidence import Measurement
from ouroboros.records.verdict import EvolutionReport
from ouroboros.reporting.axis import Axis, finite
from ouroboros.reporting.figures import (
    counted,
    duration,
    funnel,
    interval_kind,
    measurement_of,
    p_value,
    percent,
    rejections,
    times,
    tolerated,
    visible,
    with_interval,
)
from ouroboros.reporting.limits import shell
from ouroboros.reporting.page_markup import command, dots, facts, folded, interval, safe, scale, table
from ouroboros.reporting.page_style import STYLE
from ouroboros.reporting.page_winner import lost_list, winner_card
from ouroboros.reporting.words import environment_rows, throughput_rows

# Even if something slipped through the escaping, a browser would neither run nor fetch it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def _forest(report: EvolutionReport) -> str:
    rows: list[tuple[str, Measurement]] = []
    for verdict in report.winners:
        measured = measurement_of(verdict)
        if measured is not None and finite(measured):
            rows.append((verdict.candidate.region.name, measured))
    if not rows:
        return ""
    if report.workload and finite(report.workload.measurement):
        rows.append(("the whole workload", report.workload.measurement))
    axis = Axis.over(
        (value for _, measured in rows for value in (measured.low, measured.high)), least=(0.9, 2.2)
    )
    pieces = ["<h2>Gains</h2>", '<div class="card">']
    for name, measured in rows:
        pieces.append(
            f'<div class="row"><code>{safe(name)}</code>'
            f'<svg role="img" aria-label="{safe(name)}: {with_interval(measured)}">'
            f"{interval(measured, axis)}</svg>"
            f"<span>{with_interval(measured)}</span></div>"
        )
    pieces.append(
        f'<div class="row"><span></span><svg aria-hidden="true">{scale(axis)}</svg><span></span></div>'
    )
    whole = dots("The whole workload", report.workload.measurement) if report.workload else ""
    pieces.append(
        '<p class="soft">Time of the original divided by time of the winner, with its interval, on a '
        f"logarithmic axis. The dotted line is “no change”.</p>{whole}</div>"
    )
    return "".join(pieces)


def _funnel(report: EvolutionReport) -> str:
    stages = funnel(report)
    most = max(1, stages[0][1])
    pieces = ["<h2>From candidates to winners</h2>", '<div class="card">']
    for name, count in stages:
        pieces.append(
            f'<div class="row"><span>{safe(name)}</span><svg aria-hidden="true">'
            f'<rect class="bar" x="0" y="15%" height="70%" width="{100 * count / most:.2f}%" rx="3"/></svg>'
            f"<span>{count:,}</span></div>"
        )
    reasons = rejections(report)
    if reasons:
        told = " · ".join(f"{safe(reason)} {count:,}" for reason, count in reasons.items())
        pieces.append(f'<p class="soft">Turned down: {told}.</p>')
    pieces.append("</div>")
    return "".join(pieces)


def _functions(report: EvolutionReport) -> str:
    won = "".join(
        winner_card(outcome, outcome.winner, report) for outcome in report.functions if outcome.winner
    )
    rest = [outcome for outcome in report.functions if not outcome.winner]
    pieces = []
    if won:
        pieces.append(f"<h2>Winners</h2>{won}")
    if rest:
        rows = [
            (
                outcome.hotspot.region.name,
                percent(outcome.hotspot.self_share),
                f"{outcome.candidates:,}",
                outcome.why_no_winner or "no winner",
            )
            for outcome in rest
        ]
        told = table(
            "Functions without a winner, hottest first",
            ("Function", "Own time", "Tried", "Why"),
            rows,
            figures=2,
        )
        lost = "".join(
            folded(f"Candidates for {outcome.hotspot.region.name} that lost", lost_list(outcome))
            for outcome in rest
        )
        pieces.append(f'<h2>Left as they are</h2><div class="card">{told}{lost}</div>')
    return "".join(pieces)


def _surroundings(report: EvolutionReport) -> str:
    """Machine, interpreter, throughput, and the command that makes the run again."""
    rows = list(environment_rows(report.environment)) if report.environment else []
    rows += throughput_rows(report.throughput) if report.throughput else []
    again = shell(report)
    if not rows and not again:
        return ""
    told = facts((name, safe(value)) for name, value in rows)
    repeat = f"<p>The same command makes the same choices; times are measured anew: {command(again)}</p>"
    return f'<h2>Where it ran</h2><div class="card">{told}{repeat if again else ""}</div>'


def _undo(report: EvolutionReport) -> str:
    if not report.texts:
        return ""
    files = "".join(
        f"<li><code>{safe(path)}</code>"
        + (
            f' <span class="soft">before: SHA-256 {safe(report.original_checksums[path][:16])}…</span>'
            if path in report.original_checksums
            else ""
        )
        + "</li>"
        for path in sorted(report.texts)
    )
    return (
        '<h2>How to undo</h2><div class="card"><p>Nothing was written unless you asked for it.</p><ul>'
        "<li>With <code>--branch NAME</code> each winner is one commit: "
        f"{command('git revert COMMIT')} takes one back, "
        f"{command('git branch -D NAME')} drops all of them. Your own branch was not touched.</li>"
        f"<li>With <code>--apply</code> the files below were edited: {command('git checkout -- FILE')}, or "
        f"save a change from above and run {command('patch -R -p1 < change.diff')}.</li></ul>"
        f"<p>Files concerned:</p><ul>{files}</ul></div>"
    )


def _header(report: EvolutionReport) -> str:
    winners = len(report.winners)
    if report.workload and finite(report.workload.measurement):
        measured = report.workload.measurement
        headline = f'<span class="gain">{times(measured.speedup)}</span> as fast'
        below = (
            f"The whole workload: {duration(report.workload.before_seconds)} before, "
            f"{duration(report.workload.after_seconds)} after; {interval_kind(measured)} "
            f"{times(measured.low)} to {times(measured.high)}, {counted(measured.pairs, 'pair')}, "
            f"{html.escape(p_value(measured.p_value))}."
        )
    else:
        headline = f'<span class="gain">{counted(winners, "winner")}</span>'
        below = "The whole workload was not compared."
    started = datetime.fromtimestamp(report.started, tz=UTC).strftime("%Y-%m-%d %H:%M UTC")
    sandbox = f" · sandbox: {safe(report.sandbox_level)}" if report.sandbox_level else ""
    said = filter(None, (tolerated(report), *report.notes))
    notes = "".join(f'<p class="warn">{safe(note)}</p>' for note in said)
    return (
        f'<header><h1>Ouroboros · {safe(report.target)}</h1><p class="headline">{headline}</p><p>{below}</p>'
        f'<p class="soft">{counted(winners, "winner")} in {counted(len(report.functions), "hot function")} · '
        f"{started} · {duration(report.seconds)} · {counted(report.tests_run, 'test')} run{sandbox}</p>"
        f"{notes}</header>"
    )


def render_html(report: EvolutionReport) -> str:
    """The report as a self-contained HTML page.

    Args:
        report: a finished evolution; its texts, names and reasons may be hostile.

    Returns:
        A complete document: no script, no external resource, every text of the target escaped. It holds no
        surrogates and can be written as UTF-8.

    """
    title = re.sub(r"\s+", " ", visible(report.target))
    body = "".join(
        (_forest(report), _funnel(report), _functions(report), _surroundings(report), _undo(report))
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Ouroboros: {html.escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body>{_header(report)}\n<main>{body}</main>\n"
        '<footer class="soft">Measured against the original in the same run. Behaviour was compared on the '
        "calls named above; code that none of them reaches is not proven.</footer></body></html>\n"
    )
