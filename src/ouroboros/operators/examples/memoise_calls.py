"""Examples and refusals of :mod:`ouroboros.operators.memoise_calls`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.memo_table import COPIED, KEPT, LASTING, MOMENTS, MOMENTS_IMPORT
from ouroboros.records.hotspot import TypeProfile


def _repeated(returns: str, **parameters: dict[str, int]) -> TypeProfile:
    """Forty calls of which one in ten was new."""
    return TypeProfile(
        parameters=parameters, returns={returns: 40}, calls_seen=40, distinct_share=0.1
    )


_TEXT = {"str": 40}
_PROFILE = _repeated("int", text=_TEXT)


def _behind(*helpers: str) -> str:
    return "".join(f"{helper}\n\n\n" for helper in helpers)


def _look_up(at: str, name: str = "f", found: str = "_ouroboros_found[0]", indent: str = "    ") -> str:
    table = f"_ouroboros_answers_{name}"
    lines = (
        f"_ouroboros_at = {at}",
        f"_ouroboros_found = {table}.get(_ouroboros_at)",
        "if _ouroboros_found is not None:",
        f"    return {found}",
    )
    return "".join(f"{indent}{line}\n" for line in lines)


def _kept(value: str, name: str = "f", marks: str = "") -> str:
    return f"return _ouroboros_kept(_ouroboros_answers_{name}, _ouroboros_at, {value}{marks})"


_LONGEST = '''\
def f(text, least=3):
    """Length of the longest word, and how many letters it has over the least."""
    best = 0
    for word in text.lower().split():
        if len(word) > best:
            best = len(word)
    if best > least:
        return best, best - least
    return best
'''

_STEPS = """\
import math


def root(n):
    return math.isqrt(n)


def f(n, unit=None):
    if n < 0:
        raise ValueError(f"negative: {n}")
    found = 1.0 if unit is None else 0.5
    for i in range(2, root(n)):
        found += n % i / i
    return found
"""

_WORDS = """\
class Reader:
    def words(self, text):
        found = []
        for part in text.split(","):
            if part:
                found.append(part.strip())
        return found


def f(*texts):
    return [Reader().words(text) for text in texts]
"""

_DATE = """\
from datetime import datetime


def f(text):
    return datetime.strptime(text, "%Y-%m-%d")
"""

EXAMPLES = (
    Example(
        before=_LONGEST,
        after=_behind(LASTING, KEPT, "_ouroboros_answers_f = {}")
        + _LONGEST.replace(
            "    best = 0\n",
            _look_up("(text, least,) if type(text) is str and type(least) is int else None") + "    best = 0\n",
        )
        .replace("return best, best - least", _kept("(best, best - least)"))
        .replace("return best\n", _kept("best") + "\n"),
        calls=(
            "f('a bcd'), f('a bcd'), f('a bcd', 3), f('a bcd', True), f('a bcd', 1), f('a bcd', 1.0)",
            "f('', 0), f('', False), f('', 0)",
            "f('ä' * 300), f('ä' * 300)",
            "f(None)",
            "f('a', 'b')",
            "f(b'a bc'), f(b'a bc')",
            "f(type('Text', (str,), {'lower': lambda self: 'own one'})('a')), f('a')",
            "[f('x' * (n % 600)) for n in range(1300)]",
        ),
        profile=_repeated("int", text=_TEXT, least={"int": 40}),
    ),
    Example(
        before=_STEPS,
        after=_STEPS.replace("def f(n", _behind(LASTING, KEPT, "_ouroboros_answers_f = {}") + "def f(n").replace(
            "    if n < 0:",
            _look_up("(n, unit,) if type(n) is int and (type(unit) is str or unit is None) else None")
            + "    if n < 0:",
        ).replace("return found", _kept("found")),
        calls=(
            "[f(30), f(30, None), f(30, 'm'), f(30.0), f(True), f(30), f(1)]",
            "f(-3)",
            "f(10 ** 3), f(10 ** 3)",
            "f('a')",
        ),
        profile=_repeated("float", n={"int": 40}, unit={"NoneType": 30, "str": 10}),
    ),
    Example(
        before=_WORDS,
        after=_behind(LASTING, KEPT, COPIED, "_ouroboros_answers_Reader_words = {}")
        + _WORDS.replace(
            "        found = []\n",
            _look_up(
                "text if type(text) is str else None",
                "Reader_words",
                "_ouroboros_own_copy(_ouroboros_found[0])",
                " " * 8,
            )
            + "        found = []\n",
        ).replace("return found", _kept("found", "Reader_words", ", True")),
        function="Reader.words",
        calls=(
            "f('a, b', 'a, b', '', '')",
            "(lambda one, two: (one.append(1), one, two, one is two))(*f('a, b', 'a, b'))",
            "(lambda one: (one[0].append(1), f('a, b')))(f('a, b'))",
            "f(','.join(map(str, range(400))), ','.join(map(str, range(400))))",
            "f(b'a')",
            "f(None)",
        ),
        profile=_repeated("list[str]", self={"example.Reader": 40}, text=_TEXT),
    ),
    Example(
        before=_DATE,
        after=f"from datetime import datetime\n{MOMENTS_IMPORT}\n\n\n"
        + _behind(MOMENTS, LASTING, KEPT, "_ouroboros_answers_f = {}")
        + "def f(text):\n"
        + _look_up("text if type(text) is str else None")
        + "    "
        + _kept('datetime.strptime(text, "%Y-%m-%d")', marks=", others=_ouroboros_moments"),
        calls=("f('2024-02-29'), f('2024-02-29')", "f('2023-02-29')", "f(3)", "f('')"),
        profile=_repeated("datetime.datetime", text=_TEXT),
    ),
)  # fmt: skip

_SUM = "def f(text):\n    return sum(map(ord, text))\n"

REFUSALS = (
    Refusal(
        code=_SUM,
        reason="Hardly any argument came twice.",
        profile=TypeProfile(
            parameters={"text": _TEXT}, returns={"int": 40}, calls_seen=40, distinct_share=0.9
        ),
    ),
    Refusal(code=_SUM, reason="Nothing was recorded."),
    Refusal(
        code=_SUM,
        reason="Lists are no keys: whoever holds one may change it.",
        profile=_repeated("int", text={"list[str]": 40}),
    ),
    Refusal(
        code="TABLE = {'a': 1}\n\n\ndef f(text):\n    return sum(TABLE.get(c, 0) for c in text)\n",
        reason="The table of the module may change between calls.",
        profile=_PROFILE,
    ),
    Refusal(
        code="RATE = 3\n\n\ndef set_rate(rate):\n    global RATE\n    RATE = rate\n\n\n"
        "def f(text):\n    return len(text.split()) * RATE\n",
        reason="The rate is rebound.",
        profile=_PROFILE,
    ),
    Refusal(
        code="def f(text):\n    print(text)\n    return len(text.split())\n",
        reason="It prints, each time.",
        profile=_PROFILE,
    ),
    Refusal(
        code="class A:\n    def f(self, text):\n        return len(text.split(self.mark))\n",
        function="A.f",
        reason="The answer depends on the object.",
        profile=_repeated("int", self={"example.A": 40}, text=_TEXT),
    ),
    Refusal(
        code="def f(n):\n    return 1 if n < 2 else n * f(n - 1) + len(str(n))\n",
        reason="How deep the recursion goes, and whether it is too deep, would depend on what was asked before.",
        profile=_repeated("int", n={"int": 40}),
    ),
    Refusal(
        code="import time\n\n\ndef f(text):\n    return len(text.split()) + time.time()\n",
        reason="The clock goes on.",
        profile=_PROFILE,
    ),
    Refusal(
        code="from datetime import datetime\n\n\ndef f(text):\n    return datetime.strptime(text, '%d %B %Y')\n",
        reason="The locale says what the months are called.",
        profile=_repeated("datetime.datetime", text=_TEXT),
    ),
    Refusal(
        code="def f(text):\n    try:\n        return len(text.split())\n    except Exception:\n        return 0\n",
        reason="Whether the stack or the memory was exhausted would be kept as well.",
        profile=_PROFILE,
    ),
    Refusal(
        code="def f(text, known=[]):\n    known.append(text)\n    return len(known)\n",
        reason="The default value remembers.",
        profile=_repeated("int", text=_TEXT, known={"list[str]": 40}),
    ),
    Refusal(
        code="def f(text):\n    words = text.split()\n    return words, words\n",
        reason="The two items are one list, which a copy would have to keep.",
        profile=_repeated("tuple[list[str], list[str]]", text=_TEXT),
    ),
    Refusal(
        code="def f(a, b):\n    return len(a.split()) if a is b else 0\n",
        reason="Equal texts may be two objects.",
        profile=_repeated("int", a=_TEXT, b=_TEXT),
    ),
    Refusal(
        code="def f(text, n):\n    return text.split()[n]\n",
        reason="The same number comes as an integer and as a truth value: one table would confuse them.",
        profile=_repeated("str", text=_TEXT, n={"int": 20, "bool": 20}),
    ),
    Refusal(
        code="import re\n\nWORD = re.compile('a+')\n\n\ndef f(text):\n    return f'{len(text.split()):n}'\n",
        reason="The locale says how numbers are written.",
        profile=_repeated("str", text=_TEXT),
    ),
    Refusal(
        code="def f(text):\n    for word in text.split():\n        yield word\n",
        reason="A generator is used up by whoever asked first.",
        profile=_repeated("generator", text=_TEXT),
    ),
    Refusal(
        code="def helper(text):\n    return CACHE.setdefault(text, len(CACHE))\n\n\nCACHE = {}\n\n\n"
        "def f(text):\n    return helper(text.lower())\n",
        reason="What is called keeps something itself.",
        profile=_PROFILE,
    ),
)
