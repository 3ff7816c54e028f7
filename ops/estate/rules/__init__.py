"""Pure rules of the estate."""
