"""Passwords are hashed cheaply here: what is tested is what hangs on them, not how slow they are."""

import pytest
from argon2 import PasswordHasher

from ops.access.service import hashing


@pytest.fixture(autouse=True)
def _cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "_hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
