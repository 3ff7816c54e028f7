import pytest

from ops.kit.folding import words_of
from ops.kit.phones import normal_phone
from ops.people.rules import person_search_text, query_of, shown_phone


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("0400 00 12 47", "+32400001247", "0400 00 12 47"),
        ("+32 400/00.12.47", "+32400001247", "0400 00 12 47"),
        ("02 555 12 34", "+3225551234", "02 555 12 34"),
        ("0033 1 23 45 67 89", "+33123456789", "+33 1 23 45 67 89"),
        ("  ", None, ""),
    ],
    ids=["mobile", "with country and signs", "landline", "from abroad", "nothing"],
)
def test_a_phone_number_is_stored_one_way_and_read_aloud(typed: str, stored: str | None, shown: str) -> None:
    assert normal_phone(typed) == stored
    assert shown_phone(stored) == shown


@pytest.mark.parametrize("typed", ["0400 00 12 47", "+32 400 00 12 47", "400001247", "Ozdemir", "ÖZDEMİR zeynep"])
def test_a_person_is_found_however_somebody_types(typed: str) -> None:
    held = person_search_text("P-00001", "Zeynep", "Özdemir", "+32400001247")
    assert all(word in held for word in words_of(query_of(typed)))
