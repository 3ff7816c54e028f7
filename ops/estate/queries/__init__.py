"""Every select on the estate, by noun."""

from ops.estate.queries.cards import InstallationCard, KeyHolderCard, LocationCard, location_card
from ops.estate.queries.climate import means_until
from ops.estate.queries.flags import flags_at
from ops.estate.queries.installations import (
    count_installations,
    installation_by_code,
    installations_at,
    list_installations,
)
from ops.estate.queries.lines import LineCard, lines_of, places_of_lines
from ops.estate.queries.locations import (
    ancestors_of,
    children_of,
    list_locations,
    location_by_code,
    location_by_id,
    search_locations,
    site_of,
)
from ops.estate.queries.lots import lot_periods, tenancy_on
from ops.estate.queries.scope import in_scope, person_in_scope, scope_codes_of
from ops.estate.queries.uses import use_on, uses_of

__all__ = [
    "InstallationCard",
    "KeyHolderCard",
    "LineCard",
    "LocationCard",
    "ancestors_of",
    "children_of",
    "count_installations",
    "flags_at",
    "in_scope",
    "installation_by_code",
    "installations_at",
    "lines_of",
    "list_installations",
    "list_locations",
    "location_by_code",
    "location_by_id",
    "location_card",
    "lot_periods",
    "means_until",
    "person_in_scope",
    "places_of_lines",
    "scope_codes_of",
    "search_locations",
    "site_of",
    "tenancy_on",
    "use_on",
    "uses_of",
]
