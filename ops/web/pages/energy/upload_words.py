"""A table of readings as its pages show it: its state, what taking it in does, and what is wrong in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from ops.energy.models_desk import ReadingUpload
from ops.errors import N_
from ops.kit.locale import format_date, format_number
from ops.web.reader import Reader

#: By state: icon, tone and word.
STATES = {
    "checked": ("eye", "neutral", N_("Looked at, nothing stored yet")),
    "waiting": ("clock", "watch", N_("Being taken in")),
    "taken": ("check", "ok", N_("Taken in")),
    "failed": ("warning", "late", N_("Could not be taken in")),
}
_LONGEST_COLUMN = 40


def profile_rows(profiles: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    return [{"name": name, "columns": ", ".join(columns)} for name, columns in profiles.items()]


def row_of(upload: ReadingUpload, reader: Reader) -> dict[str, Any]:
    icon, tone, text = STATES[upload.state]
    return {
        "id": upload.id, "name": upload.name, "at": reader.instant(upload.made_at), "by": upload.made_by,
        "state": {"icon": icon, "tone": tone, "text": reader.say(text), "code": upload.state},
        "readings": format_number(upload.readings, reader.language),
        "refused": format_number(upload.found["refused"], reader.language),
        "done": format_number(upload.done, reader.language),
        "share": round(100 * upload.done / upload.readings, 1) if upload.readings else 0.0,
    }  # fmt: skip


def file_of(upload: ReadingUpload, reader: Reader) -> dict[str, Any]:
    found = upload.found
    return {
        "profile": found["profile"], "strip": _strip(upload, reader),
        "registers": [_register(each, reader) for each in found["registers"]],
        "unknown": found["unknown"], "refused": found["refused"], "readings": upload.readings,
        "faults": [_fault(each, reader) for each in found["faults"]],
    }  # fmt: skip


def _strip(upload: ReadingUpload, reader: Reader) -> list[dict[str, Any]]:
    """Before: what would become of it; after: what became of it."""
    new, changed, same = _became(upload) if upload.state == "taken" else _would(upload)
    refused = upload.found["refused"]
    cells = [
        (N_("Readings"), upload.readings, _span(upload, reader), ""),
        (N_("New readings"), new, "", ""),
        (N_("Correct a value"), changed, reader.say(N_("the former value is kept")) if changed else "", ""),
        (N_("Stand already"), same, "", ""),
        (N_("Refused lines"), refused, "", "late" if refused else ""),
    ]
    return [
        {"label": reader.say(label), "value": format_number(value, reader.language), "sub": sub, "tone": tone}
        for label, value, sub, tone in cells
    ]


def _would(upload: ReadingUpload) -> tuple[int, int, int]:
    registers = upload.found["registers"]
    new, changed, same = (sum(each[name] for each in registers) for name in ("new", "changed", "same"))
    return new, changed, same + upload.found["repeated"]


def _became(upload: ReadingUpload) -> tuple[int, int, int]:
    return upload.added, upload.changed, upload.unchanged + upload.found["repeated"]


def _span(upload: ReadingUpload, reader: Reader) -> str:
    registers = upload.found["registers"]
    if not registers:
        return ""
    ends = (min(each["from"] for each in registers), max(each["to"] for each in registers))
    days = " – ".join(dict.fromkeys(_day(each, reader) for each in ends))
    return Markup('<span translate="no">{}</span>').format(days)


def _day(written: str, reader: Reader) -> str:
    return format_date(reader.day_of(datetime.fromisoformat(written)), reader.language)


def _register(found: Mapping[str, Any], reader: Reader) -> dict[str, str]:
    counts = {name: format_number(found[name], reader.language) for name in ("readings", "new", "changed", "same")}
    span = {name: reader.instant(datetime.fromisoformat(found[name])) for name in ("from", "to")}
    return {"code": found["code"], **span, **counts}


def _fault(found: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    return {
        "line": found["line"], "column": found["column"][:_LONGEST_COLUMN],
        "why": reader.say(found["text"], **found["params"]),
    }  # fmt: skip
