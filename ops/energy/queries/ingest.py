"""What ingest asks before it stores."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.energy.models import Register
from ops.energy.queries.registers import possible_codes
from ops.energy.rules.incoming import RegisterFacts
from ops.energy.store.engine import among


def registers_by_code(session: Session, codes: Collection[str]) -> dict[str, RegisterFacts]:
    query = select(
        Register.code, Register.id, Register.kind, Register.unit, Register.digits, Register.factor_micro
    ).where(among(session, Register.code, possible_codes(codes)))
    return {
        row.code: RegisterFacts(row.id, row.kind, row.unit, row.digits, row.factor_micro)
        for row in session.execute(query)
    }
