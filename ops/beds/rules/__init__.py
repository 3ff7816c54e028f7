"""Pure rules of beds: nights, ways of a stay, what stands in the way, the census."""
