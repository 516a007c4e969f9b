"""A parser for ISO dates reads more and other texts than one date format does."""

from datetime import datetime


def days(texts: list[str]) -> list[int]:
    return [datetime.strptime(text, "%Y-%m-%d").toordinal() for text in texts]


def workload() -> int:
    return sum(sum(days([f"20{i % 90 + 10}-{i % 12 + 1:02}-{k % 28 + 1:02}" for i in range(300)])) for k in range(60))


PROBES = [
    "days(['2024-02-29', '1999-12-31'])",
    "days(['2024-2-9'])",
    "days(['20240209'])",
    "days(['2024-W05-5'])",
    "days(['2024-02-09T10:00'])",
    "days(['2024-02-30'])",
    "days([20240209])",
]
