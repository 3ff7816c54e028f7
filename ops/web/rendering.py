"""From a template and its data to a page: language, theme, navigation, toasts."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from ops.access.guard import LANGUAGE_COOKIE
from ops.access.principal import ANONYMOUS, Principal
from ops.errors import RegieError
from ops.estate.wording import address_of, name_of, short_name_of
from ops.kit import locale
from ops.kit.http import language_of, now_of, reading_of, settings_of
from ops.kit.locale import Text
from ops.kit.typed import typed_of
from ops.people.rules import shown_phone
from ops.web.labels import label
from ops.web.navigation import navigation, works_in_the_field
from ops.web.way_out import way_out

log = structlog.get_logger("regie.web")
WEB_DIR = Path(__file__).parent
STATIC_DIR = WEB_DIR / "static"
TOAST_COOKIE = "regie_toast"
THEME_COOKIE = "regie_theme"
THEMES = ("auto", "light", "dark")
#: Each language in its own words, for whoever looks for his.
LANGUAGE_NAMES = (("nl", "Nederlands"), ("fr", "Français"), ("en", "English"))
_YEAR_S = 31_536_000
#: Keys of forms are UUIDs; a longer word was typed or pasted.
_LONGEST_CODE = 40


@lru_cache
def asset(path: str) -> str:
    """The address of a static file with the hash of its content: it may be cached for ever."""
    digest = hashlib.sha256((STATIC_DIR / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?v={digest}"


def new_key() -> str:
    """A fresh idempotency key for a form: a double click changes something once."""
    return str(uuid4())


def exact(language: str, zone: ZoneInfo, at: datetime | date) -> Markup:
    """A moment as people write it, with the exact one on hover."""
    if not isinstance(at, datetime):
        return Markup('<time translate="no" datetime="{}">{}</time>').format(
            at.isoformat(), locale.format_date(at, language)
        )
    return Markup('<time translate="no" datetime="{}" title="{}">{}</time>').format(
        at.isoformat(), locale.format_exact_instant(at, language, zone), locale.format_instant(at, language, zone)
    )


def worded(language: str, text: Text | Mapping[str, Any] | str | None) -> str:
    """The text of a Text, of its stored form, or of plain words."""
    if text is None or isinstance(text, str):
        return text or ""
    return (text if isinstance(text, Text) else Text.from_json(text)).render(language)


@lru_cache
def environment(language: str, timezone: str) -> Environment:
    """One environment a language: macros are compiled once and speak it without being handed a context."""
    env = Environment(
        loader=FileSystemLoader(WEB_DIR / "templates"),
        autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined, extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )  # fmt: skip
    zone = ZoneInfo(timezone)
    _install_words(env, language)
    env.globals.update(
        asset=asset, new_key=new_key, lang=language, languages=LANGUAGE_NAMES, label=partial(label, language)
    )
    env.globals["lang_url"] = _lang_url
    env.filters.update(
        instant=partial(exact, language, zone),
        clock_time=lambda at, seconds=False: locale.format_time(at, zone, seconds=seconds),
        duration=lambda span: locale.format_duration(span, language),
        figure=lambda value: locale.format_figure(value, language),
        number=lambda value, digits=0: locale.format_number(value, language, digits),
        eur=lambda cents: locale.format_eur(cents, language),
        day=lambda on: locale.format_date(on, language),
        language_name=lambda code: locale.format_language(code, language),
        worded=partial(worded, language),
        name=lambda thing: name_of(thing, language),
        address=lambda place: address_of(place, language),
        short_name=lambda place: short_name_of(place, language),
        phone=shown_phone,
        minutes=lambda n: locale.format_duration(timedelta(minutes=n), language),
    )
    return env


def _install_words(env: Environment, language: str) -> None:
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: locale.catalog(language).gettext(text),
        lambda one, many, n: locale.catalog(language).ngettext(one, many, n),
        newstyle=True,
    )


@pass_context
def _lang_url(context: Context, language: str) -> str:
    """This very page in another language."""
    request: Request = context["request"]
    params = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"{quote(request.url.path)}?{urlencode([*params, ('lang', language)])}"


def principal_of(request: Request) -> Principal:
    return getattr(request.state, "principal", ANONYMOUS)


def _me(request: Request, language: str) -> dict[str, Any] | None:
    principal = principal_of(request)
    if principal is ANONYMOUS:
        return None
    initials = "".join(part[0] for part in principal.name.split()[:2]).upper()
    role = label(language, "role", principal.roles[0]) if principal.roles else ""
    return {"id": principal.id, "name": principal.name, "initials": initials or "?", "role_label": role}


def _toasts(request: Request) -> list[dict[str, Any]]:
    """What the page before wanted to say; a cookie that we did not write says nothing."""
    try:
        toast = json.loads(bytes.fromhex(request.cookies.get(TOAST_COOKIE, "")))
    except ValueError:
        return []
    if not isinstance(toast, dict) or not isinstance(toast.get("text"), str):
        return []
    undo = toast.get("undo_href")
    local = isinstance(undo, str) and undo.startswith("/") and not undo.startswith("//")
    return [{"text": toast["text"], "undo_href": undo if local else None, "icon": "check"}]


def _column(request: Request, principal: Principal, language: str) -> Sequence[Any]:
    """The left column; nothing when its counts can't be had: the page itself is worth more than they."""
    try:
        with reading_of(request) as session:
            off, counted = request.state.sectors_off, getattr(request.state, "counted", {})
            return navigation(session, principal, request.url.path, language, now_of(request), off=off, counted=counted)
    except SQLAlchemyError as error:
        log.warning("no_column", error=type(error).__name__)
        return ()


def _frame(request: Request, language: str, *, with_column: bool) -> dict[str, Any]:
    """What the shell around a page needs."""
    principal = principal_of(request)
    nav = _column(request, principal, language) if with_column and principal is not ANONYMOUS else ()
    theme = request.cookies.get(THEME_COOKIE, "auto")
    return {
        "nav": nav, "me": _me(request, language), "toasts": _toasts(request), "field": works_in_the_field(principal),
        "theme": theme if theme in THEMES else "auto",
    }  # fmt: skip


def render(
    request: Request, template: str, /, *, status: int = 200, fragment: bool = False, **context: Any
) -> HTMLResponse:
    """A page in the shell, or only a fragment of one for a live update (then without the shell's data).

    A fragment is answered with an ETag of its content, or 304 when the browser has it.
    """
    language = language_of(request)
    principal = principal_of(request)
    # A fault of ours may be one of the database: its page asks nothing of it.
    frame = {} if fragment else _frame(request, language, with_column=status < 500)
    shared = {"request": request, "can": principal.may, "principal": principal, "now": now_of(request), "keys": ()}
    page = environment(language, settings_of(request).timezone).get_template(template)
    body = page.render({**shared, **frame, **context})
    if fragment:
        return _unchanged_or(request, body)
    response = HTMLResponse(body, status, {"Cache-Control": "no-store"})
    if request.query_params.get("lang") == language:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR_S, samesite="lax")
    if frame.get("toasts"):
        response.delete_cookie(TOAST_COOKIE)
    return response


def _unchanged_or(request: Request, body: str) -> HTMLResponse:
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:20]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == etag:
        return HTMLResponse("", 304, headers)
    return HTMLResponse(body, 200, headers)


def redirect(request: Request, url: str, *, toast: Text | None = None, undo_url: str | None = None) -> RedirectResponse:
    """Goes on to a page after a change; the toast says what happened, for 10 s with an undo where there is one."""
    response = RedirectResponse(url, 303)
    if toast is not None:
        words = json.dumps({"text": toast.render(language_of(request)), "undo_href": undo_url})
        response.set_cookie(TOAST_COOKIE, words.encode().hex(), max_age=30, httponly=True, samesite="lax")
    return response


def error_page(request: Request, error: RegieError) -> Response:
    """What happened, what is safe, what to do, a reference for whoever is asked, and what was typed."""
    if error.status == 401 and request.method == "GET":
        return RedirectResponse(f"/sign-in?{urlencode({'next': _here(request)})}", 303)
    language = language_of(request)
    only_asked = request.method == "GET" and error.status < 500
    return render(
        request, "error.html", status=error.status,
        happened=locale.translate(language, error.text, **error.params),
        reference="" if only_asked else getattr(request.state, "request_id", ""),
        only_asked=only_asked, out=way_out(error.status, request.url.path, principal_of(request), language),
        again=_here(request), signed_out=error.status == 401,
        typed=[{"name": name, "value": value, "prose": _is_prose(value)} for name, value in typed_of(request)],
    )  # fmt: skip


def _is_prose(value: str) -> bool:
    """Words of a person, to be read and mended; what is a code or a key is only sent along."""
    return len(value) > _LONGEST_CODE or len(value.split()) > 1


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
