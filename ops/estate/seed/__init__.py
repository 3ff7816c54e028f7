"""The estate of the reference organisation."""
