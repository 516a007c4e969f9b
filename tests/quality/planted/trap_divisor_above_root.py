"""The smallest odd divisor of an even number may be above its square root."""


def odd_divisor(number: int) -> int:
    for divisor in range(3, number, 2):
        if number % divisor == 0:
            return divisor
    return number


def workload() -> int:
    return sum(odd_divisor(number) for number in range(2, 2400))


PROBES = ["[odd_divisor(n) for n in range(2, 60)]", "odd_divisor(14)", "odd_divisor(-9)", "odd_divisor(9.5)"]
