"""Settings from the environment and `.env`; every variable of the house is declared here."""

from functools import cached_property
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

#: Whose midnight begins a day, unless the environment says otherwise.
HOUSE_ZONE = ZoneInfo("Europe/Brussels")
#: Where people find us, unless the environment says otherwise.
HOUSE_URL = "http://127.0.0.1:8000"
DEMO_SECRET = "demo-only-secret-key-never-use-in-production"  # noqa: S105  (it is public by design)


class Settings(BaseSettings):
    """The configuration of one process; `regie doctor` prints it without its secrets."""

    model_config = SettingsConfigDict(
        env_prefix="REGIE_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Path = Field(Path("var"), description="Folder of the database, the files and the broker's state.")
    database_url: SecretStr | None = Field(None, description="SQLAlchemy URL; unset means SQLite in the data folder.")
    mqtt_url: SecretStr | None = Field(None, description="mqtt://user:pw@host:1883; unset means the embedded broker.")
    secret_key: SecretStr | None = Field(
        None, description="Long random value; secrets are hashed under it, so another one signs everybody out."
    )
    base_url: str = Field(HOUSE_URL, description="Address that people use; stands in messages.")
    timezone: str = Field(HOUSE_ZONE.key, description="Zone of local dates, nights and working hours.")
    notify_urls: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Apprise URL templates that hold {to}, in order of preference, prefixed mail= or sms=."
    )
    scan_url: str | None = Field(
        None, description="tcp://host:3310 of a clamd that scans what people attach; unset means no scan."
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    ingest_client_id: str = Field("regie-ingest-1", description="MQTT client id of this ingest; one for each process.")
    demo: bool = Field(False, description="Set by `regie serve --demo`: demo logins, embedded parts, simulator.")

    @field_validator("notify_urls", mode="before")
    @classmethod
    def _split_urls(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def hash_key(self) -> str | None:
        """What secrets are hashed under; a demo without a key of its own has the public one."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        return DEMO_SECRET if self.demo else None

    @property
    def sqlalchemy_url(self) -> str:
        if self.database_url:
            return self.database_url.get_secret_value().replace("postgresql://", "postgresql+psycopg://", 1)
        return f"sqlite:///{self.data_dir / 'regie.sqlite3'}"

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @property
    def attachments_dir(self) -> Path:
        """Apart from what other domains keep by content, so that taking an attachment away takes nothing of theirs."""
        return self.files_dir / "attachments"
