"""What the demo's streets, communes, rooms and machines are called in French; the homes keep their Dutch names."""

from collections.abc import Mapping

_STREETS: Mapping[str, str] = {
    "Anderlechtsesteenweg": "Rue d'Anderlecht",
    "Beyseghemstraat": "Rue Beyseghem",
    "Blaesstraat": "Rue Blaes",
    "Bockstaelwijk": "Cité Bockstael",
    "Emile Bockstaellaan": "Boulevard Émile Bockstael",
    "Emile Delvastraat": "Rue Émile Delva",
    "Fransmanstraat": "Rue Fransman",
    "Groot Eiland": "Rue de la Grande Île",
    "Haachtsesteenweg": "Chaussée de Haecht",
    "Heizelstraat": "Rue du Heysel",
    "Hoogstraat": "Rue Haute",
    "Huidevettersstraat": "Rue des Tanneurs",
    "Kerkeveldstraat": "Rue du Champ de l'Église",
    "Kruitmolenstraat": "Rue de la Poudrière",
    "Lakensestraat": "Rue de Laeken",
    "Mutsaardlaan": "Avenue Mutsaard",
    "Papenvest": "Rue du Rempart des Moines",
    "Radstraat": "Rue de la Roue",
    "Ransbeekstraat": "Rue de Ransbeek",
    "Sint-Gisleinsstraat": "Rue Saint-Ghislain",
    "Spiegelstraat": "Rue du Miroir",
    "Stevens-Delannoystraat": "Rue Stevens-Delannoy",
    "Vlaamsesteenweg": "Rue de Flandre",
    "Vossenstraat": "Rue des Renards",
    "Zwaluwenstraat": "Rue des Hirondelles",
}
_COMMUNES: Mapping[str, str] = {"Brussel": "Bruxelles", "Laken": "Laeken"}
_BUILDINGS: Mapping[str, str] = {
    "Administratie": "Administration",
    "Administratief centrum Laken": "Centre administratif de Laeken",
    "Dagcentrum": "Centre de jour",
    "Depot": "Dépôt",
    "Depot centrum": "Dépôt centre",
    "Depot noord": "Dépôt nord",
    "Hoofdkantoor": "Siège central",
    "Jeugdtehuis": "Foyer pour jeunes",
    "Kinderdagverblijf": "Crèche",
    "Linnendienst": "Service du linge",
    "Lokaal dienstencentrum": "Centre de services local",
    "Opleidingscentrum": "Centre de formation",
    "Opvanghuis": "Maison d'accueil",
    "Werkplaats": "Atelier",
}
_PARTS: Mapping[str, str] = {
    "Dak": "Toit",
    "Eetzaal": "Salle à manger",
    "Expeditie": "Expédition",
    "Hal": "Hall",
    "Handelspand": "Commerce",
    "Inkom": "Entrée",
    "Kamer": "Chambre",
    "Kantoor": "Bureau",
    "Kelder": "Cave",
    "Keuken": "Cuisine",
    "Lokaal": "Local",
    "Serverzaal": "Salle des serveurs",
    "Technische ruimte": "Local technique",
    "Tweepersoonskamer": "Chambre double",
    "Verdieping": "Étage",
    "Washal": "Hall de lavage",
    "Wasserij": "Buanderie",
    "Woning": "Logement",
}
_MACHINES: Mapping[str, str] = {
    "Bestelwagen": "Camionnette",
    "Branddetectie": "Détection incendie",
    "Collectieve ketel": "Chaudière collective",
    "Finishtunnel": "Tunnel de finition",
    "Ketel": "Chaudière",
    "Koelcel keuken": "Chambre froide de la cuisine",
    "Koeling serverzaal": "Refroidissement de la salle des serveurs",
    "Lift": "Ascenseur",
    "Luchtgroep": "Groupe de ventilation",
    "Stoomketel": "Chaudière à vapeur",
    "Verpleegoproep": "Appel infirmier",
    "Wasmachine": "Machine à laver",
    "Wastunnel": "Tunnel de lavage",
    "Zonnepanelen": "Panneaux solaires",
}
_FRENCH = {**_STREETS, **_COMMUNES, **_BUILDINGS, **_PARTS, **_MACHINES}


def french_of(dutch: str) -> str:
    """The French of a name, with the number behind it; empty where both languages say the same."""
    words, _, number = dutch.rpartition(" ")
    if any(sign.isdigit() for sign in number):
        return f"{_FRENCH[words]} {number}" if words in _FRENCH else ""
    return _FRENCH.get(dutch, "")
