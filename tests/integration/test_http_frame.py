"""What holds around every request: one commit before the answer, the door, and errors that a caller can use."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ops.access.guard import MAX_BODY_BYTES
from ops.access.models import User
from ops.db import Database
from tests.conftest import ClientFor
from tests.support.routes import declared_routes

NEW_USER = {"email": "new@regie.example", "name": "New Person", "language": "nl", "grants": [{"role": "driver"}]}


def _users(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(User)) or 0


def _refuse(_session: Session) -> None:
    raise OperationalError("COMMIT", {}, Exception("the disk is full"))


def test_a_failing_commit_never_answers_success(
    api_client: ClientFor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = api_client("admin")
    client.get("/api/v1/users")
    before = _users(database)
    monkeypatch.setattr(Session, "commit", _refuse)
    answer = client.post("/api/v1/users", json=NEW_USER)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert _users(database) == before


def test_the_same_request_under_one_key_is_carried_out_once(api_client: ClientFor, database: Database) -> None:
    client = api_client("admin")
    before = _users(database)
    first = client.post("/api/v1/users", json=NEW_USER, headers={"Idempotency-Key": "one"})
    again = client.post("/api/v1/users", json=NEW_USER, headers={"Idempotency-Key": "one"})
    assert first.status_code == 201
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert _users(database) == before + 1


def test_another_request_under_the_same_key_is_refused(api_client: ClientFor) -> None:
    client = api_client("admin")
    client.post("/api/v1/users", json=NEW_USER, headers={"Idempotency-Key": "one"})
    other = client.post("/api/v1/users", json={**NEW_USER, "name": "Other"}, headers={"Idempotency-Key": "one"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")


def test_no_route_takes_a_change_from_a_foreign_page(client_for: ClientFor) -> None:
    client = client_for("admin")
    client.headers["Origin"] = "https://evil.example"
    for route in declared_routes(client.app):  # type: ignore[arg-type]
        if route.method != "GET" and route.permission != "public":
            answer = client.request(route.method, route.path.replace("{", "").replace("}", ""))
            assert answer.status_code == 403, route


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_the_browsers_own_word_counts_before_the_origin(client_for: ClientFor, site: str) -> None:
    client = client_for("admin")
    answer = client.post("/account", data={"language": "fr"}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff\xfe\x00", b"[]", b"null", b'"text"', b'{"email": 1e999}', b'{"email": "\\ud800@x.be"}',
        b'{"email": "a\\u0000@x.be", "name": "\\u0000", "language": "nl", "grants": []}', b"[" * 2000,
        b'{"email":"a@x.be","name":"' + b"x" * 10_000 + b'","language":"nl","grants":[]}',
    ],
)  # fmt: skip
def test_junk_gets_a_clear_refusal_and_stores_nothing(api_client: ClientFor, database: Database, body: bytes) -> None:
    client = api_client("admin")
    before = _users(database)
    answer = client.post("/api/v1/users", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    problem: dict[str, Any] = answer.json()
    assert problem["code"]
    assert problem["detail"]
    assert _users(database) == before


def test_a_body_beyond_the_limit_is_refused_unread(api_client: ClientFor) -> None:
    answer = api_client("admin").post("/api/v1/users", content=b" " * (MAX_BODY_BYTES + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_an_error_is_worded_in_the_callers_language(client_for: ClientFor) -> None:
    for language in ("nl", "fr"):
        client = client_for("driver", language=language)
        english = client_for("driver").get("/api/v1/users").json()["detail"]
        assert client.get("/api/v1/users").json()["detail"] != english


def test_a_page_that_is_not_there_says_so_in_the_readers_language(client_for: ClientFor) -> None:
    answer = client_for("dispatcher", language="fr").get("/no-such-page")
    assert answer.status_code == 404
    assert '<html lang="fr"' in answer.text
    assert "Test dispatcher" in answer.text


def test_a_stranger_is_sent_to_the_sign_in_page_and_back(anonymous: TestClient) -> None:
    answer = anonymous.get("/tickets?status=open")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Ftickets%3Fstatus%3Dopen")
    assert anonymous.get("/api/v1/tickets").status_code == 401


def test_every_answer_has_an_id_and_closes_the_page_to_others(anonymous: TestClient) -> None:
    answer = anonymous.get("/sign-in", headers={"X-Request-Id": "given-by-proxy"})
    assert answer.headers["X-Request-Id"] == "given-by-proxy"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_the_house_is_ready_only_with_its_database(anonymous: TestClient) -> None:
    assert anonymous.get("/healthz").json() == {"status": "ok"}
    ready = anonymous.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert "regie_http_requests_total" in anonymous.get("/metrics").text
