import threading
from collections.abc import Callable

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from connectors.notify.fake import FakeSender, Fault
from ops.access.models import Grant, User
from ops.access.notify import tell, tell_named
from ops.access.notify_defaults import DELIVERY, delivery_policy
from ops.config import Settings
from ops.db import Database
from ops.kit import outbox, rulesets, sending
from ops.kit.delivery import Outcome, Verdict
from ops.kit.jobs import JobContext
from ops.kit.locale import Text
from ops.kit.models import OutboxMessage
from ops.kit.outbox import Message, MessageDecided, Recipient, Target
from ops.kit.sending import Claimed
from scheduler.outbox_send import send_due, send_with
from tests.support.moving_clock import MovingClock
from tests.support.world import NOW

ANN = Recipient("Ann", "en", (Target("mail", "ann@example.org"), Target("sms", "+32475000001")), 1)
_LINK = Text("https://regie.example/invitation/secret")
INVITATION = Message("user_invited", Text("Hello"), _LINK, about=("user", "1"), occasion="1", holds_secret=True)


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(NOW)


@pytest.fixture
def sender() -> FakeSender:
    return FakeSender()


@pytest.fixture
def context(database: Database, settings: Settings, clock: MovingClock) -> JobContext:
    return JobContext(database, settings, clock)


def _write(session: Session, key: str = "k", *, page: bool = False, recipient: Recipient = ANN) -> OutboxMessage | None:
    words = Text("Job %(job)s failed", {"job": "x"})
    event = "ticket_paged" if page else "alert_closed"
    message = Message(event, words, words, about=("ticket", "T26-000001"), occasion=key, is_page=page)
    ids = outbox.enqueue(session, message, [recipient], now=NOW)
    return session.get_one(OutboxMessage, ids[0]) if ids else None


@pytest.fixture
def message_id(database: Database, request: pytest.FixtureRequest) -> str:
    """One written message; a page when the test is marked so by its parameter."""
    with database.unit_of_work() as session:
        message = _write(session, page=getattr(request, "param", False))
        assert message is not None
        return message.id


def _read(database: Database, message_id: str) -> OutboxMessage:
    with database.unit_of_work() as session:
        return outbox.message_of(session, message_id)


def _send(context: JobContext, sender: FakeSender, by: str = "one") -> dict[str, int]:
    return send_with(context, sender, chance=lambda: 0.5, by=by)


def test_a_message_is_decided_once_for_its_key(session: Session) -> None:
    assert _write(session) is not None
    assert _write(session) is None
    assert len(outbox.messages(session)) == 1


def test_the_reader_gets_the_text_in_his_language_with_the_id_of_the_message(
    context: JobContext, sender: FakeSender, message_id: str
) -> None:
    assert _send(context, sender) == {"recovered": 0, "sent": 1}
    (received,) = sender.mailbox.received
    assert (received.channel, received.to, received.subject) == ("mail", "ann@example.org", "Job x failed")
    assert received.message_id == message_id


def test_a_sent_message_is_never_sent_again(
    context: JobContext, sender: FakeSender, clock: MovingClock, message_id: str
) -> None:
    for _ in range(3):
        _send(context, sender)
        clock.wait(hours=1)
    assert sender.mailbox.count_by_id == {message_id: 1}


def test_the_second_channel_takes_over_when_the_first_refuses(
    context: JobContext, sender: FakeSender, message_id: str, database: Database
) -> None:
    sender.mailbox.fail_next(Fault.ERROR_500, channel="mail")
    _send(context, sender)
    assert [each.channel for each in sender.mailbox.received] == ["sms"]
    assert _read(database, message_id).state == "sent"


def test_a_message_that_all_refuse_waits_longer_each_round_and_fails_in_sight(
    context: JobContext, sender: FakeSender, clock: MovingClock, message_id: str, database: Database
) -> None:
    sender.mailbox.fail_next(*[Fault.ERROR_500] * 40)
    waits = []
    while (message := _read(database, message_id)).state == "pending":
        before = clock.at
        clock.at = max(clock.at, message.next_attempt_at)
        waits.append(clock.at - before)
        _send(context, sender)
    assert (message.state, message.attempts, message.last_error) == ("failed", 12, "http_500")
    pauses = [wait for wait in waits if wait]
    assert pauses == sorted(pauses)
    assert sender.mailbox.received == []


def test_a_message_without_an_address_fails_at_once_in_sight(session: Session) -> None:
    message = _write(session, recipient=Recipient("Nobody", "nl", ()))
    assert message is not None
    assert (message.state, message.last_error) == ("failed", "no_address")


def test_an_answer_that_never_came_is_shown_to_a_person(
    context: JobContext, sender: FakeSender, clock: MovingClock, message_id: str, database: Database
) -> None:
    sender.mailbox.fail_next(Fault.DROP_AFTER_ACCEPT)
    _send(context, sender)
    clock.wait(hours=5)
    _send(context, sender)
    assert _read(database, message_id).state == "unknown"
    assert sender.mailbox.count_by_id == {message_id: 1}


@pytest.mark.parametrize("message_id", [True], indirect=True)
def test_a_page_whose_answer_never_came_goes_again_under_the_same_id(
    context: JobContext, sender: FakeSender, clock: MovingClock, message_id: str, database: Database
) -> None:
    sender.mailbox.fail_next(Fault.DROP_AFTER_ACCEPT)
    _send(context, sender)
    clock.wait(seconds=20)
    _send(context, sender)
    assert sender.mailbox.count_by_id == {message_id: 2}
    assert [each.channel for each in sender.mailbox.received] == ["mail", "sms"]
    assert _read(database, message_id).state == "sent"


class CrashedSender(FakeSender):
    """Dies right after the provider took the message, before anything is marked."""

    def send(self, channel: str, to: str, subject: str, body: str) -> object:  # type: ignore[override]
        super().send(channel, to, subject, body)
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("message_id", "state", "arrivals"),
    [(True, "sent", 2), (False, "unknown", 1)],
    ids=["a page is sent again", "anything else waits for a person"],
    indirect=["message_id"],
)
def test_after_a_crash_between_accept_and_mark(
    context: JobContext, clock: MovingClock, message_id: str, database: Database, state: str, arrivals: int
) -> None:
    crashed, survivor = CrashedSender(), FakeSender()
    with pytest.raises(KeyboardInterrupt):
        _send(context, crashed)
    clock.wait(seconds=100)
    assert _send(context, survivor) == {}
    assert _read(database, message_id).state == "claimed"
    clock.wait(seconds=21)
    assert _send(context, survivor)["recovered"] == 1
    assert _read(database, message_id).state == state
    assert (crashed.mailbox.count_by_id + survivor.mailbox.count_by_id)[message_id] == arrivals


class BrokenSender(FakeSender):
    """Throws at the first message, as a library may."""

    def send(self, channel: str, to: str, subject: str, body: str) -> Verdict:
        if "[Ann]" in subject:
            raise ValueError(f"can't write to {to}")
        return super().send(channel, to, subject, body)


def test_a_message_that_its_sender_chokes_on_does_not_keep_back_the_others(
    context: JobContext, database: Database
) -> None:
    with database.unit_of_work() as session:
        broken, well = _write(session, "broken"), _write(session, "well")
        assert broken is not None
        assert well is not None
        broken.subject = "[Ann]"
    assert _send(context, BrokenSender()) == {"recovered": 0, "unknown": 1, "sent": 1}
    assert _read(database, broken.id).last_error == "no_answer"
    assert _read(database, well.id).state == "sent"


def test_a_late_refusal_of_a_former_attempt_does_not_count_for_the_one_that_a_person_asked_for(
    context: JobContext, clock: MovingClock, message_id: str, database: Database
) -> None:
    def claim(by: str) -> Claimed:
        with context.unit_of_work() as session:
            claimed = sending.claim_next(session, by=by, now=clock.at)
        assert claimed is not None
        return claimed

    def mark(claimed: Claimed, outcome: Outcome) -> str | None:
        with context.unit_of_work() as session:
            return sending.mark(session, claimed, Verdict(outcome), policy, now=clock.at, chance=0.5)

    with context.reading() as session:
        policy = delivery_policy(rulesets.current(session, DELIVERY, NOW).body)
    slow = claim("slow")
    clock.wait(seconds=121)
    with context.unit_of_work() as session:
        sending.recover(session, policy, now=clock.at, chance=0.5)
        outbox.resend(session, message_id, now=clock.at)
    quick = claim("quick")
    assert mark(slow, Outcome.REFUSED_FOR_NOW) is None
    assert mark(quick, Outcome.ACCEPTED) == "sent"


def test_pages_go_before_everything_else(context: JobContext, sender: FakeSender, database: Database) -> None:
    with database.unit_of_work() as session:
        _write(session, "first")
        page = _write(session, "second", page=True)
        assert page is not None
    _send(context, sender)
    assert sender.mailbox.received[0].message_id == page.id


def test_concurrent_senders_send_each_message_once(database: Database, settings: Settings, sender: FakeSender) -> None:
    with database.unit_of_work() as session:
        for number in range(30):
            _write(session, f"k{number}")
    context = JobContext(database, settings, lambda: NOW)
    threads = [threading.Thread(target=_send, args=(context, sender, f"sender {n}")) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(sender.mailbox.count_by_id.values()) == {1}
    assert len(sender.mailbox.received) == 30


def _unknown(database: Database, context: JobContext, sender: FakeSender) -> None:
    sender.mailbox.fail_next(Fault.DROP_AFTER_ACCEPT)
    _send(context, sender)


@pytest.mark.parametrize(
    ("decide", "state"),
    [(outbox.settle, "sent"), (outbox.resend, "pending"), (outbox.drop, "dropped")],
    ids=["it arrived", "send it again", "leave it"],
)
def test_a_person_decides_once_about_an_unknown_outcome(
    decide: Callable[..., OutboxMessage],
    state: str,
    context: JobContext,
    sender: FakeSender,
    message_id: str,
    database: Database,
) -> None:
    _unknown(database, context, sender)
    with database.unit_of_work() as session:
        assert decide(session, message_id, now=NOW).state == state
    with pytest.raises(MessageDecided), database.unit_of_work() as session:
        outbox.settle(session, message_id, now=NOW)


def test_what_a_person_sends_again_keeps_its_id(
    context: JobContext, sender: FakeSender, message_id: str, database: Database
) -> None:
    _unknown(database, context, sender)
    with database.unit_of_work() as session:
        outbox.resend(session, message_id, now=NOW)
    _send(context, sender)
    assert sender.mailbox.count_by_id == {message_id: 2}


def test_a_secret_link_does_not_stay_in_the_outbox_once_sent(
    context: JobContext, sender: FakeSender, database: Database
) -> None:
    with database.unit_of_work() as session:
        tell_named(session, INVITATION, ANN, now=NOW)
    _send(context, sender)
    with database.unit_of_work() as session:
        (message,) = outbox.messages(session)
    assert "secret" in sender.mailbox.received[0].body
    assert "secret" not in message.body


@pytest.mark.parametrize("decide", [outbox.settle, outbox.drop], ids=["it arrived", "leave it"])
def test_a_secret_link_does_not_outlive_the_decision_of_a_person(
    decide: Callable[..., OutboxMessage], session: Session
) -> None:
    tell_named(session, INVITATION, Recipient("Ann", "en", ()), now=NOW)
    (message,) = outbox.messages(session)
    assert message.state == "failed"
    assert "secret" not in decide(session, message.id, now=NOW).body


def test_without_a_provider_messages_wait(context: JobContext, message_id: str, database: Database) -> None:
    assert send_due(context) == {}
    assert _read(database, message_id).state == "pending"


def _user(session: Session, name: str, language: str, *grants: tuple[str, str, str], phone: str | None = None) -> None:
    user = User(email=f"{name}@example.org", name=name, language=language, phone=phone, state="active", created_at=NOW)
    user.grants = [Grant(role=role, scope_kind=kind, scope_code=code) for role, kind, code in grants]
    session.add(user)
    session.flush()


def _tell(session: Session, event: str, location: frozenset[tuple[str, str]] | None) -> dict[str, list[str]]:
    message = Message(event, Text("s"), Text("b"), about=("alert", "A26-000001"), occasion="1")
    tell(session, message, location=location, now=NOW)
    return {each.recipient_name: [t["channel"] for t in each.targets] for each in outbox.messages(session)}


def test_those_are_told_whose_role_is_named_and_whose_scope_covers_the_place(session: Session) -> None:
    _user(session, "coordinator", "fr", ("energy_coordinator", "all", ""))
    _user(session, "here", "nl", ("building_user", "building", "ADM-01"))
    _user(session, "elsewhere", "nl", ("building_user", "building", "ADM-02"))
    _user(session, "driver", "nl", ("driver", "all", ""))
    told = _tell(session, "alert_opened", frozenset({("building", "ADM-01"), ("zone", "centre")}))
    assert told == {"coordinator": ["mail"], "here": ["mail"]}


def test_a_page_prefers_the_phone_and_reaches_who_has_none_by_mail(session: Session) -> None:
    _user(session, "phone", "nl", ("dispatcher", "all", ""), phone="+32475000002")
    _user(session, "desk", "nl", ("dispatcher", "all", ""))
    assert _tell(session, "ticket_paged", None) == {"phone": ["sms", "mail"], "desk": ["mail"]}


def test_a_hundred_readers_are_written_at_once(session: Session) -> None:
    said: list[str] = []
    message = Message("alert_closed", Text("s"), Text("b"), about=None, occasion="1")
    readers = [Recipient(f"r{number}", "nl", (), number) for number in range(100)]
    outbox.enqueue(session, message, readers[:40], now=NOW)
    event.listen(session.get_bind(), "before_cursor_execute", lambda *call: said.append(call[2]))
    assert len(outbox.enqueue(session, message, readers, now=NOW)) == 60
    assert len(said) == 1


def test_somebody_with_two_roles_is_told_once(session: Session) -> None:
    _user(session, "both", "nl", ("energy_coordinator", "all", ""), ("building_user", "building", "ADM-01"))
    _tell(session, "alert_opened", None)
    _tell(session, "alert_opened", None)
    assert len(outbox.messages(session)) == 1
