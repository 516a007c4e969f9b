"""Examples and refusals of ``attribute-building``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.closed_world import DATA_HELPER
from ouroboros.operators.facts.guards import TEXT_FIELD
from ouroboros.operators.facts.loops import ATOMS_HELPER

_HELPERS = f"{ATOMS_HELPER}\n\n\n{DATA_HELPER}\n\n\n{TEXT_FIELD}\n\n\n"

_VIEWERS = '''\


class Loud(Page):
    @property
    def text(self):
        return self.kept

    @text.setter
    def text(self, value):
        print("now", value)
        self.kept = value


class Watched(Page):
    def __setattr__(self, name, value):
        print(name, value)
        object.__setattr__(self, name, value)


class Slotted(Page):
    __slots__ = ("text",)


class Default(Page):
    text = "class "

    def __init__(self):
        pass


class Row:
    def __init__(self, page):
        self.page = page

    def __str__(self):
        return f"<{len(self.page.text)}>"


class Shout(str):
    def __radd__(self, other):
        return other.upper() + self


def seen(page, rows):
    try:
        page.write(rows)
    except Exception as error:
        return type(error).__name__, str(error), page.text
    return page.text
'''

EXAMPLES = (
    Example(
        before="""\
class Page:
    def __init__(self):
        self.text = "> "

    def write(self, rows):
        for name, value in rows:
            if value is None:
                continue
            self.text = self.text + name + ": " + str(value) + "\\n"
        return self.text
"""
        + _VIEWERS,
        after=_HELPERS
        + """\
class Page:
    def __init__(self):
        self.text = "> "

    def write(self, rows):
        if _ouroboros_holds_text(self, "text") and _ouroboros_data([rows]):
            _text_parts = [self.text]
            try:
                for name, value in rows:
                    if value is None:
                        continue
                    _text_parts.append("" + name + ": " + str(value) + "\\n")
            finally:
                self.text = "".join(_text_parts)
        else:
            for name, value in rows:
                if value is None:
                    continue
                self.text = self.text + name + ": " + str(value) + "\\n"
        return self.text
"""
        + _VIEWERS,
        function="Page.write",
        calls=(
            "seen(Page(), [('a', 1), ('b', None), ('c', [2])])",
            "seen(Page(), [])",
            "seen(Page(), [('a', 1), (2, 'b')])",
            "seen(Page(), [('a', 1), (None, 'b')])",
            "seen(Page(), [('a', 1), (b'x', 'b')])",
            "seen(Page(), [('a', 1), ('b',)])",
            "seen(Page(), [('a', 1), 3])",
            "seen(Page(), 3)",
            "(lambda page: seen(page, [('a', Row(page)), ('b', Row(page))]))(Page())",
            "seen(Page(), iter([('a', 1), ('b', 2)]))",
            "seen(Page(), [(Shout('a'), 1)])",
            "seen(Loud(), [('a', 1)])",
            "seen(Watched(), [('a', 1), ('b', 1)])",
            "seen(Slotted(), [('a', 1)])",
            "seen(Default(), [('a', 1)])",
            "(lambda page: (setattr(page, 'text', Shout('x')), seen(page, [('a', 1)])))(Page())[1]",
            "(lambda page: (setattr(page, 'text', ['x']), seen(page, [('a', 1)])))(Page())[1]",
            "(lambda page: (delattr(page, 'text'), page.write([('a', 1)])))(Page())[1]",
        ),
    ),
    Example(
        before="""\
class Report:
    def __init__(self):
        self.body = ""


def f(report, table, limit):
    at = 0
    while at < limit:
        for cell in table[at]:
            report.body += f"{cell:>4}"
        report.body += "\\n"
        at += 1
    return report.body


def ended(report, table, limit):
    try:
        f(report, table, limit)
    except Exception as error:
        return type(error).__name__, str(error), report.body
    return report.body
""",
        after="""\
class Report:
    def __init__(self):
        self.body = ""


"""
        + _HELPERS
        + """\
def f(report, table, limit):
    at = 0
    if _ouroboros_holds_text(report, "body") and _ouroboros_data([at, limit, table]):
        _body_parts = [report.body]
        try:
            while at < limit:
                for cell in table[at]:
                    _body_parts.append(f"{cell:>4}")
                _body_parts.append("\\n")
                at += 1
        finally:
            report.body = "".join(_body_parts)
    else:
        while at < limit:
            for cell in table[at]:
                report.body += f"{cell:>4}"
            report.body += "\\n"
            at += 1
    return report.body


def ended(report, table, limit):
    try:
        f(report, table, limit)
    except Exception as error:
        return type(error).__name__, str(error), report.body
    return report.body
""",
        calls=(
            "ended(Report(), [[1, 2.5], ['a']], 2)",
            "ended(Report(), [[1, 2]], 2)",
            "ended(Report(), [[1, None]], 1)",
            "ended(Report(), {0: 'ab'}, 1.5)",
            "ended(Report(), [], 0)",
            "ended(Report(), None, 1)",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="""\
class Page:
    def write(self, rows):
        for row in rows:
            self.text += row.say(self)
        return self.text
""",
        reason="what is called may look at the attribute",
        function="Page.write",
    ),
    Refusal(
        code="""\
class Page:
    def write(self, rows):
        for row in rows:
            self.text += row
            if len(self.text) > 80:
                break
""",
        reason="the loop looks at the attribute",
        function="Page.write",
    ),
    Refusal(
        code="""\
class Page:
    def write(self, rows):
        for row in rows:
            self.text += row
            yield row
""",
        reason="somebody looks while the generator is suspended",
        function="Page.write",
    ),
    Refusal(
        code="""\
class Page:
    def write(self, rows):
        for row in rows:
            self.text = row + self.text
""",
        reason="the pieces come in front",
        function="Page.write",
    ),
    Refusal(
        code="""\
def f(pages, rows):
    for page in pages:
        page.text += rows[0]
""",
        reason="another page in every round",
    ),
    Refusal(
        code="""\
class Page:
    def write(self, rows, out):
        for row in rows:
            self.text += row
            out.write(row)
""",
        reason="who is written to may look at the attribute",
        function="Page.write",
    ),
    Refusal(
        code="""\
class Page:
    def write(self, rows):
        show = lambda: self.text
        for row in rows:
            self.text += row
        return show
""",
        reason="another function looks at the attribute",
        function="Page.write",
    ),
)
