"""Everything that energy answers in JSON."""

from ops.access.guard import ApiRouter
from ops.energy.api.alerts import router as alerts
from ops.energy.api.budget import router as budget
from ops.energy.api.completeness import router as completeness
from ops.energy.api.counters import router as counters
from ops.energy.api.dead_letters import router as dead_letters
from ops.energy.api.degree_days import router as degree_days
from ops.energy.api.deputies import router as deputies
from ops.energy.api.mappings import router as mappings
from ops.energy.api.meters import router as meters
from ops.energy.api.portfolio import router as portfolio
from ops.energy.api.works import router as works

router = ApiRouter()
router.include_router(alerts)
router.include_router(budget)
router.include_router(completeness)
router.include_router(counters)
router.include_router(dead_letters)
router.include_router(degree_days)
router.include_router(deputies)
router.include_router(mappings)
router.include_router(meters)
router.include_router(portfolio)
router.include_router(works)
