"""Tables of the estate in and out: locations, lots, installations, tenancies."""
