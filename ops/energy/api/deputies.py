"""Who hears of alerts while a coordinator is away, as JSON."""

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.access.models import User
from ops.energy.api.pages import Cursor, Limit, part_of
from ops.energy.api.works import LATELY, RIGHT, RowId, Since
from ops.energy.models_desk import Deputyship
from ops.energy.queries.deputy import coordinators, deputyships_since, possible_deputies
from ops.energy.schemas.works import DeputyIn, DeputyList, DeputyOut, DeputyPeople, PersonOut
from ops.energy.service.deputy import Stand, note_deputy, withdraw_deputy
from ops.kit.http import DbSession, Now, ReadSession

router = ApiRouter(tags=["energy"])


@router.get("/deputies", permission=RIGHT)
def list_deputies(
    session: ReadSession, now: Now, since: Since = None, limit: Limit = 100, cursor: Cursor = None
) -> DeputyList:
    """Those that were not over at `since`, by default 30 days ago; those that were withdrawn are left out."""
    found, following = part_of(deputyships_since(session, since or now - LATELY), limit, cursor)
    return DeputyList(items=[_deputy(each) for each in found], next=following)


@router.get("/deputies/people", permission=RIGHT)
def list_deputy_people(session: ReadSession) -> DeputyPeople:
    return DeputyPeople(
        away=[_person(each) for each in coordinators(session)],
        possible=[_person(each) for each in possible_deputies(session)],
    )


@router.post("/deputies", permission=RIGHT, status_code=201)
def add_deputy(body: DeputyIn, session: DbSession, who: CurrentPrincipal, now: Now) -> DeputyOut:
    row = note_deputy(session, Stand(body.user, body.deputy, body.from_at, body.to_at), who=who, now=now)
    session.refresh(row, ["user", "deputy"])
    return _deputy(row)


@router.post("/deputies/{row_id}/withdraw", permission=RIGHT, status_code=204)
def end_deputy(row_id: RowId, session: DbSession, who: CurrentPrincipal, now: Now) -> None:
    """He is back and hears for himself again; a second time changes nothing."""
    withdraw_deputy(session, row_id, who=who, now=now)


def _deputy(row: Deputyship) -> DeputyOut:
    return DeputyOut(
        id=row.id, user=_person(row.user), deputy=_person(row.deputy), from_at=row.from_at, to_at=row.to_at,
        made_by=row.made_by, made_at=row.made_at,
    )  # fmt: skip


def _person(user: User) -> PersonOut:
    return PersonOut(id=user.id, name=user.name)
