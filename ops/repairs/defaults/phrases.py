"""What is said on the phone now, in plain words: by hazard and language. Languages are data."""

from typing import Self

from pydantic import Field, RootModel, model_validator

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict

PHRASES = "repairs.phrases"
#: Said while nothing is known yet: the questions of every call.
OPENING = "opening"
#: Stands between two sentences that are said one after the other.
BREAK = "|"
#: What every hazard is said in; further languages may be missing for some.
ALWAYS = ("nl", "fr", "en")
#: The action cards of a building, and none.
_CARDS = frozenset({"", "gas", "fire", "flood", "power", "lift"})


def _row(card: str, nl: str, fr: str, en: str, **further: str) -> dict[str, str]:
    return {"card": card, "nl": nl, "fr": fr, "en": en, **further}


_PHRASES: dict[str, dict[str, str]] = {
    OPENING: _row(
        "",
        "Waar bent u, en is er iemand in gevaar? | Wat ziet, hoort of ruikt u? | Sinds wanneer?",
        "Où êtes-vous, et quelqu’un est-il en danger\u00a0? | Que voyez-vous, entendez-vous ou sentez-vous\u00a0? "
        "| Depuis quand\u00a0?",
        "Where are you, and is anybody in danger? | What do you see, hear or smell? | Since when?",
        ar="أين أنت؟ هل هناك أحد في خطر؟ | ماذا ترى أو تسمع أو تشم؟ | منذ متى؟",
        tr="Neredesiniz, tehlikede olan var mı? | Ne görüyorsunuz, ne duyuyorsunuz, ne kokusu alıyorsunuz? "
        "| Ne zamandan beri?",
        es="¿Dónde está usted y hay alguien en peligro? | ¿Qué ve, oye o huele? | ¿Desde cuándo?",
    ),
    "gas_smell": _row(
        "gas",
        "Raak geen schakelaar en geen bel aan. Maak geen vuur. | Zet een raam open als u erlangs komt. Ga nu met "
        "iedereen naar buiten. | Bel buiten het gebouw 112. Wij verwittigen de netbeheerder en komen.",
        "Ne touchez à aucun interrupteur ni sonnette. Pas de flamme. | Ouvrez une fenêtre sur votre passage. Sortez "
        "tous maintenant. | Une fois dehors, appelez le 112. Nous prévenons le gestionnaire du réseau et nous venons.",
        "Touch no switch and no bell. Make no flame. | Open a window on your way. Everybody goes outside now. | Once "
        "outside, call 112. We warn the network operator and come.",
        ar="لا تلمس أي مفتاح كهربائي ولا الجرس. لا تشعل أي نار. | افتح نافذة في طريقك. اخرجوا جميعا الآن. "
        "| في الخارج اتصل بالرقم 112. سنبلغ شركة الغاز ونأتي.",
        tr="Hiçbir elektrik düğmesine ve zile dokunmayın. Ateş yakmayın. | Geçerken bir pencere açın. Herkes şimdi "
        "dışarı çıksın. | Dışarıda 112’yi arayın. Gaz şebekesine haber veriyoruz ve geliyoruz.",
        es="No toque ningún interruptor ni el timbre. No encienda fuego. | Abra una ventana al pasar. Salgan todos "
        "ahora. | Una vez fuera, llame al 112. Avisamos a la compañía de gas y vamos.",
    ),
    "person_in_lift": _row(
        "lift",
        "Blijf aan de lijn. Er is lucht genoeg en de lift kan niet vallen. | Probeer niet zelf uit de kooi te "
        "klimmen. | Is er iemand ziek of in paniek? Dan roepen wij 112 erbij.",
        "Restez en ligne. Il y a assez d’air et l’ascenseur ne peut pas tomber. | N’essayez pas de sortir de la "
        "cabine. | Quelqu’un est-il malade ou en panique\u00a0? Alors nous appelons aussi le 112.",
        "Stay on the line. There is enough air and the lift cannot fall. | Do not try to climb out. | Is somebody "
        "ill or in panic? Then we call 112 as well.",
        ar="ابق على الخط. يوجد هواء كاف والمصعد لا يمكن أن يسقط. | لا تحاول الخروج من المصعد بنفسك. "
        "| هل هناك شخص مريض أو خائف جدا؟ عندها نتصل أيضا بالرقم 112.",
        tr="Hatta kalın. Yeterince hava var ve asansör düşmez. | Kabinden kendiniz çıkmaya çalışmayın. | Hasta olan "
        "ya da paniğe kapılan var mı? O zaman 112’yi de ararız.",
        es="Quédese al teléfono. Hay aire suficiente y el ascensor no puede caer. | No intente salir de la cabina. "
        "| ¿Hay alguien enfermo o con pánico? Entonces llamamos también al 112.",
    ),
    "live_wire": _row(
        "power",
        "Raak niets aan en blijf weg van water. | Schakel de hoofdschakelaar uit, alleen met droge handen en droge "
        "voeten. | Houd kinderen en dieren weg. Is iemand geraakt, bel 112.",
        "Ne touchez à rien et restez loin de l’eau. | Coupez l’interrupteur général, seulement mains et pieds au sec. "
        "| Éloignez enfants et animaux. Si quelqu’un a été touché, appelez le 112.",
        "Touch nothing and stay away from water. | Switch off the main switch, only with dry hands and dry feet. "
        "| Keep children and animals away. If somebody was hit, call 112.",
        ar="لا تلمس أي شيء وابق بعيدا عن الماء. | اقطع الكهرباء من المفتاح الرئيسي فقط إذا كانت يداك وقدماك جافة. "
        "| أبعد الأطفال والحيوانات. إذا أصيب أحد بالكهرباء اتصل بالرقم 112.",
        tr="Hiçbir şeye dokunmayın ve sudan uzak durun. | Ana şalteri yalnız elleriniz ve ayaklarınız kuruysa "
        "kapatın. | Çocukları ve hayvanları uzak tutun. Çarpılan varsa 112’yi arayın.",
        es="No toque nada y aléjese del agua. | Corte el interruptor general solo con las manos y los pies secos. "
        "| Aleje a niños y animales. Si alguien ha recibido una descarga, llame al 112.",
    ),
    "burst_pipe": _row(
        "flood",
        "Draai de hoofdkraan dicht, meestal bij de meter. | Blijf weg van lampen en stopcontacten waar water bij "
        "komt. | Zet een emmer en haal weg wat niet nat mag worden.",
        "Fermez le robinet principal, souvent près du compteur. | Ne touchez ni lampe ni prise là où l’eau arrive. "
        "| Mettez un seau et éloignez ce qui craint l’eau.",
        "Close the main valve, mostly beside the meter. | Stay away from lamps and sockets that the water reaches. "
        "| Put a bucket and move what water would spoil.",
        ar="أغلق صمام الماء الرئيسي، غالبا بجانب العداد. | ابتعد عن المصابيح والمقابس التي يصل إليها الماء. "
        "| ضع دلوا وأبعد ما يفسده الماء.",
        tr="Ana vanayı kapatın, çoğunlukla sayacın yanındadır. | Suyun ulaştığı lamba ve prizlerden uzak durun. "
        "| Bir kova koyun ve sudan zarar görecek eşyayı çekin.",
        es="Cierre la llave general, casi siempre junto al contador. | Aléjese de lámparas y enchufes a los que llega "
        "el agua. | Ponga un cubo y aparte lo que el agua estropea.",
    ),
    "leak_near_power": _row(
        "flood",
        "Raak de lamp, de schakelaar en het stopcontact niet aan. | Zet de stroom af als u dat met droge handen en "
        "droge voeten kunt. | Zet een emmer en houd kinderen uit die kamer.",
        "Ne touchez ni la lampe, ni l’interrupteur, ni la prise. | Coupez le courant si vous pouvez le faire mains et "
        "pieds au sec. | Mettez un seau et tenez les enfants loin de cette pièce.",
        "Do not touch the lamp, the switch or the socket. | Switch off the power if you can do it with dry hands and "
        "dry feet. | Put a bucket and keep children out of that room.",
        ar="لا تلمس المصباح ولا المفتاح ولا المقبس. | اقطع الكهرباء إذا كانت يداك وقدماك جافة. "
        "| ضع دلوا وأبعد الأطفال عن تلك الغرفة.",
        tr="Lambaya, düğmeye ve prize dokunmayın. | Elleriniz ve ayaklarınız kuruysa elektriği kapatın. "
        "| Bir kova koyun ve çocukları o odadan uzak tutun.",
        es="No toque la lámpara, el interruptor ni el enchufe. | Corte la corriente si puede hacerlo con las manos y "
        "los pies secos. | Ponga un cubo y mantenga a los niños fuera de esa habitación.",
    ),
    "nurse_call_dead": _row(
        "",
        "Loop vanaf nu elk halfuur langs alle kamers. | Geef wie niet kan opstaan een belletje of een telefoon. "
        "| Wij sturen meteen iemand. Zeg het aan de hoofdverpleegkundige.",
        "Dès maintenant, passez dans toutes les chambres chaque demi-heure. | Donnez une clochette ou un téléphone à "
        "qui ne peut pas se lever. | Nous envoyons quelqu’un tout de suite. Prévenez l’infirmier en chef.",
        "From now on, walk past every room each half hour. | Give whoever cannot get up a bell or a phone. | We send "
        "somebody at once. Tell the head nurse.",
    ),
    "fire_alarm_dead": _row(
        "fire",
        "Laat iemand rondgaan zolang het alarm niet werkt, ook ’s nachts. | Niemand rookt of kookt onbewaakt. | Ziet "
        "of ruikt u vuur, bel 112 en ontruim.",
        "Faites faire des rondes tant que l’alarme est en panne, la nuit aussi. | Personne ne fume ni ne cuisine sans "
        "surveillance. | Si vous voyez ou sentez un feu, appelez le 112 et évacuez.",
        "Let somebody walk round while the alarm is dead, at night too. | Nobody smokes or cooks unwatched. | If you "
        "see or smell fire, call 112 and leave the building.",
    ),
    "no_heating": _row(
        "",
        "Staat de thermostaat aan en zijn de kranen van de radiatoren open? | Houd deuren dicht en blijf in één "
        "kamer. Stook niet met het gasfornuis. | Is er een baby of iemand die ziek is? Zeg het, dan gaat u voor.",
        "Le thermostat est-il allumé et les vannes des radiateurs sont-elles ouvertes\u00a0? | Fermez les portes et "
        "restez dans une pièce. Ne chauffez pas avec la cuisinière. | Y a-t-il un bébé ou une personne malade\u00a0? "
        "Dites-le, vous passez en premier.",
        "Is the thermostat on and are the radiator valves open? | Keep doors closed and stay in one room. Do not heat "
        "with the gas cooker. | Is there a baby or somebody ill? Say so, then you go first.",
        ar="هل منظم الحرارة مشغل وصمامات المشعات مفتوحة؟ | أغلق الأبواب وابق في غرفة واحدة. لا تدفئ بموقد الغاز. "
        "| هل يوجد رضيع أو شخص مريض؟ أخبرنا، فتكون لك الأولوية.",
        tr="Termostat açık mı, radyatör vanaları açık mı? | Kapıları kapalı tutun ve tek odada kalın. Ocakla "
        "ısınmayın. | Bebek ya da hasta var mı? Söyleyin, size öncelik veririz.",
        es="¿Está encendido el termostato y abiertas las llaves de los radiadores? | Cierre las puertas y quédese en "
        "una habitación. No caliente con la cocina de gas. | ¿Hay un bebé o alguien enfermo? Dígalo y tendrá "
        "prioridad.",
    ),
    "no_water": _row(
        "flood",
        "Hebben de buren water? Staat de kraan bij de meter open? | Sluit alle kranen, zodat er straks niets "
        "overloopt. | Hebt u nu drinkwater nodig? Wij brengen het.",
        "Les voisins ont-ils de l’eau\u00a0? Le robinet près du compteur est-il ouvert\u00a0? | Fermez tous les "
        "robinets, pour que rien ne déborde ensuite. | Avez-vous besoin d’eau potable maintenant\u00a0? Nous en "
        "apportons.",
        "Do the neighbours have water? Is the valve at the meter open? | Close all taps, so that nothing overflows "
        "later. | Do you need drinking water now? We bring it.",
    ),
    "no_power": _row(
        "power",
        "Hebben de buren en de gang licht? | Kijk of een zekering uitgevallen is. Zet haar één keer terug, niet "
        "vaker. | Hebt u een toestel nodig om te ademen? Zeg het nu.",
        "Les voisins et le couloir ont-ils de la lumière\u00a0? | Regardez si un fusible a sauté. Remettez-le une "
        "fois, pas plus. | Avez-vous un appareil pour respirer\u00a0? Dites-le maintenant.",
        "Do the neighbours and the corridor have light? | Look whether a fuse tripped. Put it back once, not more. "
        "| Do you need a machine to breathe? Say so now.",
    ),
    "sewage": _row(
        "flood",
        "Gebruik geen water en spoel niet door, ook de buren niet. | Raak het water niet aan, het maakt ziek. Houd "
        "kinderen weg. | Sluit de deur van de kamer en leg doeken voor de drempel.",
        "N’utilisez plus d’eau et ne tirez plus la chasse, les voisins non plus. | Ne touchez pas cette eau, elle rend "
        "malade. Éloignez les enfants. | Fermez la porte de la pièce et posez des linges au seuil.",
        "Use no water and do not flush, nor should the neighbours. | Do not touch that water, it makes ill. Keep "
        "children away. | Close the door of the room and lay cloths at the sill.",
    ),
    "only_toilet": _row(
        "",
        "Spoel niet meer door, anders loopt het over. | Gebruik geen ontstopper uit de winkel. | Kunt u bij een buur "
        "terecht tot wij er zijn?",
        "Ne tirez plus la chasse, sinon elle déborde. | N’utilisez pas de déboucheur du commerce. | Pouvez-vous aller "
        "chez un voisin en attendant\u00a0?",
        "Do not flush any more, or it overflows. | Use no drain cleaner from a shop. | Can you go to a neighbour until "
        "we are there?",
    ),
    "door_will_not_lock": _row(
        "",
        "Bent u veilig, en is er ingebroken? Bel dan eerst de politie op 101. | Blijf binnen of laat iemand bij de "
        "deur. | Wij sluiten de deur vandaag. Houd uw identiteitskaart klaar.",
        "Êtes-vous en sécurité, y a-t-il eu un cambriolage\u00a0? Alors appelez d’abord la police au 101. | Restez à "
        "l’intérieur ou laissez quelqu’un près de la porte. | Nous fermons la porte aujourd’hui. Préparez votre carte "
        "d’identité.",
        "Are you safe, and was there a burglary? Then first call the police on 101. | Stay inside or let somebody "
        "stand by the door. | We lock the door today. Keep your identity card at hand.",
    ),
    "only_lift": _row(
        "lift",
        "Zit er zeker niemand in de lift? | Moet iemand vandaag naar buiten die de trap niet kan nemen? | Neem de "
        "trap en laat de liftdeur dicht.",
        "Êtes-vous sûr que personne n’est dans l’ascenseur\u00a0? | Quelqu’un doit-il sortir aujourd’hui qui ne peut "
        "pas prendre l’escalier\u00a0? | Prenez l’escalier et laissez la porte de l’ascenseur fermée.",
        "Are you sure that nobody is in the lift? | Must somebody go out today who cannot take the stairs? | Take the "
        "stairs and leave the door of the lift closed.",
    ),
    "leak": _row(
        "flood",
        "Zet een emmer en leg een doek. | Is er een kraantje onder de wasbak of het toilet? Draai het dicht. | Komt "
        "er water bij een lamp of stopcontact? Raak die niet aan en zeg het ons.",
        "Mettez un seau et un linge. | Y a-t-il un petit robinet sous le lavabo ou le WC\u00a0? Fermez-le. | L’eau "
        "touche-t-elle une lampe ou une prise\u00a0? N’y touchez pas et dites-le-nous.",
        "Put a bucket and a cloth. | Is there a small valve under the basin or the toilet? Close it. | Does water "
        "reach a lamp or a socket? Do not touch it and tell us.",
    ),
    "damp": _row(
        "",
        "Sinds wanneer, en in welke kamers? | Verlucht elke dag tien minuten en zet niets tegen de natte muur. | Hoest "
        "iemand of is er een baby? Zeg het. Wij komen eerst kijken.",
        "Depuis quand, et dans quelles pièces\u00a0? | Aérez dix minutes par jour et ne mettez rien contre le mur "
        "humide. | Quelqu’un tousse-t-il, y a-t-il un bébé\u00a0? Dites-le. Nous venons d’abord voir.",
        "Since when, and in which rooms? | Air ten minutes a day and put nothing against the wet wall. | Does somebody "
        "cough, is there a baby? Say so. We come and look first.",
    ),
    "part_of_service": _row(
        "",
        "Wat werkt nog wel? | Gebruik het toestel niet tot wij het nagekeken hebben. | U krijgt een afspraak, u hoeft "
        "niet thuis te wachten.",
        "Qu’est-ce qui fonctionne encore\u00a0? | N’utilisez plus l’appareil avant notre visite. | Vous recevez un "
        "rendez-vous, inutile d’attendre chez vous.",
        "What still works? | Do not use it until we have looked at it. | You get an appointment, you need not wait at "
        "home.",
    ),
    "routine": _row(
        "",
        "Wij plannen het in en geven u een afspraak. | Wordt het erger, bel ons opnieuw, dag en nacht.",
        "Nous le planifions et vous donnons un rendez-vous. | Si cela empire, rappelez-nous, jour et nuit.",
        "We plan it and give you an appointment. | If it gets worse, call us again, day or night.",
    ),
    "with_other_work": _row(
        "",
        "Wij doen het samen met andere werken in uw gebouw. | U hoort van ons voor wij komen.",
        "Nous le faisons avec d’autres travaux dans votre immeuble. | Nous vous prévenons avant de venir.",
        "We do it together with other work in your building. | You hear from us before we come.",
    ),
}  # fmt: skip


class _Said(RootModel[dict[str, str]]):
    """The card that belongs to it, and the sentences by ISO 639-1 language."""

    @model_validator(mode="after")
    def _says_it_in_every_language_of_the_house(self) -> Self:
        said = {name: text for name, text in self.root.items() if name != "card"}
        if any(not said.get(language, "").strip() for language in ALWAYS):
            raise ValueError(N_("Every hazard needs its sentences in Dutch, French and English."))
        if any(len(name) != 2 or not name.isalpha() or not name.islower() for name in said):
            raise ValueError(N_("Name a language by its two letters, such as ar or tr."))
        if self.root.get("card", "") not in _CARDS:
            raise ValueError(N_("The action card is gas, fire, flood, power, lift or none."))
        return self


class PhrasesBody(Strict):
    #: Languages whose sentences no speaker has read yet.
    unread_languages: list[str]
    phrases: dict[str, _Said] = Field(min_length=1)

    @model_validator(mode="after")
    def _knows_how_a_call_begins(self) -> Self:
        if OPENING not in self.phrases:
            raise ValueError(N_("The questions that open a call are missing."))
        return self


rulesets.register_default(
    PHRASES,
    {"unread_languages": ["ar", "tr", "es"], "phrases": _PHRASES},
    PhrasesBody.model_validate,
    owner=OWNER,
    title=N_("What to say on the phone"),
)
