"""Helper source, examples and refusals of :mod:`ouroboros.operators.threads_for_buffers`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

THREADED = '''\
def _ouroboros_threaded(function, items, least, *others):
    """``[function(item) for item in items]``; where there are many bytes, on all processors at once."""
    if (
        type(items) in (list, tuple)
        and len(items) > 1
        and len(kinds := set(map(type, items))) == 1
        and kinds <= {bytes, str}
        and sum(map(len, items)) >= least
        and all(type(other) in (bytes, int, str) for other in others)
    ):
        import concurrent.futures
        import os

        if hasattr(os, "sched_getaffinity"):
            workers = min(len(items), len(os.sched_getaffinity(0)))
        else:
            workers = min(len(items), os.cpu_count() or 1)
        if workers > 1:
            try:
                with concurrent.futures.ThreadPoolExecutor(workers) as pool:
                    return list(pool.map(function, items))
            except RuntimeError:
                pass  # no thread can be started
    return [function(item) for item in items]'''
"""``others`` are what the function reads besides: anything but plain values would run code in a thread."""

_HEAD = f"{THREADED}\n\n\n"
_LONG = "[bytes([n]) * 2**20 for n in range(5)]"

EXAMPLES = (
    Example(
        before="import zlib\n\n\ndef f(parts, level=6):\n    return [zlib.compress(part, level) for part in parts]\n",
        after=f"import zlib\n\n\n{_HEAD}def f(parts, level=6):\n"
        "    return _ouroboros_threaded(lambda part: zlib.compress(part, level), parts, 524288, level)\n",
        calls=(
            f"f({_LONG})",
            f"f(tuple({_LONG}), 1)",
            f"f({_LONG}, None)",
            f"f({_LONG}, 77)",
            "f([b'a', b'b'])",
            "f([])",
            "f(iter([b'a']))",
            "f(['a'])",
            "f([b'a' * 2**20, 'b' * 2**20])",
            "f([b'a' * 2**20, bytearray(2**20)])",
            "f(7)",
        ),
    ),
    Example(
        before="import hashlib\n\n\ndef digest(text):\n    return hashlib.sha256(text.encode()).hexdigest()\n\n\n"
        "def f(texts):\n    found = []\n    for text in texts:\n        found.append(digest(text))\n    return found\n",
        after="import hashlib\n\n\ndef digest(text):\n    return hashlib.sha256(text.encode()).hexdigest()\n\n\n"
        f"{_HEAD}def f(texts):\n    found = []\n"
        "    found.extend(_ouroboros_threaded(lambda text: digest(text), texts, 2097152))\n    return found\n",
        calls=(
            "f(['a' * 2**21, 'b' * 2**20, 'a' * 2**21])",
            "f(['a' * 2**21, '\\ud800'])",
            "f(['a'])",
            "f(b'a')",
            "f([b'a'])",
            "f(None)",
        ),
    ),
    Example(
        before="import zlib\n\n\ndef f(files):\n    return {name: zlib.decompress(data) for name, data in files.items()}\n",
        after=f"import zlib\n\n\n{_HEAD}def f(files):\n"
        "    return (dict(zip(files, _ouroboros_threaded(lambda data: zlib.decompress(data), list(files.values()), "
        "524288))) if type(files) is dict else {name: zlib.decompress(data) for name, data in files.items()})\n",
        calls=(
            "f({name: zlib.compress(bytes(2**20)) for name in 'abc'})",
            "f({'a': b'x' * 2**19, 'b': b'y' * 2**19})",
            "f({'a': zlib.compress(b'')})",
            "f({})",
            "f([])",
            "f({'a': 'b'})",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="import zlib\n\n\ndef f(parts, seen):\n    return [zlib.compress(seen(part)) for part in parts]\n",
        reason="What the other function does in a thread, nobody knows.",
    ),
    Refusal(
        code="import zlib\n\n\ndef f(parts):\n    return [zlib.compress(part) for part in parts if part]\n",
        reason="Which items count is decided by code of their own.",
    ),
    Refusal(
        code="import zlib\n\n\ndef f(parts, total=0):\n    found = []\n    for part in parts:\n"
        "        total = zlib.crc32(part, total)\n        found.append(total)\n    return found\n",
        reason="Each result needs the one before.",
    ),
    Refusal(
        code="import zlib\n\n\ndef f(parts, found):\n    for part in parts:\n        found.append(zlib.crc32(part))\n",
        reason="The caller's list would be seen without the first results when a later one fails.",
    ),
    Refusal(
        code="import hashlib\n\n\ndef f(words):\n    return [hashlib.pbkdf2_hmac('sha256', w, b'salt', 10) for w in words]\n",
        reason="A few rounds take less time than a thread needs to start.",
    ),
    Refusal(
        code="import math\n\n\ndef f(values):\n    return [math.sqrt(value) for value in values]\n",
        reason="It holds the interpreter while it works.",
    ),
)
