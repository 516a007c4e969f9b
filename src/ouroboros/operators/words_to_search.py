# ruff: noqa: E501  # code as the rewrite leaves it, one guarded expression to a line
"""``any(word in text for word in WORDS)``: one search for all words of a table at once.

The words of a module-level table become one pattern that shares their beginnings, so a text is read once
instead of once for every word. Whether *any* word is in the text is all that it tells. A loop that does
something about each word found runs as before where there is one, and not at all where there is none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.facts.anchoring import made_above
from ouroboros.operators.facts.loops import consumed
from ouroboros.operators.facts.scope import (
    COMPREHENSIONS,
    Frame,
    calls_builtin,
    certainly_bound,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_IMPORT = "import re as _ouroboros_re"
_BUILTINS = ("type", "str", "list", "tuple", "set", "map", "len", "max")
_MADE_OF_TEXT = frozenset({"lower", "upper", "casefold", "strip", "title"})

ALTERNATIVES = '''\
def _ouroboros_alternatives(node):
    """A pattern for what a tree of letters holds; where a word ends, what follows does not count."""
    if "" in node:
        return ""
    parts = [_ouroboros_re.escape(letter) + _ouroboros_alternatives(rest) for letter, rest in node.items()]
    return parts[0] if len(parts) == 1 else "(?:" + "|".join(parts) + ")"'''

WORDS = '''\
def _ouroboros_words(words):
    """The words, and a search for any of them; no search where they are few, long or no plain texts."""
    kept = words if type(words) is tuple else tuple(words) if type(words) is list else ()
    if set(map(type, kept)) != {str} or len(kept) < 8 or len("".join(kept)) > 8192 or max(map(len, kept)) > 64:
        return kept, None
    root = {}
    for word in kept:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return kept, _ouroboros_re.compile(_ouroboros_alternatives(root)).search'''

MENTIONS = '''\
def _ouroboros_mentions(known, words, text):
    """Whether any of the words is in a text; None where that has to be asked word by word."""
    kept, search = known
    if search is None or type(text) is not str:
        return None
    if type(words) not in (list, tuple) or set(map(type, words)) != {str} or tuple(words) != kept:
        return None
    return search(text) is not None'''


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each place where the words of a table are looked for."""
    if view.node.name.startswith("_ouroboros_") or not all(is_builtin(view, name) for name in _BUILTINS):
        return
    edits: list[Edit] = []
    tables: dict[str, None] = {}
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            found = _asked(view, frame, node) or _gone_through(view, frame, node)
            if found is not None:
                edits.append(found[0])
                tables[found[1]] = None
    if edits:
        yield Rewrite(
            edits=tuple(edits),
            imports=(_IMPORT,),
            helpers=(
                *(ALTERNATIVES, WORDS, MENTIONS),
                *(f"_ouroboros_words_{table} = _ouroboros_words({table})" for table in tables),
            ),
            keeps_state=True,
            note="one search tells whether any word of the table is in the text, while the table is what it was.",
        )


def _asked(view: RegionView, frame: Frame, node: ast.AST) -> tuple[Edit, str] | None:
    """``any(word in text for word in WORDS)`` and ``all(word not in text for word in WORDS)``."""
    if not (
        isinstance(node, ast.Call)
        and calls_builtin(view, node, "any", "all")
        and len(node.args) == 1
        and not node.keywords
        and isinstance(node.args[0], ast.GeneratorExp)
        and len(node.args[0].generators) == 1
        and not node.args[0].generators[0].ifs
        and not node.args[0].generators[0].is_async
        and isinstance(node.func, ast.Name)
    ):
        return None
    above = frame.parents[node]
    if isinstance(above, ast.IfExp) and above.orelse is node:
        return None  # asked already
    if any(isinstance(holder, (ast.JoinedStr, *COMPREHENSIONS)) for holder in frame.chain(node)):
        return None
    asks, generator = (ast.In if node.func.id == "any" else ast.NotIn), node.args[0].generators[0]
    call = _question(view, frame, generator.target, generator.iter, node.args[0].elt, asks)
    if call is None or has_comment(view, view.start(node), view.end(node)):
        return None
    told = fresh_name(view, "mentioned")
    answer = told if asks is ast.In else f"not {told}"
    text = f"({answer} if ({told} := {call[0]}) is not None else {view.source(node)})"
    return view.replace(node, text), call[1]


def _gone_through(view: RegionView, frame: Frame, node: ast.AST) -> tuple[Edit, str] | None:
    """``for word in WORDS: if word in text: …`` and comprehensions that keep words found."""
    condition: ast.expr
    if isinstance(node, ast.For) and len(node.body) == 1 and isinstance(node.body[0], ast.If):
        inner, target, table, condition = node.body[0], node.target, node.iter, node.body[0].test
        if inner.orelse or not isinstance(target, ast.Name) or target.id not in frame.local - frame.captured:
            return None
        if not set(frame.uses(target.id)) <= {part for part in ast.walk(node) if isinstance(part, ast.Name)}:
            return None
    elif isinstance(node, COMPREHENSIONS) and len(node.generators) == 1 and node.generators[0].ifs:
        generator = node.generators[0]
        if generator.is_async or (isinstance(node, ast.GeneratorExp) and not consumed(view, frame, node)):
            return None
        if any(isinstance(holder, COMPREHENSIONS) for holder in frame.chain(node)):
            return None
        target, table, condition = generator.target, generator.iter, generator.ifs[0]
    else:
        return None
    if any(isinstance(holder, ast.JoinedStr | ast.Lambda) for holder in frame.chain(node)):
        return None
    first = (
        condition.values[0]
        if isinstance(condition, ast.BoolOp) and isinstance(condition.op, ast.And)
        else condition
    )
    call = _question(view, frame, target, table, first, ast.In)
    if call is None:
        return None
    return view.replace(table, f"(() if {call[0]} is False else {call[1]})"), call[1]


def _question(
    view: RegionView,
    frame: Frame,
    target: ast.expr,
    table: ast.expr,
    condition: ast.expr,
    asks: type[ast.cmpop],
) -> tuple[str, str] | None:
    """The call that tells whether any word is in the text, and the name of the table; None for other shapes."""
    if not (
        isinstance(target, ast.Name)
        and isinstance(table, ast.Name)
        and table.id not in frame.local
        and made_above(view, frame, table.id)
        and isinstance(condition, ast.Compare)
        and len(condition.ops) == 1
        and isinstance(condition.ops[0], asks)
        and isinstance(condition.left, ast.Name)
        and condition.left.id == target.id
    ):
        return None
    whole = text = condition.comparators[0]
    made = (
        isinstance(whole, ast.Call)
        and not whole.args
        and not whole.keywords
        and isinstance(whole.func, ast.Attribute)
        and whole.func.attr in _MADE_OF_TEXT
    )
    if made and isinstance(whole, ast.Call) and isinstance(whole.func, ast.Attribute):
        text = whole.func.value
    if (
        not isinstance(text, ast.Name)
        or text.id == target.id
        or text.id not in frame.local - frame.captured
        or not certainly_bound(frame, text.id, frame.statement(table))
    ):
        return None
    told = f"{view.source(whole)} if type({text.id}) is str else None" if made else text.id
    return f"_ouroboros_mentions(_ouroboros_words_{table.id}, {table.id}, {told})", table.id


_HELPERS = f"{ALTERNATIVES}\n\n\n{WORDS}\n\n\n{MENTIONS}"

_EXAMPLES = (
    Example(
        before="""\
WORDS = [f"{kind} {thing}" for kind in ("cheap", "free") for thing in ("casino", "car", "card", "(pills)", "bet", "")]


def f(text):
    lowered = text.lower()
    return any(word in lowered for word in WORDS), all(word not in text.lower() for word in WORDS)
""",
        after="""\
import re as _ouroboros_re
WORDS = [f"{kind} {thing}" for kind in ("cheap", "free") for thing in ("casino", "car", "card", "(pills)", "bet", "")]


"""
        + _HELPERS
        + """


_ouroboros_words_WORDS = _ouroboros_words(WORDS)


def f(text):
    lowered = text.lower()
    return (_mentioned if (_mentioned := _ouroboros_mentions(_ouroboros_words_WORDS, WORDS, lowered)) is not None else any(word in lowered for word in WORDS)), (not _mentioned if (_mentioned := _ouroboros_mentions(_ouroboros_words_WORDS, WORDS, text.lower() if type(text) is str else None)) is not None else all(word not in text.lower() for word in WORDS))
""",
        calls=(
            "f('a CHEAP card')",
            "f('cheap'), f(''), f('free (pills')",
            "f('cheapcasino')",
            "(WORDS.append('xyz'), f('xyz'))",
            "(WORDS.pop(), WORDS.pop(5), f('cheap x'), f('free bets'))",
            "(WORDS.clear(), f('cheap car'))",
            "(WORDS.append(3), f('cheap car'))",
            "(WORDS.append(3), f('x'))",
            "(WORDS.__setitem__(0, 'x'), f('x'))",
            "f(b'cheap car')",
            "f(None)",
            "f(type('S', (str,), {'lower': lambda self: ['cheap card']})('x'))",
        ),
    ),
    Example(
        before="""\
NAMES = ("anna", "anne", "bert", "berta", "carl", "carla", "dora", "[emil]", "fritz|", ".")


def f(text, seen):
    for name in NAMES:
        if name in text and name not in seen:
            seen.append(name)
    return [one.title() for one in NAMES if one in text], sum(1 for one in NAMES if one in text), seen
""",
        after="""\
import re as _ouroboros_re
NAMES = ("anna", "anne", "bert", "berta", "carl", "carla", "dora", "[emil]", "fritz|", ".")


"""
        + _HELPERS
        + """


_ouroboros_words_NAMES = _ouroboros_words(NAMES)


def f(text, seen):
    for name in (() if _ouroboros_mentions(_ouroboros_words_NAMES, NAMES, text) is False else NAMES):
        if name in text and name not in seen:
            seen.append(name)
    return [one.title() for one in (() if _ouroboros_mentions(_ouroboros_words_NAMES, NAMES, text) is False else NAMES) if one in text], sum(1 for one in (() if _ouroboros_mentions(_ouroboros_words_NAMES, NAMES, text) is False else NAMES) if one in text), seen
""",
        calls=(
            "f('annexe of bertas', [])",
            "f('emil', ['x'])",
            "f('', [])",
            "f('x.y[emil]', ['.'])",
            "f(['carl', 'x'], [])",
            "f(['x'], [])",
            "f({'dora': 1}, [])",
            "f(None, [])",
            "f('fritz|', 3)",
            "f('fritz', 3)",
        ),
    ),
)

_REFUSALS = (
    Refusal(
        code="def f(text, words):\n    return any(word in text for word in words)\n",
        reason="the words are the caller's, other ones in every call",
    ),
    Refusal(
        code="WORDS = ['a', 'b']\n\n\ndef f(text):\n    return [text in word for word in WORDS]\n",
        reason="the text is looked for in the words",
    ),
    Refusal(
        code="WORDS = ['a', 'b']\n\n\ndef f(text):\n    return all(word in text for word in WORDS)\n",
        reason="all words have to be there",
    ),
    Refusal(
        code="WORDS = ['a', 'b']\n\n\ndef f(text):\n    for word in WORDS:\n        if word in text:\n            break\n    return word\n",
        reason="the last word is used after the loop",
    ),
    Refusal(
        code="WORDS = ['a', 'b']\n\n\ndef f(text):\n    for word in WORDS:\n        if word in text:\n            return word\n"
        "        else:\n            print(word)\n",
        reason="something is done about words that are not there",
    ),
    Refusal(
        code="WORDS = ['a', 'b']\n\n\ndef f(text):\n    return (word for word in WORDS if word in text)\n",
        reason="the generator runs later, when the table may be another",
    ),
    Refusal(
        code="WORDS = ['a', 'b']\n\n\ndef f(text):\n    global WORDS\n    WORDS = WORDS + [text]\n    return any(w in text for w in WORDS)\n",
        reason="the table is bound anew",
    ),
    Refusal(
        code="def f(text):\n    return any(w in text for w in WORDS)\n\n\nWORDS = ['a', 'b']\n",
        reason="the table is made later than the function",
    ),
)

OPERATOR = Operator(
    name="words-to-search",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="the words of a table are looked for all at once",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.MODERATE,
    risk=Risk.LOW,
    payoff=8.0,
    source="A. Aho, M. Corasick, Efficient string matching, CACM 18(6), 1975",
)
