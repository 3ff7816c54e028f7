"""Whom a defect may hit harder, in the words of callers. Who lives in a rest home is known from the place."""

from ops.repairs.defaults.vocabulary.frame import phrase

# fmt: off
AFFECTED = [
    phrase("affected", "infant",
           "baby | babys | baby's | babytje | babytjes | zuigeling* | pasgeboren* | boreling* | kind van <12 maand*"
           " | kindje van <12 maand* | dochter van <12 maand* | zoon van <12 maand* | zoontje van <12 maand*"
           " | dochtertje van <12 maand* | kleintje van <12 maand* | <12 maanden oud | <53 weken oud",
           "bebe | bebes | nourrisson* | nouveau ne | nouveau nee | enfant de <12 mois | fils de <12 mois"
           " | fille de <12 mois | petit de <12 mois | petite de <12 mois | age de <12 mois | agee de <12 mois"
           " | enfant qui a <12 mois | <53 semaines",
           "baby | babies | newborn | infant | <12 months old | <12 month old"),
    phrase("affected", "oxygen",
           "zuurstof* | beademing* | beademd | dialyse | ademhalingstoestel | aspiratietoestel | concentrator",
           "oxygene | concentrateur | respirateur | dialyse | appareil respiratoire | assistance respiratoire"
           " | sous respirateur",
           "oxygen | ventilator machine | dialysis | breathing machine | life support"),
    phrase("affected", "pregnancy", "zwanger* | hoogzwanger*", "enceinte | grossesse", "pregnant | expecting"),
    phrase("affected", "disability",
           "rolstoel* | gehandicapt* | handicap | mindervalid* | rollator | slecht te been | slechtziend* | verlamd*"
           " | bedlegerig* | met een beperking | invalide | kan niet stappen",
           "chaise roulante | fauteuil roulant | handicap* | pmr | invalide* | mobilite reduite | aveugle | alite"
           " | alitee | deambulateur | malvoyant* | peut pas marcher",
           "wheelchair | disabled | disability | bedridden | walking frame"),
]
# fmt: on
