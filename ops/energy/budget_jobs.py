"""What the alert budget does by the clock."""

from collections.abc import Mapping

from ops.energy.service.budget import solve
from ops.kit.jobs import JobContext


def budget_solve(context: JobContext) -> Mapping[str, int]:
    with context.unit_of_work() as session:
        return {"moved": solve(session, now=context.now)}
