"""``ouroboros operators``: the catalogue of rewrites, for people and for programs."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ouroboros.config.schema import default_state_dir
from ouroboros.coordination.past_runs import kept_experience
from ouroboros.errors import UsageError
from ouroboros.mutation.catalogue import operators as catalogue
from ouroboros.operators.contract import Operator
from ouroboros.records.candidate import Category, OptimizationOp, RefactoringOp
from ouroboros.records.experience import Experience
from ouroboros.reporting.figures import counted, times, visible_line

_NAME = 34
_NEAR = 5
"""Names suggested for one that is not known."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", metavar="[NAME]", required=False, default="")
@click.option(
    "--state-dir",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where past runs are kept.  [default: that of evolve]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def operators(name: str, state_dir: Path | None, as_json: bool) -> None:
    """List the rewrites of the catalogue by category, or show all about one: NAME.

    How often a rewrite was tried and won is counted over functions, in the last run of each that is kept.
    """
    known = kept_experience(state_dir or default_state_dir(os.environ))
    if name:
        chosen = _named(name)
        told = _described(chosen, known) | _in_full(chosen)
        click.echo(json.dumps({"schema": 1, **told}, indent=2) if as_json else "\n".join(_text(told)))
        return
    described = {
        category: [_described(each, known) for each in catalogue() if each.category == category]
        for category in (*RefactoringOp, *OptimizationOp)
    }
    for entries in described.values():
        entries.sort(key=lambda entry: str(entry["name"]))
    if as_json:
        listed = [entry for category in sorted(described) for entry in described[category]]
        categories = [
            {
                "category": str(category),
                "kind": _kind(category),
                "operators": [entry["name"] for entry in entries],
            }
            for category, entries in described.items()
        ]
        click.echo(json.dumps({"schema": 1, "operators": listed, "categories": categories}, indent=2))
        return
    click.echo("\n".join(_listing(described)))


def _named(name: str) -> Operator:
    found = [each for each in catalogue() if each.name == name]
    found = found or [each for each in catalogue() if each.name.startswith(name)]
    if len(found) == 1:
        return found[0]
    names = [each.name for each in found or catalogue()]
    near = names if found else difflib.get_close_matches(name, names, n=_NEAR)
    hint = f": did you mean {', '.join(near[:_NEAR])}?" if near else ""
    raise UsageError(f"no rewrite is called {name!r}{hint}; `ouroboros operators` lists them all")


def _kind(category: Category) -> str:
    return "refactoring" if isinstance(category, RefactoringOp) else "optimisation"


def _described(operator: Operator, known: Experience) -> dict[str, Any]:
    tried, passed, won = known.attempts(operator.name)
    gains = [
        attempt.speedup
        for region in known.regions
        for attempt in region.attempts
        if attempt.operator == operator.name and attempt.speedup is not None
    ]
    return {
        "name": operator.name,
        "category": str(operator.category),
        "summary": operator.summary,
        "severity": operator.severity.name.lower(),
        "risk": operator.risk.name.lower(),
        "payoff": operator.payoff,
        "conjecture": operator.conjecture,
        "needs": list(operator.needs),
        "source": operator.source,
        "so_far": {"tried": tried, "faster": passed, "won": won, "best_speedup": max(gains, default=None)},
    }


def _in_full(operator: Operator) -> dict[str, Any]:
    return {
        "examples": [
            {
                "before": example.before,
                "after": example.after,
                "diff": _diff(example.before, example.after),
                "types": {name: dict(seen) for name, seen in example.types.items()},
                "calls": list(example.calls),
            }
            for example in operator.examples
        ],
        "refusals": [{"code": each.code, "reason": each.reason} for each in operator.refusals],
    }


def _diff(before: str, after: str) -> list[str]:
    """What changes, with all of the example around it."""
    one, other = before.splitlines(), after.splitlines()
    return list(difflib.unified_diff(one, other, lineterm="", n=len(one) + len(other)))[3:]


def _listing(described: Mapping[Category, Sequence[Mapping[str, Any]]]) -> list[str]:
    lines: list[str] = []
    for category, entries in described.items():
        lines.append(f"{category} ({_kind(category)})")
        for entry in entries:
            lines.append(f"  {entry['name']:<{_NAME}} {entry['risk']:<7} {entry['summary']}")
            if entry["so_far"]["tried"]:
                lines.append(f"  {'':<{_NAME}} {'':<7} {_so_far(entry['so_far'])}")
        if not entries:
            lines.append("  no rewrite yet")
        lines.append("")
    total = sum(map(len, described.values()))
    covered = sum(bool(entries) for entries in described.values())
    lines.append(f"{total} rewrites in {covered} of {len(described)} categories; risk low, medium or high")
    lines.append("ouroboros operators NAME shows what a rewrite does and what it leaves alone")
    return lines


def _so_far(told: Mapping[str, Any]) -> str:
    if not told["tried"]:
        return "not tried in any run that is kept"
    gain = f", at best {times(told['best_speedup'])}" if told["best_speedup"] is not None else ""
    functions = counted(told["tried"], "function")
    return f"tried in {functions}, faster in {told['faster']}, won in {told['won']}{gain}"


def _text(told: Mapping[str, Any]) -> list[str]:
    proof = "calls have to prove it" if told["conjecture"] else "exact by syntax, effects and guards"
    rows = [
        ("category", told["category"]),
        ("what", told["summary"]),
        ("risk", f"{told['risk']}; severity {told['severity']}; {proof}"),
        ("payoff", f"{times(told['payoff'])} typically, where it applies"),
        ("needs", ", ".join(told["needs"]) or "nothing beside the code"),
        ("source", told["source"] or "-"),
        ("so far", _so_far(told["so_far"])),
    ]
    lines = [told["name"], *(f"  {name:<12}{value}" for name, value in rows)]
    for number, example in enumerate(told["examples"], 1):
        lines += ["", f"Example {number}"]
        lines += [f"  {name}: {', '.join(kinds)}" for name, kinds in example["types"].items()]
        lines += [f"  {line}" for line in example["diff"]]
    for number, refusal in enumerate(told["refusals"], 1):
        lines += ["", f"Left alone {number}: {refusal['reason']}"]
        lines += [f"    {line}" for line in refusal["code"].splitlines()]
    return [visible_line(line) for line in lines]
