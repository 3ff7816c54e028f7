"""The two scans: of what is new, every few seconds, and of all months, once a night."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field

from ops.db import AWAY
from ops.energy.queries.pasts import unlooked_ids
from ops.energy.queries.registers import dirty_register_ids, registers_by_id
from ops.energy.service.drivers import Roofs
from ops.energy.service.leading import Scanned
from ops.energy.service.night_scan import NightView, keep_night, see_night
from ops.energy.service.scan import scan_registers, wake_sleepers
from ops.errors import TryAgain
from ops.kit.jobs import JobContext, Unfinished
from ops.kit.leases import Fenced
from ops.kit.periods import local_date, local_midnight

#: Registers in one transaction. SQLite has one writer at a time: the others shall not notice.
TOGETHER, TOGETHER_SQLITE = 256, 16
#: Registers whose months are looked at together: more would not be quicker, and memory has an end.
MONTHS_TOGETHER = 64
#: While one chunk is read, another is looked at.
_THREADS = 2
#: What says nothing about a single register.
_OF_ALL = (Fenced, TryAgain, *AWAY)


@dataclass
class Failures:
    """Registers that could not be looked at, and why: the others go on without them."""

    context: JobContext
    why: dict[int, str] = field(default_factory=dict)

    def one_by_one(self, register_ids: Sequence[int], do: Callable[[int], Scanned]) -> Scanned:
        """Each register by itself, after some of them together could not be done."""
        done = Scanned()
        for each in register_ids:
            try:
                done += do(each)
            except _OF_ALL:
                raise
            except Exception as error:  # noqa: BLE001 - whatever one register throws must not stop the others
                self.why[each] = type(error).__name__
        return done

    def tell(self, done: Scanned) -> Mapping[str, int]:
        """What the job did. Raises Unfinished, which names the registers that failed."""
        if not self.why:
            return asdict(done)
        with self.context.reading() as session:
            codes = {each.id: each.code for each in registers_by_id(session, list(self.why))}
        raise Unfinished(asdict(done), ", ".join(f"{codes.get(each, each)}: {why}" for each, why in self.why.items()))


def energy_scan(context: JobContext) -> Mapping[str, int]:
    """Until no register waits: each chunk is a transaction, so that ingest and pages never wait long."""
    done, failures = Scanned(), Failures(context)
    while not context.should_stop():
        with context.reading() as session:
            ids = dirty_register_ids(session, _together(context), failures.why)
        chunk = _scan(context, ids, failures)
        done += chunk
        if not chunk.registers:
            break
    with context.unit_of_work() as session:
        done += wake_sleepers(session, now=context.now)
    return failures.tell(done)


def _together(context: JobContext) -> int:
    return TOGETHER_SQLITE if context.database.is_sqlite else TOGETHER


def _scan(context: JobContext, ids: Sequence[int], failures: Failures) -> Scanned:
    def scan(*some: int) -> Scanned:
        with context.unit_of_work() as session:
            return scan_registers(session, some, now=context.now)

    try:
        return scan(*ids)
    except _OF_ALL:
        raise
    except Exception:  # noqa: BLE001 - which of them it was is found one by one
        return failures.one_by_one(ids, scan)


def energy_night_scan(context: JobContext) -> Mapping[str, int]:
    """Every register once a night, in chunks; a run that is cut off goes on where it was."""
    now, zone = context.now, context.database.zone
    with context.reading() as session:
        ids = unlooked_ids(session, local_midnight(local_date(now, zone), zone))
    parts = [ids[start : start + MONTHS_TOGETHER] for start in range(0, len(ids), MONTHS_TOGETHER)]
    done, failures, roofs = Scanned(), Failures(context), Roofs()

    def see(part: Sequence[int]) -> NightView:
        with context.reading() as session:
            return see_night(session, part, now=now, roofs=roofs)

    def keep(view: NightView) -> Scanned:
        with context.unit_of_work() as session:
            return keep_night(session, view, now=now)

    for part, seen in _ahead(see, parts, context.should_stop):
        try:
            done += keep(seen.result())
        except _OF_ALL:
            raise
        except Exception:  # noqa: BLE001 - which of them it was is found one by one
            done += failures.one_by_one(part, lambda each: keep(see([each])))
    return failures.tell(done)


def _ahead(
    see: Callable[[Sequence[int]], NightView], parts: Sequence[Sequence[int]], should_stop: Callable[[], bool]
) -> Iterator[tuple[Sequence[int], Future[NightView]]]:
    """Each part with what is seen of it, some being seen while the caller keeps what came before."""
    with ThreadPoolExecutor(_THREADS) as pool:
        waiting: deque[tuple[Sequence[int], Future[NightView]]] = deque()
        for part in parts:
            if should_stop():
                break
            waiting.append((part, pool.submit(see, part)))
            if len(waiting) > _THREADS:
                yield waiting.popleft()
        yield from waiting
