"""What work may find, and what a finding proves."""

from typing import Any, Literal

from pydantic import Field

from ops.errors import N_
from ops.kit import rulesets
from ops.kit.rule_codes import Codes
from ops.repairs.defaults.frame import OWNER, Strict

FINDINGS = "repairs.findings"
_FINDINGS: dict[str, Any] = {
    "call": [
        {"code": "repaired"},
        {"code": "part_replaced"},
        {"code": "setting_corrected"},
        {"code": "cleaned"},
        {"code": "caused_by_use"},
        {"code": "nothing_found"},
    ],
    "alert": [
        {"code": "leak_repaired", "true_for": ["waste", "data_fault"]},
        {"code": "left_on", "true_for": ["waste", "data_fault"]},
        {"code": "setting_corrected", "true_for": ["waste", "data_fault"]},
        {"code": "defect_repaired", "true_for": ["waste", "data_fault"]},
        {"code": "meter_fault", "true_for": ["data_fault"]},
        {"code": "legitimate_use", "true_for": []},
        {"code": "nothing_found", "true_for": []},
    ],
    "without_visit": ["answered", "routed", "network_restored"],
}


class CallFinding(Strict):
    code: str = Field(min_length=1, max_length=40, pattern="^[a-z][a-z0-9_]*$")


class _AlertFinding(CallFinding):
    true_for: list[Literal["waste", "data_fault"]]


class FindingsBody(Strict):
    call: list[CallFinding] = Field(min_length=1)
    alert: list[_AlertFinding] = Field(min_length=1)
    without_visit: list[str]


rulesets.register_default(
    FINDINGS, _FINDINGS, FindingsBody.model_validate, owner=OWNER, title=N_("Findings of work"),
    codes=Codes(catalogues=("without_visit",)),
)  # fmt: skip
