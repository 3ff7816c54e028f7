"""What the API takes and gives around users, tokens and the audit trail."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ops.access.models import ApiToken, AuditEntry, Grant, User
from ops.access.principal import GrantHeld, Principal
from ops.access.rights import RIGHTS
from ops.access.rules.grants import GrantWish, parse_grants
from ops.access.service.sectors import SectorState

#: A database refuses NUL, so it is refused here, with the name of the field.
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^\x00-\x1f]*$")]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GrantIn(_In):
    role: Line
    scope: Line = Field("all", examples=["zone:centre"])


def wishes(grants: list[GrantIn]) -> tuple[GrantWish, ...]:
    return parse_grants((grant.role, grant.scope) for grant in grants)


class UserIn(_In):
    """A new user; the invitation goes out by mail."""

    email: Line
    name: Line
    language: Line = "nl"
    phone: Line | None = None
    grants: list[GrantIn]


class UserChange(_In):
    """What is left out stays as it is."""

    name: Line | None = None
    language: Line | None = None
    phone: Line | None = None


class GrantsIn(_In):
    grants: list[GrantIn]


class TokenIn(_In):
    name: Line
    grants: list[GrantIn]


class SectorIn(_In):
    enabled: bool


class GrantOut(BaseModel):
    role: str
    scope: str

    @classmethod
    def of(cls, grant: Grant | GrantHeld) -> "GrantOut":
        return cls(role=grant.role, scope=GrantWish(grant.role, grant.scope_kind, grant.scope_code).scope)


class UserOut(BaseModel):
    id: int
    email: str
    name: str
    language: str
    phone: str | None
    state: str
    grants: list[GrantOut]
    created_at: datetime
    version: int

    @classmethod
    def of(cls, user: User) -> "UserOut":
        return cls(
            id=user.id,
            email=user.email,
            name=user.name,
            language=user.language,
            phone=user.phone,
            state=user.state,
            grants=[GrantOut.of(grant) for grant in user.grants],
            created_at=user.created_at,
            version=user.version,
        )


class UserList(BaseModel):
    items: list[UserOut]
    next: str | None


class TokenOut(BaseModel):
    id: int
    name: str
    grants: list[GrantOut]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, token: ApiToken) -> "TokenOut":
        return cls(
            id=token.id,
            name=token.name,
            grants=[GrantOut.of(grant) for grant in token.grants],
            created_at=token.created_at,
            last_used_at=token.last_used_at,
            revoked_at=token.revoked_at,
        )


class NewTokenOut(TokenOut):
    """The only answer that ever holds the token itself."""

    token: str


class TokenList(BaseModel):
    items: list[TokenOut]
    next: str | None = None


class MeOut(BaseModel):
    """Who the caller is and what he may do somewhere."""

    kind: str
    id: int | str
    name: str
    language: str
    grants: list[GrantOut]
    permissions: list[str]

    @classmethod
    def of(cls, who: Principal) -> "MeOut":
        permissions = sorted({permission for role in who.roles for permission in RIGHTS.get(role, {})})
        grants = [GrantOut.of(grant) for grant in who.grants]
        return cls(
            kind=who.kind, id=who.id, name=who.name, language=who.language, grants=grants, permissions=permissions
        )


class AuditOut(BaseModel):
    id: int
    at: datetime
    principal: str
    principal_name: str
    action: str
    object_kind: str
    object_ref: str
    detail: dict[str, Any]
    request_id: str | None

    @classmethod
    def of(cls, entry: AuditEntry) -> "AuditOut":
        return cls.model_validate(entry, from_attributes=True)


class AuditList(BaseModel):
    items: list[AuditOut]
    next: str | None


class SectorOut(BaseModel):
    code: str
    enabled: bool
    changed_by: str | None

    @classmethod
    def of(cls, state: SectorState) -> "SectorOut":
        return cls.model_validate(state, from_attributes=True)


class SectorList(BaseModel):
    items: list[SectorOut]
    next: str | None = None
