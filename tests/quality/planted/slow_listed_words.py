"""Comments are marked that mention one of many words on a list."""

WORDS = [f"{kind} {thing}" for kind in ("cheap", "free", "best") for thing in
         ("casino", "pills", "loans", "watches", "tickets", "bets", "miles", "deals", "poker", "diet")]  # fmt: skip


def marked(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in WORDS)


def with_words(text: str, *more: object) -> bool:
    before = list(WORDS)
    WORDS.extend(more)
    try:
        return marked(text)
    finally:
        WORDS[:] = before


def workload() -> int:
    plain = "please the order arrived broken and i want my money back today "
    texts = [plain * (n % 3 + 1) + (WORDS[n % 30].upper() if n % 9 == 0 else "") for n in range(3000)]
    return sum(marked(text) for text in texts)


PROBES = [
    "marked('the BEST poker')",
    "marked('the BEST  poker')",
    "marked('')",
    "marked('free bet'), marked('free bets')",
    "with_words('xyz', 'xy')",
    "with_words('abc', '')",
    "with_words('abc', 3)",
    "with_words('cheap diet', 3)",
    "with_words('abc', type('T', (str,), {})('b'))",
    "marked(None)",
    "marked(b'free bets')",
    "marked(type('S', (str,), {'lower': lambda self: ['free bets']})('x'))",
]
