"""What a step of a work order may carry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class StepDetails:
    """Words, the next date of a wait, a finding, the technician's word that it is safe; the rest by step."""

    text: str = ""
    until: datetime | None = None
    finding: str | None = None
    made_safe: bool = False
    #: no-access: absent or refused; a photo by its number or words that prove the visit; the card or message left.
    absence: str = "absent"
    proof: str = ""
    card: str = ""
    #: need-part, part-arrived: a code of the stores or plain words, and how many.
    part: str = ""
    quantity: int = 1
    #: unreachable: unreachable or strike.
    reason: str = ""
    #: When it was done on site, where that lies before now; None means now.
    at: datetime | None = None
    #: The id that a tablet gave its command: sent twice, it is carried out once.
    client_uuid: str | None = None

    def for_step(self, action: str) -> dict[str, Any]:
        """What the event of the step keeps; what is empty is left out there."""
        said: dict[str, Any] = {"text": self.text}
        until = self.until.isoformat() if self.until else None
        match action:
            case "no-access":
                said |= {"until": until, "kind": self.absence, "proof": self.proof, "card": self.card}
            case "need-part":
                said |= {"until": until, "part": self.part or self.text, "quantity": self.quantity}
            case "part-arrived":
                said |= {"part": self.part}
            case "unreachable":
                said |= {"reason": self.reason}
            case "complete":
                said |= {"finding": self.finding}
        return said
