"""Sends over apprise; what apprise logs is read for its meaning and never written anywhere, for it holds secrets."""

import logging
from typing import Any

import apprise

from connectors.notify.mapping import Provider, Report, read_templates, verdict_of
from ops.config import Settings
from ops.kit.delivery import Outcome, Verdict

_NO_PROVIDER = Verdict(Outcome.REFUSED_FOR_GOOD, "no_provider")
_BAD_ADDRESS = Verdict(Outcome.REFUSED_FOR_GOOD, "bad_address")


class NotifyClient:
    """A Sender over the providers of REGIE_NOTIFY_URLS."""

    def __init__(
        self, providers: tuple[Provider, ...], *, connect_timeout_s: float = 5.0, read_timeout_s: float = 10.0
    ) -> None:
        self._providers = providers
        self._connect_timeout_s = connect_timeout_s
        self._read_timeout_s = read_timeout_s
        self._whole_s = 2 * (connect_timeout_s + read_timeout_s)
        # A redirect is refused: the page behind it would answer 200, and a message that nobody took count as sent.
        self._asset = apprise.AppriseAsset(
            app_id="Regie",
            app_desc="Regie",
            async_mode=False,
            secure_logging=True,
            plugin_paths=[],
            http_redirects=False,
        )
        _keep_apprise_quiet()

    @classmethod
    def from_settings(cls, settings: Settings) -> "NotifyClient":
        """Raises BadTemplate."""
        return cls(read_templates(url.get_secret_value() for url in settings.notify_urls))

    @property
    def channels(self) -> frozenset[str]:
        return frozenset(provider.channel for provider in self._providers)

    def send(self, channel: str, to: str, subject: str, body: str) -> Verdict:
        """Tries the providers of the channel in order; a later one only when the earlier surely did not take it.

        Refused for good only when each of them says so: one that is away may still take it later.
        """
        verdict = _NO_PROVIDER
        for provider in self._providers:
            if provider.channel != channel:
                continue
            tried = self._send_by(provider, to, subject, body)
            if tried.outcome in (Outcome.ACCEPTED, Outcome.UNKNOWN):
                return tried
            if verdict.outcome is not Outcome.REFUSED_FOR_NOW:
                verdict = tried
        return verdict

    def _send_by(self, provider: Provider, to: str, subject: str, body: str) -> Verdict:
        service = apprise.Apprise.instantiate(provider.url_for(to), asset=self._asset, suppress_exceptions=True)
        if service is None:
            return _BAD_ADDRESS
        service.socket_connect_timeout = self._connect_timeout_s
        service.socket_read_timeout = self._read_timeout_s
        courier = apprise.Apprise(services=service, asset=self._asset)
        # The timeouts above begin anew with each byte: one that sends them singly would keep the next page waiting.
        with courier.notify(
            body, title=subject, body_format="text", log_level=logging.DEBUG, timeout=self._whole_s
        ) as result:
            return verdict_of(_report(result))


def _report(result: Any) -> Report:
    status = apprise.AppriseResultStatus
    lines = [entry.message for service in result for entry in service.logs()]
    return Report(result.status == status.SUCCESS, result.status == status.TIMEOUT, lines)


def _keep_apprise_quiet() -> None:
    """Its debug lines are what we judge by, and name hosts, addresses, sometimes whole URLs: no handler sees them."""
    logger = logging.getLogger("apprise")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    # The transport below it writes the path of each request at debug level; some services carry a token there.
    logging.getLogger("urllib3").setLevel(logging.WARNING)
