"""What houses and homes have that may be in trouble, and what each trouble makes of it."""

from typing import Any

from ops.repairs.defaults.vocabulary.frame import words


def _thing(
    code: str, trade: str, nl: str, fr: str, en: str, *, service: str | None = None, **troubles: str
) -> dict[str, Any]:
    """A trouble is a hazard, or "hazard trade" where another trade than the usual one goes."""
    found = {name: each.partition(" ") for name, each in troubles.items()}
    return {
        "code": code,
        "trade": trade,
        "troubles": {name: {"hazard": hazard, "trade": other or trade} for name, (hazard, _, other) in found.items()},
        "service": service,
        "words": words(nl, fr, en),
    }


# fmt: off
THINGS: list[dict[str, Any]] = [
    # -- warmth, water, power --
    _thing("heating", "heating",
           "verwarming | centrale verwarming | cv | cv ketel | chauffage | ketel | stookketel | gasketel | mazoutketel"
           " | radiatoren | verwarmingen | stookplaats | convectoren",
           "chauffage | chauffage central | chaudiere | radiateurs | chauffages | convecteurs | chaufferie",
           "heating | central heating | gas boiler | radiators | furnace",
           missing="no_heating", failing="no_heating", leaking="leak"),
    _thing("radiator", "heating", "radiator | convector | thermostaat | thermostaatkraan",
           "radiateur | convecteur | thermostat | vanne thermostatique", "radiator | thermostat",
           failing="part_of_service", leaking="leak", stuck="part_of_service"),
    _thing("hot_water", "heating", "warm water | warmwater | boiler | geiser | waterverwarmer",
           "eau chaude | chauffe eau | chauffe bain | boiler | ballon d eau chaude", "hot water | water heater",
           missing="part_of_service", failing="part_of_service", leaking="leak"),
    _thing("water", "plumbing", "water | leidingwater | drinkwater | kraantjeswater | koud water",
           "eau | eau courante | eau froide | eau potable", "water | running water | cold water", missing="no_water"),
    _thing("power", "electricity",
           "stroom | elektriciteit | electriciteit | elektriek | elektrik | courant | elektra",
           "courant | electricite | jus", "power | electricity",
           missing="no_power", failing="no_power"),
    _thing("fuse", "electricity",
           "zekering | zekeringen | differentieel | automaat | verliesstroomschakelaar | plomb | plombs",
           "disjoncteur | differentiel | plombs | fusible | fusibles", "fuse | breaker | circuit breaker",
           failing="part_of_service"),
    _thing("light", "electricity",
           "licht | verlichting | lamp | lampen | leeslamp | tl lamp | spotje | spots | lichten | luster",
           "lumiere | lumieres | eclairage | lampe | lampes | ampoule | ampoules | neon | neons | liseuse | plafonnier"
           " | minuterie | spot | lustre",
           "light | lights | lighting | lamp | bulb",
           missing="part_of_service", failing="routine"),
    _thing("socket", "electricity", "stopcontact | stopcontacten | schakelaar",
           "prise | prises | interrupteur | prise de courant", "socket | sockets | outlet | light switch",
           failing="part_of_service", missing="part_of_service"),
    # -- lifts --
    _thing("lift", "lift", "lift | liften | personenlift | goederenlift", "ascenseur | ascenseurs | monte charge",
           "lift | elevator | lifts", failing="only_lift", open="part_of_service", stuck="part_of_service"),
    # -- water inside --
    _thing("toilet", "sanitation", "toilet | wc | toiletten | toiletpot",
           "toilette | toilettes | wc | cuvette", "toilet | toilets | loo",
           blocked="only_toilet", failing="only_toilet", leaking="leak plumbing", missing="only_toilet"),
    _thing("cistern", "sanitation", "spoelbak | doorspoeling", "chasse | chasse d eau", "cistern | toilet flush",
           blocked="only_toilet", failing="only_toilet", leaking="part_of_service plumbing"),
    _thing("drain", "sanitation",
           "afvoer | gootsteen | lavabo | wastafel | douche | bad | sifon | afloop | pompbak | afvoerbuis",
           "evier | lavabo | douche | baignoire | siphon | evacuation | ecoulement | bac de douche | bonde",
           "sink | shower | drain | bathtub | washbasin",
           blocked="routine", failing="part_of_service", leaking="leak plumbing"),
    _thing("tap", "plumbing", "kraan | kraantje | mengkraan | kranen | douchekop",
           "robinet | robinets | mitigeur | pommeau | robinetterie", "tap | faucet",
           failing="part_of_service", leaking="leak", stuck="part_of_service"),
    _thing("pipe", "plumbing", "leiding | leidingen | buis | buizen | waterleiding | waterbuis",
           "tuyau | tuyaux | conduite | canalisation | tuyauterie", "pipe | pipes | pipework",
           leaking="leak", failing="burst_pipe"),
    _thing("washing_connection", "plumbing", "aansluiting wasmachine | afvoer wasmachine",
           "arrivee machine | raccord machine", "washing machine hose", leaking="leak", failing="part_of_service"),
    # -- doors, windows, roof --
    _thing("lock", "locks_glass", "slot | sloten | cilinder | sleutelgat | deurslot",
           "serrure | serrures | verrou | cylindre | barillet", "door lock | lock | cylinder",
           failing="door_will_not_lock", open="door_will_not_lock", stuck="door_will_not_lock"),
    _thing("door", "locks_glass",
           "deur | voordeur | achterdeur | inkomdeur | toegangsdeur | poort | garagepoort | deuren | buitendeur"
           " | branddeur | schuifdeur",
           "porte | porte d entree | porte de garage | portes | porte coupe feu | portail | porte palier",
           "front door | the door | my door | back door | main door | garage door | entrance door",
           open="door_will_not_lock", failing="routine", stuck="routine"),
    _thing("window", "carpentry", "raam | ramen | venster | vensters", "fenetre | fenetres | chassis | velux",
           "window | windows", open="routine", failing="routine", stuck="routine", leaking="leak"),
    _thing("pane", "locks_glass", "ruit | ruiten | glas | vensterglas | beglazing",
           "vitre | vitres | carreau | vitrage",
           "window pane | glass", failing="part_of_service"),
    _thing("shutter", "carpentry", "rolluik | rolluiken | luik | zonnewering", "volet | volets | store | stores",
           "shutter | shutters | blinds", failing="routine", stuck="routine", open="routine"),
    _thing("roof", "roof", "dak | dakgoot | goot | regenpijp | dakpannen | dakraam | koepel | platform",
           "toit | toiture | gouttiere | corniche | tuiles | coupole | plate forme", "roof | gutter | skylight",
           leaking="leak", failing="part_of_service", blocked="routine"),
    _thing("stairs", "carpentry", "trapleuning | leuning | trede | traptrede | balustrade",
           "rampe | garde corps | marche d escalier | balustrade | main courante", "banister | handrail",
           failing="part_of_service"),
    _thing("wall", "painting", "muur | muren | pleister", "mur | murs | platre | enduit", "wall | plaster",
           failing="with_other_work"),
    _thing("furniture", "carpentry", "kast | kastje | keukenkast | keukenkastje | plank | scharnier | lade | plint",
           "armoire | placard | etagere | charniere | tiroir | plinthe | meuble", "cupboard | cabinet | hinge | drawer",
           failing="routine", stuck="routine", open="routine"),
    _thing("floor", "carpentry", "vloer | tegel | tegels | parket | vinyl", "carrelage | parquet | plancher | dalle",
           "floor tile | tiles | parquet", failing="routine"),
    _thing("intercom", "electricity", "parlofoon | deurbel | bel | videofoon | parlofonie",
           "parlophone | sonnette | interphone | videophone | parlophonie", "intercom | doorbell | door phone",
           failing="part_of_service"),
    _thing("ventilation", "electricity", "ventilatie | afzuiging | dampkap | verluchting",
           "ventilation | vmc | hotte | extracteur | aeration", "ventilation | extractor | cooker hood",
           failing="part_of_service", missing="part_of_service"),
    _thing("letterbox", "carpentry", "brievenbus | brievenbussen | postbus", "boite aux lettres | boites aux lettres",
           "letterbox | mailbox", failing="routine", open="routine", stuck="routine"),
    # -- safety and homes --
    _thing("smoke_detector", "fire_safety", "rookmelder | rookmelders | rookdetector",
           "detecteur de fumee | detecteurs de fumee", "smoke detector | smoke alarm",
           failing="routine", missing="routine"),
    _thing("fire_alarm", "fire_safety",
           "brandalarm | brandmeldcentrale | brandcentrale | brandmelding | branddetectie | brandmeldinstallatie",
           "alarme incendie | centrale incendie | detection incendie | alarme feu", "fire alarm | fire panel",
           failing="fire_alarm_dead", missing="fire_alarm_dead"),
    _thing("nurse_call", "fire_safety",
           "verpleegoproep | oproepsysteem | zusteroproep | belsysteem | oproepbel | noodoproep | alarmbellen"
           " | verpleegoproepsysteem",
           "appel infirmier | appel infirmiere | appel malade | appel malades | systeme d appel | appels infirmiers"
           " | sonnettes des residents",
           "nurse call | call bells | nurse call system | call system",
           service="nurse_call", failing="nurse_call_dead", missing="nurse_call_dead"),
    _thing("laundry", "other",
           "wasserij | linnendienst | wastunnel | mangel | droogtunnel | wasmachine | droogkast | droger | wasmachines",
           "blanchisserie | buanderie | tunnel de lavage | calandre | machine a laver | lave linge | seche linge"
           " | sechoir | lessiveuse",
           "laundry | wash tunnel | washing machine | dryer | tumble dryer",
           service="laundry", failing="part_of_service", leaking="leak"),
    _thing("kitchen", "other",
           "grootkeuken | oven | vaatwasser | afwasmachine | kookketel | koelcel | diepvries | diepvriescel | koelkast"
           " | frigo | fornuis | regenereerwagen",
           "four | lave vaisselle | chambre froide | congelateur | frigo | cuisiniere | marmite | plaques de cuisson",
           "oven | dishwasher | cold store | freezer | fridge | cooker",
           service="kitchen", failing="part_of_service", leaking="leak"),
]
# fmt: on
