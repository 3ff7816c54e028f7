"""Every table is known to a process that loads what every entry point loads; a backup would leave out another one."""

import subprocess
import sys

_LOOK = """
import importlib, pkgutil
import ops.wiring
from ops.db import Base
known = set(Base.metadata.tables)
for module in pkgutil.walk_packages(ops.__path__, "ops."):
    if "models" in module.name:
        importlib.import_module(module.name)
print(*sorted(set(Base.metadata.tables) - known))
print(len(known))
"""


def test_every_entry_point_knows_every_table() -> None:
    unknown, known = subprocess.run(
        [sys.executable, "-c", _LOOK], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert unknown == ""
    assert int(known) > 50
