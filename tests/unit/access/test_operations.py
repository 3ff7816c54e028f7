from datetime import UTC, datetime

import pytest

from ops.access.principal import GrantHeld, Principal
from ops.access.schemas_operations import MessageOut
from ops.access.service.operations import sees_message
from ops.kit.models import OutboxMessage

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def _message(user_id: int | None, *, secret: bool = False) -> OutboxMessage:
    return OutboxMessage(
        id="1", event="ticket_resolved", state="sent", recipient_name="Mrs Peeters", recipient_user_id=user_id,
        language="nl", targets=[{"channel": "mail", "to": "p@example.org"}], subject="Done", body="It runs again.",
        is_page=False, holds_secret=secret, attempts=1, next_attempt_at=NOW, created_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "user_id", "sees"),
    [("dispatcher", None, True), ("admin", None, False), ("admin", 7, True)],
    ids=["a caller's, by who may read persons", "a caller's, by who may not", "a colleague's, by anybody"],
)
def test_who_sees_the_text_of_a_message(role: str, user_id: int | None, sees: bool) -> None:
    who = Principal("user", 1, "Ann", "nl", (GrantHeld(role),))
    assert sees_message(who, _message(user_id)) is sees


def test_what_is_hidden_is_left_out_of_the_answer() -> None:
    hidden = MessageOut.of(_message(None), open_to_reader=False)
    assert (hidden.recipient, hidden.subject, hidden.body, hidden.targets[0].to) == (None, None, None, None)


def test_a_secret_link_is_shown_to_nobody() -> None:
    assert MessageOut.of(_message(7, secret=True), open_to_reader=True).body is None
