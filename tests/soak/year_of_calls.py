"""What happens to a call over time, as requests to the public API: each act plans the next."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from fastapi.testclient import TestClient

from tests.soak.recount_calendar import BRUSSELS
from tests.support.moving_clock import MovingClock

_STORM_CALLERS = 40
#: Trade, weight, priorities that it comes with.
_TRADES: Sequence[tuple[str, int, Sequence[str]]] = (
    ("plumbing", 25, ("P1", "P2", "P3", "P3", "P4")), ("heating", 22, ("P1", "P2", "P2", "P3")),
    ("electricity", 14, ("P1", "P2", "P3", "P4")), ("sanitation", 10, ("P2", "P3", "P4")),
    ("locks_glass", 9, ("P2", "P3", "P4")), ("carpentry", 8, ("P3", "P4", "P5")), ("roof", 5, ("P3", "P4")),
    ("painting", 3, ("P4", "P5")), ("pest", 4, ("P3", "P4")),
)  # fmt: skip
_HOURS: dict[str, tuple[float, float]] = {
    "P1": (0.05, 3.0), "P2": (0.2, 20.0), "P3": (2.0, 130.0), "P4": (20.0, 600.0), "P5": (60.0, 1300.0),
}  # fmt: skip

#: What is done at a later instant.
Act = Callable[[], object]


@dataclass
class Desk:
    """Who calls the API, at which moment, and what waits to be done."""

    client: TestClient
    clock: MovingClock
    rng: Random
    places: Sequence[tuple[str, str]]
    refused: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    _later: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _number: int = 0

    def at(self, when: datetime, act: Act) -> None:
        self._number += 1
        heapq.heappush(self._later, (when, self._number, act))

    def after(self, hours: tuple[float, float], act: Act) -> None:
        self.at(self.clock.at + timedelta(hours=self.rng.uniform(*hours)), act)

    def run(self, until: datetime) -> None:
        """Everything in its order; what lies beyond the end stays undone, as in life."""
        while self._later and self._later[0][0] <= until:
            when, _, act = heapq.heappop(self._later)
            self.clock.at = max(self.clock.at, when)
            act()
        self.clock.at = until

    def post(self, path: str, what: str, **body: Any) -> dict[str, Any]:
        answer = self.client.post(f"/api/v1{path}", json=body)
        if answer.status_code >= 300:
            self.refused[f"{what} {answer.status_code} {answer.json().get('code')}"] += 1
            return {}
        self.done[what] += 1
        return dict(answer.json())

    def iso(self, hours: float) -> str:
        return (self.clock.at + timedelta(hours=hours)).isoformat()

    def chance(self, share: float) -> bool:
        return self.rng.random() < share


@dataclass
class Life:
    """One ticket, from its call to its end."""

    desk: Desk
    priority: str
    trade: str
    place: str
    zone: str
    ref: str = ""

    @property
    def pace(self) -> tuple[float, float]:
        return _HOURS[self.priority]

    def call(self) -> None:
        desk = self.desk
        paper = {"aware_at": desk.iso(-desk.rng.uniform(0.5, 9))} if desk.chance(0.04) else {}
        storm = desk.chance(0.002)
        made = desk.post(
            "/tickets", "call", title=f"{self.trade} {desk.rng.randrange(1000)}", location=self.place, trade=self.trade,
            priority=self.priority, priority_reason="said so on the phone", caller=_caller(desk.rng), **paper,
        )  # fmt: skip
        if not made:
            return
        self.ref = made["ref"]
        if storm:
            desk.done["storm"] += 1
            for _ in range(_STORM_CALLERS - 1):
                desk.after((0.01, 3.0), self._another_caller)
        desk.after((0.02, 0.6 if self.priority in ("P1", "P2") else 10.0), self._told)
        self._decide()

    def _another_caller(self) -> None:
        self.desk.post(f"/tickets/{self.ref}/callers", "caller", **_caller(self.desk.rng))

    def _told(self) -> None:
        self.desk.post(f"/tickets/{self.ref}/notes", "told", text="Told", informed="all")

    def _decide(self) -> None:
        desk, number = self.desk, self.desk.rng.random()
        if number < 0.05:
            desk.after(self.pace, self._cancel)
        elif number < 0.10:
            desk.after(self.pace, self._answer)
        elif number < 0.13:
            desk.after((0.1, 1.0), self._outage)
        else:
            if number < 0.17:
                desk.after((0.02, 1.0), self._retriage)
            desk.after((0.02, 0.4 if self.priority == "P1" else 5.0), self._send)

    def _cancel(self) -> None:
        reason = self.desk.rng.choice(("withdrawn", "not_ours", "error"))
        self.desk.post(f"/tickets/{self.ref}/cancel", "cancel", reason=reason)

    def _answer(self) -> None:
        self.desk.post(f"/tickets/{self.ref}/resolve", "answer", finding="answered", text="Explained")

    def _outage(self) -> None:
        desk = self.desk
        desk.post(
            f"/tickets/{self.ref}/pause",
            "outage",
            reason="network_operator",
            operator="Sibelga",
            until=desk.iso(24),
            text="Street is dark",
        )
        desk.after((1, 60), self._network_back)

    def _network_back(self) -> None:
        self.desk.post(f"/tickets/{self.ref}/resume", "resume")
        self.desk.post(f"/tickets/{self.ref}/resolve", "restored", finding="network_restored", text="Back")

    def _retriage(self) -> None:
        self.priority = self.desk.rng.choice(("P2", "P3", "P4"))
        self.desk.post(f"/tickets/{self.ref}/triage", "triage", priority=self.priority, reason="Seen by the caretaker")

    def _send(self, again: bool = False) -> None:
        desk = self.desk
        kind = "inspection" if not again and desk.chance(0.04) else "repair"
        team = f"{'works' if self.priority in ('P4', 'P5') else 'rapid'}-{self.zone}"
        made = desk.post(f"/tickets/{self.ref}/work-orders", "send", team=team, kind=kind, dispatch=True)
        if made:
            self._answer_of_team(Order(self, made["ref"], kind))

    def _answer_of_team(self, order: "Order") -> None:
        if self.desk.chance(0.04):
            self.desk.after((0.02, 1.0), order.refuse)
        else:
            self.desk.after((0.01, 0.3 if self.priority == "P1" else 6.0), order.accept)

    def ended(self) -> None:
        if self.desk.chance(0.05):
            self.desk.after((5, 160), self._reopen)

    def _reopen(self) -> None:
        if self.desk.post(f"/tickets/{self.ref}/reopen", "reopen", reason="It drips again"):
            self.desk.after((0.1, 8), lambda: self._send(again=True))


@dataclass
class Order:
    """One work order on its way."""

    life: Life
    ref: str
    kind: str
    attempts: int = 0

    def _step(self, step: str, **body: Any) -> dict[str, Any]:
        """The order as it is then; empty when it was refused."""
        return self.life.desk.post(f"/work-orders/{self.ref}/{step}", step, **body)

    def refuse(self) -> None:
        if self._step("refuse", text="No hands free"):
            self.life.desk.after((0.1, 2), lambda: self.life._send(again=True))

    def accept(self) -> None:
        if self._step("accept"):
            self.life.desk.after(self.life.pace, self._arrive)

    def _arrive(self) -> None:
        desk = self.life.desk
        if self.attempts < 2 and desk.chance(0.09):
            return self._closed_door()
        late = {"at": desk.iso(-desk.rng.uniform(0.01, 0.3))} if desk.chance(0.1) else {}
        if self._step("start", made_safe=desk.chance(0.5), **late):
            desk.after((0.2, 3), self._work)
        return None

    def _closed_door(self) -> None:
        self.attempts += 1
        desk = self.life.desk
        proof = {"proof": "Photo of the bell"} if desk.chance(0.7) else {}
        card = {"card": "In the letter box"} if desk.chance(0.6) else {}
        kind = "refused" if desk.chance(0.2) else "absent"
        if self._step("no-access", kind=kind, until=desk.iso(30), text="Rang twice", **proof, **card):
            desk.after((25, 90), self._go_again)

    def _go_again(self) -> None:
        if self._step("dispatch"):
            self.life.desk.after((0.1, 5), self._arrive)

    def _work(self) -> None:
        desk, number = self.life.desk, self.life.desk.rng.random()
        if number < 0.07:
            self._need_part()
        elif number < 0.12:
            self._follow_on()
        elif number < 0.14 and self.attempts == 0:
            self._closed_door()
        elif self.kind == "inspection":
            self._inspected()
        else:
            finding = desk.rng.choice(("repaired", "part_replaced", "cleaned", "nothing_found"))
            done = self._step("complete", finding=finding, text="Done")
            if done.get("ticket_status") == "resolved":
                self.life.ended()

    def _inspected(self) -> None:
        if self._step("follow-on", task="Repair what was seen"):
            self.life.desk.after((0.5, 20), lambda: self.life._send(again=True))

    def _need_part(self) -> None:
        desk = self.life.desk
        if self._step("need-part", until=desk.iso(72), text="Valve"):
            desk.after((20, 200), self._part_came)

    def _part_came(self) -> None:
        if self._step("part-arrived"):
            self.life.desk.after((0.5, 20), self._arrive)

    def _follow_on(self) -> None:
        desk = self.life.desk
        trade = {"trade": "painting"} if desk.chance(0.5) else {}
        team = f"works-{self.life.zone}"
        made = desk.post(f"/work-orders/{self.ref}/follow-on", "follow-on", task="Close the wall", team=team, **trade)
        child = _child(made, self.ref)
        if child:
            desk.after((0.5, 6), Order(self.life, child, "follow_on").accept)


def _child(made: dict[str, Any], mother: str) -> str:
    """The order that was made by the step: the answer may be it, or name it."""
    if made.get("ref") not in (None, mother):
        return str(made["ref"])
    child = made.get("child")
    return str(child["ref"] if isinstance(child, dict) else child or "")


def _caller(rng: Random) -> dict[str, str]:
    language = rng.choice(("nl", "fr"))
    return {
        "name": f"Caller {rng.randrange(100_000)}",
        "phone": f"+3225{rng.randrange(10**6):06d}",
        "language": language,
    }


def calls(rng: Random, tickets: int, start: datetime, span: timedelta) -> Iterator[datetime]:
    """Two of three come on a working day; the rest at night, in the weekend, on a holiday."""
    for _ in range(tickets):
        day = start + timedelta(seconds=rng.uniform(0, span.total_seconds()))
        if rng.random() < 0.66:
            day = day.astimezone(BRUSSELS).replace(hour=rng.randrange(8, 17)).astimezone(UTC)
        yield min(max(day, start), start + span)


def new_life(desk: Desk) -> Life:
    trade, _, priorities = desk.rng.choices(_TRADES, [weight for _, weight, _ in _TRADES])[0]
    place, zone = desk.rng.choice(desk.places)
    return Life(desk, desk.rng.choice(priorities), trade, place, zone)
