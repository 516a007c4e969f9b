"""Pieces of the HTML report. Whatever goes in as text comes out escaped and visible."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from itertools import cycle

from ouroboros.records.evidence import LEAST_PAIRS, Measurement
from ouroboros.reporting.axis import Axis, axis_of, finite, ratios
from ouroboros.reporting.diffs import unified_diff
from ouroboros.reporting.figures import counted, times, visible, with_interval

_MOST_DIFF_LINES = 2_000
_LEVELS = (50, 36, 64, 22, 78)
"""Heights, in per cent, over which neighbouring dots are spread so that they do not hide each other."""


def safe(text: str) -> str:
    """``text`` as HTML: nothing of it is markup, an attribute's end, or invisible."""
    return html.escape(visible(text), quote=True)


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """A definition list; names and values are HTML already, and those without value are left out."""
    found = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    return f"<dl>{found}</dl>" if found else ""


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, figures: int = 0) -> str:
    """A table with a caption; everything is text and is escaped here.

    Args:
        caption: what the table tells.
        head: of each column.
        rows: as many texts as ``head`` has; the first names its row.
        figures: how many columns after the first hold numbers.

    """
    titles = "".join(
        f'<th scope="col"{_numeric(column, figures)}>{safe(title)}</th>' for column, title in enumerate(head)
    )
    lines = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{safe(cell)}</th>'
            if not column
            else f"<td{_numeric(column, figures)}>{safe(cell)}</td>"
            for column, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="table"><table><caption>{safe(caption)}</caption><thead><tr>{titles}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _numeric(column: int, figures: int) -> str:
    return ' class="figure"' if 0 < column <= figures else ""


def listed(texts: Iterable[str]) -> str:
    """A list of texts."""
    return "<ul>" + "".join(f"<li>{safe(text)}</li>" for text in texts) + "</ul>"


def command(text: str) -> str:
    """A command to be typed."""
    return f'<code class="command">{safe(text)}</code>'


def folded(title: str, body: str) -> str:
    """A part that can be folded away; open at first, so that it is printed. ``body`` is HTML already."""
    return f"<details open><summary>{safe(title)}</summary>{body}</details>" if body else ""


def diff(path: str, before: str, after: str) -> str:
    """A change with its lines coloured and marked; a very long one is cut."""
    lines = unified_diff(path, before, after).split("\n")
    if lines and not lines[-1]:
        lines.pop()
    spans = []
    for number, line in enumerate(lines[:_MOST_DIFF_LINES]):
        kind = "head" if number < 2 else {"+": "add", "-": "del", "@": "hunk"}.get(line[:1], "same")
        spans.append(f'<span class="{kind}">{safe(line) or " "}</span>')
    if len(lines) > _MOST_DIFF_LINES:
        left_out = counted(len(lines) - _MOST_DIFF_LINES, "more line")
        spans.append(f'<span class="hunk">{left_out}: the JSON report holds the whole change</span>')
    return f'<pre role="region" tabindex="0" aria-label="Change">{"".join(spans)}</pre>'


def interval(measurement: Measurement, axis: Axis) -> str:
    """Lines and dot of one interval, on ``axis``, for the inside of an ``svg``."""
    one = axis.percent(1.0)
    left, point, right = (
        axis.percent(value) for value in (measurement.low, measurement.speedup, measurement.high)
    )
    return (
        f'<line class="axis" x1="{one:.2f}%" x2="{one:.2f}%" y1="0" y2="100%"/>'
        f'<line class="interval" x1="{left:.2f}%" x2="{right:.2f}%" y1="50%" y2="50%"/>'
        f'<circle class="point" cx="{point:.2f}%" cy="50%" r="5"/>'
    )


def scale(axis: Axis) -> str:
    """Labels of ``axis``, for the inside of an ``svg``."""
    return "".join(
        f'<text x="{axis.percent(tick):.2f}%" y="1rem" text-anchor="middle">{tick:g}x</text>'
        for tick in axis.ticks()
    )


def dots(name: str, measurement: Measurement | None) -> str:
    """Every pair behind an interval as a dot, the interval below; "" where nothing can be drawn."""
    if measurement is None or not finite(measurement):
        return ""
    found = ratios(measurement)
    if not found:
        return ""
    axis = axis_of(measurement)
    drawn = "".join(
        f'<circle class="pair" cx="{axis.percent(ratio):.2f}%" cy="{height}%" r="3.5"/>'
        for ratio, height in zip(sorted(found), cycle(_LEVELS), strict=False)
    )
    one = axis.percent(1.0)
    ends = f"from {times(min(found))} to {times(max(found))}"
    said_of = "the 95 % interval" if measurement.pairs >= LEAST_PAIRS else "their range"
    said = safe(f"{name}: {counted(len(found), 'pair')} {ends}; {with_interval(measurement)}")
    return (
        f'<figure class="dots"><svg class="pairs" role="img" aria-label="{said}">'
        f'<line class="axis" x1="{one:.2f}%" x2="{one:.2f}%" y1="0" y2="100%"/>{drawn}</svg>'
        f'<svg class="below" aria-hidden="true">{interval(measurement, axis)}</svg>'
        f'<svg class="below" aria-hidden="true">{scale(axis)}</svg>'
        f"<figcaption>{safe(name)}: {counted(len(found), 'pair')}, {ends}; below, {said_of}"
        "</figcaption>"
        "</figure>"
    )
