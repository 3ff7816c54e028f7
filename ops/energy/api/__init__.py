"""Everything that energy answers in JSON."""

from ops.access.guard import ApiRouter
from ops.energy.api.alerts import router as alerts
from ops.energy.api.counters import router as counters
from ops.energy.api.dead_letters import router as dead_letters
from ops.energy.api.degree_days import router as degree_days
from ops.energy.api.mappings import router as mappings
from ops.energy.api.meters import router as meters

router = ApiRouter()
router.include_router(alerts)
router.include_router(counters)
router.include_router(dead_letters)
router.include_router(degree_days)
router.include_router(mappings)
router.include_router(meters)
