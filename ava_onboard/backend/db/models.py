"""The tables. The migrations create the schema; a test compares the two."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Float, LargeBinary, MetaData, String, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The base of every table. Constraints have names, so that migrations can refer to them on any database."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )


class User(Base):
    """A tenant: an Ava account and its Vapi key."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    """In lower case."""
    phone: Mapped[str | None] = mapped_column(String(32), unique=True)
    """Digits, with a leading plus."""
    name: Mapped[str] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(8))
    password_hash: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    vapi_key_ciphertext: Mapped[bytes | None] = mapped_column(LargeBinary)
    vapi_key_master: Mapped[str | None] = mapped_column(String(32))
    """Name of the master key that encrypted it."""
    vapi_key_preview: Mapped[str | None] = mapped_column(String(16))
    """Stored separately, so that showing it needs no decryption."""


class LoginAttempt(Base):
    """A sign-in that failed or is in progress. See `login_limits`."""

    __tablename__ = "ava_settings_login_attempts"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    account: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    """Digest of the account as typed: some people type their password there."""
    address: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    """Digest of the client's network."""
    site: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    """Digest of the site of an IPv6 address."""
    at: Mapped[float] = mapped_column(Float(precision=53), index=True)
    """Seconds of Unix time."""


class KnownPlace(Base):
    """A network from which an account has signed in. See `login_limits`."""

    __tablename__ = "ava_settings_known_places"

    account: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """Digests, as in `LoginAttempt`."""
    address: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    at: Mapped[float] = mapped_column(Float(precision=53), index=True)
    """When it last did, in seconds of Unix time."""
