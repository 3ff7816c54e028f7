import pytest

from ops.config import Settings
from ops.db import Database
from ops.kit import outbox
from ops.kit.locale import Text
from ops.kit.models import OutboxMessage
from ops.kit.outbox import Message, Recipient, Target
from scheduler.main import Scheduler
from scheduler.triggers import At
from tests.support import scheduler_jobs as jobs
from tests.support.moving_clock import MovingClock
from tests.support.world import NOW


@pytest.fixture
def scheduler(database: Database, settings: Settings) -> Scheduler:
    """One that has run its two jobs once."""
    rows = (jobs.row("useful", At(3, 30)), jobs.row("broken", At(3, 30)))
    scheduler = Scheduler(database, settings, clock=MovingClock(NOW), rows=rows, holder="bench")
    jobs.turn(scheduler)
    return scheduler


@pytest.fixture
def unknown(database: Database) -> str:
    """A message to a caller whose outcome nobody knows."""
    with database.unit_of_work() as session:
        words = Text("Your call is done"), Text("The lift runs again.")
        message = Message("ticket_resolved", *words, about=("ticket", "T26-000001"), occasion="k")
        reader = Recipient("Mrs Peeters", "nl", (Target("mail", "p@example.org"),))
        [message_id] = outbox.enqueue(session, message, [reader], now=NOW)
        session.get_one(OutboxMessage, message_id).state = "unknown"
        return message_id
