"""`regie energy backtest`: a file in, alerts out, in the file's own way of writing time."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ops.energy.backtest_errors import BudgetOutOfRange, ColumnMissing, ReadingUnreadable, UnknownCalendar
from ops.energy.service.backtest import HEAD, backtest

ZONE = ZoneInfo("Europe/Brussels")
_HOURS = 70 * 24
_STOPPED = range(60 * 24, 60 * 24 + 30)
Writes = Callable[[datetime], str]


def _naive(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(sep=" ")


def _utc(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _brussels(at: datetime) -> str:
    return at.astimezone(ZONE).isoformat()


def _file(folder: Path, writes: Writes, names: tuple[str, ...] = ("m1",)) -> Path:
    """Two months of use with a day on which nothing was counted; lines of all series by turns, one column too many."""
    lines = ["series_id,kind,timestamp,value,note"]
    for hour in range(_HOURS):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        value = "" if hour == 777 else "0" if hour in _STOPPED else f"{1 + hour % 24 / 10 + hour % 7 / 100}"
        lines += [f"{name},electricity,{writes(at)},{value},x" for name in names]
    path = folder / "readings.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def _alerts(path: Path, **wanted: object) -> list[dict[str, str]]:
    out = path.with_name("alerts.csv")
    backtest(path, out, **{"budget": 12.0, "calendar": "BE", "zone": ZONE, **wanted})  # type: ignore[arg-type]
    with out.open(newline="") as source:
        return list(csv.DictReader(source))


@pytest.mark.parametrize(
    ("writes", "detected_at"),
    [(_naive, "2026-03-02 12:00:00"), (_utc, "2026-03-02T12:00:00Z"), (_brussels, "2026-03-02T13:00:00+01:00")],
)
def test_moments_are_written_as_the_file_writes_them(tmp_path: Path, writes: Writes, detected_at: str) -> None:
    [alert] = _alerts(_file(tmp_path, writes))
    assert (alert["cause"], alert["detected_at"], alert["severity"]) == ("zero_run", detected_at, "low")
    assert tuple(alert) == HEAD
    assert float(alert["excess"]) < 0


def test_each_series_has_its_own_alerts(tmp_path: Path) -> None:
    names = tuple(f"meter {n}" for n in range(70))
    assert [each["series_id"] for each in _alerts(_file(tmp_path, _naive, names))] == list(names)


def test_a_small_budget_raises_less(tmp_path: Path) -> None:
    assert _alerts(_file(tmp_path, _naive), budget=0.1) == []


def test_an_empty_file_has_no_alerts(tmp_path: Path) -> None:
    path = tmp_path / "readings.csv"
    path.write_text("series_id,kind,timestamp,value\n")
    assert _alerts(path) == []


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("series_id,kind,value\n", ColumnMissing),
        ("", ColumnMissing),
        ("series_id,kind,timestamp,value\nm,gas,yesterday,1\n", ReadingUnreadable),
        ("series_id,kind,timestamp,value\nm,gas,2026-01-01 00:00,one\n", ReadingUnreadable),
        ("series_id,kind,timestamp,value\nm,gas\n", ReadingUnreadable),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_written(tmp_path: Path, text: str, error: type[Exception]) -> None:
    path = tmp_path / "readings.csv"
    path.write_text(text)
    with pytest.raises(error):
        _alerts(path)
    assert not (tmp_path / "alerts.csv").exists()


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({"budget": 0.0}, BudgetOutOfRange),
        ({"budget": float("nan")}, BudgetOutOfRange),
        ({"calendar": "FR"}, UnknownCalendar),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    tmp_path: Path, wanted: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        _alerts(_file(tmp_path, _naive), **wanted)
