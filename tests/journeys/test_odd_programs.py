"""Programs that are no textbook packages, and the ways in which people start them."""

import resource
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import ouroboros

pytestmark = pytest.mark.journey

MAIN = """import os
import subprocess
import sys

import calendar
import noisy
from pack.linked import linked
from spaced.inner.hot import spaced

from . import marked, tabbed
from .relative import deep

if os.fork() == 0:
    os._exit(0)
os.wait()
subprocess.run([sys.executable, "-c", "print(1)"], check=True)
print(repr(sys.stdin.read()))
hot = (marked.marked, tabbed.tabbed, deep, spaced, calendar.calendar, linked, noisy.noisy)
for function in hot:
    for turn in range(3):
        print(len(function(list(range(0, 3000, 2)), list(range(turn, 1000 + turn)))))
"""


@pytest.fixture
def menagerie(journey, slow_function):
    """One project with an odd file of each kind, in a folder with a space and an umlaut."""
    journey.project = journey.home / "my pröject"
    noisy = slow_function("noisy").replace("    found = []", "    print(len(DATA))\n    found = []", 1)
    journey.write(
        {
            "pyproject.toml": '[project]\nname = "zoo"\nversion = "1"\n',
            "data.txt": "some data",
            "src/zoo/__init__.py": "",
            "src/zoo/__main__.py": MAIN,
            "src/zoo/marked.py": "\ufeff" + slow_function("marked"),
            "src/zoo/tabbed.py": "\f\n" + slow_function("tabbed").replace("    ", "\t"),
            "src/zoo/relative/__init__.py": "from .deep import deep\n",
            "src/zoo/relative/deep.py": "from ..marked import marked\n\n\n" + slow_function("deep"),
            "src/spaced/inner/hot.py": slow_function("spaced"),
            "src/calendar.py": slow_function("calendar"),
            "src/real/pack/__init__.py": "",
            "src/real/pack/linked.py": slow_function("linked"),
            "src/quits.py": "import sys\nsys.exit(3)\n",
            "src/broken.py": "def oops(:\n",
            "src/noisy.py": "import threading\n\nprint('imported')\n"
            "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
            "DATA = open('data.txt').read()\n\n\n" + noisy,
        }
    )
    (journey.project / "src" / "pack").symlink_to("real/pack")
    return journey


def test_a_menagerie_run_as_a_module(menagerie) -> None:
    before = menagerie.fingerprint()
    ended = menagerie.reported("src", "--workload", "PYTHONPATH=src python -m zoo", "--budget", "5m")
    assert "src/broken.py: left out, syntax error in line 1" in ended.text
    assert menagerie.fingerprint() == before
    found = {name.rpartition(":")[2] for name in ended.winners}
    # The budget may end before the last of them; every oddity is on the way to it none the less.
    assert len(found) >= 5, ended.text
    for item in ended.report["functions"]:
        assert item["winner"] or "budget" in item["why_no_winner"], item


def test_a_script_without_a_guard_whose_own_function_is_hot(journey, slow_function) -> None:
    script = slow_function("known") + (
        "\n\nfor turn in range(5):\n"
        "    print(len(known(list(range(0, 3000, 2)), list(range(turn, 1000 + turn)))))\n"
    )
    journey.write({"report.py": script})
    ended = journey.reported("report.py", "--workload", "python report.py", "--budget", "3m", "--apply")
    assert [name.rpartition(":")[2] for name in ended.winners] == ["known"], ended.text
    subprocess.run([sys.executable, "report.py"], cwd=journey.project, capture_output=True, check=True)


def test_a_package_installed_in_editable_mode(journey, slow_function) -> None:
    journey.write(
        {
            "pyproject.toml": '[project]\nname = "lib"\nversion = "1"\n',
            "src/lib/__init__.py": "",
            "src/lib/hot.py": slow_function("known"),
            "bench.py": "from lib.hot import known\n\nfor turn in range(5):\n"
            "    print(len(known(list(range(0, 3000, 2)), list(range(turn, 1000 + turn)))))\n",
        }
    )
    place = journey.home / "venv"
    venv.create(place, with_pip=False, symlinks=True)
    (packages,) = place.glob("lib/python3*/site-packages")
    (packages / "lib.pth").write_text(str(journey.project / "src"))
    before = journey.fingerprint()
    ended = journey.reported(
        *(
            "src",
            "--workload",
            "python bench.py",
            "--budget",
            "20s",
            "--python",
            str(place / "bin" / "python"),
        )
    )
    assert list(ended.winners) == ["lib.hot:known"], ended.text
    assert journey.fingerprint() == before


def test_a_tree_of_three_thousand_files(journey, shop) -> None:
    body = "".join(f"def f{i}(a):\n    return [x * {i} for x in a]\n\n\n" for i in range(20))
    journey.write(shop)
    for number in range(3000):
        folder = journey.project / "shop" / f"p{number % 60}"
        folder.mkdir(exist_ok=True)
        (folder / f"m{number}.py").write_text(body)
    ended = journey.reported("shop", "--workload", "python bench.py", "--budget", "3m")
    assert list(ended.winners) == ["shop.stock:known"], ended.text
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1 << 20, "more than 1 GiB"


def test_two_at_once_on_one_project(journey, shop) -> None:
    journey.write(shop)
    arguments = ("shop", "--workload", "python bench.py", "--budget", "3m")
    before = journey.fingerprint()
    other = journey.started(*arguments, until="read")
    ended = journey.evolve(*arguments, "--json", str(journey.home / "report.json"), alone=False)
    other.process.communicate(timeout=120)
    assert (ended.status, other.process.returncode) == (0, 0)
    assert list(ended.winners) == ["shop.stock:known"], ended.text
    assert journey.fingerprint() == before
    assert list(journey.temporary.iterdir()) == []


def test_it_evolves_a_part_of_itself(journey) -> None:
    shutil.copytree(Path(ouroboros.__file__).parent, journey.project / "ouroboros")
    journey.write(
        {
            "pyproject.toml": '[project]\nname = "ouroboros"\nversion = "1"\n',
            "bench.py": "from pathlib import Path\n\nfrom ouroboros.genome import facts\n"
            "from ouroboros.genome.syntax import parse\n\n"
            "text = Path(facts.__file__).read_text()\nmodule = parse(text)\n"
            "for turn in range(40):\n"
            "    print(len(facts.collect(text, module, 'facts', is_package=False).imports))\n",
        }
    )
    before = journey.fingerprint()
    ended = journey.reported("ouroboros/genome", "--workload", "python bench.py", "--budget", "3m")
    assert ended.report["functions"], ended.text
    assert journey.fingerprint() == before
