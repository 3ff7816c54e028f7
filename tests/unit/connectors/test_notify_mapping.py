import pytest

from connectors.notify.mapping import BadTemplate, Provider, Report, read_templates, verdict_of
from ops.kit.delivery import Outcome, Verdict

NEVER_SENT = "Max retries exceeded with url: / (Caused by NewConnectionError('Failed to establish'))"


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (["Failed to send JSON POST notification: Bad Request, error=400."], ("refused_for_good", "http_400")),
        (["Failed to send JSON POST notification: error=503."], ("refused_for_now", "http_503")),
        (["Failed to send X: Too Many, error=429."], ("refused_for_now", "http_429")),
        (["Failed to send X: Unauthorized, error=401."], ("refused_for_now", "http_401")),
        (["Failed to send X: error=504."], ("unknown", "http_504")),
        (["A Connection error occurred", f"Socket Exception: {NEVER_SENT}"], ("refused_for_now", "not_reached")),
        (["A Connection error occurred", "Socket Exception: Read timed out."], ("unknown", "no_answer")),
        (["Socket Exception: ('Connection aborted.', RemoteDisconnected('x'))"], ("unknown", "no_answer")),
        (["SMTP recipient a@b.be was refused: 550 b'no such user'"], ("refused_for_good", "smtp_550")),
        (["Socket Exception: {'a@b.be': (451, b'greylisted')}", "Sending failed"], ("refused_for_now", "smtp_451")),
        (["Socket Exception: (552, b'too big')"], ("refused_for_good", "smtp_552")),
        (["Socket Exception: (535, b'bad login')"], ("refused_for_now", "smtp_535")),
        (['Connection error while submitting email to "mail.example"'], ("refused_for_now", "not_reached")),
        (["Socket Exception: Connection unexpectedly closed"], ("unknown", "no_answer")),
        ([], ("unknown", "no_answer")),
    ],
    ids=[
        "a request that is wrong",
        "a provider in trouble",
        "a provider that is asked too often",
        "our key is wrong: a person mends it, the address is not to blame",
        "a gateway that lost the answer",
        "a connection that never stood",
        "no answer in time",
        "the line was cut",
        "no such mailbox",
        "greylisting",
        "a message that is too large",
        "our mail login is wrong",
        "the mail server is away",
        "the mail server hung up in the middle",
        "nothing was said",
    ],
)
def test_what_apprise_said_means(lines: list[str], verdict: tuple[str, str]) -> None:
    assert verdict_of(Report(False, False, lines)) == Verdict(Outcome(verdict[0]), verdict[1])


def test_an_accepted_message_is_accepted() -> None:
    assert verdict_of(Report(True, False, ["error=500 in an earlier try"])).outcome is Outcome.ACCEPTED


def test_an_address_can_add_nothing_to_the_url() -> None:
    provider = Provider("sms", "twilio://sid:token@+32/{to}")
    assert provider.url_for("+32475/../?x=1&y") == "twilio://sid:token@+32/%2B32475%2F..%2F%3Fx%3D1%26y"


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("mailto://me:hidden@example.org?to={to}", "begin it with"),
        ("fax=tel://hidden/{to}", "begin it with"),
        ("mail=hidden-without-scheme{to}", "not an apprise URL"),
        ("mail=mailto://me:hidden@example.org", "is missing"),
    ],
    ids=["no channel", "unknown channel", "no URL", "no place for the address"],
)
def test_a_wrong_template_is_named_by_its_place_and_never_shown(url: str, what: str) -> None:
    with pytest.raises(BadTemplate, match=what) as caught:
        read_templates(["mail=json://ok/{to}", url])
    assert "entry 2" in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_a_provider_shows_its_kind_only() -> None:
    (provider,) = read_templates(["sms=twilio://sid:hidden@+32/{to}"])
    assert "hidden" not in repr(provider)
    assert provider.kind == "twilio"
