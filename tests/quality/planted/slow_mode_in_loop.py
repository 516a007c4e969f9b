"""The rounding that is hardly ever asked for is asked about in every round."""


def total(amounts: list, mode: str = "exact", limit=None, strict: bool = False, shown=None) -> float:
    result = 0
    for amount in amounts:
        if mode == "down":
            amount = int(amount)
        elif mode == "up":
            amount = int(amount) + 1
        elif mode == "half":
            amount = amount / 2
        if limit is not None and amount > limit:
            amount = limit
        if strict and amount < 0:
            raise ValueError(f"negative: {amount}")
        if shown is not None:
            shown.append(amount)
        result += amount
    return result


def workload() -> float:
    amounts = [n % 17 + 0.25 for n in range(2000)]
    return sum(total(amounts) for _ in range(100))


ROUNDS = 6
PROBES = [
    "total([1.5, 2, -3])",
    "total([1.5, 2, -3], 'down'), total([1.5], 'up'), total([1.5], 'half'), total([1.5], 'odd')",
    "total([1, 9], limit=5), total([1, 9], limit=0)",
    "total([1, -1], strict=True)",
    "total([1, -1], strict=1)",
    "(lambda seen: (total([1, 2], shown=seen), seen))([])",
    "total(['a'])",
    "total([1.5], type('Mode', (str,), {'__eq__': lambda self, other: print(other) or other == 'up'})('exact'))",
    "total(iter([1, 2]))",
]
