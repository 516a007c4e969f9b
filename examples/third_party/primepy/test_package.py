import pytest
from primePy import primes


@pytest.mark.parametrize(("number", "factor"), [(2, 2), (3, 3), (15, 3), (49, 7), (97, 97), (9409, 97), (1_000_003, 1_000_003)])
def test_lowest_factor(number, factor):
    assert primes.factor(number) == factor


def test_primality():
    assert [n for n in range(2, 40) if primes.check(n)] == [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]


def test_factors_with_multiplicity():
    assert primes.factors(360) == [2, 2, 2, 3, 3, 5]
    assert primes.factors(600851475143) == [71, 839, 1471, 6857]


def test_totients():
    assert [primes.phi(n) for n in (2, 9, 10, 97, 360)] == [1, 6, 4, 96, 96]


def test_primes_in_order():
    assert primes.first(8) == [2, 3, 5, 7, 11, 13, 17, 19]
    assert primes.upto(30) == [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]
    assert primes.between(100, 120) == [101, 103, 107, 109, 113]


def test_a_text_is_refused():
    with pytest.raises(TypeError):
        primes.factor("seven")
