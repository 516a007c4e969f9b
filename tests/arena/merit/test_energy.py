"""Counters are read where there are any; what cannot be read is said to be absent."""

import pytest

from ouroboros.arena.merit.energy import EnergyCounters


@pytest.fixture
def powercap(tmp_path):
    for name, microjoules, limit in (
        ("intel-rapl:0", 1_000_000, 9_999_999),
        ("intel-rapl:0:0", 5, 9),
        ("intel-rapl:1", 9_000_000, 9_999_999),
        ("dtpm", 1, 1),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "energy_uj").write_text(f"{microjoules}\n")
        (folder / "max_energy_range_uj").write_text(f"{limit}\n")
    return tmp_path


def test_packages_are_summed_and_their_parts_left_out(powercap):
    counters = EnergyCounters.found(powercap)
    assert {path.parent.name for path in counters.ranges} == {"intel-rapl:0", "intel-rapl:1"}
    before = counters.read()
    (powercap / "intel-rapl:0" / "energy_uj").write_text("3500000\n")
    assert counters.joules_since(before) == pytest.approx(2.5)


def test_a_counter_that_started_again_is_understood(powercap):
    counters = EnergyCounters.found(powercap)
    before = counters.read()
    (powercap / "intel-rapl:1" / "energy_uj").write_text("1000000\n")
    assert counters.joules_since(before) == pytest.approx(2.0)


def test_a_counter_that_goes_away_is_no_zero(powercap):
    counters = EnergyCounters.found(powercap)
    before = counters.read()
    (powercap / "intel-rapl:1" / "energy_uj").unlink()
    assert counters.read() is None
    assert counters.joules_since(before) is None


def test_without_counters_there_is_no_meter(tmp_path):
    assert EnergyCounters.found(tmp_path) is None
    assert EnergyCounters.found(tmp_path / "nowhere") is None


def test_nonsense_is_no_counter(powercap):
    (powercap / "intel-rapl:0" / "energy_uj").write_text("much\n")
    assert EnergyCounters.found(powercap) is None
