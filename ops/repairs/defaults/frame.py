"""What the bodies of the rule sets of repairs have in common."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


OWNER = "repairs"
