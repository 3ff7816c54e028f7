"""`make soak [SOAK=name]`: one JSON line a proof; ends with 1 when one failed."""

import json
import sys
from collections.abc import Callable
from typing import Any

from tests.soak import beds_writers, broker_faults, energy_cv, energy_points, real_input, repairs_year

#: Each runs in full size and says in `ok` whether what it promises held.
SOAKS: dict[str, Callable[[], dict[str, Any]]] = {
    "beds_writers": beds_writers.run,
    "broker_faults": broker_faults.run,
    "energy_cv": energy_cv.run,
    "energy_points": energy_points.run,
    "real_input": real_input.run,
    "repairs_year": repairs_year.run,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in SOAKS]
    if unknown:
        sys.stderr.write(f"no soak {', '.join(unknown)}; there are: {', '.join(SOAKS)}\n")
        return 2
    failed = 0
    for name in names or SOAKS:
        result = SOAKS[name]()
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()
        failed += not result["ok"]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
