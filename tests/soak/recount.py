"""The five reports counted anew from the exported events alone, by the words of the rules and none of their code.

Waiting, visits and what counts are written here a second time, on purpose.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from tests.soak.recount_clocks import in_time
from tests.soak.recount_tickets import ORDER_AFTER, Event, Life, Line, Ticket, read, status_of, text


def _visits(ticket: Ticket) -> list[tuple[str, Event]]:
    """(order, the event that decided it): a visit that met a closed door is that closed door."""
    found: list[tuple[str, Event]] = []
    inside: dict[str, int] = {}
    for event in ticket.events:
        order = event.data.get("work_order", "")
        if event.kind == "work_started":
            inside[order] = len(found)
            found.append((order, event))
        if event.kind == "work_no_access":
            if order in inside:
                found[inside[order]] = (order, event)
            else:
                found.append((order, event))
        if ORDER_AFTER.get(event.kind) in ("over", "door", "part"):
            inside.pop(order, None)
    return found


def no_access(ticket: Ticket) -> Iterator[Line]:
    for order, event in _visits(ticket):
        outcome, notes = "opened", ""
        if event.kind == "work_no_access":
            outcome = event.data.get("kind") or "absent"
            notes = "proof" if event.data.get("proof") else "no_proof"
            notes += " card" if event.data.get("card") else ""
        yield ticket.ref, text(event.at), ticket.priority(), order, outcome, notes


def right_first_time(ticket: Ticket) -> Iterator[Line]:
    ended = next((e for e in ticket.events if e.kind in ("resolved", "cancelled")), None)
    if ended is None:
        return
    kinds = {e.data["work_order"]: e.data.get("kind") for e in ticket.events if e.kind == "work_planned"}
    other = {
        e.data["child"] for e in ticket.events
        if e.kind == "work_followed_on" and e.data.get("child") and e.data.get("trade") not in (None, ticket.trade)
    }  # fmt: skip
    counted, omitted = 0, list[str]()
    for order, event in _visits(ticket):
        if event.kind == "work_no_access":
            omitted.append("no_access")
        elif kinds.get(order) == "inspection":
            omitted.append("inspection")
        elif order in other:
            omitted.append("planned_follow_on")
        else:
            counted += 1
    notes = ["reopened"] if ticket.has("reopened") else []
    notes += ["second_visit"] if counted > 1 else []
    outcome = "not_right" if notes else "right"
    if ended.kind == "cancelled":
        outcome, notes = "left_out", ["cancelled"]
    elif not counted:
        outcome, notes = "left_out", ["no_visit"]
    said = " ".join([*notes, *sorted(omitted)])
    yield ticket.ref, text(ended.at), ticket.priority(), str(counted), outcome, said


def repeated(tickets: list[Ticket]) -> Iterator[Line]:
    places: dict[tuple[str, str], list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        counts = not ticket.has("cancelled") and ticket.first.data["origin"] != "prevention"
        if counts and ticket.trade != "admin":
            places[ticket.first.data["location"], ticket.trade].append(ticket)
    for group in places.values():
        group.sort(key=lambda each: (each.aware_at, each.ref))
        for before, ticket in zip([None, *group], group, strict=False):
            again = before is not None and ticket.aware_at - before.aware_at <= timedelta(days=90)
            note = before.ref if before and again else ""
            outcome = "repeated" if again else "first"
            yield ticket.ref, text(ticket.aware_at), ticket.priority(), ticket.trade, outcome, note


def backlog(ticket: Ticket, at: datetime) -> Iterator[Line]:
    life, known = Life(), False
    upto = 0
    for event in ticket.events:
        if event.at > at:
            break
        upto += 1
        known = known or event.kind == "registered"
        life.take(event)
    if not known or ticket.aware_at > at or not life.is_open:
        return
    age = at - ticket.aware_at
    band = max(days for days in (0, 1, 7, 28, 90) if age >= timedelta(days=days))
    yield ticket.ref, text(at), ticket.priority(upto), status_of(life, ticket, upto), str(band), ""


def recount(path: Path, now: datetime) -> dict[str, list[Line]]:
    """Every line of every report over all time, sorted."""
    tickets = read(path)
    return {
        "in_time": sorted(line for ticket in tickets for line in in_time(ticket, now)),
        "right_first_time": sorted(line for ticket in tickets for line in right_first_time(ticket)),
        "no_access": sorted(line for ticket in tickets for line in no_access(ticket)),
        "repeated": sorted(repeated(tickets)),
        "backlog": sorted(line for ticket in tickets for line in backlog(ticket, now)),
    }
