"""The composed site agrees with the published schema, with the settings and with the commands that really exist."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from ops.cli import app
from ops.config import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
REGIE = str(Path(sys.executable).parent / "regie")


def services() -> dict[str, Any]:
    composed: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    return composed


def own_services() -> dict[str, Any]:
    return {name: service for name, service in services().items() if service["image"].startswith("regie:")}


def check_schema(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_follows_the_published_compose_schema() -> None:
    checked = check_schema(COMPOSE)
    assert checked.returncode == 0, checked.stdout


def test_the_schema_refuses_a_key_that_compose_does_not_know(tmp_path: Path) -> None:
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(COMPOSE.read_text().replace("healthcheck:", "healthchecks:"))
    checked = check_schema(broken)
    assert checked.returncode != 0
    assert "healthchecks" in checked.stdout


def test_it_runs_every_process_of_the_split_service() -> None:
    assert {service["command"][0] for service in own_services().values()} == {"migrate", "api", "ingest", "scheduler"}
    assert services()["api"]["deploy"]["replicas"] == 2


@pytest.mark.parametrize("name", ["migrate", "api", "ingest", "scheduler"])
def test_each_composed_command_exists_with_its_options(name: str) -> None:
    command, *arguments = own_services()[name]["command"]
    asked = CliRunner().invoke(app, [command, "--help"])
    assert asked.exit_code == 0, asked.output
    for option in (argument for argument in arguments if argument.startswith("--")):
        assert option in asked.output


def test_the_entry_point_of_the_image_starts() -> None:
    started = subprocess.run([REGIE, "--help"], capture_output=True, text=True, check=False)
    assert started.returncode == 0, started.stderr


def test_every_service_tells_whether_it_is_well() -> None:
    image_is_asked = {"api"}
    ends_by_itself = {"migrate"}
    for name, service in services().items():
        assert name in image_is_asked | ends_by_itself or "test" in service["healthcheck"], name


def test_what_must_survive_lies_on_a_volume() -> None:
    kept = {mount.split(":")[0] for service in services().values() for mount in service.get("volumes", [])}
    declared = set(yaml.safe_load(COMPOSE.read_text())["volumes"])
    assert declared <= kept
    assert all("files:/data" in service["volumes"] for service in own_services().values())


def test_it_sets_only_settings_that_the_service_reads() -> None:
    known = {f"REGIE_{name.upper()}" for name in Settings.model_fields}
    named = {key for service in own_services().values() for key in service["environment"] if key.startswith("REGIE_")}
    assert named <= known


def test_a_secret_has_no_default_and_the_example_names_it() -> None:
    example = (ROOT / "deploy/env.example").read_text()
    required = set(re.findall(r"\$\{(\w+):\?", COMPOSE.read_text()))
    assert required == {"POSTGRES_PASSWORD", "MQTT_PASSWORD", "REGIE_SECRET_KEY"}
    assert all(re.search(rf"^{name}=$", example, re.MULTILINE) for name in required)
