"""A small year of calls: each report equals a recount of the exported events, and the page leads to the tickets."""

from pathlib import Path

from tests.soak.repairs_year import REPORTS, year

#: 300 tickets in all; the soak of the same name lives through 10,000.
EACH_ENGINE = 150


def test_each_report_of_a_simulated_year_equals_a_recount_of_the_events_ticket_by_ticket(
    database_url: str, tmp_path: Path
) -> None:
    found = year(tmp_path, database_url, EACH_ENGINE)
    assert [(name, found["reports"][name]["first"]) for name in REPORTS if found["reports"][name]["first"]] == []
    assert found["refused"] == {}, "the simulated house does nothing that the rules forbid"
    assert {"no-access", "part-arrived", "follow-on", "reopen", "cancel"} <= set(found["done"])
    assert found["ok"]
