"""The child process that runs heavy jobs one after the other, so that they leave the pages quick.

It lives as long as its standard input: when the parent dies, however it dies, the child ends after the unit at hand,
and whatever it still writes is fenced by the token. Protocol: JSON lines; the first one is the settings.
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from ops import wiring
from ops.config import Settings
from ops.db import Database
from ops.kit import logs
from ops.kit.clock import utc_now
from ops.kit.jobs import JobContext, Token
from ops.kit.leases import Fenced
from scheduler.child import write_message
from scheduler.order import run_here
from scheduler.timetable import row_of

_LOWER_PRIORITY = 5


def main() -> None:
    """Runs in the child."""
    answers = os.fdopen(os.dup(1), "w")
    # A library that prints must not disturb the answers.
    os.dup2(2, 1)
    os.nice(_LOWER_PRIORITY)
    settings = Settings(**json.loads(sys.stdin.readline()))
    logs.configure(settings.log_level)
    wiring.connect()
    database = Database(settings.sqlalchemy_url, settings.zone, settings.base_url)
    for line in iter(sys.stdin.readline, ""):
        write_message(answers, _answer(database, settings, json.loads(line)))
    database.dispose()


def _answer(database: Database, settings: Settings, question: Mapping[str, Any]) -> dict[str, Any]:
    token = Token(*question["token"]) if question["token"] else None
    try:
        ended = run_here(row_of(question["job"]), JobContext(database, settings, utc_now, token))
    except Fenced:
        return {"fenced": True}
    return {"did": dict(ended.did), "error": ended.error}


if __name__ == "__main__":
    main()
