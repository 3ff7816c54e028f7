"""Tables of meter readings as network operators and loggers write them; the head of a table tells its profile."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from iot.messages import Extract, Receipt
from iot.payloads.reading import Unreadable, flagged_instant, in_utc, local_instant
from ops.energy.rules.incoming import Refusal
from ops.energy.rules.mapping import Sample
from ops.kit.imports import ColumnMissing, Line, read_csv
from ops.kit.imports import Unreadable as UnreadableTable

_SUMMER = frozenset({"s", "summer", "zomer", "zomertijd", "été", "ete", "cest", "dst", "1"})
_WINTER = frozenset({"w", "winter", "wintertijd", "hiver", "cet", "std", "0"})
_MOMENTS = ("%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
_WITH_COMMA = re.compile(r"-?\d{1,3}(\.\d{3})+,\d+|-?\d+(,\d+)?")


@dataclass(frozen=True, slots=True)
class Profile:
    """Which columns hold what; date and time of day may stand apart. Names are in small letters, as heads are read."""

    moment: tuple[str, ...]
    #: Together they name a series: the EAN code and the register of it.
    series: tuple[str, ...]
    value: str
    unit: str
    dst: str
    decimal_comma: bool
    #: Where an empty value means that the reading is not there yet.
    may_be_empty: bool = False


PROFILES: Sequence[Profile] = (
    Profile(("van (datum)", "van (tijdstip)"), ("ean-code", "register"), "volume", "eenheid", "zomertijd", True, True),
    Profile(("from (date)", "from (time)"), ("ean", "register"), "volume", "unit", "dst", True, True),
    Profile(("at",), ("register",), "value", "unit", "dst", False),
)


def read(payload: bytes, receipt: Receipt) -> Extract:
    """Each row as `EAN/REGISTER`, at the start of its interval. Raises Unreadable."""
    if not payload.strip():
        raise Unreadable("empty")
    profile, lines, fault = _table(payload)
    samples: list[Sample] = []
    seen: Counter[tuple[str, datetime]] = Counter()
    twice = _written_twice(lines, profile)
    for line in _oldest_first(lines, profile):
        try:
            samples += _sample(line, profile, receipt.zone, seen, twice)
        except Unreadable as error:
            fault = fault or error.refusal
    return Extract(tuple(samples), fault)


def _table(payload: bytes) -> tuple[Profile, Sequence[Line], Refusal | None]:
    for profile in PROFILES:
        wanted = (*profile.moment, *profile.series, profile.value, profile.unit)
        try:
            sheet = read_csv(payload, wanted, optional=(profile.dst,))
        except ColumnMissing:
            continue
        except UnreadableTable:
            raise Unreadable("not_a_table") from None
        bad = next(iter(sheet.faults), None)
        return profile, sheet.lines, Refusal("bad_line", {"line": bad.number}) if bad else None
    raise Unreadable("unknown_columns")


def _oldest_first(lines: Sequence[Line], profile: Profile) -> Sequence[Line]:
    """Some tables begin with the newest row; the hour that October has twice is told by the order."""
    try:
        turned = len(lines) > 1 and _moment(lines[0], profile) > _moment(lines[-1], profile)
    except (Unreadable, TypeError):
        return lines
    return lines[::-1] if turned else lines


def _sample(
    line: Line, profile: Profile, zone: ZoneInfo, seen: Counter[tuple[str, datetime]], twice: frozenset[str]
) -> Sequence[Sample]:
    value = line.cells[profile.value]
    if not value and profile.may_be_empty:
        return ()
    series, moment = _series(line, profile), _moment(line, profile)
    at = _instant(line, profile, moment, zone, (seen, twice))
    return (Sample(series, at, _value(value, profile, line.number), line.cells[profile.unit]),)


def _series(line: Line, profile: Profile) -> str:
    """An EAN code that a spreadsheet turned into a formula (`="5414…"`) is still that code."""
    return "/".join(line.cells[name].strip('="') for name in profile.series)[:200]


def _moment(line: Line, profile: Profile) -> datetime:
    written = " ".join(line.cells[name] for name in profile.moment)
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        pass
    for form in _MOMENTS:
        try:
            return datetime.strptime(written, form)  # noqa: DTZ007  (the zone is that of the house)
        except ValueError:
            continue
    raise Unreadable("bad_time", value=written[:40])


def _instant(
    line: Line,
    profile: Profile,
    moment: datetime,
    zone: ZoneInfo,
    repeats: tuple[Counter[tuple[str, datetime]], frozenset[str]],
) -> datetime:
    """By its own zone, else by the column of summer time, else by the order of the hour that October has twice."""
    if moment.tzinfo:
        return in_utc(moment)
    flag = line.cells.get(profile.dst, "").lower()
    if flag:
        if flag not in _SUMMER | _WINTER:
            raise Unreadable("bad_time", value=f"{moment.isoformat()} {flag}"[:40])
        return flagged_instant(moment, summer=flag in _SUMMER)
    seen, twice = repeats
    try:
        return local_instant(moment, zone, None)
    except Unreadable as error:
        key = (_series(line, profile), moment)
        if error.refusal.code != "ambiguous_time" or _key(*key) not in twice:
            raise
        seen[key] += 1
        return in_utc(moment.replace(tzinfo=zone, fold=min(seen[key] - 1, 1)))


def _written_twice(lines: Sequence[Line], profile: Profile) -> frozenset[str]:
    """Series and moments without a mark of summer time that stand in the table exactly twice."""
    counts: Counter[str] = Counter()
    for line in lines:
        try:
            moment = _moment(line, profile)
        except Unreadable:
            continue
        counts[_key(_series(line, profile), moment)] += 1
    return frozenset(key for key, count in counts.items() if count == 2)


def _key(series: str, moment: datetime) -> str:
    return f"{series} {moment.isoformat()}"


def _value(written: str, profile: Profile, number: int) -> str:
    """With a decimal comma, `1.234` could be both: it is refused."""
    if not profile.decimal_comma:
        return written[:40]
    if not _WITH_COMMA.fullmatch(written):
        raise Unreadable("bad_number", value=written[:40], line=number)
    return written.replace(".", "").replace(",", ".")
