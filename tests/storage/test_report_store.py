"""Reports of past runs."""

import json
import stat

import pytest

from ouroboros.storage import report_store
from ouroboros.storage.report_store import ReportStore

REPORT = {"functions": [], "target": "shop"}


def test_newest_first_and_for_the_owner_alone(tmp_path) -> None:
    store = ReportStore(tmp_path / "reports")
    for started in (1.0, 3.0, 2.0):
        path = store.put({**REPORT, "started": started}, started=started)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "reports").stat().st_mode) == 0o700
    assert [report["started"] for report in store] == [3.0, 2.0, 1.0]


def test_the_oldest_make_room(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(report_store, "MOST_REPORTS", 2)
    store = ReportStore(tmp_path)
    for started in (1.0, 2.0, 3.0):
        store.put({**REPORT, "started": started}, started=started)
    assert [report["started"] for report in store] == [3.0, 2.0]


def test_what_cannot_be_read_is_left_out(tmp_path) -> None:
    store = ReportStore(tmp_path)
    store.put(REPORT, started=2.0)
    (tmp_path / "000000000009000-1.json").write_text("{torn")
    (tmp_path / "000000000008000-1.json").write_text(json.dumps(["no report"]))
    (tmp_path / "000000000007000-1.json").write_bytes(b"\xff\xfe")
    assert [report["target"] for report in store] == ["shop"]


def test_nothing_half_written_stays(tmp_path) -> None:
    store = ReportStore(tmp_path)
    with pytest.raises(TypeError):
        store.put({"functions": [], "bad": object()}, started=1.0)
    assert list(tmp_path.iterdir()) == []
    assert list(ReportStore(tmp_path / "missing")) == []
