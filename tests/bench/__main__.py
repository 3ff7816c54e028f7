"""`make bench [BENCH=name]`: one JSON line a benchmark; ends with 1 when a target was missed."""

import sys

from tests.bench import alert_delay, crowd, harness, ingest, many_registers, repairs, scanning
from tests.bench.harness import Benchmark

BENCHMARKS = {
    "ingest_readings_per_s": Benchmark(ingest.readings_per_s),
    "ingest_vs_bare": Benchmark(ingest.vs_bare),
    "nightly_scan_10k_s": Benchmark(scanning.nightly_scan, many_registers.build),
    "backtest_s_per_meter_year": Benchmark(scanning.backtest_of_file),
    "publish_to_alert_s": Benchmark(alert_delay.publish_to_alert),
    "queue_p95_ms": Benchmark(repairs.queue_p95, crowd.build),
    "search_p95_ms": Benchmark(repairs.search_p95, crowd.build),
    "suggest_p95_ms": Benchmark(repairs.suggest_p95, crowd.build),
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.stderr.write(f"no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}\n")
        return 2
    missed = 0
    for name, measured in harness.run({name: BENCHMARKS[name] for name in names or BENCHMARKS}):
        sys.stdout.write(harness.as_line(name, measured) + "\n")
        sys.stdout.flush()
        missed += not measured.is_ok
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
