"""What an error page says for its status, and the way on from it: nobody is left before a wall."""

from dataclasses import dataclass
from urllib.parse import unquote

from ops.access.principal import ANONYMOUS, Principal
from ops.errors import N_
from ops.kit.locale import translate
from ops.web.labels import label
from ops.web.navigation import SECTIONS

_LONGEST_REF = 40
#: What a reader may have mistyped stands behind one of these.
_FILES = {"work-orders": "/my-work"}


@dataclass(frozen=True)
class WayOut:
    """`search` is what was looked for, None where a search would not help."""

    title: str
    advice: str
    href: str
    label: str
    search: str | None = None


def way_out(status: int, path: str, who: Principal, language: str) -> WayOut:
    href, name = _onward(path, who)
    onward = {"href": href, "label": translate(language, name)}
    if status == 404:
        title, advice = N_("Not found"), N_("Check the reference or the address, or search for it here.")
        searched = None if who is ANONYMOUS else _last_part(path)
        return WayOut(translate(language, title), translate(language, advice), search=searched, **onward)
    if status == 403 and who is not ANONYMOUS:
        role = ", ".join(label(language, "role", each) for each in who.roles)
        advice = N_("You are signed in as %(name)s, %(role)s. An administrator of Regie can give you the right.")
        told = translate(language, advice, name=who.name, role=role)
        return WayOut(translate(language, N_("This belongs to another role")), told, **onward)
    advice = N_("Go back and try again. If it keeps happening, tell the administrator the reference.")
    return WayOut(translate(language, N_("This did not work")), translate(language, advice), **onward)


def _onward(path: str, who: Principal) -> tuple[str, str]:
    """The list that the file would stand in, else the first page of the reader."""
    first = path.strip("/").partition("/")[0]
    wanted = _FILES.get(first, f"/{first}")
    entries = (entry for section in SECTIONS for entry in section.entries)
    found = (entry for entry in entries if entry.href == wanted and entry.href != path and who.may(entry.permission))
    listed = next(found, None) if who is not ANONYMOUS else None
    if listed:
        return listed.href, listed.label
    return ("/sign-in", N_("Sign in")) if who is ANONYMOUS else ("/", N_("To my first page"))


def _last_part(path: str) -> str:
    return unquote(path.rstrip("/").rpartition("/")[2])[:_LONGEST_REF]
