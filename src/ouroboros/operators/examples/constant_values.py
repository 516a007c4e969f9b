"""Examples and refusals of :mod:`ouroboros.operators.constant_values`."""

from __future__ import annotations

import zlib

from ouroboros.operators.contract import Example, Refusal

_CENT, _TWENTIETH, _NOTHING = 'Decimal("0.01")', 'Decimal("0.05")', "Decimal(-1)"
_SPAN = "datetime.timedelta(days=1, hours=2)"


def _name(written: str) -> str:
    return f"_ouroboros_value_{zlib.crc32(written.encode()):08x}"


_LEDGER = f"""\
def f(amounts):
    total = Decimal("0")
    for amount in amounts:
        if amount > {_NOTHING}:
            total += amount.quantize({_CENT}) - {_TWENTIETH} * 2
    return total
"""

_DUE = f"""\
def f(days):
    return [day + {_SPAN} for day in days]
"""

EXAMPLES = (
    Example(
        before=f"from decimal import Decimal\n\n\n{_LEDGER}",
        after="from decimal import Decimal\n\n\n"
        + "".join(f"{_name(text)} = {text}\n\n\n" for text in (_NOTHING, _CENT, _TWENTIETH))
        + _LEDGER.replace(_CENT, _name(_CENT))
        .replace(_NOTHING, _name(_NOTHING))
        .replace(_TWENTIETH, _name(_TWENTIETH)),
        calls=(
            "f([Decimal('1.2345'), Decimal('-7'), Decimal('-0.5'), Decimal('9.005')])",
            "f([])",
            "f([3])",
            "f([Decimal('NaN')])",
            "f([Decimal('sNaN')])",
            "f([Decimal('1E+30')])",
            "f([None])",
        ),
    ),
    Example(
        before=f"import datetime\n\n\n{_DUE}",
        after=f"import datetime\n\n{_name(_SPAN)} = {_SPAN}\n\n\n" + _DUE.replace(_SPAN, _name(_SPAN)),
        calls=(
            "f([datetime.date(2024, 2, 28), datetime.datetime(2024, 2, 28, 23)])",
            "f([datetime.date.max])",
            "f([1])",
            "f([])",
        ),
    ),
)

_IMPORT = "from decimal import Decimal\n\n\n"

REFUSALS = (
    Refusal(code=_IMPORT + "def f():\n    return Decimal('0')\n", reason="A caller may ask whether it is new."),
    Refusal(code=_IMPORT + "def f(x):\n    return x is Decimal('0')\n", reason="Identity is asked for."),
    Refusal(code=_IMPORT + "def f(x):\n    return x + Decimal('0.1O')\n", reason="It fails, when it is asked for."),
    Refusal(code=_IMPORT + "def f(x):\n    return x + Decimal(0.1)\n", reason="The context notes each float."),
    Refusal(code=_IMPORT + "def f(x):\n    return x + Decimal('NaN')\n", reason="No number: left alone."),
    Refusal(code=_IMPORT + "def f(x, y):\n    return x + Decimal(y)\n", reason="It is not constant."),
    Refusal(
        code=_IMPORT + "def f(x, g):\n    return g.add(Decimal('1'))\n",
        reason="Whoever gets it may keep it.",
    ),
    Refusal(
        code="from money import Decimal\n\n\ndef f(x):\n    return x + Decimal('1')\n",
        reason="It is another Decimal.",
    ),
    Refusal(
        code=_IMPORT + "def f(x, Decimal):\n    return x + Decimal('1')\n",
        reason="It may be another Decimal.",
    ),
)
