# ruff: noqa: E501  # code as the rewrite leaves it, one guarded expression to a line
"""What ``pattern-methods`` makes of calls of ``re``, and which of them it leaves alone."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
import re

BLANK = re.compile(r"[^ \\t]")
WORD = re.compile(r"(\\w)(\\w*)", re.I)


def f(lines, count=0):
    kept = [line for line in lines if re.search(BLANK, line) is not None]
    return [re.sub(WORD, lambda m: m[2] + m[1], line, count=count) for line in kept], re.compile(WORD) == WORD
""",
        after="""\
import re
from re import Pattern as _ouroboros_Pattern

BLANK = re.compile(r"[^ \\t]")
WORD = re.compile(r"(\\w)(\\w*)", re.I)


def f(lines, count=0):
    kept = [line for line in lines if (BLANK.search(line) if type(BLANK) is _ouroboros_Pattern else re.search(BLANK, line)) is not None]
    return [(WORD.sub(lambda m: m[2] + m[1], line, count=count) if type(WORD) is _ouroboros_Pattern else re.sub(WORD, lambda m: m[2] + m[1], line, count=count)) for line in kept], (WORD if type(WORD) is _ouroboros_Pattern else re.compile(WORD)) == WORD
""",
        calls=(
            "f(['ab cd', ' ', '', 'é x'])",
            "f(['ab cd'], 1)",
            "f(['ab cd'], None)",
            "f([])",
            "f([b'ab'])",
            "f([None])",
            "f(['a', 3])",
            "f([type('S', (str,), {})('ab')])",
            "[globals().update(BLANK='b'), f(['ab', 'c'])]",
            "[globals().update(BLANK='('), f(['ab', 'c'])]",
            "[globals().pop('WORD'), f(['ab'])]",
        ),
    ),
    Example(
        before="""\
import re as _re


class Scanner:
    NUMBER = _re.compile(r"\\d+")

    def __init__(self, subject):
        self.subject = subject
        self.pos = 0

    def match(self, pattern):
        found = _re.match(pattern, self.subject[self.pos:])
        if found is None:
            return None
        self.pos += found.end()
        return found.group()

    def numbers(self, rules=()):
        for rule in rules:
            self.subject = _re.sub(rule[0], rule[1], string=_re.sub(rule[0], "", self.subject))
        return _re.findall(self.NUMBER, self.subject)
""",
        after="""\
import re as _re
from re import Pattern as _ouroboros_Pattern


class Scanner:
    NUMBER = _re.compile(r"\\d+")

    def __init__(self, subject):
        self.subject = subject
        self.pos = 0

    def match(self, pattern):
        found = (pattern.match(self.subject[self.pos:]) if type(pattern) is _ouroboros_Pattern else _re.match(pattern, self.subject[self.pos:]))
        if found is None:
            return None
        self.pos += found.end()
        return found.group()

    def numbers(self, rules=()):
        for rule in rules:
            self.subject = _re.sub(rule[0], rule[1], string=_re.sub(rule[0], "", self.subject))
        return _re.findall(self.NUMBER, self.subject)
""",
        function="Scanner.match",
        calls=(
            "(lambda s: (s.match(_re.compile('a')), s.match(_re.compile('b+')), s.pos, s.match('x')))(Scanner('abb'))",
            "Scanner('abb').match('a')",
            "Scanner('abb').match('(')",
            "Scanner('abb').match(3)",
            "Scanner('abb').match([])",
            "Scanner('abb').match(_re.compile(b'a'))",
            "Scanner(5).match(_re.compile(b'a'))",
            "Scanner('').match(type('S', (str,), {})('a*'))",
        ),
    ),
    Example(
        before="""\
import re
from re import search as seek


class Rules:
    def __init__(self, rules):
        self.rules = rules

    def f(self, text):
        for rule in self.rules:
            text = re.sub(rule["from"], rule["to"], string=re.sub(self.rules[0]["from"], "", text), count=1)
        return [part for part in re.split(self.rules[-1]["from"], text, maxsplit=2) if seek(rule["from"], part)]
""",
        after="""\
import re
from re import search as seek
from re import Pattern as _ouroboros_Pattern


class Rules:
    def __init__(self, rules):
        self.rules = rules

    def f(self, text):
        for rule in self.rules:
            text = (_pattern.sub(rule["to"], string=(_pattern.sub("", text) if type((_pattern := self.rules[0]["from"])) is _ouroboros_Pattern else re.sub(_pattern, "", text)), count=1) if type((_pattern := rule["from"])) is _ouroboros_Pattern else re.sub(_pattern, rule["to"], string=re.sub(self.rules[0]["from"], "", text), count=1))
        return [part for part in re.split(self.rules[-1]["from"], text, maxsplit=2) if (_pattern.search(part) if type((_pattern := rule["from"])) is _ouroboros_Pattern else seek(_pattern, part))]
""",
        function="Rules.f",
        calls=(
            "Rules([{'from': re.compile('a+'), 'to': 'b'}, {'from': re.compile('(b)'), 'to': r'<\\\\1>'}]).f('aabb')",
            "Rules([{'from': re.compile('a+'), 'to': 'b'}, {'from': '(b)', 'to': r'<\\\\1>'}]).f('aabb a b')",
            "Rules([{'from': '(b)', 'to': 'c'}, {'from': re.compile('c'), 'to': 'b'}]).f('abcabc')",
            "Rules([{'from': '(', 'to': 'b'}]).f('a')",
            "Rules([{'from': re.compile('a'), 'to': r'\\\\2'}]).f('ba')",
            "Rules([{'from': re.compile('a'), 'to': len}]).f('ba')",
            "Rules([{'to': 'b'}]).f('a')",
            "Rules([{'from': re.compile('a')}]).f(3)",
            "Rules([]).f('a')",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="import re\n\n\ndef f(s):\n    return re.match('a', s)\n",
        reason="A literal is no compiled pattern.",
    ),
    Refusal(
        code="import re\n\nWORD = r'\\w+'\n\n\ndef f(s):\n    return re.match(WORD, s)\n",
        reason="The name stands for a text.",
    ),
    Refusal(
        code="import re\n\nWORD = re.compile('a')\n\n\ndef f(s):\n    return re.match(WORD, s, re.I)\n",
        reason="Flags beside a compiled pattern are an error, which the method cannot raise.",
    ),
    Refusal(
        code="import re\n\nWORD = re.compile('a')\n\n\ndef f(s):\n    return re.sub(WORD, '', s, 1)\n",
        reason="Newer versions warn of a count without its name.",
    ),
    Refusal(
        code="import re\n\nWORD = re.compile('a')\n\n\ndef f(s):\n    return re.match(WORD)\n",
        reason="Raises for want of an argument, in the words of re.match.",
    ),
    Refusal(
        code="import re\n\nWORD = re.compile('a')\n\n\ndef f(s):\n    return re.sub(WORD, s, repl='')\n",
        reason="Raises for an argument given twice, in the words of re.sub.",
    ),
    Refusal(
        code="import re\n\nWORD = re.compile('a')\n\n\ndef f(*s, **more):\n    return re.sub(WORD, *s), re.match(WORD, **more)\n",
        reason="The arguments can't be told apart.",
    ),
    Refusal(
        code="import regex as re\n\nWORD = re.compile('a')\n\n\ndef f(s):\n    return re.match(WORD, s)\n",
        reason="Another library under the same name.",
    ),
    Refusal(
        code="import re\n\nWORD = re.compile('a')\n\n\ndef f(re, s):\n    return re.match(WORD, s)\n",
        reason="The name is a parameter.",
    ),
    Refusal(
        code="import re\n\nre.match = print\n\n\ndef f(p, s):\n    return re.match(p, s)\n",
        reason="The file puts something else in the function's place.",
    ),
    Refusal(
        code="import re\n\n\ndef f(p, s):\n    return f'{re.match(p, s)}'\n",
        reason="Where an expression inside an f-string stands is not told exactly before 3.12.",
    ),
    Refusal(
        code="import re\n\n\ndef f(ps, s):\n    return [x for x in re.findall(ps[0], s)]\n",
        reason="Nothing can be bound in what a comprehension goes through.",
    ),
    Refusal(
        code="import re\n\n\ndef f(p, s):\n    return re.match(p, s)\n",
        reason="Recorded calls gave texts only.",
        types={"p": {"str": 40}},
    ),
)
