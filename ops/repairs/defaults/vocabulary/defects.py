"""Phrases that name a defect by themselves."""

from ops.repairs.defaults.vocabulary.frame import phrase

# fmt: off
DEFECTS = [
    phrase("hazard", "gas_smell",
           "ruik* gas | naar gas | gas ruik* | gasgeur | gaslucht | gaslek | gas lek | lek gas | geur gas | riekt gas"
           " | rook gas"
           " | stinkt gas | gas stinkt | rotte eieren | co melder | co alarm | koolmonoxide | gasreuk",
           "odeur gaz | odeurs gaz | sent gaz | sens gaz | sentir gaz | senti gaz | sentons gaz | gaz sent | fuite gaz"
           " | pue gaz | oeufs pourris | oeuf pourri | monoxyde | detecteur co | gaz s echappe",
           "smell* gas | gas smell* | gas leak* | leaking gas | smelt gas | rotten eggs | carbon monoxide | co detector"
           " | co alarm"),
    phrase("hazard", "person_in_lift",
           "vast lift | zit vast in lift | zitten vast in lift | opgesloten lift | geblokkeerd in lift"
           " | zit in lift vast | zitten in lift vast | iemand in de lift | mensen in de lift | personen in de lift"
           " | persoon in de lift | lift met iemand in | geraak niet uit lift | raken niet uit lift"
           " | kan niet uit lift | kind in de lift",
           "bloque dans ascenseur | bloquee dans ascenseur | bloques dans ascenseur | bloquees dans ascenseur"
           " | coince* dans ascenseur | enferme* dans ascenseur | prisonni* ascenseur | personne dans ascenseur"
           " | quelqu un dans ascenseur | gens dans ascenseur | enfant dans ascenseur | sortir de ascenseur"
           " | ascenseur avec quelqu un dedans | ascenseur quelqu un dedans",
           "stuck in lift | stuck in elevator | trapped in lift | trapped in elevator | someone in the lift"
           " | people in the lift | stuck inside lift | trapped inside elevator"),
    phrase("hazard", "live_wire",
           "losse draad* | blote draad* | draad* onder spanning | draden bloot | onder spanning | vonk | vonken"
           " | vonkt | geelektrocuteerd | schok gekregen | schokken | elektrische schok | stroomstoot | blote kabel*"
           " | losse kabel* | kabel* bloot | stopcontact verbrand | stopcontact smelt* | stopcontact rookt"
           " | kortsluiting"
           " | schakelaar verbrand | ruikt verbrand | brandgeur | verbrande geur | tintelt | draden hangen",
           "fil* denude* | fil* a nu | fils nus | fil nu | sous tension | etincelle* | electrocute* | choc electrique"
           " | decharge electrique | prend le courant | pris le courant | pris du jus | prise brulee | prise fond"
           " | prise fume | court circuit | odeur de brule | sent le brule | cable* arrache* | cable* denude*"
           " | fils pendent | prise a brule",
           "live wire* | bare wire* | exposed wire* | loose wire* | spark | sparks | sparking | electric shock"
           " | socket burning | burning smell | short circuit | got a shock"),
    phrase("hazard", "burst_pipe",
           "leiding gesprongen | gesprongen leiding | buis gesprongen | gesprongen buis | leidingbreuk | waterlek groot"
           " | leiding gebarsten | gebarsten leiding | water plafond | water door plafond | plafond stroomt"
           " | water stroomt | water spuit* | spuit water | water gutst | onder water | overstroming | overstroomd"
           " | staat blank | ondergelopen | water overal | overal water | water loopt binnen | loopt water plafond"
           " | groot lek | grote lek | serieus lek | water komt naar beneden | lekt plafond | plafond lekt"
           " | water loopt langs muur | water loopt van boven",
           "tuyau eclate | tuyau a eclate | tuyau a pete | tuyau pete | conduite eclatee | conduite a pete"
           " | conduite eclate | canalisation eclate* | tuyau perce | tuyau a lache | tuyau s est casse"
           " | rupture de conduite | eau coule plafond | eau tombe plafond | eau vient plafond | eau du plafond"
           " | coule plafond | plafond coule | pleut plafond | pleut dans appartement | inonde* | inondation*"
           " | eau gicle | gicle | eau jaillit | eau partout | grosse fuite | enorme fuite | fuite importante"
           " | fuite grosse | coule a flots | eau sort mur | eau descend | eau coule mur* | eau coule d en haut",
           "burst pipe* | pipe burst | pipe has burst | water pouring | pouring water | water ceiling | flood*"
           " | gushing | water everywhere | big leak | huge leak | water coming through | raining through"),
    phrase("hazard", "leak_near_power",
           "bij lamp | naast lamp | langs lamp | op lamp | door lamp | uit lamp | aan lamp | bij stopcontact*"
           " | op stopcontact* | in stopcontact* | naast stopcontact* | langs stopcontact* | zekeringkast"
           " | zekeringenkast | elektriciteitskast | meterkast | tellerkast | op luster | langs luster"
           " | bij verlichting"
           " | door lichtpunt | lichtpunt | bij elektriciteit | op elektriciteit | bij schakelaar",
           "pres lampe | pres prise* | sur lampe | sur prise* | dans lampe | dans prise* | par lampe | par plafonnier"
           " | pres plafonnier | luminaire | tableau electrique | compteur electrique | coffret electrique | prise*"
           " electrique* | multiprise | pres ampoule | pres lustre | sur lustre | par lumiere | pres electricite"
           " | sur electricite | pres interrupteur | sur interrupteur | sur disjoncteur* | sur compteur",
           "near light | through light | light fitting | near lamp | near socket | fuse box | electrical panel"
           " | through lamp | on socket | near switch | fuse board",
           only_with=["leak", "burst_pipe", "damp"]),
    phrase("hazard", "no_heating",
           "ijskoud | steenkoud | kou in huis | koud in huis | koud in appartement | koud in woning | koud binnen"
           " | bevriezen | vriezen hier | zitten in de kou | zit in de kou | maar <17 graden | <17 graden binnen"
           " | <17 graden in | heb kou | hebben kou | krijg niet warm | heel huis koud | alle radiatoren",
           "gele dans | on gele | caille | glacial | glaciale | grelotte* | meurt de froid | crevons de froid"
           " | froid dans appartement | froid dans logement | froid chez moi | fait <17 degres | que <17 degres"
           " | <17 degres dans | tous radiateurs | fait tres froid | froid a la maison",
           "freezing | ice cold | no heat | house is cold | flat is cold | only <17 degrees | <17 degrees inside"),
    phrase("hazard", "no_water",
           "water afgesloten | water is afgesloten | water weg | water is weg | water afgesneden | geen druppel water"
           " | kraan geeft niets | uit kraan komt niets | komt niets uit kraan | komt geen water | water valt weg"
           " | niets uit kraan | geen water meer",
           "coupure eau | eau coupee | eau est coupee | plus une goutte | robinet* a sec | rien ne sort robinet*"
           " | eau coule plus | coule plus au robinet | plus rien robinet*",
           "water cut off | water is off | nothing comes out tap | water supply off | no water"),
    phrase("hazard", "no_power",
           "stroompanne | stroomuitval | stroomonderbreking | zitten donker | zit donker | in het donker"
           " | alles is donker | alles donker | alles uitgevallen | alles is uitgevallen | stroom weg | stroom is weg"
           " | niets werkt elektrisch | panne van stroom | geen licht heel | hele appartement zonder licht"
           " | pikdonker",
           "coupure courant | panne de courant | panne de secteur | panne electrique | dans le noir | tout a saute"
           " | tout est coupe | plus rien s allume | plus lumiere tout | black out | courant parti | courant saute",
           "power cut | power outage | blackout | power went | in the dark | no lights at all"),
    phrase("hazard", "sewage",
           "riool | riolen | rioolwater | riolering | afvoer komt omhoog | wc komt omhoog | water komt omhoog"
           " | uitwerpselen | beerput | septische put | stront | drek | toilet loopt over | wc loopt over | kak"
           " | vuil water | toilet komt omhoog | afvoer loopt over",
           "egout | egouts | eaux usees | refoul* | wc deborde* | toilette* deborde* | fosse septique"
           " | matieres fecales"
           " | excrements | caca | remonte toilette* | remonte wc | remonte douche | remonte baignoire"
           " | eau sale remonte"
           " | ca remonte par | toilettes remontent | wc remonte | deborde toilette*",
           "sewage | sewer | sewers | drains back up | toilet overflow* | toilet is overflowing | waste water"
           " | coming up drain"),
    phrase("hazard", "only_toilet",
           "enige toilet | enig toilet | enige wc | enigste toilet | enigste wc | maar een toilet | maar een wc",
           "unique toilette | seul wc | seule toilette | seules toilettes | qu une toilette | qu un wc",
           "only toilet | one toilet | only loo"),
    phrase("hazard", "door_will_not_lock",
           "ingebroken | inbraak | inbrekers | sleutel afgebroken in | sleutel breekt | sleutel draait niet"
           " | sleutel zit vast | deur ingestampt",
           "cambriole* | cambriolage | effraction | cle cassee dans | cle s est cassee | cle tourne plus"
           " | cle tourne pas | cle bloquee | porte forcee",
           "burglary | burgled | break in | broken into | key broke in | key snapped | key won t turn"),
    phrase("hazard", "only_lift",
           "enige lift | enigste lift", "seul ascenseur | unique ascenseur", "only lift | only elevator"),
    phrase("hazard", "part_of_service", "lift stopt naast | lift stopt tussen | stopt tussen verdiepingen",
           "ascenseur s arrete entre | ascenseur saccade | arrete entre etages | ascenseur bruit*",
           "lift stops between | elevator stops between", trade="lift"),
    phrase("hazard", "leak",
           "lek | lekt | lekken | lekkage | waterlek | druppel* | druipt | drupt | sijpelt | waterverlies | nat plafond"
           " | plas water | waterplas | emmer onder | water onder | natte plek",
           "fuite | fuites | fuit | fuient | goutte | gouttes | goutte plafond | gouttes plafond | eau goutte"
           " | eau goutte plafond | suinte* | infiltration* | degat des eaux | perd de eau | coule | coulent | flaque*"
           " | eau sous | seau sous",
           "leak | leaks | leaking | leaked | drip | drips | dripping | puddle | bucket under | water under"),
    phrase("hazard", "leak", "water druppelt plafond | druppelt plafond | plafond druppelt", "", "drips ceiling"),
    phrase("hazard", "leak", "regent binnen | regent door | regent het binnen | lek in dak | dak is lek",
           "pleut a interieur | il pleut dans | fuite toit* | fuite toiture | infiltration toit* | infiltration* pluie",
           "rain coming in | roof leak*", trade="roof"),
    phrase("hazard", "damp",
           "vocht | vochtig* | vochtplek* | vochtprobleem* | schimmel* | natte muur | natte muren | zwarte vlekken"
           " | vochtvlek* | opstijgend vocht | muur is nat | condens*",
           "humidite | humide* | moisissure* | moisi* | champignon* | taches noires | tache noire | salpetre"
           " | mur mouille | murs mouilles | condensation",
           "damp | mould* | mold* | moisture | black spots | condensation | wet wall"),
    phrase("hazard", "part_of_service", "te koud | wordt niet warm genoeg | slecht warm",
           "trop froid | fait froid | chauffe mal | pas assez chaud", "too cold | not warm enough", trade="heating"),
    phrase("hazard", "part_of_service", "water lauw | lauw water | warm water lauw | water wordt niet warm",
           "eau tiede | eau chaude tiede | eau devient tiede", "lukewarm | water not hot", trade="heating"),
    phrase("hazard", "part_of_service",
           "blijft lopen | blijft doorlopen | loopt constant door | waterdruk | weinig druk | geen druk",
           "chasse coule | chasse d eau coule | eau coule sans arret | coule sans arret | pression | pas de pression",
           "keeps running | water pressure | low pressure", trade="plumbing"),
    phrase("hazard", "part_of_service", "rioolgeur | rioolreuk | stinkt in | stank", "odeur d egout | odeurs d egout"
           " | mauvaise odeur | mauvaises odeurs | ca pue", "sewer smell | bad smell | smells bad | stench",
           trade="sanitation"),
    phrase("hazard", "part_of_service", "buitengesloten | kan niet binnen | geraak niet binnen | sleutel kwijt"
           " | sleutels kwijt | sleutels verloren | sleutel verloren",
           "enferme dehors | enfermee dehors | perdu mes cles | perdu ma cle | peux pas rentrer | clefs perdues",
           "locked out | lost my keys | lost my key", trade="locks_glass"),
    phrase("hazard", "routine", "muis | muizen | rat | ratten | kakkerlak* | bedwants* | wesp* | wespennest"
           " | ongedierte"
           " | mieren | duiven",
           "souris | rat | rats | cafard* | punaise* | guepe* | nid de guepes | blatte* | fourmis | pigeons"
           " | nuisibles",
           "mouse | mice | rat | rats | cockroach* | bedbug* | bed bugs | wasp* | ants | pigeons", trade="pest"),
    phrase("hazard", "with_other_work",
           "muur beschadigd | verf bladdert | verf komt los | schilderen | schilderwerk | behang | herschilderen",
           "mur abime | mur de cage abime | peinture s ecaille | peinture ecaille | peindre | repeindre | papier peint",
           "repaint | paint peeling | wallpaper | wall is damaged", trade="painting"),
    phrase("trade", "fire_safety", "brandblusser* | blusapparaat | noodverlichting | nooduitgang | brandhaspel",
           "extincteur* | eclairage de secours | sortie de secours | devidoir", "fire extinguisher* | emergency light*"
           " | emergency exit"),
]
# fmt: on
