"""Messages that could not be stored, one of each kind that looks different on a page."""

from datetime import datetime

from sqlalchemy.orm import Session

from ops.config import Settings
from ops.energy.rules.incoming import IncomingDeadLetter
from ops.energy.service.dead_letters import keep_aside
from ops.kit.files import FileStore

TOPIC = "regie/v1/dl-1/readings"
SAMPLES = (
    IncomingDeadLetter(TOPIC, b'{"register":"NEW-1"}', "unknown_register", {"register": "NEW-1"}),
    IncomingDeadLetter(TOPIC, b"\x00\x01\xffjunk", "not_json"),
    IncomingDeadLetter(TOPIC, b"x" * 20_000, "too_large", {"size": 20_000, "limit": 10_000}),
)


def keep_samples(session: Session, settings: Settings, now: datetime) -> None:
    keep_aside(session, SAMPLES, files=FileStore(settings.files_dir), now=now)
