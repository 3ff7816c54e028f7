"""One rule that the database itself keeps, in the words of each engine."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """An engine without a statement needs none."""

    name: str
    sqlite: str | None = None
    postgresql: str | None = None

    def on(self, dialect: str) -> str | None:
        return self.sqlite if dialect == "sqlite" else self.postgresql
