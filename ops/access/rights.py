"""Which role may do what. The one table behind every route; deny by default.

`all` reaches as far as the grant's scope; `own` only own jobs and the objects of the grant's scope.
The figures and owners are those of the centre, to be confirmed by it.
"""

from collections.abc import Mapping
from typing import Literal

Reach = Literal["all", "own"]

#: A page or route for everybody, signed in or not.
PUBLIC = "public"
#: A route for monitors: nobody is asked who he is, so that it answers while the database does not.
UNASKED = "unasked"
#: A page or route for everybody who is signed in.
SELF = "self"

ROLES: tuple[str, ...] = (
    "dispatcher", "dispatch_lead", "technician", "works_planner", "storekeeper", "contractor", "concierge",
    "home_manager", "home_staff", "admissions_billing", "linen_planner", "driver", "energy_coordinator",
    "letting_officer", "building_user", "director", "admin",
)  # fmt: skip

SCOPE_KINDS: tuple[str, ...] = ("all", "home", "building", "zone", "firm")

#: Where a role usually counts: what the pages offer for it. A role that is not named here counts everywhere.
USUAL_SCOPES: Mapping[str, tuple[str, ...]] = {
    "technician": ("zone", "all"),
    "storekeeper": ("zone", "all"),
    "contractor": ("firm",),
    "concierge": ("building", "home"),
    "home_manager": ("home",),
    "home_staff": ("home",),
    "building_user": ("building", "home"),
}


def _rights(everywhere: str = "", own: str = "") -> Mapping[str, Reach]:
    table: dict[str, Reach] = dict.fromkeys(own.split(), "own")
    table.update(dict.fromkeys(everywhere.split(), "all"))
    return table


#: `tickets.decide` is saying how a ticket goes on: let it wait, end it, open it again. A firm only does its own jobs.
RIGHTS: Mapping[str, Mapping[str, Reach]] = {
    "dispatcher": _rights(
        "tickets.read tickets.create tickets.triage tickets.work tickets.decide tickets.attach persons.read estate.read"
        " meters.read alerts.read alerts.acknowledge rules.read messages.read stock.read rota.read pages.acknowledge"
    ),
    "dispatch_lead": _rights(
        "tickets.read tickets.create tickets.triage tickets.work tickets.decide tickets.attach persons.read estate.read"
        " estate.write"
        " meters.read alerts.read alerts.acknowledge rules.read rules.write.repairs jobs.read"
        " messages.read messages.write indicators.read stock.read rota.read rota.write pages.acknowledge"
    ),
    "technician": _rights(
        "estate.read",
        own="tickets.read tickets.work tickets.decide tickets.attach persons.read meters.read alerts.read stock.read"
        " stock.write rota.read pages.acknowledge",
    ),
    "works_planner": _rights(
        "tickets.read tickets.create tickets.triage tickets.work tickets.decide tickets.attach estate.read rules.read"
        " indicators.read"
        " stock.read rota.read",
        own="persons.read",
    ),
    "storekeeper": _rights("tickets.read estate.read", own="stock.read stock.write"),
    "contractor": _rights(own="tickets.read tickets.work tickets.attach persons.read estate.read"),
    "concierge": _rights(own="tickets.read tickets.create tickets.attach estate.read meters.read alerts.read"),
    "home_manager": _rights(
        "rules.read",
        own="tickets.read tickets.create tickets.attach persons.read persons.write estate.read meters.read alerts.read"
        " indicators.read",
    ),
    "home_staff": _rights(own="tickets.read tickets.create tickets.attach persons.read estate.read"),
    "admissions_billing": _rights(
        "tickets.create persons.read persons.write estate.read indicators.read rules.read"
    ),
    "linen_planner": _rights(
        "tickets.create estate.read indicators.read", own="tickets.read tickets.attach meters.read alerts.read"
    ),
    "driver": _rights("tickets.create estate.read", own="tickets.read tickets.attach meters.read alerts.read"),
    "energy_coordinator": _rights(
        "tickets.read estate.read meters.read readings.write alerts.read alerts.acknowledge alerts.write"
        " mappings.write rules.read rules.write.energy jobs.read dead_letters.read dead_letters.write indicators.read",
        own="tickets.create tickets.work tickets.decide tickets.attach",
    ),
    "letting_officer": _rights(
        "tickets.read tickets.create tickets.attach persons.read persons.write estate.read estate.write.lots rules.read"
        " indicators.read"
    ),
    "building_user": _rights(
        own="tickets.read tickets.create tickets.attach estate.read meters.read alerts.read indicators.read"
    ),
    "director": _rights("estate.read meters.read alerts.read indicators.read rules.read"),
    "admin": _rights(
        "estate.read estate.write mappings.write indicators.read rules.read rules.write.repairs rules.write.energy"
        " rules.write.access users.read users.write audit.read jobs.read jobs.run dead_letters.read dead_letters.write"
    ),
}  # fmt: skip
