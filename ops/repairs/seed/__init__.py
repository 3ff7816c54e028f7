"""Teams and tickets of the reference organisation: a year of history, and a queue as it looks on an ordinary day."""
