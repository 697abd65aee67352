"""The tables. The migrations create the schema; a test compares the two."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Float, Integer, LargeBinary, MetaData, String, Uuid, false
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
    token_version: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    """Tokens with another version are no longer accepted."""
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when the account may not sign in; None if it may."""
    is_agent: Mapped[bool] = mapped_column(Boolean, server_default=false(), default=False)
    """Whether the account may follow customers who want that. See `live_sessions`."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    vapi_key_ciphertext: Mapped[bytes | None] = mapped_column(LargeBinary)
    vapi_key_master: Mapped[str | None] = mapped_column(String(32), index=True)
    """Name of the master key that encrypted it."""
    vapi_key_preview: Mapped[str | None] = mapped_column(String(16))
    """Stored separately, so that showing it needs no decryption."""
    vapi_key_saved_at: Mapped[float | None] = mapped_column(Float(precision=53))
    """When the current key was saved, in seconds of Unix time; None for keys of before this was recorded."""
    vapi_verdict: Mapped[str | None] = mapped_column(String(8))
    """What Vapi last said about the current key, as in `db/verdicts.py`; None if it was not asked."""
    vapi_verdict_at: Mapped[float | None] = mapped_column(Float(precision=53))
    """When it did, in seconds of Unix time."""


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


class RenewedSession(Base):
    """A sign-in whose refresh token was used. See `sessions`."""

    __tablename__ = "ava_settings_sessions"

    family: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Id of the sign-in's first refresh token."""
    latest: Mapped[str] = mapped_column(String(32))
    """Id of the one that was issued last."""
    previous: Mapped[str] = mapped_column(String(32))
    """Id of the one before, which is accepted as long as the latest was not used."""
    ended: Mapped[bool] = mapped_column(Boolean)
    """Whether a token was used that had been replaced: then none is accepted."""
    until: Mapped[float] = mapped_column(Float(precision=53), index=True)
    """Unix time after which the row is not needed."""


class AnnouncementMail(Base):
    """A mail of a campaign to a user. See `announcements`."""

    __tablename__ = "announcement_mails"

    campaign: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    """No foreign key: what was sent stays true after the account is deleted."""
    state: Mapped[str] = mapped_column(String(8))
    """A `MailState`."""
    attempts: Mapped[int] = mapped_column(Integer)
    smtp_code: Mapped[int | None] = mapped_column(Integer)
    """The mail server's last answer about the mail; None if there was none."""
    message_id: Mapped[str | None] = mapped_column(String(255))
    token: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True, index=True)
    """Digest of the token in the mail's link for unsubscribing."""
    at: Mapped[float] = mapped_column(Float(precision=53))
    """When the state was recorded, in seconds of Unix time."""


class AnnouncementSuppression(Base):
    """An address that gets no announcements. See `suppressions`."""

    __tablename__ = "announcement_suppressions"

    address: Mapped[str] = mapped_column(String(320), primary_key=True)
    """Spelled as `User.email`."""
    user_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Who unsubscribed: they get none at a later address either."""
    reason: Mapped[str] = mapped_column(String(12))
    """A `Suppression`."""
    at: Mapped[float] = mapped_column(Float(precision=53))
    """Since when, in seconds of Unix time."""


class OnboardingSession(Base):
    """A customer's screen that an agent may follow. See `live_sessions`."""

    __tablename__ = "onboarding_sessions"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    """The customer. No foreign key: a row lives for hours at most."""
    code_digest: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True, index=True)
    """Digest of the code that the customer reads out; None once the session has ended."""
    claimed_by: Mapped[UUID | None] = mapped_column(Uuid)
    """The agent who has given the code."""
    phase: Mapped[str] = mapped_column(String(8))
    """A `Phase`."""
    state: Mapped[str | None] = mapped_column(String(6))
    """The situation code of the customer's screen; None unless it is followed."""
    seq: Mapped[int] = mapped_column(Integer)
    """Rises with each change."""
    opened_at: Mapped[float] = mapped_column(Float(precision=53))
    expires_at: Mapped[float] = mapped_column(Float(precision=53), index=True)
    """Both in seconds of Unix time."""


class WrongCode(Base):
    """A code that an agent gave, and that no session had. See `live_sessions`."""

    __tablename__ = "onboarding_wrong_codes"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    agent: Mapped[UUID] = mapped_column(Uuid, index=True)
    at: Mapped[float] = mapped_column(Float(precision=53), index=True)
    """Seconds of Unix time."""
