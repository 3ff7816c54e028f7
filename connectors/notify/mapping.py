"""Between our messages and apprise's words: URL templates in, verdicts out. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from ops.kit.delivery import Outcome, Verdict

CHANNELS = ("mail", "sms")
_PLACE = "{to}"


class BadTemplate(ValueError):
    """A URL template that can't be used; its text never holds the URL."""


@dataclass(frozen=True)
class Provider:
    """One way to send over a channel; the template holds secrets and is never shown."""

    channel: str
    template: str

    def __repr__(self) -> str:
        return f"Provider(channel={self.channel!r}, kind={self.kind!r})"

    @property
    def kind(self) -> str:
        """What apprise calls the service ("mailto", "twilio"): safe to show."""
        return self.template.partition("://")[0]

    def url_for(self, to: str) -> str:
        """The template with the address, escaped: an address can't add options to the URL."""
        return self.template.replace(_PLACE, quote(to, safe="@"))


def read_templates(urls: Iterable[str]) -> tuple[Provider, ...]:
    """`mail=URL` or `sms=URL`, in order of preference. Raises BadTemplate, which names the place in the list."""
    return tuple(_read(number, url) for number, url in enumerate(urls, start=1))


def _read(number: int, url: str) -> Provider:
    channel, _, template = url.partition("=")
    if channel not in CHANNELS:
        raise BadTemplate(f"REGIE_NOTIFY_URLS, entry {number}: begin it with mail= or sms=")
    if "://" not in template:
        raise BadTemplate(f"REGIE_NOTIFY_URLS, entry {number}: this is not an apprise URL")
    if _PLACE not in template:
        raise BadTemplate(f"REGIE_NOTIFY_URLS, entry {number}: {_PLACE} is missing, the place of the address")
    return Provider(channel, template)


@dataclass(frozen=True)
class Report:
    """What apprise said about one attempt: its result and the lines it logged meanwhile."""

    accepted: bool
    gave_up_waiting: bool
    lines: Sequence[str]


_HTTP_STATUS = re.compile(r"\berror=(\d{3})\b")
_SMTP_REFUSED = re.compile(r"was refused: (\d{3})\b")
_SMTP_CODE = re.compile(r"^Socket Exception: (?:\{.*?: )?\((\d{3}), ")
#: The words of urllib3 and of the resolver when nothing was sent yet.
_NOT_REACHED = (
    "NewConnectionError",
    "ConnectTimeoutError",
    "NameResolutionError",
    "Connection refused",
    "SSLError",
    "ProxyError",
)
#: Apprise's mail plugin says this only before it hands over the message.
_MAIL_NOT_REACHED = "Connection error while submitting email"

#: Statuses after which the same request may well succeed.
_HTTP_FOR_NOW = frozenset({408, 409, 423, 425, 429})
#: Credentials and quotas that a person must mend: the address is not to blame, so it is tried again.
_HTTP_OUR_FAULT = frozenset({401, 402, 403, 407})
#: A gateway that lost the answer: the provider behind it may have taken the message.
_HTTP_NO_ANSWER = frozenset({504})


def verdict_of(report: Report) -> Verdict:
    """Refused only where the provider's answer, or a connection that never stood, proves it; else unknown."""
    if report.accepted:
        return Verdict(Outcome.ACCEPTED)
    for line in report.lines:
        if found := _HTTP_STATUS.search(line):
            return _http_verdict(int(found[1]))
        if found := _SMTP_REFUSED.search(line) or _SMTP_CODE.search(line):
            return _smtp_verdict(int(found[1]))
    if any(word in line for line in report.lines for word in (*_NOT_REACHED, _MAIL_NOT_REACHED)):
        return Verdict(Outcome.REFUSED_FOR_NOW, "not_reached")
    return Verdict(Outcome.UNKNOWN, "no_answer")


def _http_verdict(status: int) -> Verdict:
    code = f"http_{status}"
    if status in _HTTP_NO_ANSWER:
        return Verdict(Outcome.UNKNOWN, code)
    # A redirect is our fault too: a provider that moved, or a proxy that wants somebody to sign in.
    for_now = status < 400 or status >= 500 or status in _HTTP_FOR_NOW | _HTTP_OUR_FAULT
    return Verdict(Outcome.REFUSED_FOR_NOW if for_now else Outcome.REFUSED_FOR_GOOD, code)


def _smtp_verdict(code: int) -> Verdict:
    """RFC 5321: 4xx is for now, 5xx for good; 530-538 speak of our login, not of the address."""
    for_now = code < 500 or 530 <= code <= 538
    return Verdict(Outcome.REFUSED_FOR_NOW if for_now else Outcome.REFUSED_FOR_GOOD, f"smtp_{code}")
