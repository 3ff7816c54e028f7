"""Users, tokens and the trail over the JSON API."""

from collections.abc import Callable
from datetime import datetime

import pytest
from fastapi.testclient import TestClient

from ops.db import Database
from tests.integration.access.people import ANA, add_ana

ClientFor = Callable[..., TestClient]
NEW = {"email": "bob@example.org", "name": "Bob", "language": "fr", "grants": [{"role": "driver"}]}


def test_the_caller_learns_who_he_is(api_client: ClientFor) -> None:
    me = api_client("technician", "zone:centre").get("/api/v1/me").json()
    assert (me["kind"], me["grants"]) == ("token", [{"role": "technician", "scope": "zone:centre"}])
    assert "tickets.work" in me["permissions"]
    assert "users.read" not in me["permissions"]


def test_users_are_invited_read_changed_and_disabled(api_client: ClientFor) -> None:
    admin = api_client("admin")
    made = admin.post("/api/v1/users", json=NEW)
    assert (made.status_code, made.headers["location"]) == (201, f"/api/v1/users/{made.json()['id']}")
    path = made.headers["location"]
    changed = admin.patch(path, json={"name": "Bob Maes"}, headers={"If-Match": made.headers["etag"]})
    assert (changed.json()["name"], changed.json()["language"]) == ("Bob Maes", "fr")
    grants = {"grants": [{"role": "technician", "scope": "zone:north"}, {"role": "driver"}]}
    granted = admin.put(f"{path}/grants", json=grants, headers={"If-Match": changed.headers["etag"]})
    assert granted.json()["grants"] == [
        {"role": "technician", "scope": "zone:north"}, {"role": "driver", "scope": "all"},
    ]  # fmt: skip
    assert admin.post(f"{path}/disable").json()["state"] == "disabled"
    assert admin.post(f"{path}/enable").json()["state"] == "invited"
    assert admin.get(path).json()["version"] == 5


def test_an_old_etag_is_refused(api_client: ClientFor, database: Database, now: datetime) -> None:
    user_id = add_ana(database, now)
    admin = api_client("admin")
    answer = admin.patch(f"/api/v1/users/{user_id}", json={"name": "X"}, headers={"If-Match": '"v9"'})
    assert (answer.status_code, answer.json()["code"]) == (412, "edited_meanwhile")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"name": "  "}, "name"),
        ({"language": "de"}, "language"),
        ({"grants": []}, "role"),
        ({"grants": [{"role": "root"}]}, "role"),
        ({"grants": [{"role": "driver", "scope": "street:5"}]}, "scope"),
        ({"name": "a\x00b"}, "name"),
        ({"admin": True}, "admin"),
        ({"email": "x" * 300}, "email"),
    ],
)
def test_bad_input_names_its_field(api_client: ClientFor, change: dict[str, object], field: str) -> None:
    answer = api_client("admin").post("/api/v1/users", json={**NEW, **change})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_an_address_that_is_taken_is_a_conflict(api_client: ClientFor, database: Database, now: datetime) -> None:
    add_ana(database, now)
    answer = api_client("admin").post("/api/v1/users", json={**NEW, "email": ANA.upper()})
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")


@pytest.mark.parametrize("path", ["users/0", "users/99999", "users/99999999999999999999999", "users/x"])
def test_a_user_that_does_not_exist_is_no_failure(api_client: ClientFor, path: str) -> None:
    assert api_client("admin").get(f"/api/v1/{path}").status_code in (404, 422)


def test_lists_go_on_where_they_stopped(api_client: ClientFor) -> None:
    admin = api_client("admin")
    for n in range(5):
        admin.post("/api/v1/users", json={**NEW, "email": f"bob{n}@example.org", "name": f"Bob {n}"})
    for path in ("users", "audit"):
        seen: list[int] = []
        cursor: str | None = ""
        while cursor is not None:
            page = admin.get(f"/api/v1/{path}", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
            seen += [item["id"] for item in page["items"]]
            cursor = page["next"]
        assert len(seen) == len(set(seen)) == 5
    for cursor in ("rubbish", "WyJ4Il0", "WzFd" * 3, "Wy0xXQ"):
        answer = admin.get("/api/v1/users", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


def test_a_repeated_post_makes_one_token_and_never_shows_it_again(api_client: ClientFor) -> None:
    admin = api_client("admin")
    body, headers = {"name": "displays", "grants": [{"role": "director"}]}, {"Idempotency-Key": "k-1"}
    first = admin.post("/api/v1/tokens", json=body, headers=headers)
    again = admin.post("/api/v1/tokens", json=body, headers=headers)
    assert first.status_code == 201
    assert first.json()["token"].startswith("rgt_")
    assert (again.status_code, again.json()["code"]) == (409, "already_done")
    assert "token" not in admin.get("/api/v1/tokens").json()["items"][0]


def test_a_revoked_token_opens_nothing(api_client: ClientFor) -> None:
    admin = api_client("admin")
    made = admin.post("/api/v1/tokens", json={"name": "displays", "grants": [{"role": "director"}]}).json()
    machine = TestClient(admin.app, headers={"Authorization": f"Bearer {made['token']}"})
    assert machine.get("/api/v1/me").status_code == 200
    assert admin.delete(f"/api/v1/tokens/{made['id']}").json()["revoked_at"] is not None
    assert machine.get("/api/v1/me").status_code == 401


def test_the_trail_is_filtered(api_client: ClientFor, database: Database, now: datetime) -> None:
    user_id = add_ana(database, now)
    admin = api_client("admin")
    params = {"object_kind": "user", "object_ref": str(user_id), "from": now.isoformat()}
    (entry,) = admin.get("/api/v1/audit", params=params).json()["items"]
    assert (entry["action"], entry["principal"]) == ("user.add", "system:test")
    assert admin.get("/api/v1/audit", params={"to": now.isoformat()}).json()["items"] == []


def test_only_an_administrator_reads_and_changes_users(api_client: ClientFor) -> None:
    for role in ("dispatcher", "director", "dispatch_lead", "energy_coordinator"):
        client = api_client(role)
        for path in ("users", "tokens", "audit", "sectors"):
            assert client.get(f"/api/v1/{path}").status_code == 403
        assert client.post("/api/v1/users", json=NEW).status_code == 403


def test_sectors_are_switched(api_client: ClientFor) -> None:
    admin = api_client("admin")
    answer = admin.put("/api/v1/sectors/energy", json={"enabled": False}).json()
    assert {item["code"]: item["enabled"] for item in answer["items"]} == {"repairs": True, "energy": False}
    assert admin.put("/api/v1/sectors/moon", json={"enabled": False}).status_code == 404
