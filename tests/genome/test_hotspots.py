"""Joining a profile to regions; checksums of both."""

from __future__ import annotations

import pytest

from ouroboros.genome.checksums import GenomeChecksum
from ouroboros.genome.hotspots import hotspots
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.hotspot import Profile, ProfileSample

TEXT = "def f(n):\n    return g(n)\n\n\ndef g(n):\n    return [\n        n for _ in n]\n"


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "m.py").write_text(TEXT)
    return folder


def profile(*samples):
    return Profile(
        source="test",
        clock="cpu",
        rate_hz=100.0,
        seconds=1.0,
        samples=tuple(ProfileSample(stack=stack, count=count) for stack, count in samples),
    )


def test_shares_are_of_all_samples_and_recursion_counts_once(project, tmp_path) -> None:
    copy = tmp_path / "copy"
    file = str(copy / "m.py")
    genome = SourceGenome.read(project, project)
    found = hotspots(
        profile(
            (((file, 9, "<module>"), (file, 2, "f"), (file, 6, "g"), (file, 7, "<listcomp>")), 5),
            (((file, 2, "f"), (file, 2, "f"), (file, 2, "f")), 3),
            ((("/elsewhere/x.py", 1, "x"),), 2),
        ),
        genome,
        base=copy,
    )
    assert [(spot.region.qualname, spot.self_share, spot.cumulative_share) for spot in found] == [
        ("g", 0.5, 0.5),
        ("f", 0.3, 0.8),
    ]
    assert found[0].lines == ((7, 5),)
    assert found[0].samples == 5


def test_an_empty_profile_has_no_hotspots(project) -> None:
    assert hotspots(profile(), SourceGenome.read(project, project), base=project) == ()


def test_checksums_name_every_region(project) -> None:
    file = SourceGenome.read(project, project).files["m.py"]
    known = GenomeChecksum.of(file)
    assert known.file == file.checksum
    assert [name for name, _ in known.regions] == ["m:f", "m:g"]
