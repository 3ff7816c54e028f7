"""What beds do by the clock."""

from collections.abc import Mapping

from ops.access.principal import system
from ops.beds.service.act import Act
from ops.beds.service.blocking import expire_holds
from ops.kit.jobs import JobContext


def hold_expire(context: JobContext) -> Mapping[str, int]:
    """Gives free the beds that were reserved and not confirmed in time."""
    with context.unit_of_work() as session:
        act = Act(session, system("hold_expire"), context.now, reason="hold_expire")
        return {"expired": expire_holds(act)}
