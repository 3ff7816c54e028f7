"""Action cards of the demo's buildings: plausible, and invented."""

from collections.abc import Iterator

from ops.estate.models import ActionCard, Installation, Location
from ops.estate.seed.builder import EstateBuilder

_DESK = ("Dispatching", "+3225550100")
_AMBULANCE = ("112", "112")
_NETWORK = {"gas": ("Netbeheerder gas", "+3225550181"), "power": ("Netbeheerder stroom", "+3225550182")}
_WATER = ("Waterbedrijf", "+3225550183")
#: Where it is closed, in Dutch and French, and what opens the way to it: several houses, several ways.
_SPOTS: dict[str, tuple[tuple[str, str], ...]] = {
    "gas": (
        ("Gaskraan in de kelder, rechts van de teller, gele hendel.",
         "Vanne de gaz à la cave, à droite du compteur, levier jaune."),
        ("Gaskraan in de kast naast de voordeur, gele hendel.",
         "Vanne de gaz dans l’armoire près de la porte d’entrée, levier jaune."),
    ),
    "fire": (
        ("Centrale in de inkomhal, links. Verzamelplaats op het plein tegenover.",
         "Centrale dans le hall, à gauche. Lieu de rassemblement sur la place en face."),
        ("Brandhaspels op elke verdieping bij de trap. Verzamelplaats op de hoek van de straat.",
         "Dévidoirs à chaque étage près de l’escalier. Lieu de rassemblement au coin de la rue."),
    ),
    "power": (
        ("Hoofdschakelaar in de tellerkast, gelijkvloers achteraan.",
         "Interrupteur général dans l’armoire des compteurs, au fond du rez-de-chaussée."),
        ("Hoofdbord in de kelder, eerste deur rechts. Elke kolom heeft haar eigen schakelaar.",
         "Tableau principal à la cave, première porte à droite. Chaque colonne a son propre interrupteur."),
    ),
    "flood": (
        ("Hoofdkraan in de kelder onder de trap, blauw wiel, met de klok mee sluiten.",
         "Vanne principale à la cave sous l’escalier, volant bleu, fermer dans le sens horlogique."),
        ("Hoofdkraan in het technisch lokaal gelijkvloers; de kranen van de kolommen staan boven.",
         "Vanne principale dans le local technique du rez-de-chaussée ; celles des colonnes sont en haut."),
    ),
    "lift": (
        ("Machinekamer op het dak, trap naast de lift op de bovenste verdieping.",
         "Salle des machines sur le toit, escalier à côté de l’ascenseur au dernier étage."),
        ("Machinekast naast de liftdeur op de bovenste verdieping.",
         "Armoire des machines à côté de la porte de l’ascenseur au dernier étage."),
    ),
}  # fmt: skip
_KEYS = (
    ("Sleutel bij de conciërge, reserve in de sleutelkluis aan de voordeur.",
     "Clé chez le concierge, réserve dans la boîte à clés de l’entrée."),
    ("Sleutelkluis links van de voordeur; de dispatching kent de code.",
     "Boîte à clés à gauche de la porte d’entrée ; le dispatching connaît le code."),
)  # fmt: skip


def action_cards(b: EstateBuilder) -> list[ActionCard]:
    """A card a danger for each building; of a lift only where there is one. After the builder has stored its rows."""
    buildings = [place for place in b.locations if place.kind == "building"]
    lifts = {place.building_id: found for found, place in _machines(b) if found.kind == "lift"}
    return [card for place in buildings for card in _cards_of(place, lifts.get(place.id), b)]


def _machines(b: EstateBuilder) -> Iterator[tuple[Installation, Location]]:
    places = {place.id: place for place in b.locations}
    return ((found, places[found.location_id]) for found in b.installations)


def _cards_of(place: Location, lift: Installation | None, b: EstateBuilder) -> Iterator[ActionCard]:
    for kind, spots in _SPOTS.items():
        if kind == "lift" and lift is None:
            continue
        spot, keys = spots[place.id % len(spots)], _KEYS[place.id // 2 % len(_KEYS)]
        called = [{"name": name, "phone": phone} for name, phone in _called(kind, lift, b)]
        yield ActionCard(
            location_id=place.id, kind=kind, spot=spot[0], spot_fr=spot[1], keys=keys[0], keys_fr=keys[1], call=called
        )


def _called(kind: str, lift: Installation | None, b: EstateBuilder) -> Iterator[tuple[str, str]]:
    if kind in ("gas", "fire"):
        yield _AMBULANCE
    if kind in _NETWORK:
        yield _NETWORK[kind]
    if kind == "flood":
        yield _WATER
    if kind == "lift" and lift is not None:
        yield from ((firm.name, firm.phone) for firm in b.firms.values() if firm.id == lift.firm_id)
        yield _AMBULANCE
    yield _DESK
