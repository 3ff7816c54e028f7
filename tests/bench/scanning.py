"""The nightly scan of all months of a large house, and the replay of a file of the past."""

import csv
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from ops.config import HOUSE_ZONE, Settings
from ops.energy.queries.registers import register_ids_after
from ops.energy.rules.day_types import epoch_hour
from ops.energy.scan_jobs import MONTHS_TOGETHER, energy_night_scan
from ops.energy.service.backtest import backtest
from ops.energy.service.readings_file import read
from ops.energy.service.watching import history_start
from ops.energy.store.sure_hours import sure_hours
from ops.kit.jobs import JobContext
from tests.bench.harness import Measurement
from tests.bench.many_registers import NOW
from tests.bench.parts import database_of
from tests.support.labelled import labelled_set

TARGET_S, TARGET_PEAK_GIB = 600.0, 4.0
TARGET_S_PER_METER_YEAR = 0.05
#: Alerts a meter-year; the shipped thresholds are solved to it.
_BUDGET = 12.0
_HOURS_A_YEAR = 365 * 24


def nightly_scan(url: str, folder: Path) -> Measurement:
    """The job in a process of its own, as the scheduler starts it; beside it how long the reading alone takes."""
    reading, scan = (_in_process(what, url) for what in ("reading", "scan"))
    seconds = scan["seconds"] if scan["peak_gib"] < TARGET_PEAK_GIB else max(scan["seconds"], TARGET_S + 1)
    peer = {**scan, "reading_alone_s": reading["seconds"], "reading_alone_cpu_s": reading["cpu_s"]}
    return Measurement(seconds, "s", TARGET_S, at_least=False, peer=peer)


def _in_process(what: str, url: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.scanning", what, url]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def _read_all(url: str) -> Mapping[str, int]:
    database, after, hours = database_of(url), 0, 0
    first, end = epoch_hour(history_start(NOW, database.zone)), epoch_hour(NOW) + 1
    with database.reading() as session:
        while ids := register_ids_after(session, after, MONTHS_TOGETHER):
            hours += sure_hours(session, ids, first, end).size
            after = ids[-1]
    return {"hours": hours}


def _scan_all(url: str) -> Mapping[str, int]:
    database = database_of(url)
    return energy_night_scan(JobContext(database, Settings(database_url=url), lambda: NOW))


def backtest_of_file(url: str, folder: Path) -> Measurement:
    """What a meter-year costs beyond the reading of the file: all series together, and a file that holds one."""
    source = labelled_set()
    together = _replay_s(source, folder)
    alone = [_replay_s(each, folder) for each in _series_apart(source, folder)]
    peer = {"file_of_one_series": sorted(alone)[len(alone) // 2], "slowest_file_of_one_series": max(alone)}
    return Measurement(together, "s", TARGET_S_PER_METER_YEAR, at_least=False, peer=peer)


def _replay_s(source: Path, folder: Path) -> float:
    """The best of three, a meter-year: the machine has other things to do as well."""
    return min(_once(source, folder) for _ in range(3))


def _once(source: Path, folder: Path) -> float:
    began = time.process_time()
    hours = sum(len(each.values) for each in read(source, HOUSE_ZONE))
    read_s = time.process_time() - began
    began = time.process_time()
    backtest(source, folder / "alerts.csv", budget=_BUDGET, calendar="BE", zone=HOUSE_ZONE)
    return (time.process_time() - began - read_s) / (hours / _HOURS_A_YEAR)


def _series_apart(source: Path, folder: Path) -> list[Path]:
    with gzip.open(source, "rt", encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    place = head.index("series_id")
    names = dict.fromkeys(row[place] for row in rows)
    files = [folder / f"series-{number}.csv" for number in range(len(names))]
    for name, target in zip(names, files, strict=True):
        with target.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([head, *(row for row in rows if row[place] == name)])
    return files


def _main(what: str, url: str) -> None:
    """Runs in the process that is measured."""
    began = time.monotonic()
    did = {"reading": _read_all, "scan": _scan_all}[what](url)
    used = getrusage(RUSAGE_SELF)
    figures = {
        "seconds": time.monotonic() - began, "cpu_s": used.ru_utime + used.ru_stime,
        "peak_gib": used.ru_maxrss / 2**20, **did,
    }  # fmt: skip
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
