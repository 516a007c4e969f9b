# ruff: noqa: E501  # code in one piece, as it is read
"""Examples and refusals of ``constant-values``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
from decimal import ROUND_HALF_UP, Decimal


def f(lines, rates):
    cent = Decimal("0.01")
    total = Decimal("0.00")
    for amount, kind in lines:
        net = (Decimal(amount) * Decimal("1.07")).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        if net > Decimal(100):
            net -= Decimal("-1.5e0")
        total += net + rates.get(kind, Decimal(0)) * net
        total = total.quantize(cent)
    return total
""",
        after="""\
from decimal import ROUND_HALF_UP, Decimal


_ouroboros_value_912d6f43 = Decimal('0.01')


_ouroboros_value_ba837502 = Decimal(100)


_ouroboros_value_4769cc6b = Decimal('-1.5e0')


_ouroboros_value_5efcc054 = Decimal('1.07')


_ouroboros_value_e807162c = Decimal(0)


def f(lines, rates):
    cent = _ouroboros_value_912d6f43
    total = Decimal("0.00")
    for amount, kind in lines:
        net = (Decimal(amount) * _ouroboros_value_5efcc054).quantize(_ouroboros_value_912d6f43, rounding=ROUND_HALF_UP)
        if net > _ouroboros_value_ba837502:
            net -= _ouroboros_value_4769cc6b
        total += net + rates.get(kind, _ouroboros_value_e807162c) * net
        total = total.quantize(cent)
    return total
""",
        calls=('f([], {})', "f([('99.99', 'a'), (3, 'b'), ('0.004', None)], {'a': Decimal('0.19')})", "f([('x', 1)], {})", 'f([(1.5, [])], {})', "f([(True, 0), ('1e30', 0)], {})", "f([(1, 2)], {2: 'a'})", "f([('NaN', 1)], {})", 'f([(1,)], {})', "f([('inf', 1)], {})",),
    ),
    Example(
        before="""\
import datetime
from fractions import Fraction


def f(day, days, share=1):
    after = day + datetime.timedelta(days=1, hours=-2.5)
    return [after + d * datetime.timedelta(days) - datetime.timedelta(weeks=1) for d in range(3)], share * Fraction(1, 3) + Fraction("1/7"), day < datetime.datetime(2020, 2, 29)
""",
        after="""\
import datetime
from fractions import Fraction


_ouroboros_value_a4cfcc16 = datetime.timedelta(days=1, hours=-2.5)


_ouroboros_value_a67021a3 = Fraction('1/7')


_ouroboros_value_9896628e = datetime.datetime(2020, 2, 29)


_ouroboros_value_ade2d24a = datetime.timedelta(weeks=1)


_ouroboros_value_0647f6f4 = Fraction(1, 3)


def f(day, days, share=1):
    after = day + _ouroboros_value_a4cfcc16
    return [after + d * datetime.timedelta(days) - _ouroboros_value_ade2d24a for d in range(3)], share * _ouroboros_value_0647f6f4 + _ouroboros_value_a67021a3, day < _ouroboros_value_9896628e
""",
        calls=('f(datetime.datetime(2020, 2, 28), 3)', 'f(datetime.datetime(1, 1, 1), 3)', 'f(datetime.date(2020, 1, 1), 1, 2.5)', 'f(datetime.datetime(9999, 12, 31), 1)', 'f(3, 1)', 'f(datetime.datetime(2021, 2, 28), None, Fraction(1))',),
    ),
)
REFUSALS = (
    Refusal(
        code="""\
from decimal import Decimal


def f(seen):
    seen.compare(Decimal("1.5"))
    seen.compare(Decimal("1.5"))
    return seen.kept[0] is seen.kept[1]
""",
        reason="Who knows what `compare` of something else does with it.",
    ),
    Refusal(
        code="""\
from decimal import Decimal


class Table(dict):
    def get(self, key, default=None):
        return self.setdefault(key, default)


def f(table):
    return table.get(1, Decimal("0")) + 1
""",
        reason="A class of the file keeps what its `get` is given.",
    ),
    Refusal(
        code="""\
from datetime import date, timedelta


def f(n):
    return date(2020, 1, 1) + timedelta(n)
""",
        reason='a test that stops the clock has another class there, which begets its own kind',
    ),
    Refusal(
        code="""\
from decimal import Decimal


def f():
    return Decimal("0.01")
""",
        reason='the caller gets the object itself',
    ),
    Refusal(
        code="""\
from decimal import Decimal


def f(x):
    return x + Decimal("zero")
""",
        reason='making it fails, and has to fail when it is used',
    ),
    Refusal(
        code="""\
from decimal import Decimal


def f(x):
    return x + Decimal(0.1)
""",
        reason='a float sets a flag of the context, or raises there',
    ),
    Refusal(
        code="""\
from decimal import Decimal


def f(x):
    return x + Decimal("sNaN")
""",
        reason='no number',
    ),
    Refusal(
        code="""\
from decimal import Decimal


def f(x, y):
    return x + Decimal(y)
""",
        reason='not a constant',
    ),
    Refusal(
        code="""\
from decimal import Decimal


def f(x, Decimal):
    return x + Decimal("1")
""",
        reason='the name is a parameter',
    ),
    Refusal(
        code="""\
class Decimal(int):
    pass


def f(x):
    return x + Decimal("1")
""",
        reason="a class of the file's own",
    ),
    Refusal(
        code="""\
from decimal import Decimal


def f(x):
    return x is Decimal("1")
""",
        reason='identity is asked for',
    ),
    Refusal(
        code="""\
from decimal import Decimal


def f(xs):
    one = Decimal("1")
    xs.append(one)
    return one + 1
""",
        reason='the object gets into a list',
    ),
    Refusal(
        code="""\
from datetime import date


def f(x):
    return x - date(2021, 2, 29)
""",
        reason='there is no such day',
    ),
)
