"""The same contract for the provider in memory and for apprise's json:// against the provider on a socket."""

import io
import logging
import socket
from collections.abc import Iterator

import pytest

from connectors.notify.client import NotifyClient
from connectors.notify.fake import FakeProvider, FakeSender, Fault, Mailbox, Received
from connectors.notify.mapping import read_templates
from ops.kit.delivery import Outcome, Sender

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
BODY = f"Fuite d'eau à l'étage.\nAppelez le 02 000 00 00.\n\n[{ID}]"


@pytest.fixture(params=["in memory", "apprise over http"])
def provider(request: pytest.FixtureRequest) -> Iterator[tuple[Sender, Mailbox]]:
    if request.param == "in memory":
        sender = FakeSender()
        yield sender, sender.mailbox
        return
    with FakeProvider() as fake:
        yield NotifyClient(read_templates(fake.notify_urls), connect_timeout_s=0.5, read_timeout_s=2.0), fake.mailbox


def test_it_carries_the_whole_text_to_the_address(provider: tuple[Sender, Mailbox]) -> None:
    sender, mailbox = provider
    assert sender.send("sms", "+32475123456", "Oproep: lek", BODY).outcome is Outcome.ACCEPTED
    assert mailbox.received == [Received("sms", "+32475123456", "Oproep: lek", BODY)]
    assert mailbox.count_by_id == {ID: 1}


@pytest.mark.parametrize(
    ("fault", "outcome", "arrived"),
    [
        (Fault.REFUSE, Outcome.REFUSED_FOR_GOOD, 0),
        (Fault.ERROR_500, Outcome.REFUSED_FOR_NOW, 0),
        (Fault.TIMEOUT_AFTER_ACCEPT, Outcome.UNKNOWN, 1),
        (Fault.DROP_BEFORE_ACCEPT, Outcome.UNKNOWN, 0),
        (Fault.DROP_AFTER_ACCEPT, Outcome.UNKNOWN, 1),
        # Followed, the redirect would lead to a page that answers 200: a message that nobody took would count as sent.
        (Fault.REDIRECT, Outcome.REFUSED_FOR_NOW, 0),
        # Each byte would begin the wait for an answer anew, and keep the next page waiting.
        (Fault.DRIP_AFTER_ACCEPT, Outcome.UNKNOWN, 1),
    ],
    ids=lambda each: each.value if isinstance(each, Fault) else "",
)
def test_a_fault_gives_its_outcome(
    provider: tuple[Sender, Mailbox], fault: Fault, outcome: Outcome, arrived: int
) -> None:
    sender, mailbox = provider
    mailbox.fail_next(fault)
    assert sender.send("mail", "an@example.org", "s", BODY).outcome is outcome
    assert mailbox.count_by_id[ID] == arrived
    assert sender.send("mail", "an@example.org", "s", BODY).outcome is Outcome.ACCEPTED


def test_a_channel_without_a_provider_is_refused_for_good(provider: tuple[Sender, Mailbox]) -> None:
    sender, _ = provider
    verdict = sender.send("pigeon", "roof", "s", BODY)
    assert (verdict.outcome, verdict.error) == (Outcome.REFUSED_FOR_GOOD, "no_provider")


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_second_provider_of_a_channel_is_used_when_the_first_is_away(closed_port: int) -> None:
    with FakeProvider() as fake:
        urls = [f"mail=json://127.0.0.1:{closed_port}/mail/{{to}}", *fake.notify_urls]
        assert NotifyClient(read_templates(urls)).send("mail", "an@example.org", "s", BODY).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    ("fault", "first_took", "second_took"),
    [
        (Fault.REFUSE, 0, 1),
        (Fault.ERROR_500, 0, 1),
        (Fault.REDIRECT, 0, 1),
        (Fault.DROP_AFTER_ACCEPT, 1, 0),
        (Fault.DROP_BEFORE_ACCEPT, 0, 0),
    ],
    ids=lambda each: each.value if isinstance(each, Fault) else "",
)
def test_a_page_falls_to_the_second_provider_at_once_unless_the_first_may_have_taken_it(
    fault: Fault, first_took: int, second_took: int
) -> None:
    with FakeProvider() as first, FakeProvider() as second:
        first.mailbox.fail_next(fault)
        client = NotifyClient(
            read_templates([*first.notify_urls, *second.notify_urls]), connect_timeout_s=0.5, read_timeout_s=2.0
        )
        client.send("sms", "+32475123456", "P1: gas", BODY)
        assert (first.mailbox.count_by_id[ID], second.mailbox.count_by_id[ID]) == (first_took, second_took)


@pytest.mark.parametrize("faults", [(Fault.ERROR_500, Fault.REFUSE), (Fault.REFUSE, Fault.ERROR_500)])
def test_a_channel_is_refused_for_good_only_when_every_provider_of_it_says_so(faults: tuple[Fault, Fault]) -> None:
    with FakeProvider() as first, FakeProvider() as second:
        first.mailbox.fail_next(faults[0])
        second.mailbox.fail_next(faults[1])
        client = NotifyClient(read_templates([*first.notify_urls, *second.notify_urls]))
        assert client.send("sms", "+32475123456", "P1: gas", BODY).outcome is Outcome.REFUSED_FOR_NOW


def test_a_provider_that_is_away_never_took_the_message(closed_port: int) -> None:
    for url in (
        f"mail=json://127.0.0.1:{closed_port}/{{to}}",
        f"mail=mailto://u:p@127.0.0.1:{closed_port}?from=regie@example.org&to={{to}}",
    ):
        verdict = NotifyClient(read_templates([url])).send("mail", "an@example.org", "s", BODY)
        assert (verdict.outcome, verdict.error) == (Outcome.REFUSED_FOR_NOW, "not_reached")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that reaches our handler when the log level is as low as it can be."""
    text, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(text), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.setLevel(level)
    root.removeHandler(handler)


def test_no_log_of_any_level_shows_a_secret_or_an_address(closed_port: int, log: io.StringIO) -> None:
    with FakeProvider() as fake:
        fake.mailbox.fail_next(Fault.ERROR_500)
        urls = [
            f"mail=json://user:sesame@127.0.0.1:{fake.port}/mail/{{to}}?+X-Key=opensesame",
            f"mail=json://user:sesame@127.0.0.1:{closed_port}/mail/{{to}}",
        ]
        client = NotifyClient(read_templates(urls))
        client.send("mail", "an@example.org", "s", BODY)
        client.send("mail", "an@example.org", "s", BODY)
    assert "sesame" not in log.getvalue()
    assert "an@example.org" not in log.getvalue()
