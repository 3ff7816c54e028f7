"""What is installed, who maintains it, and which places hang on the same pipe or plant."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ops.db import Base, BigKey
from ops.estate.models.places import Location


class Firm(Base):
    """A contracted firm: its hours, its phone, and who comes when it can't."""

    __tablename__ = "firm"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    #: around_the_clock | working_hours
    hours: Mapped[str] = mapped_column(String(20))
    fallback_firm_id: Mapped[int | None] = mapped_column(ForeignKey("firm.id"))
    fallback: Mapped["Firm | None"] = relationship(lazy="raise", remote_side="Firm.id")


class Installation(Base):
    """A lift, boiler, machine or vehicle that a ticket can name."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    #: lift | boiler | ventilation | fire_alarm | nurse_call | pv | washing | cold_store | server_room | vehicle | other
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    name_fr: Mapped[str] = mapped_column(String(200), default="", server_default="")
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    firm_id: Mapped[int | None] = mapped_column(ForeignKey("firm.id"))
    serial: Mapped[str | None] = mapped_column(String(80))
    in_service_on: Mapped[date | None]
    #: Stops a service when it fails (cold store, laundry, server room): any waste there is urgent.
    critical: Mapped[bool] = mapped_column(default=False)
    power_kw: Mapped[float | None] = mapped_column(Numeric(8, 2, asdecimal=False))
    search_text: Mapped[str] = mapped_column(String(600), default="")
    version: Mapped[int] = mapped_column(default=1)
    firm: Mapped[Firm | None] = relationship(lazy="raise")
    location: Mapped[Location] = relationship(lazy="raise")


class ServiceLine(Base):
    """A riser, stack, boiler house or lift that serves several places: trouble on it shows in all of them."""

    __tablename__ = "service_line"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    #: riser | stack | boiler_house | lift
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    name_fr: Mapped[str] = mapped_column(String(200), default="")
    #: Where it stands, or the building through which it runs.
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    installation_id: Mapped[int | None] = mapped_column(ForeignKey("installation.id"), index=True)
    #: Where it is closed, in plain words.
    valve: Mapped[str] = mapped_column(String(300), default="")
    valve_fr: Mapped[str] = mapped_column(String(300), default="")


class ServiceLinePlace(Base):
    """A lot, room or building that hangs on a line."""

    __tablename__ = "service_line_place"

    line_id: Mapped[int] = mapped_column(ForeignKey("service_line.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), primary_key=True, index=True)


class ActionCard(Base):
    """What is done first in a building: where the valve is, who has the keys, whom to call."""

    __tablename__ = "action_card"
    __table_args__ = (UniqueConstraint("location_id", "kind"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    #: gas | fire | flood | power | lift
    kind: Mapped[str] = mapped_column(String(8))
    spot: Mapped[str] = mapped_column(String(400), default="")
    spot_fr: Mapped[str] = mapped_column(String(400), default="")
    keys: Mapped[str] = mapped_column(String(400), default="")
    keys_fr: Mapped[str] = mapped_column(String(400), default="")
    #: Whom to call, in the order in which they are called: [{"name": ..., "phone": ...}].
    call: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)


class DailyTemperature(Base):
    """Mean outside temperature of a local day, degrees Celsius."""

    __tablename__ = "daily_temperature"

    day: Mapped[date] = mapped_column(primary_key=True)
    mean_c: Mapped[float]
    source: Mapped[str] = mapped_column(String(80), default="")
    recorded_at: Mapped[datetime]
