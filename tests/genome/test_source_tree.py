"""Reading trees: what is found, what is skipped, what it is called, and that nothing odd stops it."""

from __future__ import annotations

import ast
import json
import stat
import textwrap

import pytest

from ouroboros.errors import UsageError
from ouroboros.genome import reading
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.source import RegionKind


def write(folder, files) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def test_finds_source_and_leaves_out_what_is_not(tmp_path) -> None:
    write(
        tmp_path,
        {
            "src/pkg/__init__.py": "",
            "src/pkg/a.py": "def f(): pass",
            "src/pkg/build/__init__.py": "",
            "run.py": "def f(): pass",
            "build/lib/x.py": "",
            ".hidden/x.py": "",
            "node_modules/x.py": "",
            "my_env/pyvenv.cfg": "",
            "my_env/lib/x.py": "",
            "__pycache__/x.py": "",
            "notes.txt": "",
        },
    )
    genome = SourceGenome.read(tmp_path, tmp_path)
    assert {path: file.module for path, file in genome.files.items()} == {
        "run.py": "run",
        "src/pkg/__init__.py": "pkg",
        "src/pkg/a.py": "pkg.a",
        "src/pkg/build/__init__.py": "pkg.build",
    }


def test_scripts_of_the_same_name_get_their_folders(tmp_path) -> None:
    write(tmp_path, {"a/run.py": "", "b/run.py": "", "c.py": ""})
    modules = {file.module for file in SourceGenome.read(tmp_path, tmp_path).files.values()}
    assert modules == {"a.run", "b.run", "c"}


def test_odd_files_are_reported_and_never_fatal(tmp_path) -> None:
    write(
        tmp_path,
        {
            "good.py": "def f(): pass",
            "broken.py": "def f(:",
            "bytes.py": b"x = '\xff'",
            "codec.py": "# coding: nonsense\n",
            "null.py": b"x = 1\0",
            "deep.py": "(" * 5000 + ")" * 5000,
            "mixed.py": "def f():\r\n    pass\nx = 1\n",
        },
    )
    genome = SourceGenome.read(tmp_path, tmp_path)
    assert set(genome.skipped) == {"broken.py", "bytes.py", "codec.py", "deep.py", "mixed.py", "null.py"}
    assert "line 1" in genome.skipped["broken.py"]
    assert set(genome.files) == {"good.py", "mixed.py"}
    assert [region.name for region in genome.regions] == ["good:f"]


@pytest.mark.parametrize(
    ("raw", "newline", "encoding"),
    [
        (b"x = 1\r\ndef f():\r\n    return 1\r\n", "\r\n", "utf-8"),
        (b"\xef\xbb\xbfdef f(): return 1\n", "\n", "utf-8-sig"),
        ("# coding: latin-1\ndef f(): return '\u00e9'\n".encode("latin-1"), "\n", "iso-8859-1"),
        (b"def f(): return 1\r", "\r", "utf-8"),
    ],
)
def test_encoding_and_newline_are_kept(tmp_path, raw, newline, encoding) -> None:
    write(tmp_path, {"m.py": raw})
    file = SourceGenome.read(tmp_path, tmp_path).files["m.py"]
    assert (file.newline, file.encoding) == (newline, encoding)
    assert "\r" not in file.text
    assert file.text.replace("\n", file.newline).encode(file.encoding) == raw


TRICKY = """\
x = "\u00e9\U0001f40d"; \\
y = 1
\x0c
@first(
    "\u00e9"
)
@second
async def caf\u00e9(a, *, b=("\u00e9", 1)):
\t\"\"\"Doc \u00e9.\"\"\"
\tdef inner(): yield a  # \u00e9
\treturn inner

class A(B):
    @property
    def p(self): return "\u00e9"; z = 1
    @p.setter
    def p(self, v): pass
    class C:
        def m(self): return lambda: 0
if x:
    def g(): return [(yield)]
"""


def test_spans_are_exact(tmp_path) -> None:
    write(tmp_path, {"m.py": TRICKY})
    genome = SourceGenome.read(tmp_path, tmp_path)
    sources = {region.qualname: region.source for region in genome.regions}
    assert sources["caf\u00e9"].startswith('@first(\n    "\u00e9"\n)\n@second\nasync def')
    assert sources["caf\u00e9"].endswith("return inner")
    assert sources["caf\u00e9.<locals>.inner"] == "def inner(): yield a"
    assert sources["A.C.m"] == "def m(self): return lambda: 0"
    assert sources["g"] == "def g(): return [(yield)]"
    for region in genome.regions:
        line_start = region.file.text.rfind("\n", 0, region.span.start) + 1
        whole = textwrap.dedent(region.file.text[line_start : region.span.start] + region.source)
        assert isinstance(ast.parse(whole).body[0], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    kinds = {region.qualname: region.kind for region in genome.regions}
    assert kinds["A"] is RegionKind.CLASS
    assert kinds["A.C.m"] is RegionKind.METHOD
    assert kinds["caf\u00e9.<locals>.inner"] is RegionKind.FUNCTION
    flags = {region.qualname: (region.is_async, region.is_generator) for region in genome.regions}
    assert flags["caf\u00e9"] == (True, False)
    assert flags["caf\u00e9.<locals>.inner"] == (False, True)
    assert flags["g"] == (False, True)
    assert genome.ambiguous == {"m:A.p"}
    assert genome.region_at("m.py", 10).qualname == "caf\u00e9.<locals>.inner"
    assert genome.region_at("m.py", 1) is None


def test_a_tree_of_its_own_region_is_found_for_every_region(tmp_path) -> None:
    write(tmp_path, {"m.py": TRICKY})
    genome = SourceGenome.read(tmp_path, tmp_path)
    for region in genome.regions:
        if region.kind is not RegionKind.CLASS:
            assert genome.view(region).node.name == region.qualname.rpartition(".")[2]
    with pytest.raises(UsageError, match="is a class"):
        genome.view(genome.region("m:A"))


def test_wrong_names_and_roots_say_what_to_do(tmp_path) -> None:
    write(tmp_path, {"m.py": "def f(): pass"})
    genome = SourceGenome.read(tmp_path, tmp_path)
    with pytest.raises(UsageError, match="did you mean m:f"):
        genome.region("n:f")
    with pytest.raises(UsageError, match="does not exist"):
        SourceGenome.read(tmp_path, tmp_path / "nothing")
    with pytest.raises(UsageError, match="outside the project"):
        SourceGenome.read(tmp_path / "sub", tmp_path)


def test_root_may_be_one_file(tmp_path) -> None:
    write(tmp_path, {"m.py": "def f(): pass", "n.py": "def g(): pass"})
    genome = SourceGenome.read(tmp_path, tmp_path / "m.py")
    assert set(genome.files) == {"m.py"}


def test_cache_is_private_and_damage_is_ignored(tmp_path) -> None:
    project, cache = tmp_path / "p", tmp_path / "c"
    write(project, {"m.py": "import os\nclass A(B):\n    def f(self, x): self.y = os.path.join(x)\n"})
    first = SourceGenome.read(project, project, cache=cache)
    entries = list(cache.rglob("*.json"))
    assert len(entries) == 1
    assert stat.S_IMODE(entries[0].stat().st_mode) == 0o600
    assert SourceGenome.read(project, project, cache=cache).facts == first.facts
    for damage in ("", "{", "[]", json.dumps({"regions": [{"qualname": 1}]}), "null"):
        entries[0].write_text(damage)
        assert SourceGenome.read(project, project, cache=cache).facts == first.facts


def test_processes_and_one_process_agree(tmp_path, monkeypatch) -> None:
    write(tmp_path, {f"m{number}.py": f"def f{number}(): return {number}" for number in range(6)})
    write(tmp_path, {"bad.py": "("})
    alone = SourceGenome.read(tmp_path, tmp_path)
    monkeypatch.setattr(reading, "PARALLEL_FROM", 2)
    together = SourceGenome.read(tmp_path, tmp_path)
    assert (together.facts, together.skipped) == (alone.facts, alone.skipped)


def test_with_text_changes_one_file_only(tmp_path) -> None:
    write(tmp_path, {"m.py": "def f(): return 1", "n.py": "def g(): return 2"})
    genome = SourceGenome.read(tmp_path, tmp_path)
    other = genome.with_text("m.py", "# moved\ndef f(): return 3")
    assert other.region("m:f").source == "def f(): return 3"
    assert genome.region("m:f").source == "def f(): return 1"
    assert other.region("n:g") == genome.region("n:g")
    with pytest.raises(SyntaxError):
        genome.with_text("m.py", "def")


def constants(folder, files, region="m:f"):
    write(folder, files)
    genome = SourceGenome.read(folder, folder)
    return {
        name: ast.unparse(value)
        for name, value in genome.view(genome.region(region)).constant_globals.items()
    }


def test_constant_globals_are_bound_once(tmp_path) -> None:
    text = (
        "A = 1\nB: int = 2\nC = 3\nC = 4\nD = 5\nE = 6\nE += 1\nF, G = 7, 8\nH = 9\ndel H\n"
        "def f(): pass\ndef g():\n    global D\n    D = 1\nLATE = 1\n"
    )
    assert constants(tmp_path, {"m.py": text}) == {"A": "1", "B": "2"}


@pytest.mark.parametrize(
    "other",
    [
        "import m\nm.A = 2",
        "import m\nsetattr(m, 'A', 2)",
        "import m\nfor n in 'A': setattr(m, n, 2)",
        "def test(monkeypatch): monkeypatch.setattr('m.A', 2)",
        "from unittest.mock import patch\n@patch('m.A', 2)\ndef test(): pass",
        "import m\nm.A += 1",
        "import m\ndel m.A",
        "import m\nm.__dict__['A'] = 1",
        "import m\nvars(m)['A'] = 1",
        "import m\nclass T:\n    @staticmethod\n    def f(mod): mod.A = 1",
        "import m\nfor m.A in (1, 2): pass",
    ],
)
def test_constant_globals_that_others_set_are_none(tmp_path, other) -> None:
    assert constants(tmp_path, {"m.py": "A = 1\ndef f(): pass", "tests/other.py": other}) == {}


@pytest.mark.parametrize(
    "extra", ["from os import *", "globals()['A'] = 2", "exec('A = 2')", "vars()['A'] = 1"]
)
def test_constant_globals_need_a_module_that_can_be_read(tmp_path, extra) -> None:
    assert constants(tmp_path, {"m.py": f"A = 1\n{extra}\ndef f(): pass"}) == {}


def test_files_outside_the_root_count_as_others(tmp_path) -> None:
    write(tmp_path, {"src/m.py": "A = 1\ndef f(): pass", "bench.py": "import m\nm.A = 2"})
    genome = SourceGenome.read(tmp_path, tmp_path / "src")
    assert genome.view(genome.region("m:f")).constant_globals == {}
