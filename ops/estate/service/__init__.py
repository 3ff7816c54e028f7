"""Changes to the estate, by noun."""
