"""What befalls things, how it is denied, and numbers in words."""

from ops.repairs.defaults.vocabulary.frame import words

#: `missing` stands before its thing, the others on either side.
TROUBLES = {
    "missing": words(
        "geen | zonder | geen enkele",
        "pas de | pas d | plus de | plus d | plus du tout de | plus du tout d | pas du tout de | pas du tout d | sans"
        " | aucun | aucune | plus aucun | plus aucune | coupure de | coupure d | panne de | panne d | manque de"
        " | manque d | prive de | prive d | prives de | prives d",
        "no | without | not any | don t have any | loss of",
    ),
    "failing": words(
        "werkt niet | werken niet | niet werkt | niet werken | werkt amper | doet het niet | doen het niet"
        " | het niet doet | het niet doen | doet niks | doet niets | doet raar | kapot | stuk | defect | defecte"
        " | panne | in panne | storing | uitgevallen | valt uit | vallen uit | valt weg | weggevallen | ligt plat"
        " | ligt stil | staat stil | stilgevallen | valt stil | blijft koud | blijven koud | is koud | zijn koud"
        " | niet warm | slaat af | afgeslagen | start niet | springt niet aan | slaat niet aan | gaat niet aan"
        " | gaat niet meer aan | functioneert niet | buiten dienst | buiten gebruik | geblokkeerd | blokkeert | hapert"
        " | knippert | flikkert | afgebroken | losgekomen | hangt los | los | gebroken | gebarsten | springt"
        " | gesprongen | dood | probleem met | problemen met | afgevallen | zit vast | vastgelopen | piept"
        " | beschadigd",
        "marche pas | marche plus | marchent pas | marchent plus | fonctionne pas | fonctionne plus | fonctionnent pas"
        " | fonctionnent plus | marche mal | fonctionne mal | en panne | panne | tombe en panne | casse | cassee"
        " | casses | cassees | hs | hors service | hors d usage | kapot | foutu | foutue | mort | morte | defectueux"
        " | defectueuse | en defaut | a l arret | arrete | arretee | s arrete | coupe | coupee | bloque | bloquee"
        " | demarre pas | demarre plus | s allume pas | s allume plus | allume pas | allume plus | reste froid"
        " | reste froide | restent froids | est froid | est froide | sont froids | tout froids | tout froid"
        " | chauffe pas | chauffe plus | chauffent plus | chauffent pas | va pas | va plus | saute | sautent | a saute"
        " | repond plus | clignote | clignotent | grille | grillee | brise | brisee | brisees | fissure | fissuree"
        " | decroche | detache | detachee | arrache | arrachee | deraille | probleme de | probleme d | probleme avec"
        " | souci de | souci avec | lache | a lache | bipe | sonne pas | sonne plus | tombe | tombee | abime | abimee",
        "not working | doesn t work | don t work | does not work | do not work | isn t working | aren t working"
        " | stopped working | broken | out of order | out of service | is out | is down | are down | is dead | failed"
        " | gone off | won t start | stays cold | is cold | are cold | stuck | defective | won t turn on | went out"
        " | cut off | went off | tripped | keeps tripping | flickering | cracked | smashed | beeping | problem with",
    ),
    "blocked": words(
        "verstopt | verstopte | zit dicht | loopt niet door | loopt niet weg | spoelt niet door | trekt niet door",
        "bouche | bouchee | bouches | bouchees | obstrue | obstruee | s ecoule pas | s ecoule plus | ecoule mal"
        " | evacue pas | evacue plus | s evacue pas | evacue mal",
        "blocked | clogged | backed up | won t drain | won t flush | doesn t flush",
    ),
    "open": words(
        "sluit niet | sluiten niet | niet sluiten | niet dicht | gaat niet op slot | niet op slot | niet toe"
        " | krijg niet toe | blijft openstaan | staat altijd open | blijft open | opengebroken | ingestampt"
        " | geforceerd"
        " | niet afsluiten | slaat niet toe",
        "ferme plus | ferme pas | fermer | ferment plus | ferment pas | verrouille plus | verrouille pas | verrouiller"
        " | reste ouverte | reste ouvert | forcee | force | fracturee | defoncee | enfoncee | ferme mal | claque plus",
        "won t lock | doesn t lock | does not lock | won t close | doesn t close | does not close | can t lock"
        " | can t close | stays open | forced open | kicked in",
    ),
    "leaking": words(
        "lekt | lekken | druppelt | druipt | lekkage | lek | loopt water uit | verliest water",
        "fuit | fuient | fuite | goutte | coule | coulent | perd de l eau | suinte | infiltre | infiltration",
        "leaks | leaking | leak | drips | dripping",
    ),
    "stuck": words(
        "klemt | klemmen | sleept | sleuren | blijft hangen | gaat niet open | gaat niet meer open | krijg niet open"
        " | gaat moeilijk | wringt",
        "coince | coincee | frotte | reste bloque | reste bloquee | s ouvre plus | s ouvre pas | ouvre plus | grince",
        "jammed | won t open | doesn t open | sticks",
    ),
}  # fmt: skip

DENIALS = words(
    "geen | niet | nooit | zonder",
    "pas | pas de | pas d | plus de | plus d | aucun | aucune | jamais | sans",
    "no | not | never | without | isn t | aren t | doesn t",
)

#: What follows what it denies: "het lekt niet".
DENIALS_BEHIND = words("niet", "pas | plus", "not")

_NUMBERS = {
    "nl": "een twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze",
    "en": "one two three four five six seven eight nine ten eleven twelve",
}
FIGURES = {language: {word: n for n, word in enumerate(spelled.split(), 1)} for language, spelled in _NUMBERS.items()}
