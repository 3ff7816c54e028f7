"""How large a photo or a document may be, and how long one that was removed can be brought back."""

from typing import Annotated, Any

from pydantic import Field

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict

ATTACHMENTS = "repairs.attachments"
_ATTACHMENTS: dict[str, Any] = {
    "photo_mb": 15,
    "pdf_mb": 20,
    "photo_megapixels": 50,
    "longest_edge_px": 3000,
    "thumbnail_px": 320,
    "removed_kept_days": 30,
    "scan_waits_minutes": [1, 10, 60, 360],
}


class AttachmentsBody(Strict):
    photo_mb: int = Field(ge=1, le=20)
    pdf_mb: int = Field(ge=1, le=20)
    photo_megapixels: int = Field(ge=1, le=200)
    longest_edge_px: int = Field(ge=800, le=8000)
    thumbnail_px: int = Field(ge=100, le=800)
    removed_kept_days: int = Field(ge=1, le=365)
    #: After each refusal of the virus scanner; after the last one a person decides.
    scan_waits_minutes: list[Annotated[int, Field(ge=1, le=10_080)]] = Field(min_length=1, max_length=10)


rulesets.register_default(
    ATTACHMENTS, _ATTACHMENTS, AttachmentsBody.model_validate, owner=OWNER, title=N_("Photos and documents")
)
