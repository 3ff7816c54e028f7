"""Who is told of what, over which channels, and how stubbornly: shipped figures, to be confirmed by the centre."""

from datetime import timedelta
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

from ops.access.rights import ROLES
from ops.errors import N_
from ops.kit import rulesets
from ops.kit.delivery import DeliveryPolicy
from ops.kit.rule_codes import Codes

WHO_IS_TOLD = "notifications.who_is_told"
DELIVERY = "notifications.delivery"

#: The reader that an event itself names: the invited user, the caller of a ticket.
NAMED_BY_THE_EVENT = "self"

EVENTS = {
    "ticket_paged": N_("A call or alert that can't wait (a page)"),
    "page_self_test": N_("The nightly test of a page"),
    "self_test_failed": N_("The nightly test of a page was not answered"),
    "nobody_on_call": N_("Nobody is on call in the hours to come"),
    "work_dispatched": N_("A work order was sent"),
    "caller_registered": N_("To the caller: his call is noted"),
    "caller_visit": N_("To the caller: who comes and when"),
    "caller_sent": N_("To the caller: a team takes care of it"),
    "caller_visit_moved": N_("To the caller: a visit moved, or can't take place"),
    "caller_on_the_way": N_("To the caller: somebody is on the way, or has arrived"),
    "caller_no_access": N_("To the caller: nobody opened"),
    "caller_waits": N_("To the caller: it takes longer, and until when"),
    "caller_network": N_("To the caller: the network operator repairs it"),
    "caller_reopened": N_("To the caller: it is taken up again"),
    "caller_closed": N_("To the caller: closed without work"),
    "attachment_infected": N_("A file that somebody attached holds a virus"),
    "attachment_unscanned": N_("The virus scan could not look at a file"),
    "ticket_resolved": N_("The work of a ticket is done"),
    "question_routed": N_("A question was passed on to its department"),
    "alert_opened": N_("An alert opened, medium or high"),
    "alert_opened_low": N_("An alert opened, low, or a fault of the data"),
    "alert_closed": N_("An alert closed"),
    "job_failed": N_("A job failed"),
    "user_invited": N_("A user was invited"),
    "password_reset": N_("A user asked for a new password"),
}

#: Channels stand in order of preference: the second is used when the first fails.
_WHO_IS_TOLD: dict[str, Any] = {
    "ticket_paged": {"dispatcher": ["sms", "mail"]},
    "page_self_test": {},
    "self_test_failed": {"dispatch_lead": ["sms", "mail"]},
    "nobody_on_call": {"dispatch_lead": ["sms", "mail"]},
    "work_dispatched": {"technician": ["sms", "mail"], "contractor": ["mail", "sms"]},
    **{event: {"self": ["sms", "mail"]} for event in EVENTS if event.startswith("caller_")},
    "ticket_resolved": {"self": ["sms", "mail"]},
    "attachment_infected": {"dispatch_lead": ["mail", "sms"]},
    "attachment_unscanned": {"dispatch_lead": ["mail"]},
    "question_routed": {"self": ["mail", "sms"]},
    "alert_opened": {"energy_coordinator": ["mail"], "building_user": ["mail"]},
    "alert_opened_low": {},
    "alert_closed": {"energy_coordinator": ["mail"], "building_user": ["mail"]},
    "job_failed": {"admin": ["mail", "sms"]},
    "user_invited": {"self": ["mail"]},
    "password_reset": {"self": ["mail"]},
}

_DELIVERY: dict[str, Any] = {
    "rounds": 6,
    "page_rounds": 2,
    "first_wait_s": 30,
    "longest_wait_s": 3600,
    "page_wait_s": 20,
    "no_answer_s": 120,
    "batch": 20,
}

Channel = Literal["mail", "sms"]


class WhoIsTold(RootModel[dict[str, dict[str, list[Channel]]]]):
    """event -> role -> channels."""

    @model_validator(mode="after")
    def _only_known_names(self) -> Self:
        for event, roles in self.root.items():
            if event not in EVENTS:
                raise ValueError(N_("An event in this table is not known."))
            if set(roles) - {*ROLES, NAMED_BY_THE_EVENT}:
                raise ValueError(N_("A role in this table is not known."))
        return self


class Delivery(BaseModel):
    """Limits between which the centre may choose."""

    model_config = ConfigDict(extra="forbid")

    rounds: int = Field(ge=1, le=20)
    page_rounds: int = Field(_DELIVERY["page_rounds"], ge=1, le=20)
    first_wait_s: int = Field(ge=5, le=600)
    longest_wait_s: int = Field(ge=60, le=86400)
    page_wait_s: int = Field(ge=5, le=120)
    no_answer_s: int = Field(ge=60, le=900)
    batch: int = Field(ge=1, le=200)


def delivery_policy(body: rulesets.Body) -> DeliveryPolicy:
    return DeliveryPolicy(
        rounds=body["rounds"],
        # A version of before this figure was known has the shipped one.
        page_rounds=body.get("page_rounds", _DELIVERY["page_rounds"]),
        first_wait=timedelta(seconds=body["first_wait_s"]),
        longest_wait=timedelta(seconds=body["longest_wait_s"]),
        page_wait=timedelta(seconds=body["page_wait_s"]),
        no_answer=timedelta(seconds=body["no_answer_s"]),
        batch=body["batch"],
    )


rulesets.register_default(
    WHO_IS_TOLD, _WHO_IS_TOLD, WhoIsTold.model_validate, owner="access", title=N_("Who is told of what"),
    # Whom an event reaches is for the house to say; a newer release only brings events.
    codes=Codes(choices=("?*",)),
)  # fmt: skip
rulesets.register_default(
    DELIVERY, _DELIVERY, Delivery.model_validate, owner="access", title=N_("Sending messages: attempts and waits")
)
