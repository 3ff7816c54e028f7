"""What the API of the estate takes and gives."""
