"""Everything that repairs answer in JSON."""

from ops.access.guard import ApiRouter
from ops.repairs.api.attachments import router as attachments
from ops.repairs.api.rota import router as rota
from ops.repairs.api.stock import router as stock
from ops.repairs.api.stock_counts import router as stock_counts
from ops.repairs.api.suggest import router as suggest
from ops.repairs.api.tickets import router as tickets
from ops.repairs.api.work_orders import router as work_orders

router = ApiRouter()
router.include_router(attachments)
router.include_router(suggest)
router.include_router(tickets)
router.include_router(work_orders)
router.include_router(stock)
router.include_router(stock_counts)
router.include_router(rota)
