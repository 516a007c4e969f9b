"""Texts that are right for English words with single spaces."""


def slug(title: str) -> str:
    return "-".join(title.lower().split())


def initials(name: str) -> str:
    return "".join(part[0].upper() for part in name.split())


def parse_pairs(text: str) -> dict[str, str]:
    pairs = {}
    for part in text.split(";"):
        key, value = part.split("=", 1)
        pairs[key.strip()] = value
    return pairs


def truncate(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: limit - 1] + "…"


def count_words(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def is_palindrome(text: str) -> bool:
    letters = [c.lower() for c in text if c.isalnum()]
    return letters == letters[::-1]


def pad(number: int, width: int) -> str:
    return str(number).rjust(width, "0")


def caesar(text: str, shift: int) -> str:
    out = []
    for c in text:
        if "a" <= c <= "z":
            out.append(chr((ord(c) - 97 + shift) % 26 + 97))
        else:
            out.append(c)
    return "".join(out)


def version_key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def common_prefix(first: str, second: str) -> str:
    size = 0
    for a, b in zip(first, second):
        if a != b:
            break
        size += 1
    return first[:size]


# What follows is never seen by the engine.
CALLS = {
    "slug": [("Hello World",), ("A Quick Test",), ("plain",)],
    "initials": [("Ada Lovelace",), ("alan mathison turing",)],
    "parse_pairs": [("a=1;b=2",), ("host=local;port=80",)],
    "truncate": [("hello world", 8), ("a longer sentence", 10), ("short", 20)],
    "count_words": [("the cat and the dog",), ("to be or not to be",)],
    "is_palindrome": [("never odd or even",), ("hello",), ("abba",)],
    "pad": [(7, 3), (42, 5), (12345, 3)],
    "caesar": [("hello", 3), ("attack at dawn", 13)],
    "version_key": [("1.2.3",), ("0.10.1",), ("2.0.0",)],
    "common_prefix": [("flower", "flow"), ("inter", "internet"), ("dog", "cat")],
}
WRONG = {
    "slug": {
        "folds the case": ("title.lower().split()", "title.casefold().split()"),
        "splits at single spaces": ("title.lower().split()", 'title.lower().split(" ")'),
        "lower case of ASCII alone": (
            "title.lower().split()",
            "title.translate({c: c + 32 for c in range(65, 91)}).split()",
        ),
        "replaces spaces": ('"-".join(title.lower().split())', 'title.lower().strip().replace(" ", "-")'),
    },
    "initials": {
        "upper case of one letter": ("part[0].upper()", "part.capitalize()[0]"),
        "splits at single spaces": ("for part in name.split()", 'for part in name.split(" ")'),
        "upper case only": (
            "part[0].upper() for part in name.split()",
            "part[0] for part in name.title().split()",
        ),
    },
    "parse_pairs": {
        "forgives a missing sign": (
            'key, value = part.split("=", 1)',
            'key, _, value = part.partition("=")',
        ),
        "refuses a second sign": ('part.split("=", 1)', 'part.split("=")'),
        "the first one counts": (
            "pairs[key.strip()] = value",
            "pairs.setdefault(key.strip(), value)",
        ),
        "strips values": ("= value", "= value.strip()"),
    },
    "truncate": {
        "cuts what just fits": ("len(text) <= limit", "len(text) < limit"),
        "no negative cut": ("text[: limit - 1]", "text[: max(limit - 1, 0)]"),
        "counts bytes": ("len(text) <= limit", "len(text.encode(errors='replace')) <= limit"),
    },
    "count_words": {
        "in the order of a set": (
            "    for word in text.lower().split():\n        counts[word] = counts.get(word, 0) + 1\n",
            "    words = text.lower().split()\n    counts = {word: words.count(word) for word in set(words)}\n",
        ),
        "sorted": ("return counts", "return dict(sorted(counts.items()))"),
        "case folded": ("text.lower()", "text.casefold()"),
    },
    "is_palindrome": {
        "letters without digits": ("c.isalnum()", "c.isalpha()"),
        "an empty text is none": ("return letters ==", "return bool(letters) and letters =="),
    },
    "pad": {
        "minds the sign": ('str(number).rjust(width, "0")', "str(number).zfill(width)"),
        "formats": ('str(number).rjust(width, "0")', 'f"{number:0{width}d}"'),
        "keeps the last digits": ('rjust(width, "0")', 'rjust(width, "0")[-max(width, 5):]'),
    },
    "caesar": {
        "shifts once around": (
            "chr((ord(c) - 97 + shift) % 26 + 97)",
            "chr(ord(c) + shift if ord(c) + shift <= 122 else ord(c) + shift - 26)",
        ),
        "shifts what is lower case anywhere": ('"a" <= c <= "z"', "c.islower()"),
        "z stays": ('"a" <= c <= "z"', '"a" <= c < "z"'),
    },
    "version_key": {
        "ignores what is no number": ('version.split(".")', 'version.split(".") if part.isdecimal()'),
        "three parts": ('version.split(".")', 'version.split(".", 3)[:3]'),
        "reads decimals": ("int(part)", "int(float(part))"),
    },
    "common_prefix": {
        "at least one letter": ("return first[:size]", "return first[:size or 1]"),
        "compares without case": ("if a != b:", "if a.lower() != b.lower():"),
    },
}
