"""What stands around every command: its log, who listens to what, and an error in one line."""

from zoneinfo import ZoneInfoNotFoundError

import structlog
from sqlalchemy.exc import ArgumentError, OperationalError

from ops import wiring
from ops.config import Settings
from ops.errors import RegieError
from ops.kit import logs


def prepare() -> None:
    """Before a command runs. Raises ValueError for a setting that can't be read."""
    level = Settings().log_level
    try:
        logs.configure(level)
    except ValueError:
        raise ValueError(f"REGIE_LOG_LEVEL is {level}; take DEBUG, INFO, WARNING or ERROR") from None
    wiring.connect()


def in_one_line(error: Exception) -> str | None:
    """What a person can do something about; None for a fault of ours, which needs its whole trace."""
    structlog.get_logger("regie.cli").debug("failed", exc_info=error)
    words = _words(error)
    return None if words is None else logs.mask(words)


def _words(error: Exception) -> str | None:
    match error:
        case RegieError():
            return str(error)
        case OperationalError():
            return f"The database does not answer: {str(error.orig).strip().splitlines()[0]}"
        case ArgumentError():
            return "REGIE_DATABASE_URL can't be read; write it as postgresql://user@host:5432/name"
        case ZoneInfoNotFoundError():
            return f"REGIE_TIMEZONE: {error.args[0]}"
        case OSError():
            return f"{error.filename}: {error.strerror}" if error.filename else str(error)
        case ValueError():
            return _first_line(error)
    return None


def _first_line(error: Exception) -> str:
    """A settings error of pydantic names the variable in its second line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return ": ".join(lines[1:3]) if len(lines) > 2 else (lines[0] if lines else type(error).__name__)
