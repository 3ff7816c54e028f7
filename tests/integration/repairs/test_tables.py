"""Tickets and their events as tables: out as a stream, in from paper, never half stored."""

import csv
import io
import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.kit.exports import csv_stream
from ops.kit.imports import Imported
from ops.repairs import service
from ops.repairs.cli import EXPORTS, import_tickets
from ops.repairs.models import Caller, Ticket, TicketEvent
from ops.repairs.service import Call, NewCaller
from tests.support.repairs_world import build_world
from tests.support.world import NOW

DESK = system("test")
HEAD = "title,location,aware_at,trade,priority,caller,phone,installation\n"


def rows_of(session: Session, kind: str) -> list[dict[str, str]]:
    text = b"".join(csv_stream(*EXPORTS[kind](session, NOW))).decode()
    return list(csv.DictReader(io.StringIO(text)))


def take(session: Session, lines: str, *, skip_bad: bool = False) -> Imported:
    return import_tickets(session, (HEAD + lines).encode(), skip_bad=skip_bad)


def tickets(session: Session) -> list[Ticket]:
    return list(session.scalars(select(Ticket).order_by(Ticket.id)))


def test_every_event_goes_out_with_place_trade_and_origin_in_the_first(session: Session) -> None:
    build_world(session, NOW)
    made = service.take_call(
        session,
        Call(title="Leak", location="ADM-01", trade="plumbing", caller=NewCaller(name="=cmd()")),
        who=DESK,
        now=NOW,
    )
    rows = rows_of(session, "ticket_events")
    assert [row["kind"] for row in rows] == ["registered", "triaged", "caller_added"]
    assert {row["ref"] for row in rows} == {made.ref}
    first = json.loads(rows[0]["data"])
    assert (first["location"], first["trade"], first["origin"]) == ("ADM-01", "plumbing", "call")
    assert rows[0]["at"].endswith("Z")


def test_a_first_event_of_an_older_release_gets_its_place_from_the_ticket(session: Session) -> None:
    build_world(session, NOW)
    service.take_call(session, Call(title="Leak", location="ADM-01", trade="plumbing"), who=DESK, now=NOW)
    data = {"priority": "P3", "aware_at": NOW.isoformat()}
    session.add(
        TicketEvent(ticket_id=tickets(session)[0].id, kind="registered", at=NOW, recorded_at=NOW, actor="user:1",
                    actor_name="Ann", data=data)
    )  # fmt: skip
    session.flush()
    _, old = (json.loads(row["data"]) for row in rows_of(session, "ticket_events") if row["kind"] == "registered")
    assert (old["location"], old["trade"], old["origin"]) == ("ADM-01", "plumbing", "call")


def test_calls_noted_on_paper_come_in_with_their_real_time_and_wake_nobody(session: Session) -> None:
    build_world(session, NOW)
    done = take(session, "Gas smell,ADM-01,2026-10-02 03:12,heating,P1,Jan,0470 11 22 33,\n")
    assert (done.added, done.faults) == (1, [])
    [ticket] = tickets(session)
    assert ticket.aware_at.isoformat() == "2026-10-02T01:12:00+00:00", "local time of Brussels"
    assert (ticket.priority, ticket.status) == ("P1", "open")
    assert session.scalars(select(Caller.phone)).one() == "+32470112233"
    assert not [row for row in rows_of(session, "ticket_events") if row["kind"] == "paged"]


def test_the_same_file_twice_makes_no_second_ticket(session: Session) -> None:
    build_world(session, NOW)
    line = "Door,ADM-01,2026-10-02 03:12,locks_glass,P3,,,\n"
    assert take(session, line).added == 1
    again = take(session, line)
    assert (again.added, again.unchanged) == (0, 1)
    assert len(tickets(session)) == 1


def test_our_own_export_read_again_changes_nothing(session: Session) -> None:
    build_world(session, NOW)
    service.take_call(session, Call(title="Leak", location="ADM-01"), who=DESK, now=NOW)
    text = b"".join(csv_stream(*EXPORTS["tickets"](session, NOW)))
    done = import_tickets(session, text)
    assert (done.added, done.unchanged, done.faults) == (0, 1, [])


def test_each_fault_is_named_by_its_line_and_nothing_is_half_stored(session: Session) -> None:
    build_world(session, NOW)
    lines = (
        "Door,ADM-01,2026-10-02 03:12,locks_glass,P3,,,\n"
        "Door,NOWHERE,2026-10-02 03:12,locks_glass,P3,,,\n"
        "Lamp,ADM-01,tomorrow,electricity,P9,,,\n"
        ",ADM-01,2026-10-02 03:12,,,,,\n"
        "Lift,NOR-01,2026-10-02 03:12,lift,P2,,,R-017-L1\n"
    )
    done = take(session, lines)
    assert [(fault.number, fault.column) for fault in done.faults] == [
        (3, "location"), (4, "aware_at"), (5, "title"), (6, "installation"),
    ]  # fmt: skip
    assert tickets(session) == []
    assert take(session, lines, skip_bad=True).added == 1


def test_what_ended_elsewhere_is_refused_rather_than_opened_again(session: Session) -> None:
    build_world(session, NOW)
    text = "title,location,aware_at,status\nDoor,ADM-01,2026-10-02 03:12,closed\n"
    done = import_tickets(session, text.encode())
    assert [fault.column for fault in done.faults] == ["status"]
