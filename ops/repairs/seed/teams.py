"""Who can be sent: two rapid-intervention teams, two works teams, and each contracted firm."""

from collections.abc import Mapping

from ops.estate.models import Firm
from ops.estate.seed.names import FIRMS
from ops.repairs.models import Team
from ops.repairs.rules.triage import TRADES

_ZONES = {"centre": "centrum", "north": "noord"}
_WORKS = ["carpentry", "painting", "roof", "plumbing", "electricity", "locks_glass", "sanitation", "pest", "other"]
_RAPID = [trade for trade in TRADES if trade not in ("lift", "admin", "metering")]


def build_teams(firms: Mapping[str, Firm]) -> dict[str, Team]:
    """By code, with ids from 1 on."""
    teams: dict[str, Team] = {}
    for zone, word in _ZONES.items():
        _add(teams, f"rapid-{zone}", f"Snelle Interventieploeg {word}", "rapid", zone=zone, trades=_RAPID)
        _add(teams, f"works-{zone}", f"Werkploeg {word}", "works", zone=zone, trades=_WORKS)
    for code, name, _, _, trades in FIRMS:
        _add(teams, f"firm-{code}", name, "firm", firm=firms[code], trades=list(trades))
    return teams


def _add(
    teams: dict[str, Team],
    code: str,
    name: str,
    kind: str,
    *,
    trades: list[str],
    zone: str | None = None,
    firm: Firm | None = None,
) -> None:
    number = len(teams) + 1
    phone = firm.phone if firm else f"+32400098{number:03d}"
    teams[code] = Team(
        id=number,
        code=code,
        name=name,
        kind=kind,
        zone=zone,
        firm_id=firm.id if firm else None,
        phone=phone,
        trades=trades,
    )


def team_for(teams: Mapping[str, Team], trade: str, priority: str, zone: str, where: str) -> Team:
    """Lifts go to their one firm, collective boilers to theirs; the rest to our own teams of the zone."""
    if trade == "lift":
        return teams["firm-liftfirma"]
    if where == "boiler":
        return teams["firm-zenne-warmtewacht" if priority in ("P1", "P2") else "firm-thermika"]
    return teams[f"{'works' if priority in ('P4', 'P5') else 'rapid'}-{zone}"]
