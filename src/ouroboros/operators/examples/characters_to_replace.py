# ruff: noqa: E501  # code as the rewrite leaves it
"""Examples and refusals of :mod:`ouroboros.operators.characters_to_replace`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

_PLAIN = """\
def f(text):
    cleaned = ""
    for character in text:
        if character == "\\t" or "\\v" == character:
            cleaned += " "
        elif character == "\\r":
            cleaned += ""
        else:
            cleaned += character
    return cleaned
"""

_ESCAPED = """\
def f(lines):
    made = []
    for line in lines:
        parts = []
        for c in line:
            if c in "<>":
                parts.append("&lt;" if c == "<" else "&gt;")
                continue
            if c != "&":
                parts.append(c)
            else:
                parts.append("&" + "amp;")
        made.append("".join(parts))
    return made
"""

_JOINED = """\
def f(word, others):
    bare = "".join(c for c in word if c not in ("'", '"', "-"))
    return bare, ["".join(["_" if c == " " else c for c in other]) for other in others]
"""

_BUILT = """\
def f(start, text):
    for c in text:
        if c == "/":
            continue
        start = start + c
    return start
"""

_TEXT = "type('Text', (str,), {'__iter__': lambda s: iter(['a', '\\t', 'bc']), 'replace': lambda *a: 'x'})"
_ODD = "type('Odd', (), {'__eq__': lambda s, o: print('asked', repr(o)) or False, '__hash__': None, '__radd__': lambda s, o: o + '!'})()"

EXAMPLES = (
    Example(
        before=_PLAIN,
        after=_PLAIN.replace(
            "    for character in text",
            "    _characters = text\n"
            "    if type(text) is str and type(cleaned) is str:\n"
            """        cleaned += text.replace("\\t", " ").replace("\\v", " ").replace("\\r", "")\n"""
            '        _characters = ""\n'
            "    for character in _characters",
        ).replace('"\\t", " ").replace("\\v", " ").replace("\\r", "")', "'\\t', \" \").replace('\\x0b', \" \").replace('\\r', \"\")"),
        calls=(
            "f('a\\tb\\r\\n\\v\\x00'), f(''), f('\\udc80\\t\U0001f600'), f('\\r')",
            "f(['\\t', 'ab', '\\t\\t'])",
            "f(['\\t', 3])",
            "f(b'ab')",
            f"f({_TEXT}('abc'))",
            f"f([{_ODD}, '\\t'])",
            "f(iter('a\\tb'))",
            "f(None)",
        ),
    ),
    Example(
        before=_ESCAPED,
        after=_ESCAPED.replace(
            "        for c in line",
            "        _characters = line\n"
            "        if type(line) is str:\n"
            '            parts.append(line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))\n'
            '            _characters = ""\n'
            "        for c in _characters",
        ),
        calls=(
            "f(['a < b && c > d', '', '&', '&lt;', '<<>>'])",
            "f([['<', 'x&', '&']])",
            "f([['a', None]])",
            "f(['a', b'<'])",
            "f([{'&': 1}, ('>',)])",
            "f([])",
            "f(None)",
        ),
    ),
    Example(
        before=_JOINED,
        after=_JOINED.replace(
            """"".join(c for c in word if c not in ("'", '"', "-"))""",
            """(word.replace('"', "").replace("'", "").replace("-", "") if type(word) is str else "".join(c for c in word if c not in ("'", '"', "-")))""",
        ).replace(
            """"".join(["_" if c == " " else c for c in other])""",
            """(other.replace(" ", "_") if type(other) is str else "".join(["_" if c == " " else c for c in other]))""",
        ),
        calls=(
            "f('it-is \"so\"', ['a b', '', ' ']), f('', ())",
            "f(['-', 'a-', '\"'], [['x', ' ', 'y z']])",
            "f('a', [['x', 3]])",
            "f(None, [])",
            "f(b'-a', [])",
        ),
    ),
    Example(
        before=_BUILT,
        after=_BUILT.replace(
            "    for c in text",
            "    _characters = text\n"
            "    if type(text) is str and type(start) is str:\n"
            '        start += text.replace("/", "")\n'
            '        _characters = ""\n'
            "    for c in _characters",
        ),
        calls=(
            "f('x', 'a/b/'), f('', ''), f('x', '')",
            "f(None, ''), f(3, '/')",
            "f(3, 'a')",
            "f(type('Text', (str,), {'__add__': lambda s, o: 'added ' + o})('x'), 'ab')",
            "f('x', ['/', '//'])",
        ),
    ),
)

_LOOP = "def f(text):\n    out = ''\n    for c in text:\n"

REFUSALS = (
    Refusal(
        code=_LOOP + "        if c == 'a':\n            out += 'b'\n        elif c == 'b':\n            out += 'a'\n"
        "        else:\n            out += c\n    return out\n",
        reason="Two characters change places: whichever goes first meets the other one's.",
    ),
    Refusal(
        code=_LOOP + "        if c in '0123456789':\n            out += c\n    return out\n",
        reason="All characters but a few are left out.",
    ),
    Refusal(
        code=_LOOP + "        if c.isspace():\n            out += ' '\n        else:\n            out += c\n    return out\n",
        reason="Which characters these are is not written there.",
    ),
    Refusal(
        code=_LOOP + "        if c == 'a':\n            break\n        out += c\n    return out\n",
        reason="The rest is not looked at.",
    ),
    Refusal(
        code=_LOOP + "        if c == 'a':\n            out += 'b'\n        else:\n            out += c\n    return out, c\n",
        reason="The last character is asked for.",
    ),
    Refusal(
        code=_LOOP + "        if c == 'a':\n            out += 'b'\n        else:\n            out = c + out\n    return out\n",
        reason="The text is turned around.",
    ),
    Refusal(
        code=_LOOP + "        out += c\n        out += ','\n    return out\n",
        reason="Every character gets something.",
    ),
    Refusal(
        code="def f(text):\n    out = []\n    for c in text:\n        if c == 'a':\n            out.append('b')\n"
        "        else:\n            out.append(c)\n    return ''.join(out), len(out)\n",
        reason="The pieces are counted.",
    ),
    Refusal(
        code="def f(text):\n    out = []\n    for c in text:\n        if c == 'a':\n            out.append('b')\n"
        "        else:\n            out.append(c)\n    return '-'.join(out)\n",
        reason="Something stands between the pieces.",
    ),
    Refusal(
        code="def f(text, out):\n    for c in text:\n        if c == 'a':\n            out.append('b')\n"
        "        else:\n            out.append(c)\n    return ''.join(out)\n",
        reason="The list is somebody else's.",
    ),
    Refusal(
        code="def f(text):\n    return ''.join('b' if c == 'a' else c.upper() for c in text)\n",
        reason="All characters change.",
    ),
    Refusal(
        code="def f(text, old):\n    return ''.join('b' if c == old else c for c in text)\n",
        reason="What is asked for may be anything.",
    ),
)
