"""Figures for the Monday meeting."""

from __future__ import annotations

import re


def daily_totals(rows: list[dict]) -> dict[int, int]:
    """Turnover of each day in cents, in order of days."""
    totals: dict[int, int] = {}
    for day in sorted(set(row["day"] for row in rows)):
        total = 0
        for row in rows:
            if row["day"] == day:
                total += row["amount"]
        totals[day] = total
    return totals


def category_summary(rows: list[dict]) -> list[dict]:
    """Orders, pieces and turnover of each category, the strongest first."""
    summary = []
    categories = list({row["category"] for row in rows})
    for category in sorted(categories):
        matching = [row for row in rows if row["category"] == category]
        orders = []
        for row in matching:
            if row["order"] not in orders:
                orders.append(row["order"])
        summary.append(
            {
                "category": category,
                "orders": len(orders),
                "quantity": sum(row["quantity"] for row in matching),
                "amount": sum(row["amount"] for row in matching),
            }
        )
    summary.sort(key=lambda entry: (-entry["amount"], entry["category"]))
    return summary


def quote_field(value: object) -> str:
    """One CSV field, in quotation marks when it needs them."""
    text = str(value)
    if re.search(r'[",\r\n]', text):
        return '"' + text.replace('"', '""') + '"'
    return text


def to_csv(rows: list[dict], columns: list[str]) -> str:
    """Rows as comma-separated text with a header line; a missing value becomes an empty field."""
    text = ",".join(columns) + "\n"
    for row in rows:
        line = ""
        for i, column in enumerate(columns):
            if i > 0:
                line = line + ","
            line = line + quote_field(row.get(column, ""))
        text = text + line + "\n"
    return text


def moving_average(values: list[float], window: int) -> list[float]:
    """Mean of each value and the ``window - 1`` values before it (fewer at the beginning)."""
    if window < 1:
        raise ValueError("window must be at least 1")
    averages = []
    for i in range(len(values)):
        part = values[max(0, i - window + 1) : i + 1]
        averages.append(sum(part) / len(part))
    return averages


def variance(values: list[float]) -> float:
    """Mean squared deviation from the mean; 0.0 for fewer than two values."""
    if len(values) < 2:
        return 0.0
    total = 0.0
    for value in values:
        total += (value - sum(values) / len(values)) ** 2
    return total / len(values)


def rank(values: list[int]) -> list[int]:
    """Rank of each value, 1 for the largest; equal values share a rank."""
    ordered = sorted(values, reverse=True)
    return [ordered.index(value) + 1 for value in values]


def autocorrelation(values: list[float], lag: int) -> float:
    """How much a series resembles itself ``lag`` steps before, from -1 to 1."""
    n = len(values)
    if n <= lag:
        return 0.0
    mean = sum(values) / n
    above = 0.0
    below = 0.0
    for i in range(n):
        below += (values[i] - mean) * (values[i] - mean)
        if i >= lag:
            above += (values[i] - mean) * (values[i - lag] - mean)
    return above / below if below else 0.0


def text_table(rows: list[dict], columns: list[str]) -> str:
    """Rows as an aligned table for an e-mail."""
    widths = {}
    for column in columns:
        widths[column] = max([len(column)] + [len(str(row.get(column, ""))) for row in rows])
    table = ""
    for column in columns:
        table += column.ljust(widths[column]) + "  "
    table = table.rstrip() + "\n"
    for row in rows:
        line = ""
        for column in columns:
            line += str(row.get(column, "")).ljust(widths[column]) + "  "
        table += line.rstrip() + "\n"
    return table
