"""The planning board as its template shows it: teams and their people down, time across."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import N_
from ops.kit.locale import format_date, format_day
from ops.kit.locale.formats import HOURS, HOURS_MINUTES
from ops.kit.periods import Span, merged
from ops.repairs import queries, visit_rules
from ops.repairs.models import StaffAbsence, Team, TeamMember, WorkOrder
from ops.repairs.queries import absences as away
from ops.repairs.queries.slots import people_of
from ops.repairs.rules.absences import away_part
from ops.repairs.rules.board import Column, Load, column_of, day_columns, load_of, week_columns
from ops.repairs.rules.slots import Crew, Slot, SlotRules
from ops.repairs.rules.work_order import CAN_MOVE, ENDED
from ops.repairs.service.slots import booked
from ops.web.labels import LABELLED
from ops.web.pages.repairs import words
from ops.web.pages.repairs.clocks import next_deadline
from ops.web.reader import Reader

_WAITING = 60
_LOAD = N_("%(promised)s of %(has)s")
_CLOSED = N_("shut")
_ANYBODY = N_("Who is free")
_AWAY = {
    "whole": N_("away"), "start": N_("away until %(to)s"), "end": N_("away from %(from)s"),
    "middle": N_("away from %(from)s to %(to)s"),
}  # fmt: skip
Lane = tuple[int, int | None]
Cells = Mapping[tuple[Lane, int], Sequence[WorkOrder]]


@dataclass(frozen=True)
class Board:
    """What is read once: the columns, the orders in them, the teams with their people."""

    reader: Reader
    rules: SlotRules
    week: bool
    columns: Sequence[Column]
    teams: Sequence[Team]
    people: Mapping[int, Sequence[TeamMember]]
    cells: Cells
    #: The order that is being given a place.
    chosen: WorkOrder | None
    #: By user id; why is read by who plans the rota.
    absences: Mapping[int, Sequence[StaffAbsence]]
    #: Ids of the orders whose technician is away then.
    stranded: frozenset[int]
    says_why: bool


def read_board(
    session: Session, who: Principal, reader: Reader, *, week: bool, on: date, chosen: WorkOrder | None
) -> Board:
    rules = visit_rules.slot_rules(session, reader.now)
    columns = week_columns(rules, on) if week else day_columns(rules, on)
    asked = Span(columns[0].span.from_at, columns[-1].span.to_at)
    orders = queries.on_the_board(session, who, asked.from_at, asked.to_at)
    columns = [column for column in columns if column.is_open or not week or _any_in(orders, column)]
    teams = queries.teams(session)
    people = people_of(session, teams)
    absences = defaultdict(list)
    for absence in away.absences(session, asked):
        absences[absence.user_id].append(absence)
    return Board(
        reader, rules, week, columns, teams, people, _cells(orders, columns, people), chosen, absences,
        away.orders_while_away(session, [order.id for order in orders], reader.now) if absences else frozenset(),
        who.may("rota.write"),
    )  # fmt: skip


def _any_in(orders: Sequence[WorkOrder], column: Column) -> bool:
    """A day on which the house is closed is shown when somebody goes all the same."""
    return any(order.slot_from_at and column.span.holds(order.slot_from_at) for order in orders)


def _cells(orders: Sequence[WorkOrder], columns: Sequence[Column], people: Mapping[int, Sequence[TeamMember]]) -> Cells:
    """Each order by its lane and column; one whose technician left the team stands with the team."""
    found = defaultdict(list)
    for order in orders:
        column = column_of(columns, order.slot_from_at) if order.slot_from_at else None
        if column is not None:
            known = any(each.user_id == order.technician_id for each in people[order.team_id])
            found[((order.team_id, order.technician_id if known else None), column)].append(order)
    return found


def board_context(board: Board) -> dict[str, Any]:
    shown = [team for team in board.teams if team.firm_id is None or _is_busy(board, team) or _is_its(board, team)]
    return {
        "columns": [_head(column, board.reader, week=board.week) for column in board.columns],
        "groups": [_group(board, team) for team in shown],
        "chosen": _chosen(board.chosen, board.reader) if board.chosen else None,
    }


def _is_busy(board: Board, team: Team) -> bool:
    return any(lane[0] == team.id for lane, _ in board.cells)


def _is_its(board: Board, team: Team) -> bool:
    return board.chosen is not None and board.chosen.team_id == team.id


def _head(column: Column, reader: Reader, *, week: bool) -> dict[str, Any]:
    """A day by its name; a window by its hours."""
    hours = f"{reader.time(column.hours.from_at)}–{reader.time(column.hours.to_at)}"
    return {
        "label": format_day(column.on, reader.language) if week else hours,
        "href": f"/planning?view=day&on={column.on.isoformat()}" if week else "",
        "is_now": column.span.holds(reader.now),
        "closed": "" if column.is_open else reader.say(_CLOSED),
    }


def _group(board: Board, team: Team) -> dict[str, Any]:
    members = board.people.get(team.id, ())
    lanes: list[tuple[Lane, str, str]] = [((team.id, None), board.reader.say(_ANYBODY) if members else "", team.code)]
    lanes += [((team.id, each.user_id), each.user.name, f"{team.code}/{each.user_id}") for each in members]
    return {
        "team": team,
        "name": words.team_name(team, board.reader),
        "loads": [_load_words(load_of(_crew(board, team), column), board.reader) for column in board.columns],
        "lanes": [
            {
                "name": name,
                "is_person": lane[1] is not None,
                "cells": [_cell(board, lane, name, value, number) for number in range(len(board.columns))],
            }
            for lane, name, value in lanes
        ],
    }


def _crew(board: Board, team: Team) -> Crew:
    if team.firm_id is not None:
        return Crew(None)
    promised = [
        booked(order, board.rules)
        for (lane, _), orders in board.cells.items()
        if lane[0] == team.id
        for order in orders
        if order.status not in ENDED
    ]
    kept_free, people = board.rules.kept_free.get(team.kind, 0), board.people.get(team.id, ())
    gone = [span for member in people for span in merged(_spans(board, member.user_id))]
    return Crew(max(1, len(people)), promised, kept_free, gone)


def _spans(board: Board, user_id: int | None) -> list[Span]:
    return [Span(each.from_at, each.to_at) for each in board.absences.get(user_id or 0, ())]


def _load_words(load: Load | None, reader: Reader) -> dict[str, str] | None:
    if load is None:
        return None
    promised, has = (_hours(minutes, reader) for minutes in (load.promised, load.has))
    return {"text": reader.say(_LOAD, promised=promised, has=has), "tone": "late" if load.is_over else "neutral"}


def _hours(minutes: int, reader: Reader) -> str:
    """Hours of work: never as days, which would be of 24 hours."""
    return reader.say(HOURS_MINUTES if minutes % 60 else HOURS, h=minutes // 60, m=minutes % 60)


def _cell(board: Board, lane: Lane, name: str, value: str, number: int) -> dict[str, Any]:
    column, reader, orders = board.columns[number], board.reader, board.cells.get((lane, number), ())
    return {
        "jobs": [job_block(order, reader, stranded=order.id in board.stranded) for order in orders],
        "is_closed": not column.is_open,
        "away": _away(board, lane, column),
        "places": [_place(board, slot, name, value) for slot in column.slots if _is_open(board, slot, lane)],
    }


def _away(board: Board, lane: Lane, column: Column) -> str:
    """That somebody is away in these hours, how much of them, and to who may know it why."""
    asked, reader = column.hours if column.is_open else column.span, board.reader
    for each in board.absences.get(lane[1] or 0, ()):
        span = Span(each.from_at, each.to_at)
        if span.clipped(asked):
            text = _AWAY[away_part(span, asked)]
            said = reader.say(text, **{"from": reader.time(span.from_at), "to": reader.time(span.to_at)})
            why = reader.label("staff_absence", each.kind)
            return reader.say(LABELLED, label=said, value=why) if board.says_why else said
    return ""


def _is_open(board: Board, slot: Slot, lane: Lane) -> bool:
    if board.chosen is None or slot.to_at <= board.reader.now:
        return False
    return not any(span.clipped(slot.span) for span in _spans(board, lane[1]))


def _place(board: Board, slot: Slot, name: str, value: str) -> dict[str, str]:
    """A button that gives the chosen order this place; the narrow column of a day says only when it begins."""
    reader = board.reader
    hours = f"{reader.time(slot.from_at)}-{reader.time(slot.to_at)}"
    return {
        "value": f"{value}|{slot.from_at.isoformat()}|{slot.to_at.isoformat()}",
        "label": reader.time(slot.from_at) if board.week else hours,
        "spoken": ", ".join(filter(None, (hours, name))),
    }


def job_block(order: WorkOrder, reader: Reader, *, stranded: bool = False) -> dict[str, Any]:
    """An order on the board or beside it; `stranded` when its technician is away then."""
    ticket = order.ticket
    return {
        "order": order,
        "title": words.title(ticket, reader),
        "place": words.place(ticket, reader),
        "slot": _hours_of(order, reader),
        "minutes": order.estimate_minutes,
        "status": reader.label("work_order_status", order.status),
        "is_over": order.status in ENDED,
        "can_move": order.status in CAN_MOVE,
        "is_stranded": stranded,
        "clock": next_deadline(ticket, reader),
        "who": order.technician.name if order.technician else words.team_name(order.team, reader),
    }


def _hours_of(order: WorkOrder, reader: Reader) -> str:
    if order.slot_from_at is None or order.slot_to_at is None:
        return ""
    return f"{reader.time(order.slot_from_at)}–{reader.time(order.slot_to_at)}"


def _chosen(order: WorkOrder, reader: Reader) -> dict[str, Any]:
    block = job_block(order, reader)
    on = format_date(reader.day_of(order.slot_from_at), reader.language) if order.slot_from_at else ""
    return {**block, "on": on}


def waiting_blocks(session: Session, who: Principal, reader: Reader) -> list[dict[str, Any]]:
    """Orders without an appointment, what ends first on top."""
    orders = queries.without_slot(session, who, _WAITING)
    stranded = away.orders_while_away(session, [order.id for order in orders], reader.now)
    return [job_block(order, reader, stranded=order.id in stranded) for order in orders]
