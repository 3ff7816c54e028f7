"""The queue, the search and the suggestion in a house of ten years, for twenty people who ask once a second."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import quote

from ops.access.guard import SESSION_COOKIE
from ops.db import Database
from tests.bench import crowd
from tests.bench.asking import LASTS_S, USERS, Answers, Ask, Server, ask_all, p95
from tests.bench.harness import Measurement
from tests.support.world import grant, live_user

TARGET_MS = 100.0
#: Before the minute that counts: plans, caches and connections are warm in a house that is at work.
_WARM_UP_S = 15


@dataclass(frozen=True)
class Scene:
    """What is asked, and under which routes the server notes it."""

    next_ask: Callable[[Random], Ask]
    routes: Sequence[str]


def queue_p95(url: str, folder: Path) -> Measurement:
    return _measure(url, folder, QUEUE)


def search_p95(url: str, folder: Path) -> Measurement:
    return _measure(url, folder, SEARCH)


def suggest_p95(url: str, folder: Path) -> Measurement:
    return _measure(url, folder, SUGGEST)


def _measure(url: str, folder: Path, scene: Scene) -> Measurement:
    answers = ask(url, folder, scene)
    peer = {"served_p95_ms": p95(answers.served_ms), "served_median_ms": median(answers.served_ms)}
    return Measurement(answers.p95_ms, "ms", TARGET_MS, at_least=False, peer=peer)


def ask(url: str, folder: Path, scene: Scene, lasts_s: float = LASTS_S) -> Answers:
    """What twenty dispatchers wait for in a filled database."""
    headers = _sign_in(url, folder)
    with Server(url, folder).running() as server:
        ask_all(server, headers, scene.next_ask, _WARM_UP_S)
        waited = ask_all(server, headers, scene.next_ask, lasts_s)
        return Answers(waited, server.served_ms(scene.routes, len(waited)))


def _sign_in(url: str, folder: Path) -> list[Mapping[str, str]]:
    """As many dispatchers as ask, half of them in French."""
    settings = crowd.settings_for(url, folder)
    database = Database(settings.sqlalchemy_url).under(settings.hash_key)
    now = datetime.now(UTC)
    with database.unit_of_work() as session:
        secrets = [live_user(session, [grant("dispatcher")], ("nl", "fr")[n % 2], now) for n in range(USERS)]
    database.dispose()
    return [{"Cookie": f"{SESSION_COOKIE}={secret}", "Sec-Fetch-Site": "same-origin"} for secret in secrets]


_VIEWS = ("week", "week", "week", "overdue", "without_team", "waiting", "all")
_NARROWED = ("", "", "", "&trade=plumbing", "&priority=P2", "&trade=heating&priority=P3", "&team=rapid-north")


def _look_at_queue(rng: Random) -> Ask:
    """One in five opens the page; an open one renews its rows, and at each third beat who is on call (queue.html)."""
    asked = f"/queue?view={rng.choice(_VIEWS)}{rng.choice(_NARROWED)}"
    if rng.random() < 0.2:
        return Ask(asked)
    return Ask("/queue?fragment=on-call" if rng.random() < 0.25 else f"{asked}&fragment=rows")


_NAMES = ("Haddad", "Peeters", "El Amrani", "Dubois", "Nguyen", "Janssens", "Diallo", "Yilmaz", "Lambert", "amina")
_PLACES = ("Hoogstraat 12", "rue haute", "Blaesstraat 83", "R-042", "borgval 4/18c", "heizel 112", "Laken", "1000")
_DEFECTS = ("lek", "fuite", "geen verwarming", "toilet verstopt", "pas d'eau", "lift", "slot", "lek blaesstraat 4c")


def _search(rng: Random) -> Ask:
    """What people type into the one search: names, places, defects, references, numbers, and words that nothing has."""
    number = f"{rng.randint(1, 1_000_000):07d}"
    phone = f"04{rng.randint(70, 99)}{rng.randint(0, 999_999):06d}"
    chosen = rng.choice((_NAMES, _PLACES, _DEFECTS, (number,), (number[:4],), (phone,), ("xylofoon kapot",)))
    typed = quote(rng.choice(chosen))
    return Ask(f"/search?q={typed}" if rng.random() < 0.3 else f"/search?fragment=hits&q={typed}")


_CALLS = (
    "Er loopt water door het plafond van de badkamer, mijn baby van 8 maanden slaapt daar",
    "Geen verwarming sinds gisteren en mijn moeder heeft zuurstof",
    "Il y a une fuite sous l'évier de la cuisine", "L'ascenseur est bloqué avec quelqu'un dedans",
    "De deur van de inkom gaat niet meer op slot", "ça sent le gaz dans la cage d'escalier",
    "toilet verstopt, het enige", "Plus d'électricité dans tout l'immeuble depuis ce matin",
)  # fmt: skip
_AT = ("R-042", "R-017", "R-054-4C", "R-080-18C", "HEIZEL-112", "ADM-01", "R-008-KEL", "")


def _take_call(rng: Random) -> Ask:
    """A sentence as far as it is typed, with the place as soon as it is known."""
    call = rng.choice(_CALLS)
    body: dict[str, object] = {"text": call[: rng.randint(len(call) // 3, len(call))]}
    if place := rng.choice(_AT):
        body["location"] = place
    return Ask("/api/v1/tickets/suggest", body)


QUEUE = Scene(_look_at_queue, ("/queue",))
SEARCH = Scene(_search, ("/search",))
SUGGEST = Scene(_take_call, ("/api/v1/tickets/suggest",))
