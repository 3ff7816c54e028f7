"""Everything that the estate answers in JSON; persons too, since places decide who may read whom."""

from ops.access.guard import ApiRouter
from ops.estate.api.persons import router as persons
from ops.estate.api.places import router as places

router = ApiRouter()
router.include_router(places)
router.include_router(persons)
