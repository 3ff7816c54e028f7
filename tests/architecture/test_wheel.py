"""What is shipped is whole: the wheel of the image carries each file that the packages keep beside their code."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("ops", "connectors", "scheduler", "iot")
VENDOR = "ops/web/static/vendor"
BROWSER_LIBRARIES = {
    f"{VENDOR}/htmx.min.js",
    f"{VENDOR}/uPlot.iife.min.js",
    f"{VENDOR}/uPlot.min.css",
    f"{VENDOR}/inter-latin-wght-normal.woff2",
    f"{VENDOR}/inter-latin-ext-wght-normal.woff2",
}


def tracked_files() -> set[str]:
    listed = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True)
    return {line for line in listed.stdout.splitlines() if (ROOT / line).exists()}


def built_wheel(target: Path) -> set[str]:
    hatchling = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run(hatchling, cwd=ROOT, capture_output=True, check=True)
    with zipfile.ZipFile(next(target.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


def test_the_wheel_holds_every_file_of_the_packages_and_the_browser_libraries(tmp_path: Path) -> None:
    shipped = built_wheel(tmp_path)
    assert tracked_files() - shipped == set()
    assert shipped >= BROWSER_LIBRARIES
