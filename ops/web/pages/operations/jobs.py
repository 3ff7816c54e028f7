"""What runs by the clock: is it well, what did it do, run it now."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.service import operations
from ops.errors import N_
from ops.kit import jobboard, runs
from ops.kit.heartbeats import BROKER, INGEST
from ops.kit.http import DbSession, Now, ReadSession, language_of
from ops.kit.jobboard import AWAY_AFTER, JobBoard
from ops.kit.locale import Text
from ops.web.addresses import href
from ops.web.labels import label
from ops.web.rendering import redirect, render

router = PageRouter()
_PAGE = 50

#: State -> tone and icon of its chip; colour marks an exception.
STATE_LOOKS = {
    "running": ("accent", "play"),
    "waiting": ("accent", "clock"),
    "hanging": ("danger", "warning"),
    "failed": ("danger", "warning"),
    "late": ("late", "clock"),
    "done": ("quiet", "check"),
    "never": ("neutral", "minus"),
}
#: How an error begins -> what happened, in words.
_CAUSES = (
    (runs.INTERRUPTED, N_("Cut off: the process that ran it died.")),
    ("OperationalError", N_("The database was held or away.")),
    ("InterfaceError", N_("The database was held or away.")),
    ("the child process", N_("The process that ran it broke off.")),
)
_OTHER_CAUSE = N_("It stopped on a fault of the program.")
_KINDS = {INGEST: N_("Takes in readings"), BROKER: N_("Message broker")}


@router.get("/jobs", permission="jobs.read")
def show_jobs(request: Request, session: ReadSession, now: Now, fragment: str = "") -> Response:
    board = jobboard.board(session, now)
    template = "operations/_jobs_board.html" if fragment else "operations/jobs.html"
    return render(
        request,
        template,
        fragment=bool(fragment),
        board=board,
        jobs=sorted(board.jobs, key=lambda job: not job.is_troubled),
        troubled=[job for job in board.jobs if job.is_troubled],
        why=why,
        parts=_parts(board, now),
        looks=STATE_LOOKS,
    )


def why(error: str) -> str:
    """A msgid: what happened, before the raw words of the machine."""
    return next((text for begin, text in _CAUSES if error.startswith(begin)), _OTHER_CAUSE)


def _parts(board: JobBoard, now: datetime) -> list[dict[str, Any]]:
    """The processes beside the scheduler, each with its last sign of life."""
    return [
        {"name": beat.name, "kind": _KINDS[beat.kind], "at": beat.at, "alive": now - beat.at <= AWAY_AFTER}
        for beat in board.beats
        if beat.kind in _KINDS
    ]


@router.get("/jobs/{name}", permission="jobs.read")
def show_job(
    request: Request,
    session: ReadSession,
    name: str,
    now: Now,
    before: Annotated[int, Query(ge=0, le=2**62)] = 0,
    fragment: str = "",
) -> Response:
    job = jobboard.job(session, name, now)
    found = runs.history(session, name, limit=_PAGE + 1, before_id=before or None)
    older = href(f"/jobs/{name}", before=found[_PAGE - 1].id) if len(found) > _PAGE else ""
    return render(
        request,
        "operations/_job_file.html" if fragment else "operations/job.html",
        fragment=bool(fragment),
        job=job,
        history=found[:_PAGE],
        older_href=older,
        before=before,
        looks=STATE_LOOKS,
        why=why,
    )


@router.post("/jobs/{name}/run", permission="jobs.run")
def submit_run(request: Request, session: DbSession, name: str, who: CurrentPrincipal, now: Now) -> Response:
    operations.run_job(session, name, who=who, now=now)
    job = label(language_of(request), "job", name)
    toast = Text(N_("%(job)s: the scheduler takes it within seconds."), {"job": job})
    return redirect(request, f"/jobs/{name}", toast=toast)
