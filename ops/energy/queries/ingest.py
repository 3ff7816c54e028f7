"""What ingest asks before it stores."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.energy.models import Register
from ops.energy.queries.registers import possible_codes
from ops.energy.queries.segments import facts_of, noted_counters
from ops.energy.rules.incoming import RegisterFacts
from ops.energy.store.engine import among


def registers_by_code(session: Session, codes: Collection[str]) -> dict[str, RegisterFacts]:
    possible = possible_codes(codes)
    query = select(
        Register.code, Register.id, Register.kind, Register.unit, Register.digits, Register.factor_micro
    ).where(among(session, Register.code, possible))
    rows = session.execute(query).all()
    noted = noted_counters(session, possible)
    return {row.code: facts_of(row, noted) for row in rows}
