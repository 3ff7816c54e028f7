"""The left column: the sectors that a role may see, with counts of what waits there."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.energy.queries import counts as energy
from ops.errors import N_
from ops.kit import jobboard, outbox
from ops.kit.locale import translate
from ops.repairs import queries as repairs
from ops.repairs.queries.drafts import count_drafts
from ops.repairs.queries.overrides import count_to_review
from ops.repairs.queries.recurrence import count_open_defects
from ops.repairs.queries.stores import count_short

Count = Callable[[Session, Principal, datetime], int]
#: Who goes on site; who holds no other role works with a tablet or a phone in his hand.
_FIELD = frozenset({"technician", "contractor"})


def works_in_the_field(who: Principal) -> bool:
    return bool(who.roles) and _FIELD.issuperset(who.roles)


def _has_jobs_of_his_own(who: Principal) -> bool:
    return not _FIELD.isdisjoint(who.roles)


def _reports_only(who: Principal) -> bool:
    """A home, a department, a caretaker: they see what they reported, and work on none of it."""
    return who.only_own("tickets.read") and not who.may("tickets.work")


def _knows_all_callers(who: Principal) -> bool:
    return who.places("persons.read").everything


def _everybody(_who: Principal) -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    """One line: where it leads, who sees it, and what waits there. `tone` colours a count that should be zero."""

    label: str
    href: str
    permission: str
    count: Count | None = None
    tone: str = ""
    #: Who can do something about it: for others the count has no colour.
    acts: str = ""
    #: Whom it concerns among those who may see it.
    concerns: Callable[[Principal], bool] = _everybody


@dataclass(frozen=True)
class Section:
    """A sector with its pages; a section with no visible entry is not shown."""

    code: str
    label: str
    icon: str
    entries: tuple[Entry, ...]
    place: str = "top"
    #: Paths that belong here without an entry of their own.
    also: tuple[str, ...] = field(default=())
    #: Of a role that sees only one of its pages, it bears the name of that page.
    bears_page: bool = False


def _troubled_jobs(session: Session, _who: Principal, now: datetime) -> int:
    return jobboard.count_troubled(session, now)


def _messages_for_a_person(session: Session, _who: Principal, _now: datetime) -> int:
    return outbox.count_for_a_person(session)


SECTIONS: tuple[Section, ...] = (
    Section("repairs", N_("Repairs"), "wrench", (
        Entry(N_("Queue"), "/queue", "tickets.triage", repairs.count_queue, "danger"),
        Entry(N_("Calls put aside"), "/calls", "tickets.triage", count_drafts, "watch"),
        Entry(N_("My work"), "/my-work", "tickets.work", repairs.count_my_work, concerns=_has_jobs_of_his_own),
        Entry(N_("My tickets"), "/my-tickets", "tickets.attach", concerns=_reports_only),
        Entry(N_("Tickets"), "/tickets", "tickets.read", repairs.count_open),
        Entry(N_("Planning"), "/planning", "tickets.triage"),
        Entry(N_("Rota"), "/rota", "rota.read"),
        Entry(N_("Stores"), "/stores", "stock.read", count_short, "watch", "stock.write"),
        Entry(N_("Recurring"), "/recurring", "tickets.triage", count_open_defects, "watch"),
        Entry(N_("Choices to review"), "/triage/overrides", "rules.write.repairs", count_to_review, "watch"),
        Entry(N_("Reports"), "/reports", "indicators.read"),
        Entry(N_("Outage sheet"), "/outage-sheet", "tickets.triage", concerns=_knows_all_callers),
    ), also=("/work-orders", "/handover", "/pages", "/parts", "/stock-orders"), bears_page=True),
    Section("energy", N_("Energy"), "gauge", (
        Entry(
            N_("Abnormal consumption"), "/alerts", "alerts.read", energy.count_open_alerts, "danger", "alerts.write"
        ),
        Entry(N_("Overview"), "/energy", "alerts.read"),
        Entry(N_("Alert budget"), "/alert-budget", "alerts.write"),
        Entry(N_("Works and deputies"), "/works", "alerts.write"),
        Entry(N_("Meters"), "/meters", "meters.read"),
        Entry(N_("Calorific values"), "/calorific-values", "readings.write"),
        Entry(N_("By the hour"), "/hour-by-day", "meters.read"),
        Entry(N_("Compare"), "/compare", "meters.read"),
        Entry(N_("Completeness"), "/completeness", "meters.read"),
        Entry(N_("Dataloggers"), "/dataloggers", "meters.read"),
        Entry(N_("Mappings"), "/mappings", "mappings.write"),
        Entry(N_("Dead letters"), "/dead-letters", "dead_letters.read", energy.count_waiting_dead_letters),
    ), also=("/energy", "/readings")),
    Section("estate", N_("Buildings"), "building", (
        Entry(N_("Buildings"), "/locations", "estate.read"),
        Entry(N_("Installations"), "/installations", "estate.read"),
        Entry(N_("Persons"), "/persons", "persons.read"),
    )),
    Section("operations", N_("Management of Regie"), "list", (
        Entry(N_("Jobs"), "/jobs", "jobs.read", _troubled_jobs, "danger"),
        Entry(N_("Messages"), "/messages", "messages.read", _messages_for_a_person, "watch"),
        Entry(N_("Users"), "/users", "users.read"),
        Entry(N_("Tokens"), "/tokens", "users.read"),
        Entry(N_("Audit trail"), "/audit", "audit.read"),
        Entry(N_("Sectors"), "/settings/sectors", "users.write"),
    ), also=("/settings",), bears_page=True),
    Section("rules", N_("Rules"), "sliders", (Entry(N_("Rules"), "/rules", "rules.read"),), place="bottom"),
)  # fmt: skip


def _is_shown(entry: Entry, principal: Principal) -> bool:
    return principal.may(entry.permission) and entry.concerns(principal)


def _may_act(entry: Entry, principal: Principal) -> bool:
    return not entry.acts or principal.may(entry.acts)


def _is_here(entry: Entry, path: str) -> bool:
    return path == entry.href or path.startswith(entry.href + "/")


@dataclass(frozen=True)
class _Reader:
    """For whom, where and when the column is drawn."""

    session: Session
    principal: Principal
    path: str
    language: str
    now: datetime
    #: Counts that the page itself has made, by the entry they belong to.
    counted: Mapping[str, int]


def _count(reader: _Reader, entry: Entry) -> int:
    if entry.href in reader.counted:
        return reader.counted[entry.href]
    return entry.count(reader.session, reader.principal, reader.now) if entry.count else 0


def _item(reader: _Reader, entry: Entry) -> dict[str, Any]:
    count = _count(reader, entry)
    return {
        "label": translate(reader.language, entry.label), "href": entry.href, "count": count or None,
        "tone": entry.tone if count and _may_act(entry, reader.principal) else "",
        "current": _is_here(entry, reader.path),
    }  # fmt: skip


def _section(reader: _Reader, section: Section) -> dict[str, Any]:
    visible = [entry for entry in section.entries if _is_shown(entry, reader.principal)]
    items = [_item(reader, entry) for entry in visible]
    alone = section.bears_page and len(items) == 1
    name = items[0]["label"] if alone else translate(reader.language, section.label)
    here = any(item["current"] for item in items) or reader.path.startswith(section.also or ("\0",))
    return {
        "label": name, "icon": section.icon, "place": section.place,
        "href": visible[0].href, "count": items[0]["count"], "tone": items[0]["tone"], "current": here,
        "items": items if len(items) > 1 else [],
    }  # fmt: skip


def navigation(
    session: Session,
    principal: Principal,
    path: str,
    language: str,
    now: datetime,
    *,
    off: Collection[str],
    counted: Mapping[str, int],
) -> list[dict[str, Any]]:
    """The sections for one principal, worded; sectors that the centre switched off are left out."""
    shown = [
        section
        for section in SECTIONS
        if section.code not in off and any(_is_shown(entry, principal) for entry in section.entries)
    ]
    reader = _Reader(session, principal, path, language, now, counted)
    return [_section(reader, section) for section in shown]
