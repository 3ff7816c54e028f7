"""Words for the codes of the house: what a role, a status or a cause is called on a screen."""

from collections.abc import Mapping

from ops.errors import N_
from ops.kit.locale import translate

#: A label and what follows it; French sets a space before the colon.
LABELLED = N_("%(label)s: %(value)s")

LABELS: Mapping[str, Mapping[str, str]] = {
    "role": {
        "dispatcher": N_("dispatching"), "dispatch_lead": N_("dispatch lead"), "technician": N_("technician"),
        "works_planner": N_("works planner"), "storekeeper": N_("storekeeper"), "contractor": N_("contractor"),
        "concierge": N_("caretaker"), "home_manager": N_("rest-home manager"), "home_staff": N_("night staff"),
        "admissions_billing": N_("admissions and billing"), "linen_planner": N_("linen planner"),
        "driver": N_("driver"), "energy_coordinator": N_("energy"), "letting_officer": N_("letting officer"),
        "building_user": N_("building user"), "director": N_("directorate"), "admin": N_("administrator"),
    },
    "language": {"nl": N_("Dutch"), "fr": N_("French"), "en": N_("English")},
    "zone": {"centre": N_("centre"), "north": N_("north")},
    "ticket_status": {
        "new": N_("New"), "open": N_("Open"), "dispatched": N_("Dispatched"), "in_progress": N_("In progress"),
        "waiting": N_("Waiting"), "resolved": N_("Resolved"), "closed": N_("Closed"), "cancelled": N_("Cancelled"),
    },
    "priority": {
        "P1": N_("Danger"), "P2": N_("Urgent"), "P3": N_("Soon"), "P4": N_("Routine"), "P5": N_("Planned"),
    },
    "clock": {
        "respond": N_("respond"), "make_safe": N_("make safe"), "complete": N_("complete"),
        "inform_caller": N_("inform"), "call_back": N_("call back"),
    },
    "trade": {
        "plumbing": N_("Plumbing"), "heating": N_("Heating"), "electricity": N_("Electricity"), "lift": N_("Lift"),
        "fire_safety": N_("Fire safety"), "locks_glass": N_("Locks and glass"), "roof": N_("Roof"),
        "carpentry": N_("Carpentry"), "painting": N_("Painting"), "sanitation": N_("Sanitation"),
        "pest": N_("Pest control"), "metering": N_("Metering"), "admin": N_("Administration"), "other": N_("Other"),
    },
    "stock_act": {
        "take": N_("Take out"), "return": N_("Put back"), "count": N_("Count"), "receive": N_("Receive"),
        "send": N_("Send to another store"),
    },
    "unit": {"pieces": N_("pieces"), "metres": N_("metres"), "kg": "kg", "litres": N_("litres")},
    "stock_order_state": {
        "ordered": N_("on its way"), "received": N_("received"), "cancelled": N_("order cancelled"),
    },
    "work_order_status": {
        "planned": N_("Planned"), "dispatched": N_("Dispatched"), "accepted": N_("Accepted"),
        "on_site": N_("On site"), "completed": N_("Completed"), "refused": N_("Refused"),
        "waiting_access": N_("Waiting for access"), "waiting_part": N_("Waiting for a part"),
        "cancelled": N_("Work cancelled"),
    },
    "access_now": {
        "absent": N_("Nobody opened"), "refused": N_("Access refused"), "call": N_("Tenant rung"),
        "card": N_("Card left"), "keys": N_("Keys asked for"), "concierge": N_("Caretaker asked"),
        "lead": N_("Lead decided"), "second_notice": N_("Second notice sent"),
        "letter": N_("Registered letter sent"), "legal": N_("Handed to the legal service"),
    },
    "access_step": {
        "attempt": N_("Go again"), "call": N_("Ring the tenant"), "card": N_("Leave a card"),
        "keys": N_("Ask for the keys"), "concierge": N_("Ask the caretaker to open"),
        "lead": N_("Let the lead decide"), "second_notice": N_("Send the second notice"),
        "letter": N_("Send the registered letter"), "legal": N_("Hand it to the legal service"),
    },
    "access_missing": {
        "no_proof": N_("no proof"), "no_card": N_("no card left"), "too_soon": N_("too soon after the one before"),
    },
    "unreachable": {"unreachable": N_("Can't be reached"), "strike": N_("On strike")},
    "pause_reason": {
        "tenant": N_("tenant"), "part": N_("part"), "contractor": N_("contractor"), "access": N_("access"),
        "network_operator": N_("network operator"),
    },
    "recurring_kind": {
        "installation": N_("installation"), "service_line": N_("riser, stack or boiler house"), "lot": N_("dwelling"),
        "building": N_("building"),
    },
    "recurring_state": {
        "open": N_("To decide"), "ordered": N_("Ordered"), "dismissed": N_("Dismissed"), "over": N_("Over"),
    },
    "line_kind": {
        "riser": N_("riser"), "stack": N_("stack"), "boiler_house": N_("boiler house"), "lift": N_("lift"),
    },
    "report_outcome": {
        "in_time": N_("in time"), "late": N_("late"), "left_out": N_("left out"), "right": N_("right first time"),
        "not_right": N_("not right first time"), "opened": N_("opened"), "closed": N_("nobody let the team in"),
        "absent": N_("absent"), "refused": N_("access refused"), "repeated": N_("repeated"), "first": N_("first"),
    },
    "report_note": {
        "cancelled": N_("cancelled"), "late_without_pauses": N_("late without its pauses"),
        "reopened": N_("opened again"), "second_visit": N_("more than one visit"),
        "no_visit": N_("ended without a visit"), "no_access": N_("nobody let the team in"),
        "inspection": N_("inspection before the work"), "planned_follow_on": N_("planned work of another trade"),
        "proof": N_("with proof"), "no_proof": N_("without proof"), "card": N_("card left"),
    },
    "report_group": {"emergency": N_("emergencies"), "other": N_("other work")},
    "cancel_reason": {
        "duplicate": N_("duplicate"), "not_ours": N_("not ours"), "withdrawn": N_("withdrawn"), "error": N_("error"),
    },
    "medium": {
        "electricity": N_("Electricity"), "gas": N_("Gas"), "water": N_("Water"), "heat": N_("Heat"),
        "pv": N_("Solar panels"),
    },
    "cause": {
        "continuous_flow": N_("Continuous flow"), "base_load": N_("Base load risen"),
        "night_left_on": N_("Left on at night"), "weekend_as_weekday": N_("Weekend run as weekday"),
        "drift": N_("Drift"), "spike": N_("Spike"), "dip": N_("Dip"), "yield_loss": N_("Yield too low"),
        "stuck": N_("Value stuck"), "zero_run": N_("Only zeros"), "scale": N_("Unit wrong"),
        "clock_shift": N_("Clock wrong"), "catch_up": N_("Catch-up after a gap"), "implausible": N_("Impossible value"),
        "silent": N_("Logger silent"), "site_silent": N_("Site silent"),
    },
    "alert_state": {
        "open": N_("Open"), "acknowledged": N_("Acknowledged"), "snoozed": N_("Snoozed"), "closed": N_("Closed"),
        "merged": N_("Merged"),
    },
    "severity": {"low": N_("Low"), "medium": N_("Medium"), "high": N_("High")},
    "finding": {
        "leak_repaired": N_("Leak repaired"), "left_on": N_("Left on"), "setting_corrected": N_("Setting corrected"),
        "defect_repaired": N_("Defect repaired"), "meter_fault": N_("Meter fault"),
        "legitimate_use": N_("Legitimate use"), "nothing_found": N_("Nothing found"),
        "ended_by_itself": N_("Ended by itself"), "repaired": N_("Repaired"), "part_replaced": N_("Part replaced"),
        "cleaned": N_("Cleaned or unblocked"), "caused_by_use": N_("Caused by use, nothing broken"),
        "answered": N_("Question answered"), "routed": N_("Passed on to the right department"),
        "network_restored": N_("Network restored by its operator"),
    },
    "location_kind": {
        "site": N_("Site"), "building": N_("Building"), "floor": N_("Floor"), "room": N_("Room"),
        "common_part": N_("Common part"), "lot": N_("Lot"),
    },
    "lot_kind": {
        "residential": N_("Residential"), "renobru": N_("Renobru"), "transit": N_("Transit dwelling"),
        "integration": N_("Integration dwelling"), "commercial": N_("Commercial"), "office": N_("Office"),
    },
    "lot_period": {
        "lease": N_("Let"), "void": N_("Void"), "decant": N_("Temporary rehousing"),
        "off_management": N_("Off management"),
    },
    "use": {
        "administration": N_("Administration"), "social_office": N_("Local social office"),
        "rest_home": N_("Rest home"), "laundry": N_("Linen factory"), "housing": N_("Housing"),
        "youth": N_("Youth home"), "school": N_("School"), "depot": N_("Depot"), "other": N_("Other"),
    },
    "installation_kind": {
        "lift": N_("Lift"), "boiler": N_("Boiler"), "ventilation": N_("Ventilation"), "fire_alarm": N_("Fire alarm"),
        "nurse_call": N_("Nurse call"), "pv": N_("Solar panels"), "washing": N_("Washing machine"),
        "cold_store": N_("Cold store"), "server_room": N_("Server room"), "vehicle": N_("Vehicle"),
        "other": N_("Other"),
    },
    "firm_hours": {"around_the_clock": N_("day and night"), "working_hours": N_("working hours")},
    "attachment_label": {
        "photo": N_("Photo"), "proof": N_("Proof"), "signature": N_("Signature"), "document": N_("Document"),
    },
    "scan": {
        "not_scanned": N_("Not scanned"), "being_checked": N_("Being checked"), "clean": N_("No virus found"),
        "infected": N_("Virus found"), "refused": N_("The virus scan could not look at it"),
    },
    "affected": {
        "infant": N_("Baby"), "oxygen": N_("Oxygen"), "pregnancy": N_("Pregnancy"), "disability": N_("Disability"),
        "resident": N_("Resident"),
    },
    "relation": {
        "self": N_("the person concerned"), "relative": N_("a relative"), "neighbour": N_("a neighbour"),
        "caretaker": N_("the caretaker"), "institution": N_("an institution"), "department": N_("a department"),
        "other": N_("somebody else"),
    },
    "change_kind": {
        "insulation": N_("Insulation"), "heating": N_("Heating"), "valves": N_("Valves"),
        "equipment": N_("Equipment"), "use": N_("Use of the building"), "meter": N_("Meter"),
        "other": N_("Something else"),
    },
    "card_kind": {
        "gas": N_("Gas"), "fire": N_("Fire"), "power": N_("Electricity"), "flood": N_("Water"), "lift": N_("Lift"),
    },
    "key_role": {"concierge": N_("Caretaker"), "key_holder": N_("Key holder")},
    "user_state": {"invited": N_("Invited"), "active": N_("Active"), "disabled": N_("Disabled")},
    "scope_kind": {
        "all": N_("everywhere"), "home": N_("rest home"), "building": N_("building"), "zone": N_("zone"),
        "firm": N_("firm"),
    },
    "audit_action": {
        "sign_in": N_("Signed in"), "sign_in.refused": N_("Sign-in refused"), "invitation.used": N_("Invitation used"),
        "password_reset.used": N_("Password reset"), "password.change": N_("Password changed"),
        "user.add": N_("User added"), "user.change": N_("User changed"), "user.grants": N_("Roles changed"),
        "user.disable": N_("User disabled"), "user.enable": N_("User let in again"),
        "user.invite_again": N_("Invitation sent again"), "token.add": N_("Token made"),
        "token.revoke": N_("Token revoked"), "sector.on": N_("Sector switched on"),
        "sector.off": N_("Sector switched off"), "person.read": N_("Person's file read"),
        "person.change": N_("Person's file changed"), "location.change": N_("Place changed"),
        "action_card.change": N_("Action card changed"),
        "installation.change": N_("Installation changed"), "lot.periods": N_("Periods of a lot changed"),
        "job.run": N_("Job run on request"), "message.resend": N_("Message sent again"),
        "message.settle": N_("Message noted as arrived"), "message.drop": N_("Message dropped"),
        "works.noted": N_("Works noted"), "works.withdrawn": N_("Works withdrawn"),
        "change.noted": N_("Change of use noted"), "change.withdrawn": N_("Change of use withdrawn"),
        "alerts.deputy": N_("Deputy noted"), "alerts.deputy_withdrawn": N_("Deputy withdrawn"),
        "index.judged": N_("Fall of an index judged"), "counter.replaced": N_("Meter replaced"),
        "calorific.given": N_("Calorific value given"), "readings.upload": N_("Readings brought in a table"),
        "rules.publish": N_("Rules changed"), "outage_sheet.read": N_("Outage sheet opened"),
    },
    "index_fall": {
        "unexplained": N_("Index fell, reason unknown"), "roll_over": N_("Counter rolled over"),
        "reset": N_("Counter reset"), "wrong_after": N_("Dip, left out"), "wrong_before": N_("Peak, left out"),
        "replaced": N_("Meter replaced"),
    },
    "calorific_state": {
        "final": N_("Final"), "provisional": N_("Provisional"), "assumed": N_("Assumed"),
    },
    "job": {
        "outbox_send": N_("Send messages"), "energy_scan": N_("Look for abnormal consumption"),
        "energy_night_scan": N_("Look at all months of consumption"),
        "silence_check": N_("Look for silent dataloggers"), "partitions": N_("Make room for new readings"),
        "attachment_scan": N_("Scan files for viruses"), "attachment_purge": N_("Delete removed files"),
        "ticket_close": N_("Close tickets"), "session_purge": N_("Forget old sign-ins"),
        "recurrence_scan": N_("Look for recurring defects"), "readings_take_in": N_("Take in tables of readings"),
        "report_lines": N_("Count ended tickets"), "outage_sheet": N_("Write the outage sheet"),
        "budget_solve": N_("Solve the alert budget"), "ledger_check": N_("Check the ledgers"),
    },
    "job_state": {
        "running": N_("Running"), "hanging": N_("Hangs"), "failed": N_("Failed"), "late": N_("Late"),
        "waiting": N_("Asked for"), "done": N_("Done"), "never": N_("Never ran"),
    },
    "job_did": {
        "sent": N_("sent"), "put_off": N_("put off"), "failed": N_("failed"), "unknown": N_("outcome unknown"),
        "recovered": N_("recovered"), "sessions": N_("sessions ended"), "links": N_("links forgotten"),
        "attempts": N_("attempts forgotten"), "idempotency_keys": N_("keys forgotten"),
        "job_runs": N_("runs forgotten"), "heartbeats": N_("parts forgotten"),
        "drafts": N_("half-noted calls forgotten"), "closed": N_("closed"),
        "scanned": N_("files scanned"), "infected": N_("files with a virus"), "given_up": N_("given up"),
        "files": N_("files deleted"),
        "registers": N_("registers scanned"), "opened": N_("alerts opened"), "ended": N_("alerts ended"),
        "woken": N_("alerts woken"),
        "defects_found": N_("defects found"), "defects_over": N_("defects over"), "sheets": N_("sheets written"),
        "tickets_counted": N_("tickets counted"),
        "pages_moved": N_("pages taken further"), "pages_tested": N_("pages tested"),
        "warned": N_("leads warned"), "merged": N_("alerts merged"), "made": N_("months made"),
        "days_kept": N_("days kept"), "months_gone": N_("months of readings gone"),
        "readings_gone": N_("readings gone"), "hours_gone": N_("hours gone"),
        "moved": N_("thresholds moved"), "not_closed": N_("ledgers that do not close"),
    },
    "event": {
        "ticket_paged": N_("Page: a call or alert that can't wait"),
        "page_self_test": N_("Test of a page"), "self_test_failed": N_("Test page not answered"),
        "nobody_on_call": N_("Nobody on call"), "work_dispatched": N_("Work order sent"),
        "ticket_resolved": N_("Work of a ticket done"), "caller_registered": N_("Caller: call noted"),
        "caller_visit": N_("Caller: who comes and when"), "caller_sent": N_("Caller: passed on to a team"),
        "caller_visit_moved": N_("Caller: visit moved"), "caller_on_the_way": N_("Caller: on the way, on site"),
        "caller_no_access": N_("Caller: nobody opened"), "caller_waits": N_("Caller: it takes longer"),
        "caller_network": N_("Caller: network operator"), "caller_reopened": N_("Caller: taken up again"),
        "caller_closed": N_("Caller: closed without work"), "attachment_infected": N_("Virus in a file"),
        "attachment_unscanned": N_("File not scanned"),
        "question_routed": N_("Question passed on"),
        "alert_opened": N_("Alert opened"),
        "alert_opened_low": N_("Alert opened, low"), "alert_closed": N_("Alert closed"),
        "job_failed": N_("Job failed"), "user_invited": N_("User invited"), "password_reset": N_("New password"),
    },
    "stock_count_state": {"booked": N_("Booked"), "dropped": N_("Dropped")},
    "staff_absence": {
        "holiday": N_("leave"), "sick": N_("ill"), "training": N_("training"), "other": N_("another reason"),
    },
    "duty": {
        "technician": N_("technician on call"), "second": N_("second on call"), "lead": N_("lead on call"),
        "all_leads": N_("all leads"), "dispatcher": N_("all dispatchers"),
    },
    "message_state": {
        "pending": N_("Waits"), "claimed": N_("Being sent"), "sent": N_("Sent"), "unknown": N_("Outcome unknown"),
        "failed": N_("Not sent"), "dropped": N_("Dropped"),
    },
    "message_error": {
        "no_answer": N_("The provider did not answer: the message may have arrived."),
        "not_reached": N_("The provider could not be reached."),
        "no_provider": N_("No provider is set up for this channel."),
        "no_address": N_("No address or phone number is known."),
        "superseded": N_("A later message to the same reader said it all."),
        "bad_address": N_("The provider can't use this address."),
    },
    "channel": {"mail": N_("E-mail"), "sms": N_("Text message")},
    "ruleset_owner": {"access": N_("administrator"), "repairs": N_("dispatch lead"), "energy": N_("energy")},
    "audit_object": {
        "user": N_("User"), "token": N_("Token"), "sector": N_("Sector"), "person": N_("Person"),
        "outage_sheet": N_("Outage sheet"),
        "location": N_("Place"), "installation": N_("Installation"),
        "ticket": N_("Ticket"), "alert": N_("Alert"), "ruleset": N_("Rule set"),
        "job": N_("Job"), "message": N_("Message"), "mapping": N_("Mapping"), "dead_letter": N_("Dead letter"),
    },
    "weekday": {
        "mon": N_("Monday"), "tue": N_("Tuesday"), "wed": N_("Wednesday"), "thu": N_("Thursday"),
        "fri": N_("Friday"), "sat": N_("Saturday"), "sun": N_("Sunday"),
    },
    "quality": {"measured": N_("measured"), "estimated": N_("estimated")},
    "sector": {
        "repairs": N_("Repairs"), "energy": N_("Energy"), "estate": N_("Buildings"), "beds": N_("Rest homes"),
        "letting": N_("Vacant dwellings"), "linen": N_("Linen"), "rounds": N_("Rounds"), "food": N_("Food surplus"),
    },
}  # fmt: skip


def label(language: str, kind: str, code: str | None) -> str:
    """The word for a code, or the code itself where no word is known (data made by a newer version)."""
    if code is None:
        return ""
    return translate(language, LABELS.get(kind, {}).get(code, code))
