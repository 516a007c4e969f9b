# ruff: noqa: E501  # code as the rewrite leaves it, one guarded condition to a line
"""Examples and refusals of ``strptime-to-fromisoformat``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

_DAY = """\
def _ouroboros_read_8b1f2668(kind, text):
    \"\"\"``kind.strptime(text, '%Y-%m-%d')``, read by place where the text is what that format writes.\"\"\"
    if type(kind) is type and kind == _ouroboros_datetime and type(text) is str and len(text) == 10:
        iso = text
        try:
            found = kind.fromisoformat(iso)
        except ValueError:
            found = None
        if found is not None and found.isoformat("T")[:10] == iso:
            return found
    return kind.strptime(text, '%Y-%m-%d')


"""
_EUROPEAN = """\
def _ouroboros_read_2c9de25e(kind, text):
    \"\"\"``kind.strptime(text, '%d/%m/%Y %H:%M')``, read by place where the text is what that format writes.\"\"\"
    if type(kind) is type and kind == _ouroboros_datetime and type(text) is str and len(text) == 16 and text[2] == "/" and text[5] == "/" and text[10] == " " and text[13] == ":":
        iso = f"{text[6:10]}-{text[3:5]}-{text[0:2]}T{text[11:13]}:{text[14:16]}"
        try:
            found = kind.fromisoformat(iso)
        except ValueError:
            found = None
        if found is not None and found.isoformat("T", "minutes") == iso:
            return found
    return kind.strptime(text, '%d/%m/%Y %H:%M')


"""
EXAMPLES = (
    Example(
        before="""\
from datetime import datetime


def f(rows):
    return [datetime.strptime(row, "%Y-%m-%d").date() for row in rows]
""",
        after="from datetime import datetime\nfrom datetime import datetime as _ouroboros_datetime\n\n\n"
        + _DAY
        + "def f(rows):\n    return [_ouroboros_read_8b1f2668(datetime, row).date() for row in rows]\n",
        calls=(
            "f(['2024-02-29', '0001-01-01', '9999-12-31'])",
            "f([])",
            "f(['2024-1-5'])",
            "f(['2023-02-29'])",
            "f(['2024-13-01'])",
            "f(['2024-00-01'])",
            "f(['0000-01-01'])",
            "f(['20240105'])",
            "f(['2024-W01-1'])",
            "f(['2024-01-5 '])",
            "f(['2024-01-05T00'])",
            "f(['２０２４-01-05'])",
            "f(['2024-01-0\\ud800'])",
            "f([None])",
            "f([b'2024-01-05'])",
            "f([type('Text', (str,), {})('2024-01-05')])",
        ),
    ),
    Example(
        before="""\
import datetime as dt

WHEN = "%d/%m/%Y %H:%M"


def f(row):
    when = dt.datetime.strptime(row["at"], WHEN)
    return when
""",
        after='import datetime as dt\nfrom datetime import datetime as _ouroboros_datetime\n\nWHEN = "%d/%m/%Y %H:%M"\n\n\n'
        + _EUROPEAN
        + 'def f(row):\n    when = _ouroboros_read_2c9de25e(dt.datetime, row["at"])\n    return when\n',
        calls=(
            "f({'at': '05/01/2024 23:59'})",
            "f({'at': '5/1/2024 3:59'})",
            "f({'at': '31/04/2024 00:00'})",
            "f({'at': '01/04/2024 24:00'})",
            "f({'at': '01/04/2024\\t12:00'})",
            "f({'at': '01-04-2024 12:00'})",
            "f({'at': '01/04/2024 12:60'})",
            "f({'at': ''})",
            "f({})",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="from datetime import datetime\n\n\ndef f(row):\n    return datetime.strptime(row, '%d %b %Y')\n",
        reason="names of months depend on the locale",
    ),
    Refusal(
        code="from datetime import datetime\n\n\ndef f(row):\n    return datetime.strptime(row, '%d/%m')\n",
        reason="a day without a year: the 29th of February is special, and later versions warn",
    ),
    Refusal(
        code="from datetime import datetime\n\n\ndef f(row, how):\n    return datetime.strptime(row, how)\n",
        reason="the format is not known",
    ),
    Refusal(
        code="from clock import datetime\n\n\ndef f(row):\n    return datetime.strptime(row, '%Y-%m-%d')\n",
        reason="somebody else's class",
    ),
    Refusal(
        code="import time\n\n\ndef f(row):\n    return time.strptime(row, '%Y-%m-%d')\n",
        reason="makes another kind of value, with the day of the year in it",
    ),
    Refusal(
        code="from datetime import datetime\n\n\ndef f(row):\n    return datetime.strptime(row, '%Y-%m-%d  %H:%M')\n",
        reason="two blanks match any white space",
    ),
    Refusal(
        code="from datetime import datetime\n\n\ndef f(row):\n    return datetime.strptime(row, '%Y-%m-%dT%H:%M:%S%z')\n",
        reason="an offset has many spellings",
    ),
    Refusal(
        code="from datetime import datetime\n\n\ndef f(row):\n    return datetime.strptime(row, '%y%m%d')\n",
        reason="years of two digits belong to two centuries",
    ),
)
