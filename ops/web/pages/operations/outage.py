"""The last outage sheet, its age, and the way to paper."""

import hashlib
import re
from base64 import b64encode

from fastapi import Request
from fastapi.responses import Response

from ops.access import audit
from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import NotAllowed, NotFound
from ops.kit.http import DbSession, Now, SettingsDep
from ops.repairs.outage_files import FOLDER, kept
from ops.web.reader import reader_of
from ops.web.rendering import render

router = PageRouter()
_SHOWN = 12
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def may_see(who: Principal) -> bool:
    """It names callers of the whole house: only for who may know them all."""
    scopes = who.places("persons.read")
    return who.may("tickets.triage") and scopes.everything


def _check(who: Principal) -> None:
    if not may_see(who):
        raise NotAllowed()


@router.get("/outage-sheet", permission="tickets.triage")
def show_outage_sheet(request: Request, who: CurrentPrincipal, now: Now, settings: SettingsDep) -> Response:
    _check(who)
    sheets = kept(settings)
    newest = sheets[0] if sheets else None
    return render(
        request,
        "outage/page.html",
        newest=newest,
        age=reader_of(request).span(now - newest.written_at) if newest else "",
        is_stale=newest.is_stale(now) if newest else True,
        sheets=sheets[:_SHOWN],
        folder=str((settings.data_dir / FOLDER).resolve()),
    )


@router.get("/outage-sheet/newest", permission="tickets.triage")
def read_outage_sheet(session: DbSession, who: CurrentPrincipal, now: Now, settings: SettingsDep) -> Response:
    """The file itself, as it stands on the disk. Who opened it stands in the audit trail."""
    _check(who)
    sheets = kept(settings)
    if not sheets:
        raise NotFound()
    html = sheets[0].path.read_text("utf-8")
    audit.record(session, who, action="outage_sheet.read", object_kind="outage_sheet", object_ref="newest", now=now)
    policy = f"default-src 'none'; style-src {_style_hash(html)}; frame-ancestors 'none'; base-uri 'none'"
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)


def _style_hash(html: str) -> str:
    """The style of the sheet for a policy that allows just this one."""
    found = _STYLE.search(html)
    digest = hashlib.sha256((found[1] if found else "").encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"
