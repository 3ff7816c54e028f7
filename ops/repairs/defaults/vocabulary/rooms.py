"""Where in the house, in the words of callers; and what belongs to another desk or trade by its name alone."""

from ops.repairs.defaults.vocabulary.frame import phrase

# fmt: off
ROOMS = [
    phrase("spot", "bathroom", "badkamer | badkamers", "salle de bain | salle de bains | salle d eau", "bathroom"),
    phrase("spot", "kitchen", "keuken | keukentje", "cuisine | kitchenette", "kitchen"),
    phrase("spot", "bedroom", "slaapkamer | slaapkamers | kinderkamer", "chambre | chambres | chambre a coucher",
           "bedroom"),
    phrase("spot", "living_room", "living | woonkamer | salon | zitplaats", "salon | living | sejour | salle de sejour",
           "living room | sitting room | lounge"),
    phrase("spot", "stairwell", "traphal | trappenhuis | trapzaal | trap", "cage d escalier | escalier | escaliers",
           "stairwell | stairs | staircase"),
    phrase("spot", "entrance", "inkom | inkomhal | ingang | hal", "hall | entree | hall d entree", "entrance | lobby"),
    phrase("spot", "corridor", "gang | gangen | overloop", "couloir | couloirs | palier",
           "corridor | hallway | landing"),
    phrase("spot", "cellar", "kelder | kelders | kelderverdieping", "cave | caves | sous sol", "cellar | basement"),
    phrase("spot", "attic", "zolder", "grenier | combles", "attic"),
    phrase("spot", "garage", "garage | parking | ondergrondse parking", "garage | parking", "garage | car park"),
    phrase("spot", "balcony", "terras | balkon", "terrasse | balcon", "balcony | terrace"),
    phrase("spot", "technical_room", "technische ruimte | stookplaats | stookkelder | tellerlokaal",
           "local technique | local compteurs", "technical room | boiler room"),
    phrase("spot", "bike_shed", "fietsenberging | fietsenstalling", "local velos | garage a velos", "bike shed"),
    phrase("spot", "office", "kantoor | bureau", "bureau | bureaux", "office"),
    phrase("spot", "dining_room", "eetzaal | refter | eetkamer", "salle a manger | refectoire", "dining room"),
    phrase("spot", "storeroom", "berging | bergruimte", "debarras | reserve | remise", "storage room | storeroom"),
    phrase("spot", "facade", "gevel | voorgevel | achtergevel", "facade", "facade"),
    phrase("spot", "garden", "tuin | koer | binnenkoer", "jardin | cour", "garden | yard"),
    phrase("spot", "ceiling", "plafond", "plafond", "ceiling"),
    phrase("service", "kitchen",
           "keuken ligt stil | keuken staat stil | keuken kan niet koken | kunnen niet koken",
           "cuisine a l arret | cuisine est arretee | plus preparer les repas | cuisine est bloquee",
           "kitchen is down | can t cook"),
    phrase("service", "laundry", "wasserij ligt stil | wasserij staat stil | linnendienst ligt stil",
           "blanchisserie a l arret | buanderie a l arret | service du linge a l arret", "laundry is down"),
    phrase("trade", "admin",
           "huur | huurprijs | huurcontract | factuur | huurachterstand | attest | opzeg | afrekening | huurwaarborg"
           " | wachtlijst | betalingsplan",
           "loyer | bail | facture | attestation | decompte | garantie locative | preavis | liste d attente"
           " | plan de paiement | quittance",
           "rent | lease | invoice | certificate | waiting list | deposit"),
    phrase("trade", "metering", "meterstand | meterstanden | waterteller | gasteller | elektriciteitsteller | teller",
           "releve de compteur | index | compteur | compteur d eau | compteur de gaz", "meter reading | water meter"),
]
# fmt: on
