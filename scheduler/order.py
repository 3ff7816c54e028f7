"""A run that is to be done, what became of it, and the doing itself: here, whatever the job throws."""

from collections.abc import Mapping
from dataclasses import dataclass

from ops.db import first_line
from ops.kit.jobs import JobContext, Unfinished
from ops.kit.leases import Fenced
from ops.kit.runs import Planned
from scheduler.timetable import Row, load


@dataclass(frozen=True)
class Ended:
    """What became of a run."""

    did: Mapping[str, int]
    error: str | None = None


@dataclass(frozen=True)
class Order:
    """A run to do: by plan, by loop, or because somebody asked."""

    row: Row
    plan: Planned
    command_id: int | None = None
    by_hand: bool = False

    @property
    def is_round(self) -> bool:
        """A round of a fast loop, which leaves no row when it had nothing to do."""
        return self.row.is_loop and self.command_id is None and not self.by_hand


def describe(error: BaseException) -> str:
    """What went wrong, in one line that is safe to show."""
    return f"{type(error).__name__}: {first_line(error)}".removesuffix(": ")


def run_here(row: Row, context: JobContext) -> Ended:
    """Runs the job in this process, whatever it throws. Raises only Fenced."""
    try:
        return Ended(dict(load(row)(context)))
    except Fenced:
        raise
    except Unfinished as error:
        return Ended(dict(error.did), describe(error))
    except Exception as error:  # noqa: BLE001 - whatever a job throws must stand in the ledger and stop nobody else
        return Ended({}, describe(error))
