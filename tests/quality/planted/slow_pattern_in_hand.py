"""A scanner reads lines by compiled patterns, and gives each of them to the functions of `re` again."""

import re

SPACE = re.compile(r"[ \t]+")
WORD = re.compile(r"\w+")
MARK = re.compile(r"[=;(),]")


class Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found = []

    def read(self, position: int = 0) -> list:
        while position < len(self.text):
            rest = self.text[position : position + 40]
            if (match := re.match(SPACE, rest)) is not None:
                position += match.end()
            elif (match := re.match(WORD, rest)) is not None:
                self.found.append(match.group())
                position += match.end()
            elif (match := re.match(MARK, rest)) is not None:
                self.found.append(("mark", match.group()))
                position += 1
            else:
                raise ValueError(f"at {position}: {rest[:8]!r}")
        return self.found


def workload() -> int:
    lines = [f"total{number} = price ({number}, rate_{number % 7}) ;" for number in range(600)]
    return sum(len(Scanner(line).read()) for line in lines)


PROBES = [
    "Scanner('a = b(c, 1);').read()",
    "Scanner('').read()",
    "Scanner('a ? b').read()",
    "Scanner('a b').read(2)",
    "Scanner(b'ab').read()",
    "Scanner(None).read()",
    "Scanner(['a']).read()",
    "[globals().update(WORD='a+'), Scanner('aa = a').read()]",
    "[globals().update(MARK='('), Scanner('a = b').read()]",
    "Scanner(type('S', (str,), {})('a = b')).read()",
]
