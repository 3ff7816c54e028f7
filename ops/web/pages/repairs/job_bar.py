"""The bar below a job: one big next step, two more beside it, the rest in a menu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ops.errors import N_
from ops.repairs.models import WorkOrder
from ops.repairs.rules.work_order import ENDED, WAITING
from ops.web.reader import Reader

#: Steps that need a word, a date or a finding before they are taken.
WITH_FORM = (
    "complete", "no-access", "need-part", "follow-on", "refuse", "unreachable", "slot", "assign", "cancel",
)  # fmt: skip
#: What a thumb should not meet by accident: they stand last in the menu.
_RARE = ("slot", "assign", "dispatch", "refuse", "unreachable", "cancel")
_BESIDE = 2
_WORDS: Mapping[str, tuple[str, str]] = {
    "dispatch": (N_("Send again"), "send"),
    "accept": (N_("Accept"), "check"),
    "refuse": (N_("Refuse"), "close"),
    "start": (N_("I am on site"), "pin"),
    "made-safe": (N_("It is safe"), "shield"),
    "no-access": (N_("Nobody opens"), "door"),
    "need-part": (N_("Part missing"), "box"),
    "part-arrived": (N_("The part is there"), "box"),
    "follow-on": (N_("More work needed"), "refresh"),
    "slot": (N_("Agree on an appointment"), "calendar"),
    "assign": (N_("Choose who goes"), "users"),
    "unreachable": (N_("Can't be reached"), "phone"),
    "complete": (N_("Complete"), "check-circle"),
    "cancel": (N_("Cancel work order"), "close"),
}
_NEXT = {"planned": "dispatch", "dispatched": "accept", "accepted": "start", "on_site": "complete"}
_NEXT |= {"waiting_access": "dispatch", "waiting_part": "part-arrived"}


@dataclass(frozen=True)
class Button:
    """Leads to a form or another job (`href`), or takes the step at once (`post`)."""

    label: str
    icon: str
    href: str = ""
    post: str = ""


@dataclass(frozen=True)
class Bar:
    main: Button | None = None
    beside: Sequence[Button] = field(default=())
    more: Sequence[Button] = field(default=())


def act_words(action: str, order: WorkOrder, reader: Reader) -> tuple[str, str]:
    """The name of a step and its sign; a heading over its form says the same."""
    text, icon = _WORDS[action]
    return reader.say(N_("Send") if order.status == "planned" and action == "dispatch" else text), icon


def bar(order: WorkOrder, actions: Sequence[str], onward: Button | None, reader: Reader) -> Bar:
    """`onward` is the way to the next job, for whoever has done what he could here."""
    onward = onward if order.status in WAITING | ENDED else None
    first = "" if onward else _NEXT.get(order.status, "")
    if first == "complete" and "part-arrived" in actions:
        first = "part-arrived"
    usual = [action for action in actions if action not in (first, *_RARE)]
    rare = [action for action in _RARE if action in actions and action != first]
    button = {action: _button(action, order, reader) for action in actions}
    return Bar(
        main=onward or button.get(first),
        beside=[button[action] for action in usual[:_BESIDE]],
        more=[button[action] for action in (*usual[_BESIDE:], *rare)],
    )


def onward(jobs: Sequence[Mapping[str, Any]], reader: Reader) -> Button:
    """To the first job that can be done, or back to the day."""
    job = next((job for job in jobs if not job["current"]), None)
    if job is None:
        return Button(reader.say(N_("My day")), "calendar", "/my-work")
    words = reader.say(N_("Next: %(title)s, %(street)s"), title=job["title"], street=job["street"])
    return Button(words, "chevron-right", f"/work-orders/{job['order'].ref}")


def _button(action: str, order: WorkOrder, reader: Reader) -> Button:
    label, icon = act_words(action, order, reader)
    here = f"/work-orders/{order.ref}"
    return (
        Button(label, icon, href=f"{here}?do={action}")
        if action in WITH_FORM
        else Button(label, icon, post=f"{here}/{action}")
    )
