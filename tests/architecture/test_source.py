"""Laws that no import shows: who commits, who reads the clock, who speaks a dialect, how long a file may grow."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("ops", "connectors", "scheduler", "iot")
LONGEST_FILE_LINES = 300
CLOCK_AND_DICE = {"now", "utcnow", "today", "time", "monotonic", "random", "randint", "choice", "uuid4", "token_hex"}


def sources() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text()


def called_attributes(source: str) -> set[str]:
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {call.attr for call in calls if isinstance(call, ast.Attribute)}


def imported_modules(source: str) -> set[str]:
    tree = list(ast.walk(ast.parse(source)))
    plain = {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in tree if isinstance(node, ast.ImportFrom) and node.module}


def is_rule(path: str) -> bool:
    return path.endswith("/rules.py") or "/rules/" in path


def test_only_the_database_module_commits() -> None:
    assert [path for path, source in sources() if "commit" in called_attributes(source)] == ["ops/db.py"]


def test_no_rule_reads_the_clock_or_throws_dice() -> None:
    guilty = {path: called_attributes(source) & CLOCK_AND_DICE for path, source in sources() if is_rule(path)}
    assert {path: calls for path, calls in guilty.items() if calls} == {}


def test_a_day_is_asked_of_a_zone() -> None:
    """An instant has no date of its own: between midnight and two, UTC still has the day before."""
    dated = [path for path, source in sources() if "date" in called_attributes(source)]
    assert dated == ["ops/energy/api/meters.py", "ops/kit/periods.py"]


def test_dialects_are_spoken_in_few_places_only() -> None:
    allowed = ("ops/db.py", "ops/inserts.py", "ops/migrations/", "ops/energy/store", "ops/repairs/search.py")
    speakers = [path for path, source in sources() if any("dialects" in module for module in imported_modules(source))]
    assert [path for path in speakers if not path.startswith(allowed)] == []


def test_a_long_file_has_become_a_package() -> None:
    lengths = {path: len(source.splitlines()) for path, source in sources() if "/migrations/" not in path}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE_LINES} == {}


def test_the_recount_of_the_reports_shares_no_code_with_them() -> None:
    recounts = sorted((ROOT / "tests/soak").glob("recount*.py"))
    imported = {path.name: imported_modules(path.read_text()) for path in recounts}
    assert [name for name, modules in imported.items() if any(each.split(".")[0] in PACKAGES for each in modules)] == []
    assert len(imported) > 1
