"""Synthetic persons: invented names of the kinds that live in Brussels, phone numbers that nobody has."""

from datetime import date, datetime, timedelta
from random import Random

from ops.people.models import Person
from ops.people.rules import person_search_text

#: (languages of our messages, first names, family names), by how often they come.
_ORIGINS: tuple[tuple[int, tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        30,
        ("nl", "nl", "nl", "fr"),
        ("An", "Bart", "Dirk", "Els", "Greet", "Hilde", "Jan", "Karel", "Lies", "Marleen", "Nele", "Pieter", "Rita",
         "Stefaan", "Tine", "Wim", "Godelieve", "Jozef", "Magda", "Rik"),
        ("Aerts", "Baeten", "Claes", "De Backer", "De Smet", "Goossens", "Hermans", "Janssens", "Lemmens", "Maes",
         "Mertens", "Peeters", "Segers", "Thijs", "Van Damme", "Van den Broeck", "Vermeulen", "Wouters", "Willems"),
    ),
    (
        34,
        ("fr",),
        ("Agnès", "Bernard", "Cécile", "Denis", "Élise", "François", "Ghislaine", "Hélène", "Isabelle", "Jacques",
         "Lucie", "Michel", "Nathalie", "Olivier", "Pascale", "René", "Sylvie", "Thierry", "Véronique", "Yves"),
        ("André", "Bodart", "Collard", "Delvaux", "Dubois", "Fontaine", "Gérard", "Hubert", "Lambert", "Leclercq",
         "Marchal", "Noël", "Piron", "Renard", "Servais", "Thiry", "Urbain", "Wauters", "Simonet", "Mathieu"),
    ),
    (
        18,
        ("fr", "fr", "nl"),
        ("Amina", "Bilal", "Fatima", "Hassan", "Imane", "Karim", "Latifa", "Mehdi", "Nadia", "Omar", "Rachida", "Said",
         "Samira", "Youssef", "Zineb"),
        ("Alaoui", "Amrani", "Benali", "Bouazza", "Chaoui", "El Idrissi", "Haddad", "Kaddouri", "Lahlou", "Mansouri",
         "Naciri", "Ouali", "Saïdi", "Tahiri", "Ziani"),
    ),
    (
        7,
        ("fr", "nl"),
        ("Ayşe", "Burak", "Deniz", "Elif", "Fatma", "Hakan", "Kemal", "Leyla", "Mehmet", "Zeynep"),
        ("Aydın", "Çelik", "Demir", "Kaya", "Koç", "Öztürk", "Özdemir", "Şahin", "Yıldız", "Yılmaz"),
    ),
    (
        7,
        ("fr",),
        ("Chantal", "Dieudonné", "Esther", "Gloire", "Honoré", "Joséphine", "Patience", "Prosper", "Ruth", "Trésor"),
        ("Ilunga", "Kabongo", "Kalala", "Lukusa", "Mbala", "Mukendi", "Ngoy", "Nsimba", "Okafor", "Tshibangu"),
    ),
    (
        4,
        ("en", "fr"),
        ("Ana", "Bogdan", "Joana", "Katarzyna", "Luis", "Marek", "Mihaela", "Paulo", "Rui", "Svetlana"),
        ("Adeyemi", "Costa", "Ferreira", "Ionescu", "Kowalska", "Nowak", "Pereira", "Popa", "Santos", "Wójcik"),
    ),
)  # fmt: skip
_INTERPRETERS = ("ar", "tr", "ro", "pl", "fa", "ti", "so", "uk")
_CAUTIONS = (
    "Ga met twee op bezoek.",
    "Chien dans l'appartement : téléphoner avant de monter.",
    "Spreek af per telefoon, doet niet open voor onbekenden.",
    "Respirateur dans la chambre : ne jamais couper le courant sans prévenir.",
    "Slechthorend: luid aanbellen en wachten.",
)


class PersonMaker:
    """Makes persons with ids from 1 on; each phone number is given once."""

    def __init__(self, rng: Random, now: datetime, today: date) -> None:
        self._rng = rng
        self._now = now
        self._today = today
        self.made: list[Person] = []

    def make(self) -> Person:
        number = len(self.made) + 1
        languages, given, family = self._origin()
        code = f"P-{number:05d}"
        given_name, family_name = self._rng.choice(given), self._rng.choice(family)
        phone = f"+3240{number % 1_000_000:07d}"
        person = Person(
            id=number,
            code=code,
            given_name=given_name,
            family_name=family_name,
            language=self._rng.choice(languages),
            phone=phone if self._rng.random() < 0.94 else None,
            email=f"p{number:05d}@bewoner.example" if self._rng.random() < 0.4 else None,
            interpreter_language=self._rng.choice(_INTERPRETERS) if self._rng.random() < 0.05 else None,
            created_at=self._now - timedelta(days=self._rng.randrange(30, 2000)),
            search_text=person_search_text(code, given_name, family_name, phone),
        )
        self._maybe_caution(person)
        self.made.append(person)
        return person

    def _origin(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        weights = [origin[0] for origin in _ORIGINS]
        return self._rng.choices(_ORIGINS, weights)[0][1:]

    def _maybe_caution(self, person: Person) -> None:
        """One in 150, a third of them already expired."""
        if self._rng.random() < 1 / 150:
            person.caution_note = self._rng.choice(_CAUTIONS)
            person.caution_author = "Ilse Claes"
            person.caution_until = self._today + timedelta(days=self._rng.randrange(-90, 180))
