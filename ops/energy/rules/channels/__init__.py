"""Detectors on many registers at once: each channel is one function on arrays and gives one score."""
