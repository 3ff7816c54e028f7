"""`import installations`: lifts, boilers, machines, vehicles; a line may declare its firm by name and phone."""

from decimal import Decimal
from typing import Any

from ops.estate.models import Firm, Installation, Location
from ops.estate.rules.kinds import FIRM_HOURS, INSTALLATION_KINDS
from ops.estate.service.tables.engine import ADDED, CHANGED, UNCHANGED, Intake, TableKind, assign, french
from ops.estate.wording import installation_search_text
from ops.kit.imports import Cells
from ops.kit.phones import normal_phone

COLUMNS = ("code", "kind", "name", "location")
OPTIONAL = (
    "firm", "serial", "in_service_on", "critical", "power_kw", "firm_name", "firm_phone", "firm_hours",
    "firm_fallback", "name_fr",
)  # fmt: skip


def _take(intake: Intake, cells: Cells) -> str | None:
    code, place, name = cells.text("code", limit=60), intake.place(cells, "location"), cells.text("name")
    known = intake.installations.get(code)
    values: dict[str, Any] = {
        "kind": cells.choice("kind", INSTALLATION_KINDS),
        "name": name,
        "name_fr": french(cells, "name", name, known),
        "serial": cells.optional("serial", limit=80),
        "in_service_on": cells.day("in_service_on"),
        "critical": cells.flag("critical"),
        "power_kw": _power(cells),
    }
    firm = _firm(intake, cells)
    if not cells.are_good or place is None:
        return None
    values |= {"location_id": place.id, "firm_id": firm.id if firm else None}
    changed = _write(intake, known or _new(intake, code), values, place)
    if changed:
        intake.audit("installation.change", "installation", code)
    return ADDED if known is None else CHANGED if changed else UNCHANGED


def _power(cells: Cells) -> float | None:
    power = cells.number("power_kw", low=Decimal(0), high=Decimal(999_999))
    return None if power is None else float(power)


def _firm(intake: Intake, cells: Cells) -> Firm | None:
    """A firm that is known, or declared by this line with at least a name and a phone."""
    code, name, phone = cells.optional("firm", limit=40), cells.optional("firm_name"), cells.optional("firm_phone")
    if code is None or code in intake.firms:
        return intake.firms.get(code or "")
    fallback = cells.optional("firm_fallback", limit=40)
    hours = cells.choice("firm_hours", FIRM_HOURS) if cells.optional("firm_hours") else "working_hours"
    if not name or not phone:
        cells.fault("firm", "unknown_code", value=code)
    if fallback and fallback not in intake.firms:
        cells.fault("firm_fallback", "unknown_code", value=fallback)
    if not cells.are_good or not name or not phone:
        return None
    second = intake.firms[fallback] if fallback else None
    firm = Firm(
        code=code,
        name=name,
        phone=normal_phone(phone) or "",
        hours=hours,
        fallback_firm_id=second.id if second else None,
    )
    intake.session.add(firm)
    intake.session.flush()
    intake.firms[code] = firm
    return firm


def _new(intake: Intake, code: str) -> Installation:
    installation = Installation(code=code, version=0)
    intake.installations[code] = installation
    return installation


def _write(intake: Intake, installation: Installation, values: dict[str, Any], place: Location) -> bool:
    if not assign(installation, values):
        return False
    installation.version += 1
    installation.search_text = installation_search_text(installation, place)
    intake.session.add(installation)
    intake.session.flush()
    return True


INSTALLATIONS = TableKind(COLUMNS, OPTIONAL, ("code",), _take)
