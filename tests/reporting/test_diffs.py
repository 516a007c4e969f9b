import shutil
import subprocess

import pytest

from ouroboros.reporting.diffs import unified_diff


def test_nothing_changed_is_an_empty_text():
    assert unified_diff("a.py", "x\n", "x\n") == ""


def test_headers_and_hunks_are_those_of_git():
    assert unified_diff("pkg/a.py", "x\ny\n", "x\nz\n") == (
        "--- a/pkg/a.py\n+++ b/pkg/a.py\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n"
    )


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("path", ["a.py", "with space.py", 'quo"te\\.py', "ünï/cödé.py", "tab\there.py"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\nc\n", "a\nB\nc\n"),
        ("a\nb", "a\nb\n"),
        ("a\nb\n", "a\nb"),
        ("x\n", ""),
        ("form\x0cfeed\nline\u2028sep\n", "form\x0cfeed\nchanged\u2028sep\n"),
        ("--- a\n+++ b\n@@ x\n", "--- a\n@@ x\n+++ c\n"),
        ("crlf\r\nb\r\n", "crlf\r\nc\r\n"),
    ],
)
def test_git_applies_it(tmp_path, path, before, after):
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(before.encode())
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        cwd=tmp_path,
        input=unified_diff(path, before, after).encode(),
        check=True,
    )
    assert file.read_bytes() == after.encode()
