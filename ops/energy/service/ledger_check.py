"""Whether the ledger of each register closes: every night, all of them, this month and the last one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.energy.models import Register
from ops.energy.queries import alerts as alert_queries
from ops.energy.queries.ledger import ledgers
from ops.energy.queries.registers import register_ids_after, registers_by_id
from ops.energy.rules.episode import Detection, EvidenceValue
from ops.energy.rules.ledger import LedgerMonth
from ops.energy.service.coming_counters import take_places
from ops.energy.service.opening import Sighting, open_or_continue
from ops.energy.service.rulebook import Rulebook
from ops.kit.periods import local_date

CHUNK = 200
_HOUR = timedelta(hours=1)
#: What an open alert may go on from.
_LATELY = timedelta(days=62)


@dataclass(frozen=True)
class Checked:
    """How many registers were looked at, how many did not close, and how many of those were new."""

    registers: int = 0
    not_closed: int = 0
    opened: int = 0
    last_id: int = 0

    def __add__(self, other: "Checked") -> "Checked":
        return Checked(
            self.registers + other.registers,
            self.not_closed + other.not_closed,
            self.opened + other.opened,
            other.last_id,
        )

    @property
    def counts(self) -> Mapping[str, int]:
        return {"registers": self.registers, "not_closed": self.not_closed, "opened": self.opened}


def check_chunk(session: Session, after: int, *, now: datetime, limit: int = CHUNK) -> Checked | None:
    """One unit of work: the registers after an id, None when none is left. What waits to be counted says nothing."""
    ids = register_ids_after(session, after, limit)
    if not ids:
        return None
    every = registers_by_id(session, ids)
    take_places(session, every, now)
    registers = [each for each in every if each.dirty_from is None]
    found = ledgers(session, registers, _months(now, zone_of(session)), zone_of(session))
    wrong = [(each, month) for each in registers if (month := _first_wrong(found[each.id]))]
    rules = Rulebook(session, now)
    opened = sum(_tell(session, register, month, rules, now) for register, month in wrong)
    return Checked(len(registers), len(wrong), opened, ids[-1])


def _months(now: datetime, zone: ZoneInfo) -> list[date]:
    this = local_date(now, zone).replace(day=1)
    return [(this - timedelta(days=1)).replace(day=1), this]


def _first_wrong(months: Sequence[LedgerMonth]) -> LedgerMonth | None:
    return next((month for month in months if not month.closes), None)


def _tell(session: Session, register: Register, month: LedgerMonth, rules: Rulebook, now: datetime) -> bool:
    """A data fault on the coordinator's list; True when it is new. It ends by itself once the month closes again."""
    known = alert_queries.alerts_since(session, [register.id], now - _LATELY)
    until = now.replace(minute=0, second=0, microsecond=0)
    params: dict[str, EvidenceValue] = {
        "month": f"{month.month:%Y-%m}", "hours_micro": month.intervals_micro, "counted_micro": month.counted_micro,
    }  # fmt: skip
    found = Detection("implausible", until - _HOUR, until, 0.0, 0.0, 0.0, 0.0, "ledger_open", params)
    alert = open_or_continue(session, Sighting(register, found, late=True), known, rules, now)
    return alert is not None and alert not in known
