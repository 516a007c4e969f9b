"""Turnover report: sums, averages and best sale for each of the regions."""


def sales(size):
    return [
        {"region": f"region-{index * 31 % 120}", "amount": index * 7919 % 10_000, "rep": f"rep-{index % 77}"}
        for index in range(size)
    ]


def report(rows):
    regions = sorted({row["region"] for row in rows})
    lines = []
    for region in regions:
        own = [row for row in rows if row["region"] == region]
        amounts = [row["amount"] for row in own]
        best = max(own, key=lambda row: row["amount"])
        lines.append((region, sum(amounts), sum(amounts) / len(amounts), best["rep"]))
    return lines


def by_rep(rows):
    reps = {row["rep"] for row in rows}
    return {rep: sum(row["amount"] for row in rows if row["rep"] == rep) for rep in sorted(reps)}


def main():
    rows = sales(80_000)
    lines = report(rows)
    print(lines[:3], len(lines), list(by_rep(rows).items())[:4])


if __name__ == "__main__":
    main()
