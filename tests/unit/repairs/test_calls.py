"""What callers say, in their words and with their slips, and what it must come down to."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit import rulesets
from ops.repairs import defaults
from ops.repairs.matrix import lexicon_from, shipped_matrix
from ops.repairs.rules.evidence import read
from ops.repairs.rules.hearing import defect_heard, trade_of

LEXICON = lexicon_from(rulesets.shipped(defaults.WORDS).body)
HAZARDS = shipped_matrix().hazards


class Call(NamedTuple):
    """What is said, with the defect and trade that it means; nothing where it means none."""

    says: str
    hazard: str | None
    trade: str | None


CALLS = [
    # -- danger to people --
    Call("Ik ruik gas in de keuken, wat moet ik doen?", "gas_smell", "heating"),
    Call("Het ruikt hier heel sterk naar gas in de traphal", "gas_smell", "heating"),
    Call("Er hangt een gasgeur in de kelder", "gas_smell", "heating"),
    Call("Mijn CO-melder gaat af en ik heb hoofdpijn", "gas_smell", "heating"),
    Call("Ça sent le gaz dans toute la cage d'escalier", "gas_smell", "heating"),
    Call("Il y a une forte odeur de gaz près de la chaudière", "gas_smell", "heating"),
    Call("I can smell gas in the hallway", "gas_smell", "heating"),
    Call("Mijn buurvrouw zit vast in de lift, zij heeft schrik", "person_in_lift", "lift"),
    Call("Er zijn twee mensen opgesloten in de lift", "person_in_lift", "lift"),
    Call("Je suis bloquée dans l'ascenseur entre le 3e et le 4e", "person_in_lift", "lift"),
    Call("Il y a quelqu'un dans l'ascenseur, il est arrêté", "person_in_lift", "lift"),
    Call("There are people stuck in the elevator", "person_in_lift", "lift"),
    Call("Er hangt een losse draad uit het plafond en die geeft vonken", "live_wire", "electricity"),
    Call("Ik heb een schok gekregen van het stopcontact", "live_wire", "electricity"),
    Call("La prise fait des étincelles et ça sent le brûlé", "live_wire", "electricity"),
    Call("Il y a des fils dénudés dans le couloir, les enfants jouent là", "live_wire", "electricity"),
    Call("There are sparks coming out of the socket", "live_wire", "electricity"),
    Call("De leiding is gesprongen, het water staat al in de living", "burst_pipe", "plumbing"),
    Call("Er komt water door het plafond van mijn badkamer!", "burst_pipe", "plumbing"),
    Call("Heel de kelder staat blank", "burst_pipe", "plumbing"),
    Call("De l'eau coule du plafond de la salle de bain", "burst_pipe", "plumbing"),
    Call("Un tuyau a éclaté dans la cave, ça gicle partout", "burst_pipe", "plumbing"),
    Call("Je suis inondé, l'eau vient d'en haut", "burst_pipe", "plumbing"),
    Call("A pipe has burst under the sink, water everywhere", "burst_pipe", "plumbing"),
    Call("De l'eau coule du plafond, c'est près de la lampe", "leak_near_power", "plumbing"),
    Call("Het lekt van boven, vlak naast het stopcontact", "leak_near_power", "plumbing"),
    Call("L'eau goutte sur le tableau électrique", "leak_near_power", "plumbing"),
    Call("De verpleegoproep werkt niet meer op het tweede", "nurse_call_dead", "fire_safety"),
    Call("L'appel infirmier est en panne à l'étage 3", "nurse_call_dead", "fire_safety"),
    Call("De brandmeldcentrale is in storing", "fire_alarm_dead", "fire_safety"),
    Call("L'alarme incendie ne fonctionne plus", "fire_alarm_dead", "fire_safety"),
    # -- an essential service lost --
    Call("Geen verwarming sinds gisteren en ik heb een baby van 5 maanden", "no_heating", "heating"),
    Call("De chauffage doet het niet meer", "no_heating", "heating"),
    Call("De ketel slaat altijd af, het is hier ijskoud", "no_heating", "heating"),
    Call("De verwaming werkt al drie dagen niet", "no_heating", "heating"),
    Call("Het is hier maar 14 graden binnen", "no_heating", "heating"),
    Call("Plus de chauffage depuis ce matin", "no_heating", "heating"),
    Call("La chaudière s'est mise en panne, on gèle ici", "no_heating", "heating"),
    Call("Le chaufage ne marche plus du tout", "no_heating", "heating"),
    Call("Les radiateurs restent froids partout", "no_heating", "heating"),
    Call("Il fait 13 degrés dans l'appartement", "no_heating", "heating"),
    Call("The heating is not working and it is freezing", "no_heating", "heating"),
    Call("Er komt geen water meer uit de kraan", "no_water", "plumbing"),
    Call("Ze hebben het water afgesloten zonder iets te zeggen", "no_water", "plumbing"),
    Call("On n'a plus d'eau depuis ce matin", "no_water", "plumbing"),
    Call("Coupure d'eau dans tout l'immeuble", "no_water", "plumbing"),
    Call("We have no water in the flat", "no_water", "plumbing"),
    Call("De stroom is uitgevallen in heel het appartement", "no_power", "electricity"),
    Call("Ik zit zonder elektriek, mijn man heeft zuurstof nodig", "no_power", "electricity"),
    Call("We zitten in het donker sinds een uur", "no_power", "electricity"),
    Call("Plus de courant dans le logement", "no_power", "electricity"),
    Call("L'électricité est coupée depuis hier", "no_power", "electricity"),
    Call("Power cut in the whole flat", "no_power", "electricity"),
    Call("De riolering komt omhoog in de kelder", "sewage", "sanitation"),
    Call("De wc loopt over, alles komt terug", "sewage", "sanitation"),
    Call("Les égouts refoulent dans la cave", "sewage", "sanitation"),
    Call("Le WC déborde, c'est dégoûtant", "sewage", "sanitation"),
    Call("Mijn toilet is verstopt", "only_toilet", "sanitation"),
    Call("Les toilettes sont bouchées, on n'en a pas d'autres", "only_toilet", "sanitation"),
    Call("La chasse d'eau est cassée", "only_toilet", "sanitation"),
    Call("De voordeur gaat niet meer op slot", "door_will_not_lock", "locks_glass"),
    Call("Het slot is kapot, ik kan niet slapen zo", "door_will_not_lock", "locks_glass"),
    Call("La porte d'entrée ne ferme plus, n'importe qui rentre", "door_will_not_lock", "locks_glass"),
    Call("On m'a cambriolé, la serrure est forcée", "door_will_not_lock", "locks_glass"),
    Call("The front door won't lock", "door_will_not_lock", "locks_glass"),
    Call("De lift is in panne, ik woon op de 7de en zit in een rolstoel", "only_lift", "lift"),
    Call("De lift staat stil op het gelijkvloers", "only_lift", "lift"),
    Call("L'ascenseur est à l'arrêt", "only_lift", "lift"),
    Call("L'assenceur est bloqué au rez", "only_lift", "lift"),
    # -- soon, and routine --
    Call("Er is een lek onder de gootsteen", "leak", "plumbing"),
    Call("De kraan in de badkamer druppelt", "leak", "plumbing"),
    Call("De radiator in de slaapkamer lekt", "leak", "heating"),
    Call("Het regent binnen langs het dakraam", "leak", "roof"),
    Call("Fuite sous l'évier de la cuisine", "leak", "plumbing"),
    Call("Le robinet coule sans arrêt", "part_of_service", "plumbing"),
    Call("Il y a une infiltration par le toit", "leak", "roof"),
    Call("Schimmel op de muur van de kinderkamer", "damp", "roof"),
    Call("Het is heel vochtig in de slaapkamer, zwarte vlekken", "damp", "roof"),
    Call("Il y a de la moisissure dans la chambre du bébé", "damp", "roof"),
    Call("Taches d'humidité au mur", "damp", "roof"),
    Call("Geen warm water in de douche", "part_of_service", "heating"),
    Call("Pas d'eau chaude depuis hier soir", "part_of_service", "heating"),
    Call("De radiator van de slaapkamer blijft koud", "part_of_service", "heating"),
    Call("Il fait trop froid dans le bureau", "part_of_service", "heating"),
    Call("Het stopcontact in de keuken werkt niet", "part_of_service", "electricity"),
    Call("La prise de la chambre ne fonctionne pas", "part_of_service", "electricity"),
    Call("De parlofoon is kapot", "part_of_service", "electricity"),
    Call("Le parlophone ne marche plus", "part_of_service", "electricity"),
    Call("Een ruit is gebroken in de inkom", "part_of_service", "locks_glass"),
    Call("Ik ben buitengesloten, de sleutel ligt binnen", "part_of_service", "locks_glass"),
    Call("La lumière du couloir clignote", "routine", "electricity"),
    Call("Het licht in de traphal is stuk", "routine", "electricity"),
    Call("Le siphon de la douche est bouché", "routine", "sanitation"),
    Call("Er zitten muizen in de kelder", "routine", "pest"),
    Call("On a des punaises de lit", "routine", "pest"),
    Call("Le volet est coincé", "routine", "carpentry"),
    Call("De keukenkast hangt los", "routine", "carpentry"),
    Call("De verf bladdert af in de gang", "with_other_work", "painting"),
    Call("Four cassé dans la cuisine centrale", "part_of_service", "other"),
    # -- denied, or no defect at all --
    Call("Er is geen lek, ik heb een vraag over mijn factuur", None, "admin"),
    Call("Il n'y a pas de fuite, je veux juste parler de mon loyer", None, "admin"),
    Call("Ik ruik geen gas, maar de verwarming doet het niet", "no_heating", "heating"),
    Call("La chaudière n'est pas en panne, c'est le robinet qui fuit", "leak", "plumbing"),
    Call("Aucune odeur de gaz, mais plus d'eau chaude", "part_of_service", "heating"),
    Call("Het lekt niet meer, dank u", None, None),
    Call("Goedemorgen, met Janssens", None, None),
    Call("Bonjour madame, c'est pour savoir quand vous passez", None, None),
    Call("I have a question about my rent", None, "admin"),
]  # fmt: skip


def meant_by(says: str) -> tuple[str | None, str | None]:
    heard = read(says, LEXICON)
    defect = defect_heard(heard, HAZARDS)
    trade = trade_of(heard, defect, HAZARDS)
    return defect.code if defect else None, trade.code if trade else None


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.says)
def test_a_call_means(call: Call) -> None:
    assert meant_by(call.says) == (call.hazard, call.trade)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_and_its_marks_lie_inside_and_apart(text: str) -> None:
    assert_marks_fit(text)


WORDS = [
    word
    for phrases in rulesets.shipped(defaults.WORDS).body["phrases"]
    for spelled in phrases["words"].values()
    for phrase in spelled
    for word in phrase.replace("*", "xé").replace("<", "").split()
] + ["geen", "pas", "de", "e\u0301", ".", ",", "niet", "verwarming", "kapot", "en", "panne"]


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_any_heap_of_its_own_words_is_read_too(text: str) -> None:
    assert_marks_fit(text)
    assert read(text, LEXICON) == read(text, LEXICON)


def assert_marks_fit(text: str) -> None:
    marks = read(text, LEXICON).marks
    ends = [0, *(mark.end for mark in marks)]
    for mark, before in zip(marks, ends, strict=False):
        assert before <= mark.start < mark.end <= len(text)


def test_the_marks_are_the_words_of_the_caller_also_when_the_accents_are_loose() -> None:
    says = "La chaudière est à l'arrêt".replace("è", "e\u0300").replace("ê", "e\u0302")
    heard = read(says, LEXICON)
    assert [says[mark.start : mark.end] for mark in heard.marks] == [says[3:]]
    assert heard.evidence[0].entry.code == "no_heating"


SAID = [
    ("Mijn baby is drie maanden oud", {"affected": ["infant"]}),
    ("J'ai un enfant de onze mois", {"affected": ["infant"]}),
    ("Mon fils de 12 mois a froid", {}),
    ("Ma mère est sous oxygène et en chaise roulante", {"affected": ["disability", "oxygen"]}),
    ("Mijn vrouw is hoogzwanger", {"affected": ["pregnancy"]}),
    ("Geen baby in huis", {}),
    ("Het is in de badkamer boven", {"spot": ["bathroom"]}),
    ("C'est dans la cage d'escalier", {"spot": ["stairwell"]}),
]  # fmt: skip


@pytest.mark.parametrize(("says", "found"), SAID, ids=[says for says, _ in SAID])
def test_who_is_hit_and_where_is_heard_too(says: str, found: dict[str, list[str]]) -> None:
    heard = read(says, LEXICON)
    for kind in ("affected", "spot"):
        assert sorted(each.entry.code for each in heard.of(kind)) == found.get(kind, [])


def test_a_machine_that_fails_stops_its_service() -> None:
    assert read("De wastunnel staat stil", LEXICON).services == {"laundry"}
    assert read("La chambre froide est en panne", LEXICON).services == {"kitchen"}
    assert read("De wasserij belde over de lamp in de gang", LEXICON).services == frozenset()
