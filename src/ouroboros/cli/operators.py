"""``ouroboros operators``: the catalogue of rewrites, for people and for programs."""

from __future__ import annotations

import json

import click

from ouroboros.mutation.catalogue import operators as catalogue
from ouroboros.operators.contract import Operator


def _described(operator: Operator) -> dict[str, object]:
    return {
        "name": operator.name,
        "category": str(operator.category),
        "summary": operator.summary,
        "severity": operator.severity.name.lower(),
        "risk": operator.risk.name.lower(),
        "payoff": operator.payoff,
        "needs": list(operator.needs),
        "source": operator.source,
    }


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the catalogue as JSON.")
def operators(as_json: bool) -> None:
    """List the rewrites of the catalogue, by category."""
    described = [_described(operator) for operator in catalogue()]
    described.sort(key=lambda entry: (str(entry["category"]), str(entry["name"])))
    if as_json:
        click.echo(json.dumps({"schema": 1, "operators": described}, indent=2))
        return
    category = ""
    for entry in described:
        if entry["category"] != category:
            category = str(entry["category"])
            click.echo(f"\n{category}" if entry is not described[0] else category)
        click.echo(f"  {entry['name']:<34} {entry['risk']:<7} {entry['summary']}")
    click.echo(f"\n{len(described)} rewrites; risk low, medium or high")
