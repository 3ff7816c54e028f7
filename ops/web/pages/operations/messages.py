"""Messages that left the house, wait to leave, or need a person's word."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.queries.users import names_of
from ops.access.service import operations
from ops.errors import N_
from ops.kit import outbox
from ops.kit.http import DbSession, Now, ReadSession, SettingsDep
from ops.kit.locale import Text
from ops.kit.models import OutboxMessage
from ops.kit.outbox import NEEDS_A_PERSON, STATES
from ops.web.addresses import href
from ops.web.rendering import redirect, render

router = PageRouter()
_SIZE = 50
_ATTENTION = "attention"
_TOASTS = {
    "resend": N_("The message goes out again under the same number."),
    "settle": N_("Noted: the message arrived."),
    "drop": N_("The message will not be sent."),
}
#: What a message is about -> where its file stands.
PLACES = {"ticket": "/tickets/", "alert": "/alerts/", "job": "/jobs/", "user": "/users/", "work_order": "/tickets/"}


@router.get("/messages", permission="messages.read")
def show_messages(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    settings: SettingsDep,
    state: str = "",
    q: Annotated[str, Query(max_length=100)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    fragment: str = "",
) -> Response:
    state = state if state in (*STATES, _ATTENTION) else ""
    found = outbox.messages(session, states=_states(state), text=q.strip(), limit=_SIZE + 1, offset=(page - 1) * _SIZE)
    kept = {"state": state, "q": q.strip()}
    counts = outbox.counts_by_state(session)
    return render(
        request,
        "operations/_messages_list.html" if fragment else "operations/messages.html",
        fragment=bool(fragment),
        rows=[(message, operations.sees_message(who, message)) for message in found[:_SIZE]],
        names=_names(session, found),
        chips=_chips(counts, kept),
        waiting=sum(counts[each] for each in NEEDS_A_PERSON),
        live_href=href("/messages", **kept, page=page, fragment="list"),
        newer_href=href("/messages", **kept, page=page - 1) if page > 1 else "",
        older_href=href("/messages", **kept, page=page + 1) if len(found) > _SIZE else "",
        wanted=kept,
        no_provider=not settings.notify_urls,
        places=PLACES,
    )


def _names(session: Session, messages: Iterable[OutboxMessage]) -> dict[str, str]:
    """The names of the users whom messages are about: their numbers say nothing."""
    return names_of(session, {each.about_ref for each in messages if each.about_kind == "user" and each.about_ref})


def _states(state: str) -> tuple[str, ...]:
    if state == _ATTENTION:
        return NEEDS_A_PERSON
    return (state,) if state else ()


def _chips(counts: dict[str, int], kept: dict[str, str]) -> list[dict[str, Any]]:
    """ "All", what needs a person, then each state; each with its count."""
    numbers = {"": sum(counts.values()), _ATTENTION: sum(counts[each] for each in NEEDS_A_PERSON), **counts}
    return [
        {
            "state": state,
            "count": count,
            "href": href("/messages", **{**kept, "state": state}),
            "current": state == kept["state"],
        }
        for state, count in numbers.items()
    ]


@router.get("/messages/{message_id}", permission="messages.read")
def show_message(request: Request, session: ReadSession, message_id: str, who: CurrentPrincipal) -> Response:
    message = outbox.message_of(session, message_id)
    return render(
        request,
        "operations/message.html",
        message=message,
        is_open=operations.sees_message(who, message),
        names=_names(session, [message]),
        text=message.body.removesuffix(f"[{message.id}]").strip(),
        places=PLACES,
    )


@router.post("/messages/{message_id}/{decision}", permission="messages.write")
def submit_decision(
    request: Request,
    session: DbSession,
    message_id: str,
    decision: Literal["resend", "settle", "drop"],
    who: CurrentPrincipal,
    now: Now,
) -> Response:
    operations.decide_message(session, message_id, decision, who=who, now=now)
    return redirect(request, f"/messages/{message_id}", toast=Text(_TOASTS[decision]))
