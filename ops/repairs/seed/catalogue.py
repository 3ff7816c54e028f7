"""What goes wrong in houses, in the words of those who call. Titles and reports are data, in the caller's language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Defect:
    """`where`: dwelling, room, common, lift, boiler or public. `weight` is how often it comes."""

    hazard: str
    trade: str
    where: str
    weight: int
    nl: str
    fr: str
    finding: str
    report_nl: str
    report_fr: str
    #: Comes mostly in the cold months.
    winter: bool = False


# fmt: off
DEFECTS: tuple[Defect, ...] = (
    Defect("no_heating", "heating", "dwelling", 14, "Geen verwarming in de woning",
           "Pas de chauffage dans le logement", "part_replaced", "Circulatiepomp vervangen, installatie ontlucht.",
           "Circulateur remplacé, installation purgée.", winter=True),
    Defect("part_of_service", "heating", "dwelling", 10, "Radiator blijft koud in de slaapkamer",
           "Le radiateur de la chambre reste froid", "repaired", "Radiatorkraan losgemaakt en ontlucht.",
           "Vanne débloquée, radiateur purgé.", winter=True),
    Defect("part_of_service", "heating", "dwelling", 8, "Warm water wordt lauw", "L'eau chaude devient tiède",
           "setting_corrected", "Temperatuur van de boiler juist gezet.", "Température du boiler corrigée."),
    Defect("leak", "plumbing", "dwelling", 13, "Lek onder de gootsteen", "Fuite sous l'évier", "part_replaced",
           "Sifon en dichting vervangen.", "Siphon et joint remplacés."),
    Defect("leak", "plumbing", "dwelling", 8, "Kraan van de douche lekt", "Le robinet de la douche fuit",
           "part_replaced", "Binnenwerk van de kraan vervangen.", "Mécanisme du robinet remplacé."),
    Defect("burst_pipe", "plumbing", "dwelling", 2, "Water door het plafond", "De l'eau coule du plafond", "repaired",
           "Leiding van de bovenbuur dichtgezet en hersteld.", "Conduite de l'étage supérieur fermée et réparée."),
    Defect("no_water", "plumbing", "dwelling", 2, "Geen water in de woning", "Pas d'eau dans le logement", "repaired",
           "Hoofdkraan zat vast, losgemaakt.", "Vanne générale bloquée, remise en service."),
    Defect("only_toilet", "sanitation", "dwelling", 7, "Enig toilet verstopt", "L'unique toilette est bouchée",
           "cleaned", "Afvoer ontstopt.", "Évacuation débouchée."),
    Defect("sewage", "sanitation", "common", 2, "Riool komt omhoog in de kelder", "L'égout remonte dans la cave",
           "cleaned", "Rioolput leeggezogen en gespoeld.", "Chambre de visite vidée et curée."),
    Defect("no_power", "electricity", "dwelling", 6, "Geen stroom in de woning",
           "Plus d'électricité dans le logement", "repaired",
           "Verliesstroomschakelaar hersteld, defect toestel afgekoppeld.",
           "Différentiel réenclenché, appareil défectueux débranché."),
    Defect("part_of_service", "electricity", "dwelling", 6, "Stopcontact in de keuken werkt niet",
           "La prise de la cuisine ne fonctionne pas", "part_replaced", "Stopcontact vervangen.", "Prise remplacée."),
    Defect("routine", "electricity", "common", 6, "Licht in de inkom knippert", "La lumière du hall clignote",
           "part_replaced", "Armatuur vervangen door led.", "Luminaire remplacé par une led."),
    Defect("live_wire", "electricity", "common", 1, "Losse draad onder spanning in de kelder",
           "Fil dénudé sous tension dans la cave", "repaired", "Kring uitgeschakeld, aftakdoos hersteld.",
           "Circuit coupé, boîte de dérivation réparée."),
    Defect("door_will_not_lock", "locks_glass", "common", 5, "Voordeur sluit niet meer",
           "La porte d'entrée ne ferme plus", "repaired", "Slotplaat gericht, deursluiter afgesteld.",
           "Gâche réglée, ferme-porte ajusté."),
    Defect("door_will_not_lock", "locks_glass", "dwelling", 5, "Deur van de woning gaat niet op slot",
           "La porte du logement ne se verrouille plus", "part_replaced", "Cilinder vervangen.",
           "Cylindre remplacé."),
    Defect("routine", "locks_glass", "common", 5, "Deur van de fietsenberging klemt",
           "La porte du local vélos coince", "repaired", "Deur geschaafd en scharnieren gesmeerd.",
           "Porte rabotée, charnières graissées."),
    Defect("damp", "roof", "dwelling", 6, "Vochtplek in de slaapkamer", "Tache d'humidité dans la chambre",
           "repaired", "Voeg van de gevel hersteld, droogt op.", "Joint de façade réparé, le mur sèche."),
    Defect("routine", "carpentry", "dwelling", 6, "Keukenkastje hangt los", "Une armoire de cuisine se décroche",
           "repaired", "Opnieuw bevestigd.", "Refixée."),
    Defect("routine", "carpentry", "dwelling", 4, "Raam sluit niet goed", "La fenêtre ferme mal", "repaired",
           "Beslag afgesteld.", "Quincaillerie réglée."),
    Defect("with_other_work", "painting", "common", 3, "Muur van de traphal is beschadigd",
           "Le mur de la cage d'escalier est abîmé", "repaired", "Gepleisterd en geschilderd.",
           "Plafonné et repeint."),
    Defect("routine", "pest", "common", 3, "Muizen in de kelder", "Souris dans la cave", "cleaned",
           "Lokdozen geplaatst, opvolging over twee weken.", "Appâts placés, suivi dans deux semaines."),
    Defect("part_of_service", "lift", "lift", 8, "Lift stopt naast de verdieping",
           "L'ascenseur s'arrête entre deux étages", "setting_corrected", "Niveauschakelaar afgesteld.",
           "Contact d'étage réglé."),
    Defect("only_lift", "lift", "lift", 6, "Lift staat stil", "L'ascenseur est à l'arrêt", "part_replaced",
           "Deurcontact vervangen.", "Contact de porte remplacé."),
    Defect("person_in_lift", "lift", "lift", 1, "Persoon vast in de lift", "Personne bloquée dans l'ascenseur",
           "repaired", "Persoon bevrijd na 24 minuten, lift nagekeken.",
           "Personne libérée après 24 minutes, ascenseur vérifié."),
    Defect("no_heating", "heating", "boiler", 5, "Ketel in storing", "La chaudière est en défaut", "repaired",
           "Brander gereinigd en opnieuw gestart.", "Brûleur nettoyé et relancé.", winter=True),
    Defect("part_of_service", "electricity", "public", 6, "Halve verdieping zonder licht",
           "La moitié de l'étage est sans lumière", "repaired", "Automaat vervangen.", "Disjoncteur remplacé."),
    Defect("routine", "carpentry", "public", 5, "Deur van het lokaal sleept", "La porte du local frotte", "repaired",
           "Scharnieren vervangen.", "Charnières remplacées."),
    Defect("part_of_service", "plumbing", "public", 5, "Toilet blijft lopen", "La chasse d'eau coule sans arrêt",
           "part_replaced", "Vlotter vervangen.", "Flotteur remplacé."),
    Defect("part_of_service", "heating", "public", 5, "Te koud op kantoor", "Il fait trop froid au bureau",
           "setting_corrected", "Stooklijn verhoogd.", "Courbe de chauffe relevée.", winter=True),
    Defect("part_of_service", "plumbing", "room", 6, "Kraan in de kamer druppelt", "Le robinet de la chambre goutte",
           "part_replaced", "Dichting vervangen.", "Joint remplacé."),
    Defect("routine", "electricity", "room", 6, "Leeslamp boven het bed stuk", "La liseuse du lit est cassée",
           "part_replaced", "Lamp vervangen.", "Liseuse remplacée."),
    Defect("routine", "carpentry", "room", 4, "Rolluik blijft hangen", "Le volet reste bloqué", "repaired",
           "Lint vernieuwd.", "Sangle remplacée."),
)
# fmt: on
