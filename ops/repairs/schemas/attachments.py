"""Photos and documents as the API gives them."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, Field

from ops.kit.models import Attachment

AttachmentLabel = Literal["photo", "proof", "signature", "document"]


class AttachmentOut(BaseModel):
    id: int
    name: str
    media_type: str
    size_bytes: int
    label: AttachmentLabel
    about_kind: Literal["ticket", "work_order"]
    about_ref: str
    added_by: str
    added_at: datetime
    scan: Literal["not_scanned", "clean", "infected", "refused"]
    removed_at: datetime | None = Field(description="Taken away; until it is purged it can be brought back.")
    url: str
    thumbnail_url: str | None

    @classmethod
    def of(cls, row: Attachment) -> Self:
        address = f"/api/v1/attachments/{row.id}"
        own = {
            name: getattr(row, name) for name in cls.model_fields if name not in {"added_by", "url", "thumbnail_url"}
        }
        small = f"{address}/thumbnail" if row.thumbnail_sha256 else None
        return cls(**own, added_by=row.added_by_name, url=address, thumbnail_url=small)
