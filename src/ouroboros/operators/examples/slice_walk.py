# ruff: noqa: E501  # code as the rewrite leaves it, one guarded expression to a line
"""Examples and refusals of ``slice-walk-to-index``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import PART

_KINDS = """\
class Loud(list):
    def __getitem__(self, at):
        print("item", at)
        return list.__getitem__(self, at)


class Chain:
    def __init__(self, *items):
        self.items = items

    def __getitem__(self, at):
        found = self.items[at]
        return Chain(*found) if isinstance(at, slice) else found

    def __len__(self):
        return len(self.items)


class Itself:
    left = 3

    def __getitem__(self, at):
        self.left -= 1
        return self

    def __bool__(self):
        return self.left > 0

    def __le__(self, other):
        return True


"""

EXAMPLES = (
    Example(
        before=_KINDS
        + """\
def f(left, right):
    merged = []
    while left and right:
        if left[0] <= right[0]:
            merged.append(left[0])
            left = left[1:]
        else:
            merged.append(right[0])
            right = right[1:]
    return merged + left + right
""",
        after=_KINDS
        + """\
def f(left, right):
    merged = []
    _left_at, _left_own = 0, False
    _right_at, _right_own = 0, False
    while (_left_at < len(left) if _left_own else left) and (_right_at < len(right) if _right_own else right):
        if left[_left_at] <= right[_right_at]:
            merged.append(left[_left_at])
            if _left_own:
                _left_at = min(_left_at + 1, len(left))
            else:
                left, _left_own = left[1:], type(left) in (list, str, bytes, tuple)
        else:
            merged.append(right[_right_at])
            if _right_own:
                _right_at = min(_right_at + 1, len(right))
            else:
                right, _right_own = right[1:], type(right) in (list, str, bytes, tuple)
    left = left[_left_at:] if _left_at else left
    right = right[_right_at:] if _right_at else right
    return merged + left + right
""",
        calls=(
            "f([1, 3, 5], [2, 4, 6, 7])",
            "f([], [])",
            "f([1], [])",
            "f([1, 'a', 2], [2, 3])",
            "f((1, 3), (2, 4))",
            "f('ac', 'bd')",
            "f(Loud([1, 3, 4]), [2, 5])",
            "(lambda x, y: (f(x, y), x, y))([1, 2, 3], [1, 2])",
            "f(Chain(1, 3), Chain(2))",
            "f(Itself(), [1])",
            "f(None, [1])",
            "f([float('nan'), 1.0], [2.0, float('nan')])",
        ),
    ),
    Example(
        before=_KINDS
        + """\
def f(text, width):
    tokens = []
    while text != "":
        if text.startswith("--"):
            text = text[text.find("\\n") + 1 :]
            continue
        if text[0] == " ":
            text = text[1:]
        elif len(text) < width:
            return tokens, text
        else:
            token, text = text[:width], text[width:]
            tokens.append(token)
            if tokens[-1] == "stop":
                break
    return tokens, text
""",
        after=_KINDS
        + PART
        + "\n\n\n"
        + """\
def f(text, width):
    tokens = []
    _text_at, _text_own = 0, False
    while (_text_at < len(text) if _text_own and type(text) is str else text != ""):
        if (text.startswith("--", _text_at) if _text_own else text.startswith("--")):
            if _text_own:
                _text_at = _text_at + slice((max(text.find("\\n", _text_at) - _text_at, -1) if _text_own else text.find("\\n")) + 1, None).indices(len(text) - _text_at)[0]
            else:
                text, _text_own = text[(max(text.find("\\n", _text_at) - _text_at, -1) if _text_own else text.find("\\n")) + 1:], type(text) in (list, str, bytes, tuple)
            continue
        if text[_text_at] == " ":
            if _text_own:
                _text_at = min(_text_at + 1, len(text))
            else:
                text, _text_own = text[1:], type(text) in (list, str, bytes, tuple)
        elif (len(text) - _text_at) < width:
            return tokens, (text[_text_at:] if _text_at else text)
        else:
            if _text_own:
                token, _text_at = (_ouroboros_part(text, _text_at, None, width) if _text_own else text[:width]), _text_at + slice(width, None).indices(len(text) - _text_at)[0]
            else:
                token, text, _text_own = (_ouroboros_part(text, _text_at, None, width) if _text_own else text[:width]), text[width:], type(text) in (list, str, bytes, tuple)
            tokens.append(token)
            if tokens[-1] == "stop":
                break
    text = text[_text_at:] if _text_at else text
    return tokens, text
""",
        calls=(
            "f('abcd ef stopxyz', 4)",
            "f('  ab  c', 2)",
            "f('ab-- no\\ncdxx--y\\n', 2)",
            "f('abcdefg', 3)",
            "f('abcdefg', 5)",
            "f('', 2)",
            "f('abstop', '2')",
            "f(b'abcd', 2)",
            "f(3, 2)",
            "f('  stop', 4)",
        ),
    ),
    Example(
        before="""\
def f(queue, links):
    order = []
    while len(queue) > 0:
        node, queue = queue[0], queue[1:]
        if node in order:
            continue
        order.append(node)
        for other in links.get(node, ()):
            queue.append(other)
    return order
""",
        after="""\
def f(queue, links):
    order = []
    _queue_at, _queue_own = 0, False
    while (len(queue) - _queue_at) > 0:
        if _queue_own:
            node, _queue_at = queue[_queue_at], min(_queue_at + 1, len(queue))
        else:
            node, queue, _queue_own = queue[_queue_at], queue[1:], type(queue) in (list, str, bytes, tuple)
        if node in order:
            continue
        order.append(node)
        for other in links.get(node, ()):
            queue.append(other)
    queue = queue[_queue_at:] if _queue_at else queue
    return order
""",
        calls=(
            "f([1], {1: [2, 3], 2: [4], 3: [4, 1]})",
            "(lambda q: (f(q, {1: [2]}), q))([1, 5])",
            "f([], {})",
            "f((1, 2), {})",
            "f((1, 2), {2: [3]})",
            "f('ab', {})",
            "f([1], {1: 3})",
            "f([[1]], {})",
        ),
    ),
    Example(
        before="""\
def f(text):
    found = []
    while text:
        if text[0].isspace():
            text = text[1:]
            continue
        if text[0] == '"':
            end = text.index('"', 1)
            found.append(text[1:end])
            text = text[end + 1 :]
            continue
        length = 0
        while length < len(text) and text[length].isalnum():
            length += 1
        if length == 0:
            raise ValueError(f"unexpected {text[0]!r} in {text}")
        found.append(text[:length])
        text = text[length:]
    return found
""",
        after='''\
def _ouroboros_part(items, at, low, high):
    """``items[at:][low:high]`` without a copy of the rest."""
    low, high, _ = slice(low, high).indices(len(items) - at)
    return items[at + low : at + high]


def f(text):
    found = []
    _text_at, _text_own = 0, False
    while (_text_at < len(text) if _text_own else text):
        if text[_text_at].isspace():
            if _text_own:
                _text_at = min(_text_at + 1, len(text))
            else:
                text, _text_own = text[1:], type(text) in (list, str, bytes, tuple)
            continue
        if text[_text_at] == '"':
            end = (text.index('"', _text_at + 1) - _text_at if _text_own else text.index('"', 1))
            found.append((_ouroboros_part(text, _text_at, 1, end) if _text_own else text[1:end]))
            if _text_own:
                _text_at = _text_at + slice(end + 1, None).indices(len(text) - _text_at)[0]
            else:
                text, _text_own = text[end + 1:], type(text) in (list, str, bytes, tuple)
            continue
        length = 0
        while length < (len(text) - _text_at) and (text[_text_at + length] if _text_own else (text[_text_at:] if _text_at else text)[length]).isalnum():
            length += 1
        if length == 0:
            text, _text_at, _text_own = text[_text_at:] if _text_at else text, 0, False
            raise ValueError(f"unexpected {text[0]!r} in {text}")
        found.append((_ouroboros_part(text, _text_at, None, length) if _text_own else text[:length]))
        if _text_own:
            _text_at = _text_at + slice(length, None).indices(len(text) - _text_at)[0]
        else:
            text, _text_own = text[length:], type(text) in (list, str, bytes, tuple)
    text = text[_text_at:] if _text_at else text
    return found
''',
        calls=(
            "f('a  bc \"d e\"x9')",
            "f('a ?')",
            "f('?')",
            "f('  \"')",
            "f('a \"')",
            "f('')",
            "f(['a', ' ', '\"', 'x', '\"', 'bcd', '-'])",
            "f(b'a')",
            "f(3)",
        ),
    ),
    Example(
        before="""\
def f(xs, k, keep):
    out = []
    while xs:
        if xs[0] == 'end':
            keep(xs)
        if xs[0] == 'swap':
            xs = sorted(xs[1:])
        else:
            out.append(xs[k])
            xs = xs[1:]
    return out, xs
""",
        after="""\
def f(xs, k, keep):
    out = []
    _xs_at, _xs_own = 0, False
    while (_xs_at < len(xs) if _xs_own else xs):
        if xs[_xs_at] == 'end':
            xs, _xs_at, _xs_own = xs[_xs_at:] if _xs_at else xs, 0, False
            keep(xs)
        if xs[_xs_at] == 'swap':
            xs, _xs_at, _xs_own = xs[_xs_at:] if _xs_at else xs, 0, False
            xs = sorted(xs[1:])
        else:
            out.append((xs[_xs_at + k] if _xs_own and type(k) is int and 0 <= k < len(xs) else (xs[_xs_at:] if _xs_at else xs)[k]))
            if _xs_own:
                _xs_at = min(_xs_at + 1, len(xs))
            else:
                xs, _xs_own = xs[1:], type(xs) in (list, str, bytes, tuple)
    xs = xs[_xs_at:] if _xs_at else xs
    return out, xs
""",
        calls=(
            "f([1, 2, 'end', 3, 4], 0, lambda xs: xs.pop())",
            "f(('a', 'swap', 'c', 'b', 'end'), 0, print)",
            "f(['a', 'swap', 'c', 'b', 'end', 'a'], -1, lambda xs: xs.reverse())",
            "f('abc', -2, print)",
            "f('abc', True, print)",
            "f('abc', None, print)",
            "f('abc', 1.0, print)",
            "f('abc', 2**70, print)",
            "f([1, 2, 3], 1, print)",
            "f({0: 'a'}, 0, print)",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="def f(xs, out):\n    while xs:\n        if xs[0]:\n            out.append(x for x in range(9) if x in xs)\n"
        "        xs = xs[1:]\n",
        reason="a generator reads the name later",
    ),
    Refusal(
        code="def f(xs, y):\n    while xs:\n        match y:\n            case [xs, _]:\n                y = 0\n        xs = xs[1:]\n",
        reason="a pattern binds the name",
    ),
    Refusal(
        code="def f(xs, keep):\n    while xs:\n        keep(xs)\n        xs = xs[1:]\n",
        reason="somebody else is given the rest",
    ),
    Refusal(
        code="def f(xs):\n    out = []\n    while xs:\n        xs = xs[1:]\n        out.append(xs)\n    return out\n",
        reason="every rest is kept",
    ),
    Refusal(
        code="def f(xs):\n    while xs:\n        xs = xs[1:]\n        for x in xs:\n            print(x)\n",
        reason="the rest is iterated",
    ),
    Refusal(
        code="def f(xs):\n    return xs[1:]\n",
        reason="no loop",
    ),
    Refusal(
        code="def f(xs):\n    try:\n        while xs:\n            xs = xs[int(xs[0]):]\n    except ValueError:\n        return xs\n",
        reason="the rest is used when the loop breaks off",
    ),
    Refusal(
        code="def f(xs):\n    while xs:\n        xs[0] = 1\n        xs = xs[1:]\n",
        reason="an item is written, at first of the caller's list",
    ),
    Refusal(
        code="def f(xs):\n    def first():\n        return xs[0]\n\n    while xs:\n        print(first())\n        xs = xs[1:]\n",
        reason="another function reads the name",
    ),
    Refusal(
        code="def f(xs):\n    while xs:\n        xs = xs[:-1]\n",
        reason="it is consumed from its end",
    ),
    Refusal(
        code="def f(xs):\n    while xs:\n        xs = xs[::2]\n",
        reason="every second item is dropped",
    ),
)
