"""The mappings of simulated dataloggers: declared as those of real ones are, where nobody declared them before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from iot.profiles import SimulatedRegister
from iot.voices import VOICES, Voice
from ops.access.principal import system
from ops.energy.queries.mappings import list_mappings
from ops.energy.service.mappings import MappingWish, add_mapping

_OWN_FORMAT = "regie"
_SIMULATOR = system("simulator")


def add_missing(
    session: Session, format_: str, by_logger: Mapping[str, Sequence[SimulatedRegister]], *, now: datetime
) -> None:
    """A field that is mapped stays as a person wants it."""
    voice = VOICES[format_]
    known = {(each.topic_filter, each.field) for each in list_mappings(session)}
    for logger, registers in by_logger.items():
        topic, fields = voice.topic(logger), voice.fields(logger, registers) if voice.fields else ()
        for register, field in zip(registers, fields, strict=False):
            if (topic, field) not in known:
                wish = MappingWish(topic, format_, field, register.code, unit=voice.unit(register))
                add_mapping(session, wish, who=_SIMULATOR, now=now)


def voices_of(session: Session, loggers: Iterable[str], format_: str) -> dict[str, Voice]:
    """How each datalogger speaks: as was asked; in our own format, as its own topic is mapped."""
    mapped = {each.topic_filter: each.format for each in list_mappings(session)} if format_ == _OWN_FORMAT else {}
    return {logger: VOICES[_format_of(logger, mapped) or format_] for logger in loggers}


def _format_of(logger: str, mapped: Mapping[str, str]) -> str | None:
    return next((name for name, voice in VOICES.items() if mapped.get(voice.topic(logger)) == name), None)
