"""Picks the sizes of hash tables: the next prime number above each power of two."""


def is_prime(number):
    if number < 2:
        return False
    for divisor in range(2, number):
        if divisor * divisor > number:
            break
        if number % divisor == 0:
            return False
    return True


def next_prime(number):
    candidate = number + 1
    while not is_prime(candidate):
        candidate += 1
    return candidate


def count_below(limit):
    return sum(1 for number in range(limit) if is_prime(number))


def main():
    print([next_prime(2**power) for power in range(4, 40)], count_below(200_000))


if __name__ == "__main__":
    main()
