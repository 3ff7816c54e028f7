"""Who may import whom: the law of .importlinter holds, and each of its contracts bites when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("ops", "connectors", "scheduler", "iot")
LINT_IMPORTS = str(Path(sys.executable).parent / "lint-imports")

ADAPTERS = "The scheduler uses all"
COMPOSITION_ROOT = "Nobody imports the composition root"
LAYERS = "Inside the core"
MIGRATIONS = "Migrations stand outside"
RULES = "Rules are pure"
FORMATS = "Foreign formats are translated"

BREACHES = [
    pytest.param("ops/repairs/intruder.py", "import iot", ADAPTERS, id="the core imports an adapter"),
    pytest.param("ops/wiring_intruder/__init__.py", "", LAYERS, id="a package of the core has no place in the law"),
    pytest.param("connectors/intruder.py", "import iot", ADAPTERS, id="one adapter imports another"),
    pytest.param("iot/intruder.py", "import scheduler", ADAPTERS, id="an adapter imports the scheduler"),
    pytest.param("ops/web/intruder.py", "import ops.cli", COMPOSITION_ROOT, id="a page imports the composition root"),
    pytest.param("scheduler/intruder.py", "import ops.cli", COMPOSITION_ROOT, id="a job imports the composition root"),
    pytest.param("ops/repairs/intruder.py", "import ops.energy", LAYERS, id="a domain imports the one above it"),
    pytest.param("ops/kit/intruder.py", "import ops.access", LAYERS, id="the kit imports a domain"),
    pytest.param("ops/web/intruder.py", "import ops.wiring", LAYERS, id="a page imports the table of subscribers"),
    pytest.param("ops/ports/intruder.py", "import ops.db", LAYERS, id="a port imports its neighbour, the database"),
    pytest.param("ops/estate/intruder.py", "import ops.migrations", MIGRATIONS, id="a domain imports a migration"),
    pytest.param("ops/people/rules/intruder.py", "import sqlalchemy", RULES, id="a rule imports the database"),
    pytest.param("ops/people/rules/intruder.py", "import ops.people.models", RULES, id="a rule imports its models"),
    pytest.param("ops/people/rules/intruder.py", "import fastapi", RULES, id="a rule imports the web"),
    pytest.param("iot/payloads/intruder.py", "import paho.mqtt.client", FORMATS, id="a payload opens a connection"),
    pytest.param("connectors/fake/mapping.py", "import httpx", FORMATS, id="a mapping asks the network"),
]


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [LINT_IMPORTS, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


@pytest.fixture
def copied_tree(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "static", "templates")
        )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def as_package(module: Path) -> None:
    """Turns `rules.py` into `rules/__init__.py`, and makes the folders on the way packages."""
    if module.is_dir():
        return
    as_file = module.with_suffix(".py")
    module.mkdir(parents=True)
    if as_file.exists():
        as_file.rename(module / "__init__.py")
    (module / "__init__.py").touch()


def test_the_law_holds() -> None:
    linted = lint(ROOT)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize(("intruder", "line", "contract"), BREACHES)
def test_the_law_fails_when(copied_tree: Path, intruder: str, line: str, contract: str) -> None:
    as_package((copied_tree / intruder).parent)
    (copied_tree / intruder).write_text(f"{line}\n")
    linted = lint(copied_tree)
    assert linted.returncode != 0
    broken = [report for report in linted.stdout.splitlines() if " BROKEN" in report]
    assert any(contract in report for report in broken), linted.stdout
