"""Meters of the reference organisation, their history, and the energy stories."""
