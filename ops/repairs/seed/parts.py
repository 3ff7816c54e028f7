"""What lies in the stores of the demo; names, prices and suppliers are invented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class PartFacts:
    """`minimum` and `target` are those of a store; a van that carries the part holds one or two."""

    code: str
    nl: str
    fr: str
    trade: str
    cents: int
    minimum: int
    target: int
    in_vans: bool = False
    unit: str = "pieces"


#: Trade -> its supplier, and how many days he takes.
SUPPLIERS: Mapping[str, tuple[str, int]] = {
    "heating": ("Warmtehandel Zenne", 3),
    "plumbing": ("Buizenhuis Brussel", 2),
    "sanitation": ("Buizenhuis Brussel", 2),
    "electricity": ("Elektro Kanaal", 1),
    "locks_glass": ("Slot en Glas Marollen", 4),
    "carpentry": ("Houthandel Haren", 5),
    "painting": ("Verfhuis Noord", 3),
    "fire_safety": ("Brandmateriaal Delta", 7),
}

# fmt: off
PARTS: Sequence[PartFacts] = (
    PartFacts("VER-101", "Circulatiepomp 25-60", "Circulateur 25-60", "heating", 18_950, 2, 4),
    PartFacts("VER-102", "Regelklep kolom 3/4", "Vanne de réglage 3/4", "heating", 6_480, 3, 6, in_vans=True),
    PartFacts("VER-103", "Thermostatische kraan", "Vanne thermostatique", "heating", 2_350, 10, 24, in_vans=True),
    PartFacts("VER-104", "Radiatorkraan voetventiel", "Robinet de retour", "heating", 1_420, 8, 16),
    PartFacts("VER-105", "Ontluchter automatisch", "Purgeur automatique", "heating", 890, 10, 20, in_vans=True),
    PartFacts("VER-106", "Expansievat 18 l", "Vase d’expansion 18 l", "heating", 5_900, 2, 4),
    PartFacts("VER-107", "Ontstekingselektrode", "Électrode d’allumage", "heating", 3_100, 3, 6),
    PartFacts("VER-108", "Kamerthermostaat", "Thermostat d’ambiance", "heating", 4_750, 4, 8),
    PartFacts("VER-109", "Driewegkraan met motor", "Vanne trois voies motorisée", "heating", 14_200, 1, 3),
    PartFacts("VER-110", "Elektrische radiator 2 kW", "Radiateur électrique 2 kW", "heating", 6_900, 6, 12),
    PartFacts("LOO-201", "Sifon wastafel 32 mm", "Siphon lavabo 32 mm", "plumbing", 980, 10, 24, in_vans=True),
    PartFacts("LOO-202", "Sifon gootsteen 40 mm", "Siphon évier 40 mm", "plumbing", 1_150, 10, 24, in_vans=True),
    PartFacts("LOO-203", "Binnenwerk eengreepskraan", "Cartouche de mitigeur", "plumbing", 2_680, 6, 14, in_vans=True),
    PartFacts("LOO-204", "Keukenkraan eengreeps", "Mitigeur de cuisine", "plumbing", 6_900, 3, 6),
    PartFacts("LOO-205", "Douchekraan", "Mitigeur de douche", "plumbing", 8_450, 2, 5),
    PartFacts("LOO-206", "Douchekop met slang", "Pommeau avec flexible", "plumbing", 2_200, 5, 10),
    PartFacts("LOO-207", "Vlotter stortbak", "Flotteur de chasse", "plumbing", 1_390, 8, 18, in_vans=True),
    PartFacts("LOO-208", "Dichtingen, doos gemengd", "Joints, boîte assortie", "plumbing", 1_750, 6, 12, in_vans=True),
    PartFacts("LOO-209", "Kogelkraan 1/2", "Vanne à bille 1/2", "plumbing", 940, 12, 24),
    PartFacts("LOO-210", "Kogelkraan 3/4", "Vanne à bille 3/4", "plumbing", 1_260, 10, 20),
    PartFacts("LOO-211", "Koppeling pers 16 mm", "Raccord à sertir 16 mm", "plumbing", 420, 30, 80),
    PartFacts("LOO-212", "Buis meerlaags 16 mm", "Tube multicouche 16 mm", "plumbing", 190, 50, 150, unit="metres"),
    PartFacts("LOO-213", "Herstelklem 22 mm", "Collier de réparation 22 mm", "plumbing", 1_580, 5, 10, in_vans=True),
    PartFacts("LOO-214", "Boiler elektrisch 50 l", "Boiler électrique 50 l", "plumbing", 21_900, 1, 2),
    PartFacts("SAN-301", "Toiletpot staand", "Cuvette au sol", "sanitation", 9_800, 1, 3),
    PartFacts("SAN-302", "Stortbak laag", "Réservoir bas", "sanitation", 5_450, 2, 5),
    PartFacts("SAN-303", "Toiletzitting", "Siège de WC", "sanitation", 1_990, 6, 12),
    PartFacts("SAN-304", "Afvoermanchet 110 mm", "Manchon d’évacuation 110 mm", "sanitation", 760, 8, 16),
    PartFacts("SAN-305", "Ontstoppingsveer 10 m", "Furet 10 m", "sanitation", 4_300, 2, 4),
    PartFacts("SAN-306", "Terugslagklep riool 110 mm", "Clapet anti-retour 110 mm", "sanitation", 7_900, 1, 2),
    PartFacts("ELE-401", "Stopcontact dubbel", "Prise double", "electricity", 890, 15, 40, in_vans=True),
    PartFacts("ELE-402", "Schakelaar enkel", "Interrupteur simple", "electricity", 640, 15, 40, in_vans=True),
    PartFacts("ELE-403", "Automaat 16 A", "Disjoncteur 16 A", "electricity", 1_180, 10, 24, in_vans=True),
    PartFacts("ELE-404", "Automaat 20 A", "Disjoncteur 20 A", "electricity", 1_240, 8, 20),
    PartFacts("ELE-405", "Differentieel 300 mA", "Différentiel 300 mA", "electricity", 5_900, 3, 6, in_vans=True),
    PartFacts("ELE-406", "Differentieel 30 mA", "Différentiel 30 mA", "electricity", 6_400, 3, 6),
    PartFacts("ELE-407", "Ledarmatuur traphal", "Luminaire led cage d’escalier", "electricity", 4_850, 8, 20),
    PartFacts("ELE-408", "Ledlamp E27 9 W", "Lampe led E27 9 W", "electricity", 390, 40, 120, in_vans=True),
    PartFacts("ELE-409", "Leeslamp bed", "Liseuse de lit", "electricity", 3_600, 5, 12),
    PartFacts("ELE-410", "Aftakdoos", "Boîte de dérivation", "electricity", 310, 20, 50),
    PartFacts("ELE-411", "Installatiedraad 2,5 mm²", "Fil VOB 2,5 mm²", "electricity", 60, 200, 600, unit="metres"),
    PartFacts("ELE-412", "Deurbel met voeding", "Sonnette avec alimentation", "electricity", 2_900, 3, 6),
    PartFacts("ELE-413", "Bewegingsmelder", "Détecteur de mouvement", "electricity", 3_450, 5, 10),
    PartFacts("SLO-501", "Cilinder 30/30", "Cylindre 30/30", "locks_glass", 2_450, 10, 24, in_vans=True),
    PartFacts("SLO-502", "Cilinder 30/40", "Cylindre 30/40", "locks_glass", 2_600, 8, 20),
    PartFacts("SLO-503", "Meerpuntslot", "Serrure multipoints", "locks_glass", 14_900, 1, 3),
    PartFacts("SLO-504", "Deursluiter", "Ferme-porte", "locks_glass", 7_800, 3, 6),
    PartFacts("SLO-505", "Slotplaat elektrisch", "Gâche électrique", "locks_glass", 5_600, 2, 5),
    PartFacts("SLO-506", "Scharnier 89 mm", "Charnière 89 mm", "locks_glass", 520, 20, 50),
    PartFacts("SLO-507", "Noodplaat 60 x 60 cm", "Panneau provisoire 60 x 60 cm", "locks_glass", 1_450, 6, 12),
    PartFacts("HOU-601", "Kastscharnier", "Charnière d’armoire", "carpentry", 280, 30, 80, in_vans=True),
    PartFacts("HOU-602", "Raamkruk", "Poignée de fenêtre", "carpentry", 1_340, 6, 14),
    PartFacts("HOU-603", "Rolluiklint 5 m", "Sangle de volet 5 m", "carpentry", 760, 8, 20),
    PartFacts("HOU-604", "Werkbladlijm", "Colle de plan de travail", "carpentry", 1_120, 4, 8),
    PartFacts("HOU-605", "Plint 2,4 m", "Plinthe 2,4 m", "carpentry", 640, 20, 50),
    PartFacts("VRF-701", "Muurverf wit 10 l", "Peinture murale blanche 10 l", "painting", 4_950, 6, 15),
    PartFacts("VRF-702", "Primer vochtige muren 5 l", "Primaire murs humides 5 l", "painting", 5_400, 3, 6),
    PartFacts("VRF-703", "Gevelvoegmortel 25 kg", "Mortier de jointoiement 25 kg", "painting", 1_650, 4, 10),
    PartFacts("BRA-801", "Rookmelder 10 jaar", "Détecteur de fumée 10 ans", "fire_safety", 1_890, 15, 40, in_vans=True),
    PartFacts("BRA-802", "Blustoestel 6 kg", "Extincteur 6 kg", "fire_safety", 5_900, 3, 8),
    PartFacts("BRA-803", "Noodverlichting led", "Éclairage de secours led", "fire_safety", 6_700, 4, 10),
)

#: Title of a defect in Dutch -> the part that it usually takes.
USED_FOR: Mapping[str, str] = {
    "Geen verwarming in de woning": "VER-101",
    "Radiator blijft koud in de slaapkamer": "VER-103",
    "Lek onder de gootsteen": "LOO-202",
    "Kraan van de douche lekt": "LOO-203",
    "Water door het plafond": "LOO-213",
    "Geen water in de woning": "LOO-210",
    "Stopcontact in de keuken werkt niet": "ELE-401",
    "Licht in de inkom knippert": "ELE-407",
    "Geen stroom in de woning": "ELE-405",
    "Deur van de woning gaat niet op slot": "SLO-501",
    "Voordeur sluit niet meer": "SLO-504",
    "Keukenkastje hangt los": "HOU-601",
    "Raam sluit niet goed": "HOU-602",
    "Halve verdieping zonder licht": "ELE-403",
    "Deur van het lokaal sleept": "SLO-506",
    "Toilet blijft lopen": "LOO-207",
    "Kraan in de kamer druppelt": "LOO-208",
    "Leeslamp boven het bed stuk": "ELE-409",
    "Rolluik blijft hangen": "HOU-603",
    "Muur van de traphal is beschadigd": "VRF-701",
}
# fmt: on
