"""Numbers in another base."""


def in_base(number: int, base: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number > 0:
        text = digits[number % base] + text
        number = number // base
    return text or "0"


def workload() -> int:
    return sum(len(in_base(7 ** (150 + i % 40), 2 + i % 3)) for i in range(8000))


PROBES = ["in_base(0, 2)", "in_base(255, 16)", "in_base(10**30, 7)", "in_base(-5, 2)"]
