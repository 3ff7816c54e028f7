"""The command line: the list that needs no house, help with an example, and errors in one line."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ops.cli import COMMANDS, load
from ops.cli.frame import in_one_line
from ops.db import make_engine
from ops.errors import NotFound


def leaves(command: Any) -> Iterator[Any]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield command
    else:
        for each in inner.values():
            yield from leaves(each)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says_of_itself(name: str) -> None:
    assert load(name).help.splitlines()[0] == COMMANDS[name][1]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_ends_with_an_example(name: str) -> None:
    for command in leaves(load(name)):
        assert f"regie {name}" in (command.epilog or ""), command.name


@pytest.mark.parametrize("line", ["user add", "token add", "job list", "scheduler", "ingest", "simulate", "serve"])
def test_help_loads_neither_the_database_nor_numbers(line: str) -> None:
    asked = "import sys; from ops.cli import app; app(sys.argv[1:], standalone_mode=False); print(*sys.modules)"
    words = [sys.executable, "-c", asked, *line.split(), "--help"]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "Example:" in told
    assert not {"sqlalchemy", "fastapi", "numpy", "amqtt"} & set(told.splitlines()[-1].split())


def test_the_list_loads_neither_the_database_nor_the_pages() -> None:
    asked = "import sys; from ops.cli import app; app(['--help'], standalone_mode=False); print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert "simulate" in told
    assert not {"sqlalchemy", "fastapi", "numpy"} & set(told.splitlines()[-1].split())


def error_of(act: Any) -> Exception:
    try:
        act()
    except Exception as error:  # noqa: BLE001  (whatever comes is what a person would meet)
        return error
    raise AssertionError("nothing was wrong")


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (lambda: make_engine("nonsense"), "REGIE_DATABASE_URL"),
        (lambda: ZoneInfo("Mars/North"), "Mars/North"),
        (lambda: open("/nowhere/at/all"), "/nowhere/at/all: No such file"),  # noqa: PTH123, SIM115
        (lambda: int("x"), "invalid literal"),
    ],
    ids=["database", "zone", "file", "value"],
)
def test_what_a_person_can_mend_is_one_line(act: Any, word: str) -> None:
    line = in_one_line(error_of(act))
    assert line is not None
    assert word in line
    assert "\n" not in line


def test_an_error_of_the_house_is_its_own_text() -> None:
    assert in_one_line(NotFound()) == str(NotFound())


def test_a_fault_of_ours_keeps_its_trace() -> None:
    assert in_one_line(TypeError("unexpected")) is None
