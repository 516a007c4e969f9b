"""What changed, as a patch that a person reads and ``git apply`` takes."""

from __future__ import annotations

import difflib
import re

_PLAIN_PATH = re.compile(r"[^\x00-\x20\"\\\x7f-\U0010ffff]+")


def _lines(text: str) -> list[str]:
    r"""Lines that end at ``\n`` only: a form feed or ``\r`` inside a line is text, as it is for git."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _header_path(prefix: str, path: str) -> str:
    """``a/path``, in C quotes when it holds white space, quotes or non-ASCII, as git writes it."""
    name = f"{prefix}/{path}"
    if _PLAIN_PATH.fullmatch(name):
        return name
    quoted: list[str] = []
    try:
        octets = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a surrogate that stands for no byte: no file system gave us this name
        octets = name.encode("utf-8", "surrogatepass")
    for byte in octets:
        if byte in b'"\\':
            quoted.append("\\" + chr(byte))
        elif 0x20 <= byte < 0x7F:
            quoted.append(chr(byte))
        else:
            quoted.append(f"\\{byte:03o}")
    return '"' + "".join(quoted) + '"'


def unified_diff(path: str, before: str, after: str) -> str:
    r"""The change from ``before`` to ``after`` as one file's patch in git's format.

    Args:
        path: file name relative to the project root, POSIX style.
        before: complete old text.
        after: complete new text.

    Returns:
        Text that ends in ``\n`` and that ``git apply`` and ``patch -p1`` accept; empty when nothing changed.

    """
    if before == after:
        return ""
    pieces = [f"--- {_header_path('a', path)}\n", f"+++ {_header_path('b', path)}\n"]
    # The first two lines that difflib yields are its own header, which does not quote names.
    body = list(difflib.unified_diff(_lines(before), _lines(after), n=3))[2:]
    for line in body:
        pieces.append(line)
        if not line.endswith("\n"):
            pieces.append("\n\\ No newline at end of file\n")
    return "".join(pieces)
