"""Mass access to readings and consumption: the one place of the energy domain that knows its two engines.

Arrays hold epoch seconds (`*_s`) and whole millionths (`*_micro`); what is loaded is sorted by register, then time.
"""

from ops.energy.store.bulk import checked_at_the_end
from ops.energy.store.consumption import (
    ConsumptionColumns,
    ConsumptionRow,
    bulk_load_consumption,
    last_known,
    load_consumption,
    replace_consumption,
)
from ops.energy.store.dead_letters import upsert_letters
from ops.energy.store.engine import Flags, Ints
from ops.energy.store.partitions import ensure_partitions
from ops.energy.store.readings import (
    ReadingColumns,
    ReadingRow,
    Upserted,
    bulk_load_readings,
    load_readings,
    upsert_readings,
)

__all__ = [
    "ConsumptionColumns",
    "ConsumptionRow",
    "Flags",
    "Ints",
    "ReadingColumns",
    "ReadingRow",
    "Upserted",
    "bulk_load_consumption",
    "bulk_load_readings",
    "checked_at_the_end",
    "ensure_partitions",
    "last_known",
    "load_consumption",
    "load_readings",
    "replace_consumption",
    "upsert_letters",
    "upsert_readings",
]
