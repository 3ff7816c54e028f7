"""Ten desks at once: the long proof (`make soak SOAK=beds_writers`) in small."""

from ops.db import Database
from tests.soak.beds_writers import storm


def test_ten_writers_never_put_two_in_a_bed_and_each_refusal_says_why(database: Database) -> None:
    told = storm(database, writers=10, operations=200)
    assert told["unforeseen"] == []
    assert told["overlaps"] == 0
    assert told["done"] + told["refused"] + told["try_again"] == 200
    assert told["done"] > 20
