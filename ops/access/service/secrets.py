"""What the database keeps of a secret: its hash under the key of the house."""

from sqlalchemy.orm import Session

from ops.access.rules.secrets import digest
from ops.db import hash_key_of


def kept(session: Session, secret: str) -> str:
    """Raises MissingSecret."""
    return digest(secret, hash_key_of(session))
