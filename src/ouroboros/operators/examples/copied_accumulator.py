# ruff: noqa: E501  # one program to a line
"""Examples and refusals of ``copied-accumulator``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import APPENDED, PREPENDED

_KINDS = """\
class Shout(str):
    def __add__(self, other):
        return Shout(str(self) + other.upper())

    def __radd__(self, other):
        return Shout(other.upper() + str(self))


class Front:
    def __add__(self, other):
        return [other]

    def __radd__(self, other):
        return [other]


"""

EXAMPLES = (
    Example(
        before=_KINDS
        + """\
def f(parts):
    text = ""
    for part in parts:
        text = part + text
        if part == "stop":
            break
    return text
""",
        after=_KINDS
        + PREPENDED
        + "\n\n\n"
        + """\
def f(parts):
    text = ""
    _text_parts = []
    for part in parts:
        if type(_text_piece := part) is str and type(text) is str:
            _text_parts.append(_text_piece)
        else:
            text = _ouroboros_prepended(text, _text_parts)
            text = _text_piece + text
        if part == "stop":
            break
    text = _ouroboros_prepended(text, _text_parts)
    return text
""",
        calls=(
            "f(['a', 'b', '', 'stop', 'c'])",
            "(lambda text: [f(['', text, '']) is text, f([text, 'c']) is text])('ab')",
            "f([])",
            "f(['a', 1])",
            "f([['x'], 'a'])",
            "f(['a', Shout('b'), 'c', Shout('d')]), type(f(['a', Shout('b'), 'c'])).__name__",
            "f(['a', Front(), ['b']])",
            "f(['a', Front(), 'b'])",
            "f(['a', b'b'])",
            "f(None)",
        ),
    ),
    Example(
        before=_KINDS
        + """\
def f(chunks):
    data = b""
    ends = []
    for chunk in chunks:
        try:
            data += chunk
        except TypeError as error:
            data += str(error).encode()
        ends.append(len(chunk))
    return data, ends
""",
        after=_KINDS
        + APPENDED
        + "\n\n\n"
        + """\
def f(chunks):
    data = b""
    ends = []
    _data_parts = []
    for chunk in chunks:
        try:
            if type(_data_piece := chunk) is bytes and type(data) is bytes:
                _data_parts.append(_data_piece)
            else:
                data = _ouroboros_put_together(data, _data_parts)
                data += _data_piece
        except TypeError as error:
            if type(_data_piece := str(error).encode()) is bytes and type(data) is bytes:
                _data_parts.append(_data_piece)
            else:
                data = _ouroboros_put_together(data, _data_parts)
                data += _data_piece
        ends.append(len(chunk))
    data = _ouroboros_put_together(data, _data_parts)
    return data, ends
""",
        calls=(
            "f([b'ab', b'', b'c'])",
            "f([])",
            "f([b'ab', 'x', b'c'])",
            "f([b'ab', bytearray(b'x'), b'c'])",
            "f([b'ab', memoryview(b'x'), b'c'])",
            "f([b'ab', 3, b'c'])",
            "f([b'ab', Front()])",
        ),
    ),
    Example(
        before=_KINDS
        + """\
def f(rows):
    seen = ()
    for row in rows:
        for cell in row:
            seen = seen + (cell, row)
        seen += tuple(row)
    return seen
""",
        after=_KINDS
        + APPENDED
        + "\n\n\n"
        + """\
def f(rows):
    seen = ()
    _seen_parts = []
    for row in rows:
        for cell in row:
            if type(_seen_piece := (cell, row)) is tuple and type(seen) is tuple:
                _seen_parts.append(_seen_piece)
            else:
                seen = _ouroboros_put_together(seen, _seen_parts)
                seen = seen + _seen_piece
        if type(_seen_piece := tuple(row)) is tuple and type(seen) is tuple:
            _seen_parts.append(_seen_piece)
        else:
            seen = _ouroboros_put_together(seen, _seen_parts)
            seen += _seen_piece
    seen = _ouroboros_put_together(seen, _seen_parts)
    return seen
""",
        calls=("f(['ab', '', 'c'])", "f([])", "f([[1], 2])", "f([(1, 2)])", "f([[], ''])"),
    ),
)

REFUSALS = (
    Refusal(
        code="def f(xs):\n    s = ''\n    for x in xs:\n        s = x + s\n        if len(s) > 9:\n            break\n    return s\n",
        reason="the text is read in the loop",
    ),
    Refusal(
        code="def f(xs):\n    s = ''\n    for x in xs:\n        s += x\n    return s\n",
        reason="Python grows a local text in place",
    ),
    Refusal(
        code="def f(xs, s):\n    for x in xs:\n        s = x + s\n    return s\n",
        reason="it is not known what is built",
    ),
    Refusal(
        code="def f(xs):\n    s = ''\n    try:\n        for x in xs:\n            s = x + s\n    except TypeError:\n        return s\n",
        reason="what was built is used when the loop breaks off",
    ),
    Refusal(
        code="def f(xs):\n    s = b''\n    for x in xs:\n        s += x\n        yield s\n",
        reason="every state is handed out",
    ),
    Refusal(
        code="def f(xs):\n    s = b''\n    for x in xs:\n        s = s + x\n        s = x + s\n    return s\n",
        reason="it grows at both ends",
    ),
    Refusal(
        code="def f(xs):\n    s = b''\n    show = lambda: s\n    for x in xs:\n        s += x\n        print(show())\n    return s\n",
        reason="another function reads the name",
    ),
)
