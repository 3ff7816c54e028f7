"""The virus scanner of the centre: clamd, over its own protocol."""
