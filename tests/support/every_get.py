"""Every GET route with the addresses of up to three objects each, and what a house answers to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import cast

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from ops.access.guard import SESSION_COOKIE
from ops.access.models import SecretLink, User
from ops.access.service.secrets import kept
from ops.energy.models import Alert, DeadLetter, FieldMapping, Register
from ops.energy.models_desk import ReadingUpload
from ops.estate.models import Installation, Location
from ops.kit.attachments import Stored
from ops.kit.models import Attachment, JobRun, OutboxMessage, Ruleset
from ops.people.models import Person
from ops.repairs.models import (
    Caller,
    Page,
    Part,
    RecurringDefect,
    Rota,
    StockOrder,
    Store,
    Ticket,
    TicketLink,
    WorkOrder,
)
from ops.repairs.rules.lifecycle import ACTIVE
from ops.repairs.service.attachments import attach
from ops.repairs.service.change import changing
from ops.repairs.service.links import BY_CALLER
from tests.support.objects import fill
from tests.support.routes import declared_routes

OBJECTS = 3
#: Addresses with a secret that the world of the test holds, by route: the database knows only their digests.
Links = Mapping[str, Sequence[str]]
#: Which column names the objects of a route, by how its path goes on after the API's own part.
_NAMES: Mapping[str, InstrumentedAttribute[str] | InstrumentedAttribute[int]] = {
    "/alerts/": Alert.ref, "/attachments/": Attachment.id, "/dead-letters/": DeadLetter.id,
    "/installations/": Installation.code, "/jobs/": JobRun.job, "/locations/": Location.code,
    "/messages/": OutboxMessage.id, "/mappings/": FieldMapping.id,
    "/meters/": Register.code,
    "/parts/": Part.code, "/persons/": Person.code, "/recurring/": RecurringDefect.id, "/registers/": Register.code,
    "/readings/": ReadingUpload.id, "/rules/": Ruleset.name,
    "/pages/": Page.id, "/rota/": Rota.code,
    "/stock-orders/": StockOrder.ref, "/stores/": Store.code, "/tickets/": Ticket.ref,
    "/users/": User.id, "/work-orders/": WorkOrder.ref,
}  # fmt: skip
#: A test of the bell concerns only whom it woke, so nobody else is shown it.
_SHOWN_TO_THE_DESK: Mapping[str, ColumnElement[bool]] = {"/pages/": Page.kind == "ticket"}
#: What a list must be asked before it shows more than a form.
_QUESTIONS = {"/search": "?q=a", "/mappings/learn": "?topic=tele/plug/SENSOR"}
#: Figures of the process that answers, not of the house.
OF_THE_PROCESS = ("/metrics",)


@dataclass(frozen=True)
class Answer:
    """All that a client gets to see."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def get_routes(app: FastAPI) -> list[str]:
    return [route.path for route in declared_routes(app) if route.method == "GET" and route.path not in OF_THE_PROCESS]


def addresses(session: Session, routes: Sequence[str], links: Links) -> dict[str, list[str]]:
    """By route, what to ask."""
    return {route: list(_addresses(session, route, links)) for route in routes}


def _addresses(session: Session, route: str, links: Links) -> Iterator[str]:
    if "{" not in route:
        yield fill(route, "") + _QUESTIONS.get(route, "")
    elif "{token}" in route:
        yield from links[route]
    else:
        yield from (fill(route, str(name)) for name in _objects(session, route.removeprefix("/api/v1")))


def _objects(session: Session, path: str) -> Sequence[str | int]:
    """Spread over all there are: the newest ones look otherwise than the oldest."""
    begin, column = next(each for each in _NAMES.items() if path.startswith(each[0]))
    found = select(column).where(_SHOWN_TO_THE_DESK.get(begin, true())).distinct().order_by(column)
    names = [cast(str | int, row[0]) for row in session.execute(found)]
    return [names[len(names) * place // OBJECTS] for place in range(min(OBJECTS, len(names)))]


def add_links(session: Session, purpose: str, users: Sequence[User], now: datetime) -> list[str]:
    """An open link for each user; returns their addresses."""
    secrets = [f"{purpose}-{user.id}" for user in users]
    for user, secret in zip(users, secrets, strict=True):
        until = now + timedelta(days=1)
        link = SecretLink(
            user_id=user.id, purpose=purpose, token_sha256=kept(session, secret), created_at=now, expires_at=until
        )
        session.add(link)
    return [f"/{purpose.replace('_', '-')}/{secret}" for secret in secrets]


def add_pages(session: Session, photo: Stored, now: datetime) -> Links:
    """Own pages of callers, each with a photo that he sent."""
    pages, photos = [], []
    for caller in session.scalars(
        select(Caller).join(Ticket).where(Ticket.status.in_(ACTIVE)).order_by(Caller.id).limit(OBJECTS)
    ):
        ticket, secret = session.get_one(Ticket, caller.ticket_id), f"my-{caller.id}"
        spans = {"made_at": now, "expires_at": now + timedelta(days=400)}
        session.add(TicketLink(ticket_id=ticket.id, caller_id=caller.id, token_hash=kept(session, secret), **spans))
        with changing(session, ticket.ref, BY_CALLER, now) as change:
            sent = attach(change, ("ticket", ticket.ref), photo, label="photo", caller=caller.id)
        pages.append(f"/my/{secret}")
        photos.append(f"/my/{secret}/photos/{sent.id}")
    refused = [f"{page}/say" for page in pages]
    return {"/my/{token}": pages, "/my/{token}/photos/{id}": photos, "/my/{token}/{act}": refused}


def ask_all(app: FastAPI, paths: Sequence[str], cookie: str) -> dict[str, Answer]:
    """Asks in the order given; each question has its number as request id, so that two houses get the same ones."""
    client = TestClient(app, follow_redirects=False, headers={"Origin": "http://testserver"})
    client.cookies.set(SESSION_COOKIE, cookie)
    numbers = count(1)
    return {path: _ask(client, path, f"question-{next(numbers):04d}") for path in paths}


def _ask(client: TestClient, path: str, request_id: str) -> Answer:
    answer = client.get(path, headers={"X-Request-Id": request_id})
    return Answer(answer.status_code, tuple(sorted(answer.headers.multi_items())), answer.content)
