"""A form that is refused holds nobody up while its page is drawn."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ops.db import Database
from ops.kit import heartbeats
from ops.web.forms import with_error
from ops.web.pages.access import account
from tests.support.world import NOW


def test_others_write_while_a_refused_form_is_drawn(
    client_for: Callable[..., TestClient], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for("dispatcher")
    beats = []

    def draw_slowly(*args: Any, **context: Any) -> Any:
        with database.unit_of_work() as session:
            heartbeats.beat(session, "ingest", heartbeats.INGEST, now=NOW + timedelta(seconds=1))
        beats.append("written")
        return with_error(*args, **context)

    monkeypatch.setattr(account, "with_error", draw_slowly)
    refused = client.post("/account", data={"language": "nl", "phone": "no phone"})
    assert (refused.status_code, beats) == (422, ["written"])
