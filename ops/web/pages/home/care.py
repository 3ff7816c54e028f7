"""What of Regie itself needs a look, each by its name: jobs in trouble, dead letters, messages, open invitations."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.access.queries.users import UserFilter, count_users
from ops.energy.queries import dead_letters
from ops.energy.rules.refusals import reason_of
from ops.errors import N_
from ops.kit import jobboard, outbox
from ops.kit.locale import plural
from ops.web.reader import Reader


@dataclass(frozen=True)
class Care:
    """One line; `more` says what kind of trouble. `tone` of its icon."""

    icon: str
    tone: str
    text: str
    more: str
    href: str


def to_look_at(session: Session, who: Principal, reader: Reader) -> list[Care] | None:
    """The worst first; None for who looks after no part of Regie."""
    parts = (
        ("jobs.read", _jobs), ("dead_letters.read", _letters), ("messages.read", _messages), ("users.write", _invited)
    )  # fmt: skip
    mine = [part for permission, part in parts if who.may(permission)]
    return [each for part in mine for each in part(session, reader)] if mine else None


def _jobs(session: Session, reader: Reader) -> Iterator[Care]:
    board = jobboard.board(session, reader.now)
    if not board.scheduler.is_alive:
        at = board.scheduler.at
        gone = reader.say(N_("no sign of life since %(at)s"), at=reader.soon(at)) if at else reader.say(N_("away"))
        yield Care("warning", "danger", reader.say(N_("Scheduler")), gone, "/jobs")
    for job in board.jobs:
        if job.is_troubled:
            since = reader.soon(job.started_at) if job.started_at else ""
            more = ", ".join(part for part in (reader.label("job_state", job.state), since) if part)
            yield Care("warning", "danger", reader.label("job", job.name), more, f"/jobs/{job.name}")


def _letters(session: Session, reader: Reader) -> Iterator[Care]:
    for code, count in dead_letters.count_by_code(session, dead_letters.WAITING).items():
        text = plural(reader.language, "%(n)s dead letter waits", "%(n)s dead letters wait", count)
        yield Care("inbox", "watch", text, reader.say(reason_of(code).name), f"/dead-letters?code={code}")


def _messages(session: Session, reader: Reader) -> Iterator[Care]:
    if count := outbox.count_for_a_person(session):
        text = plural(
            reader.language, "%(n)s message waits for a decision", "%(n)s messages wait for a decision", count
        )
        yield Care("message", "watch", text, "", "/messages")


def _invited(session: Session, reader: Reader) -> Iterator[Care]:
    if count := count_users(session, UserFilter(state="invited")):
        text = plural(reader.language, "%(n)s invitation is still open", "%(n)s invitations are still open", count)
        yield Care("user", "", text, "", "/users?state=invited")
