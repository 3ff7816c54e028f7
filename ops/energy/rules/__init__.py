"""The energy rules: pure functions on numbers and instants handed in."""
