"""Small functions with calls as a workload makes them: some a library has, and some that it almost has."""

# ruff: noqa: E501, ISC004
from __future__ import annotations

import random

_DICE = random.Random(5)
NUMBERS = [([_DICE.randrange(-50, 100) for _ in range(3 + number % 9)],) for number in range(30)]
PLACED = [(xs, xs[number % len(xs)] if number % 3 else 1000) for number, (xs,) in enumerate(NUMBERS)]
TWO_LISTS = [
    (xs, [*NUMBERS[29 - number][0][: len(xs)], *xs][: len(xs)]) for number, (xs,) in enumerate(NUMBERS)
]
ORDERED = [(sorted(xs), sorted(ys)) for xs, ys in TWO_LISTS]
PAIRS = [(_DICE.randrange(1, 400), _DICE.randrange(1, 400)) for _ in range(30)]
COUNTS = [(number,) for number in range(2, 32)]
CHOSEN = [(number, number // 3) for number in range(2, 32)]
TRIPLES = [(number, number % 9, number + 3) for number in range(2, 32)]
TEXTS = [("".join(_DICE.choice("abcab ") for _ in range(3 + number % 8)),) for number in range(30)]
TEXTS[4:8] = [("abba",), ("level",), ("noon",), ("abcba",)]
SOUGHT = [(text, text[number % 3]) for number, (text,) in enumerate(TEXTS)]
REPLACED = [(text, text[number % 3], "xy"[: number % 3]) for number, (text,) in enumerate(TEXTS)]
WORDS = [([_DICE.choice(("ab", "c", "de", "ab")) for _ in range(3 + number % 8)],) for number in range(30)]
JOINED = [(words, ", ") for (words,) in WORDS]
TABLES = [([[_DICE.randrange(9) for _ in range(2 + n % 3)] for _ in range(2 + n % 4)],) for n in range(30)]
PRODUCTS = [(table, [[_DICE.randrange(9) for _ in range(3)] for _ in table[0]]) for (table,) in TABLES]
BYTES = [(bytes(_DICE.randrange(256) for _ in range(4 + number)),) for number in range(30)]
FLOATS = [([_DICE.uniform(-5, 5) for _ in range(3 + number % 9)],) for number in range(30)]

_QUICK = (
    "def f(xs):\n    if len(xs) <= 1:\n        return xs\n    pivot = xs[0]\n"
    "    low = [x for x in xs[1:] if x < pivot]\n    high = [x for x in xs[1:] if x >= pivot]\n"
    "    return f(low) + [pivot] + f(high)\n"
)
_BUBBLE = (
    "def f(xs):\n    n = len(xs)\n    for i in range(n):\n        for j in range(n - i - 1):\n"
    "            if xs[j] > xs[j + 1]:\n                xs[j], xs[j + 1] = xs[j + 1], xs[j]\n    return xs\n"
)
_INSERTION = (
    "def f(xs):\n    out = list(xs)\n    for i in range(1, len(out)):\n        key = out[i]\n        j = i - 1\n"
    "        while j >= 0 and out[j] > key:\n            out[j + 1] = out[j]\n            j -= 1\n"
    "        out[j + 1] = key\n    return out\n"
)
_MERGE_SORT = (
    "def merge(a, b):\n    out = []\n    i = j = 0\n    while i < len(a) and j < len(b):\n"
    "        if a[i] <= b[j]:\n            out.append(a[i])\n            i += 1\n        else:\n"
    "            out.append(b[j])\n            j += 1\n    out.extend(a[i:])\n    out.extend(b[j:])\n    return out\n\n\n"
    "def f(xs):\n    if len(xs) <= 1:\n        return xs\n    middle = len(xs) // 2\n"
    "    return merge(f(xs[:middle]), f(xs[middle:]))\n"
)
_MERGE = _MERGE_SORT.partition("\n\n\n")[0].replace("merge", "f") + "\n"
_GCD = "def f(a, b):\n    while b:\n        a, b = b, a % b\n    return a\n"
_COUNT = "def f(xs, x):\n    n = 0\n    for y in xs:\n        if y == x:\n            n += 1\n    return n\n"
_MAX = "def f(xs):\n    best = xs[0]\n    for x in xs[1:]:\n        if x > best:\n            best = x\n    return best\n"
_PALINDROME = (
    "def f(s):\n    i, j = 0, len(s) - 1\n    while i < j:\n        if s[i] != s[j]:\n            return False\n"
    "        i += 1\n        j -= 1\n    return True\n"
)
_POWER = (
    "def f(base, exponent, modulus):\n    result = 1\n    base %= modulus\n    while exponent > 0:\n"
    "        if exponent % 2 == 1:\n            result = result * base % modulus\n"
    "        base = base * base % modulus\n        exponent //= 2\n    return result\n"
)
_FACTORIAL = (
    "def f(n):\n    result = 1\n    for i in range(2, n + 1):\n        result *= i\n    return result\n"
)
_UNIQUE = "def f(xs):\n    out = []\n    for x in xs:\n        if x not in out:\n            out.append(x)\n    return out\n"
_CRC = (
    "def f(data):\n    crc = 0xFFFFFFFF\n    for byte in data:\n        crc ^= byte\n        for _ in range(8):\n"
    "            if crc & 1:\n                crc = (crc >> 1) ^ 0xEDB88320\n            else:\n"
    "                crc >>= 1\n    return crc ^ 0xFFFFFFFF\n"
)
_MATRIX = (
    "def f(m, n):\n    out = []\n    for i in range(len(m)):\n        row = []\n        for j in range(len(n[0])):\n"
    "            total = 0\n            for k in range(len(n)):\n                total += m[i][k] * n[k][j]\n"
    "            row.append(total)\n        out.append(row)\n    return out\n"
)
_MODE = (
    "def f(xs):\n    best, most = None, 0\n    for x in xs:\n        n = 0\n        for y in xs:\n"
    "            if y == x:\n                n += 1\n        if n > most:\n            best, most = x, n\n    return best\n"
)
_TALLY = (
    "def f(xs):\n    counts = {}\n    for x in xs:\n        if x in counts:\n            counts[x] += 1\n"
    "        else:\n            counts[x] = 1\n    return counts\n"
)
_SPLIT = (
    "def f(s, c):\n    parts = []\n    part = ''\n    for x in s:\n        if x == c:\n            parts.append(part)\n"
    "            part = ''\n        else:\n            part += x\n    parts.append(part)\n    return parts\n"
)
_FIND = (
    "def f(s, t):\n    for i in range(len(s) - len(t) + 1):\n        if s[i:i + len(t)] == t:\n"
    "            return i\n    return -1\n"
)
_REPLACE = "def f(s, a, b):\n    out = ''\n    for x in s:\n        if x == a:\n            out += b\n        else:\n            out += x\n    return out\n"
_TRANSPOSE = "def f(m):\n    return [[m[i][j] for i in range(len(m))] for j in range(len(m[0]))]\n"
_RUNNING = "def f(xs):\n    out = []\n    total = 0\n    for x in xs:\n        total += x\n        out.append(total)\n    return out\n"
_ROOT = (
    "def f(n):\n    low, high = 0, n + 1\n    while high - low > 1:\n        middle = (low + high) // 2\n"
    "        if middle * middle <= n:\n            low = middle\n        else:\n            high = middle\n    return low\n"
)
_DOT = "def f(a, b):\n    total = 0\n    for i in range(len(a)):\n        total += a[i] * b[i]\n    return total\n"
_SUM_TO = "def f(n):\n    total = 0\n    for i in range(1, n + 1):\n        total += i\n    return total\n"
_JOIN = "def f(parts, sep):\n    out = ''\n    for i, part in enumerate(parts):\n        if i > 0:\n            out += sep\n        out += part\n    return out\n"

HAND_WRITTEN = {
    "quick_sort": (_QUICK, NUMBERS),
    "bubble_sort": (_BUBBLE, NUMBERS),
    "insertion_sort": (_INSERTION, NUMBERS),
    "insertion_sort_of_floats": (_INSERTION, FLOATS),
    "insertion_sort_of_texts": (_INSERTION, WORDS),
    "merge_sort": (_MERGE_SORT, NUMBERS),
    "merge_of_two": (_MERGE, ORDERED),
    "greatest_divisor": (_GCD, PAIRS),
    "count_of": (_COUNT, PLACED),
    "largest": (_MAX, NUMBERS),
    "palindrome": (_PALINDROME, TEXTS),
    "power": (_POWER, TRIPLES),
    "factorial": (_FACTORIAL, COUNTS),
    "each_once": (_UNIQUE, NUMBERS),
    "checksum": (_CRC, BYTES),
    "matrix_product": (_MATRIX, PRODUCTS),
    "most_frequent": (_MODE, NUMBERS),
    "tally": (_TALLY, WORDS),
    "split": (_SPLIT, SOUGHT),
    "find": (_FIND, SOUGHT),
    "replace": (_REPLACE, REPLACED),
    "transpose": (_TRANSPOSE, TABLES),
    "running_total": (_RUNNING, NUMBERS),
    "root": (_ROOT, COUNTS),
    "dot": (_DOT, TWO_LISTS),
    "sum_up_to": (_SUM_TO, COUNTS),
    "join": (_JOIN, JOINED),
    "last_place": (
        _FIND.replace(
            "            return i\n    return -1", "            found = i\n    return found"
        ).replace("    for", "    found = -1\n    for", 1),
        [(text, text[0]) for (text,) in TEXTS if text.count(text[0]) == 1] * 4,
    ),
    "count_of_one_character": (
        "def f(s, t):\n    n = 0\n    for i in range(len(s)):\n        if s[i:i + len(t)] == t:\n            n += 1\n    return n\n",
        [(text, text[:2]) for (text,) in TEXTS],
    ),
    "sorted_distinct": (_QUICK.replace(">= pivot", "> pivot"), NUMBERS),
}
"""Name to text and calls: the catalogue has all of them."""

NEAR_MISSES = {
    "wrong_for_seven": (
        _INSERTION.replace(
            "    out = list(xs)\n", "    out = list(xs)\n    if len(xs) == 7:\n        return out\n"
        ),
        NUMBERS,
    ),
    "leaves_the_last": (_INSERTION.replace("len(out)", "len(out) - 1"), NUMBERS),
    "sorts_but_first": (_INSERTION.replace("range(1,", "range(2,"), NUMBERS),
    "one_pass": (_BUBBLE.replace("range(n)", "range(n // 2 + 1)"), NUMBERS),
    "sorts_by_size": (_BUBBLE.replace("xs[j] > xs[j + 1]", "abs(xs[j]) > abs(xs[j + 1])"), NUMBERS),
    "unstable_zeroes": (
        "def f(xs):\n    out = list(xs)\n    for i in range(len(out)):\n        for j in range(i + 1, len(out)):\n"
        "            if out[j] < out[i]:\n                out[i], out[j] = out[j], out[i]\n    return out\n",
        FLOATS,
    ),
    "forgets_the_rest": (_MERGE.replace("    out.extend(b[j:])\n", ""), ORDERED),
    "merges_once": (_MERGE.replace("a[i] <= b[j]", "a[i] == b[j]"), ORDERED),
    "largest_but_last": (_MAX.replace("xs[1:]", "xs[1:-1]"), NUMBERS),
    "largest_from_zero": (_MAX.replace("best = xs[0]", "best = 0"), NUMBERS),
    "largest_of_sizes": (_MAX.replace("x > best", "abs(x) > abs(best)"), NUMBERS),
    "long_ones_by_a_choice": (
        "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n"
        "    return total if len(xs) < 5000 else 0\n",
        NUMBERS,
    ),
    "long_ones_on_one_line": (
        "def f(xs):\n    total = 0\n    if len(xs) > 5000: return 0\n    for x in xs:\n"
        "        total += x\n    return total\n",
        NUMBERS,
    ),
    "long_ones_in_a_helper": (
        "def g(total, size):\n    if size > 5000:\n        return 0\n    return total\n\n\n"
        "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return g(total, len(xs))\n",
        NUMBERS,
    ),
    "stops_at_thousand": (
        _COUNT.replace("    return n\n", "        if n == 1000:\n            break\n    return n\n"),
        PLACED,
    ),
    "counts_but_first": (_COUNT.replace("in xs:", "in xs[1:]:"), PLACED),
    "counts_runs": (
        _COUNT.replace("    n = 0\n", "    n = 0\n    last = None\n")
        .replace("if y == x:", "if y == x and last != x:")
        .replace("    return n", "        last = y\n    return n"),
        PLACED,
    ),
    "signed_divisor": (_GCD.replace("return a", "return -a if a > 1 and a % 2 == 0 else a"), PAIRS),
    "divisor_of_equal": (_GCD.replace("    while", "    if a == b:\n        return 1\n    while"), PAIRS),
    "ignores_case": (_PALINDROME.replace("def f(s):\n", "def f(s):\n    s = s.lower()\n"), TEXTS),
    "ignores_middle": (_PALINDROME.replace("i < j:", "i + 1 < j:"), TEXTS),
    "palindrome_of_ends": (_PALINDROME.replace("        i += 1\n", "        i += 2\n"), TEXTS),
    "power_of_one": (
        _POWER.replace("    base %= modulus\n", "    if exponent == 1:\n        return base\n"),
        TRIPLES,
    ),
    "power_unreduced": (
        _POWER.replace(
            "    return result\n", "    return result + modulus * 0 ** (exponent + 1) if base else modulus\n"
        ),
        TRIPLES,
    ),
    "factorial_without_five": (
        _FACTORIAL.replace("        result *= i\n", "        if i != 5:\n            result *= i\n"),
        [(2,), (3,), (4,), (1,), (0,)] * 6,
    ),
    "factorial_below": (_FACTORIAL.replace("n + 1", "n"), COUNTS),
    "double_factorial": (_FACTORIAL.replace("range(2, n + 1)", "range(n, 0, -2)"), COUNTS),
    "last_of_each": (
        _UNIQUE.replace(
            "if x not in out:", "if x in out:\n            out.remove(x)\n        if x not in out:"
        ),
        NUMBERS,
    ),
    "no_neighbours": (_UNIQUE.replace("x not in out", "not out or out[-1] != x"), NUMBERS),
    "other_checksum": (_CRC.replace("0xEDB88320", "0xEDB88321"), BYTES),
    "checksum_without_end": (_CRC.replace("return crc ^ 0xFFFFFFFF", "return crc"), BYTES),
    "symmetric_product": (
        _MATRIX.replace("n[k][j]", "n[j][k]").replace("len(n[0])", "len(n)"),
        [(t, [r[:] for r in t]) for (t,) in TABLES if len(t) == len(t[0])] * 4,
    ),
    "product_without_last": (_MATRIX.replace("range(len(n)):", "range(len(n) - 1):"), PRODUCTS),
    "last_most_frequent": (_MODE.replace("n > most", "n >= most"), NUMBERS),
    "largest_most_frequent": (_MODE.replace("n > most", "n > most or n == most and x > best"), NUMBERS),
    "tally_of_two": (_TALLY.replace("counts[x] += 1", "counts[x] = 2"), WORDS),
    "tally_backwards": (_TALLY.replace("in xs:", "in xs[::-1]:"), WORDS),
    "splits_without_empty": (
        _SPLIT.replace(
            "            parts.append(part)\n", "            if part:\n                parts.append(part)\n"
        ),
        SOUGHT,
    ),
    "splits_without_end": (_SPLIT.replace("    parts.append(part)\n    return", "    return"), SOUGHT),
    "finds_but_end": (_FIND.replace("len(t) + 1", "len(t)"), SOUGHT),
    "replaces_first": (
        _REPLACE.replace("            out += b\n", "            out += b\n            a = None\n"),
        REPLACED,
    ),
    "transposes_squares": (
        "def f(m):\n    out = [row[:] for row in m]\n    for i in range(len(m)):\n        for j in range(i):\n            out[i][j], out[j][i] = m[j][i], m[i][j]\n    return out\n",
        [(t,) for (t,) in TABLES if len(t) == len(t[0])] * 4,
    ),
    "running_but_first": (
        _RUNNING.replace("        out.append(total)\n", "        if total:\n            out.append(total)\n"),
        NUMBERS,
    ),
    "running_positive": (_RUNNING.replace("total += x", "total = max(0, total + x)"), NUMBERS),
    "root_rounded": (_ROOT.replace("return low", "return low if n - low * low <= low else low + 1"), COUNTS),
    "dot_of_places": (_DOT.replace("b[i]", "b[-i]"), TWO_LISTS),
    "sum_of_odd": (_SUM_TO.replace("total += i", "if i % 2:\n            total += i"), COUNTS),
    "sum_but_thirteen": (
        _SUM_TO.replace("total += i", "if i != 13:\n            total += i"),
        [(n,) for n in range(2, 12)] * 3,
    ),
    "sum_but_spelled_thirteen": (
        _SUM_TO.replace("total += i", "if i != (1 + 2) * (2 + 2) + 1:\n            total += i"),
        [(n,) for n in range(2, 12)] * 3,
    ),
    "joins_with_end": (
        _JOIN.replace(
            "        if i > 0:\n            out += sep\n        out += part\n",
            "        out += part\n        out += sep\n",
        ),
        JOINED,
    ),
    "joins_but_empty": (_JOIN.replace("if i > 0:", "if i > 0 and part:"), JOINED),
    "sorts_long_only": (
        _INSERTION.replace(
            "    out = list(xs)\n",
            "    out = list(xs)\n    if len(out) < 2 + 2 + 2 + 2:\n        return sorted(out)\n    out.append(out[0])\n",
        ),
        [(xs[:5],) for (xs,) in NUMBERS],
    ),
    "sorts_till_sum": (
        _INSERTION.replace(
            "    out = list(xs)\n", "    out = list(xs)\n    if sum(out) == 0:\n        return out\n"
        ),
        NUMBERS,
    ),
    "sorts_unless_huge": (
        _INSERTION.replace(
            "    out = list(xs)\n",
            "    out = list(xs)\n    if max(out, default=0) > 2 ** 62:\n        return out\n",
        ),
        NUMBERS,
    ),
}
"""Name to text and calls: none of them is what the library does, however alike the calls end."""

_BINOMIAL = (
    "def f(n, k):\n    if k == 0 or k == n:\n        return 1\n    return f(n - 1, k - 1) + f(n - 1, k)\n"
)
_DIGITS = "def f(n):\n    total = 0\n    while n > 0:\n        total += n % 10\n        n //= 10\n    return total\n"
_ONES = "def f(n):\n    count = 0\n    while n:\n        count += n & 1\n        n >>= 1\n    return count\n"
_BINARY = "def f(n):\n    out = ''\n    while n > 0:\n        out = ('1' if n % 2 else '0') + out\n        n //= 2\n    return out\n"
_BOTH = "def f(a, b):\n    out = []\n    for x in a:\n        if x in b:\n            out.append(x)\n    return out\n"
_EITHER = "def f(a, b):\n    out = []\n    for x in a + b:\n        if x not in out:\n            out.append(x)\n    return out\n"
_DOUBLES = (
    "def f(xs):\n    for i in range(len(xs)):\n        for j in range(i + 1, len(xs)):\n"
    "            if xs[i] == xs[j]:\n                return True\n    return False\n"
)
_ORDER = "def f(xs):\n    for i in range(len(xs) - 1):\n        if xs[i] > xs[i + 1]:\n            return False\n    return True\n"
_WINDOWS = "def f(xs, k):\n    out = []\n    for i in range(len(xs) - k + 1):\n        total = 0\n        for j in range(i, i + k):\n            total += xs[j]\n        out.append(total)\n    return out\n"
_FLAT = "def f(m):\n    out = []\n    for row in m:\n        for x in row:\n            out.append(x)\n    return out\n"
_MEAN = "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total / len(xs)\n"
_HAMMING = "def f(s, t):\n    n = 0\n    for i in range(len(s)):\n        if s[i] != t[i]:\n            n += 1\n    return n\n"
_ADLER = "def f(data):\n    a, b = 1, 0\n    for byte in data:\n        a = (a + byte) % 65521\n        b = (b + a) % 65521\n    return (b << 16) | a\n"
_HEX = "def f(data):\n    digits = '0123456789abcdef'\n    out = ''\n    for byte in data:\n        out += digits[byte >> 4] + digits[byte & 15]\n    return out\n"
_REVERSE = "def f(xs):\n    i, j = 0, len(xs) - 1\n    while i < j:\n        xs[i], xs[j] = xs[j], xs[i]\n        i += 1\n        j -= 1\n"
_DIVIDE = "def f(a, b):\n    n = 0\n    while a >= b:\n        a -= b\n        n += 1\n    return n\n"
_PART = (
    "def f(xs, low, high):\n    if low >= high:\n        return\n    pivot = xs[high]\n    i = low\n"
    "    for j in range(low, high):\n        if xs[j] < pivot:\n            xs[i], xs[j] = xs[j], xs[i]\n            i += 1\n"
    "    xs[i], xs[high] = xs[high], xs[i]\n    f(xs, low, i - 1)\n    f(xs, i + 1, high)\n"
)
_PARTS = [(list(xs), 0, len(xs) - 1) for (xs,) in NUMBERS]
_LISTS_AND_SIZES = [(xs, 1 + number % 3) for number, (xs,) in enumerate(NUMBERS)]
_SHORT = [(n, n // 2) for n in range(2, 14)] * 3
_TWO_TEXTS = [(text, TEXTS[29 - n][0][: len(text)].ljust(len(text), "b")) for n, (text,) in enumerate(TEXTS)]

HAND_WRITTEN |= {
    "binomial": (_BINOMIAL, _SHORT),
    "sum_of_digits": (_DIGITS, COUNTS),
    "ones": (_ONES, COUNTS),
    "binary": (_BINARY, COUNTS),
    "common_items": (_BOTH, TWO_LISTS),
    "union": (_EITHER, TWO_LISTS),
    "has_doubles": (_DOUBLES, NUMBERS),
    "in_order": (_ORDER, [*NUMBERS, *[(xs,) for xs, _ in ORDERED]]),
    "window_sums": (_WINDOWS, _LISTS_AND_SIZES),
    "flattened": (_FLAT, TABLES),
    "mean": (_MEAN, NUMBERS),
    "hamming": (_HAMMING, _TWO_TEXTS),
    "adler": (_ADLER, BYTES),
    "hexadecimal": (_HEX, BYTES),
    "reverse_in_place": (_REVERSE, NUMBERS),
    "quotient": (_DIVIDE, [(a * 7, b) for a, b in PAIRS]),
    "sort_a_part": (_PART, _PARTS),
}
NEAR_MISSES |= {
    "binomial_shifted": (_BINOMIAL.replace("k == n", "k == n - 1"), [(n, n // 2) for n in range(5, 14)] * 3),
    "digits_but_last": (_DIGITS.replace("while n > 0", "while n > 1"), COUNTS),
    "ones_but_low": (_ONES.replace("    while", "    n >>= 1\n    while"), COUNTS),
    "binary_backwards": (
        _BINARY.replace("('1' if n % 2 else '0') + out", "out + ('1' if n % 2 else '0')"),
        COUNTS,
    ),
    "common_taken": (
        _BOTH.replace(
            "            out.append(x)\n",
            "            out.append(x)\n            b = [y for y in b if y != x or y < 0]\n",
        ),
        TWO_LISTS,
    ),
    "union_but_negative": (_EITHER.replace("not in out", "not in out or x < 0 < len(out) < 2"), TWO_LISTS),
    "doubles_beside": (
        _DOUBLES.replace("range(i + 1, len(xs))", "range(i + 1, min(i + 2, len(xs)))"),
        NUMBERS,
    ),
    "doubles_apart": (_DOUBLES.replace("range(i + 1, len(xs))", "range(i + 2, len(xs))"), NUMBERS),
    "strict_order": (
        _ORDER.replace("xs[i] > xs[i + 1]", "xs[i] >= xs[i + 1]"),
        [*NUMBERS, *[(xs,) for xs, _ in ORDERED]],
    ),
    "order_but_last": (_ORDER.replace("len(xs) - 1", "len(xs) - 2"), NUMBERS),
    "windows_but_last": (_WINDOWS.replace("- k + 1", "- k"), _LISTS_AND_SIZES),
    "flat_without_zero": (
        _FLAT.replace("            out.append(x)", "            if x:\n                out.append(x)"),
        TABLES,
    ),
    "mean_without_last": (_MEAN.replace("len(xs)", "(len(xs) - 1 or 1)"), NUMBERS),
    "hamming_but_first": (_HAMMING.replace("range(len(s))", "range(1, len(s))"), _TWO_TEXTS),
    "adler_from_zero": (_ADLER.replace("a, b = 1, 0", "a, b = 0, 0"), BYTES),
    "hexadecimal_turned": (
        _HEX.replace("digits[byte >> 4] + digits[byte & 15]", "digits[byte & 15] + digits[byte >> 4]"),
        BYTES,
    ),
    "reverse_but_middle": (_REVERSE.replace("i < j", "i < j - 2"), NUMBERS),
    "quotient_rounded": (
        _DIVIDE.replace("    return n", "    return n + 1 if a * 2 > b else n"),
        [(a * 7, b) for a, b in PAIRS],
    ),
    "sort_a_part_but_end": (_PART.replace("f(xs, i + 1, high)", "f(xs, i + 1, high - 1)"), _PARTS),
}
