"""Wire the application together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from ava_onboard import __version__
from ava_onboard.backend.api import error_docs, errors
from ava_onboard.backend.api.limits import Limits
from ava_onboard.backend.api.live_streams import Streams
from ava_onboard.backend.api.middleware import Boundary
from ava_onboard.backend.api.proxies import Proxies
from ava_onboard.backend.api.routes import assistants, auth, health, live, unsubscribe, vapi_settings
from ava_onboard.backend.audit import Audit
from ava_onboard.backend.db.engine import open_engine
from ava_onboard.backend.db.live_sessions import LiveSessions
from ava_onboard.backend.db.sessions import Sessions
from ava_onboard.backend.db.users import Users
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.db.verdicts import Verdicts
from ava_onboard.backend.key_changes import KeyChanges
from ava_onboard.backend.metrics import metrics
from ava_onboard.backend.pages import routes as pages
from ava_onboard.backend.pages.parts import Parts
from ava_onboard.backend.security.bearer import Authenticate
from ava_onboard.backend.security.call_limits import CallLimits
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.security.login_limits import LoginLimits
from ava_onboard.backend.security.passwords import Passwords
from ava_onboard.backend.security.sign_in import SignIn
from ava_onboard.backend.security.tokens import Tokens
from ava_onboard.backend.settings import Settings
from ava_onboard.backend.vapi import Vapi

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig

NO_TELEMETRY: "TelemetryConfig" = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""FastAPI's own exports the texts of errors to where the environment says, and shows bodies to what runs beside it."""
LIVE_CALLS_PER_MINUTE = 240
"""For a customer who is followed: each change of the screen is one."""


def create_app(settings: Settings) -> FastAPI:
    """Create the backend for the database in `settings`, which must be migrated already.

    The first request opens the database, and the end of the application's lifespan closes it.

    Raises:
        SettingsError: The audit log cannot be written.
    """
    audit = Audit(settings.audit_log)
    engine = open_engine(settings.database_url, serving=True)
    ring = KeyRing(settings.master_key_bytes(), settings.current_master_key)
    tokens = Tokens(settings)
    passwords = Passwords(rounds=settings.password_rounds, memory=settings.password_memory)
    keys = Keys(engine, ring)
    changes = KeyChanges(keys, audit)
    session_calls = CallLimits(settings.session_calls_per_minute)
    settings_calls = CallLimits(settings.settings_calls_per_minute)
    assistant_calls = CallLimits(settings.assistant_calls_per_minute)
    users, sessions = Users(engine), Sessions(engine)
    sign_in = SignIn(users=users, passwords=passwords, limits=LoginLimits(engine, settings), audit=audit)
    readiness = health.ReadinessCheck(engine, ring)
    vapi = Vapi(settings)
    verdicts = Verdicts(engine)
    live_sessions = LiveSessions(engine, settings.token_secret.get_secret_value())
    streams = Streams(live_sessions.watch)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            async with vapi:
                yield
        finally:
            await streams.close()
            await verdicts.settle()
            await engine.dispose()
            audit.close()

    app = FastAPI(
        title="Ava settings",
        version=__version__,
        lifespan=lifespan,
        responses=error_docs.EVERYWHERE,
        redirect_slashes=False,
        telemetry=NO_TELEMETRY,
        openapi_url="/openapi.json" if settings.docs else None,  # without it, there are no pages that show it
    )
    errors.install(app)
    _add_middleware(app, settings)
    for_settings = Authenticate(tokens, keys.shown, settings_calls)
    app.include_router(vapi_settings.routes(settings.form, changes, for_settings))
    app.include_router(
        auth.routes(
            settings,
            users=users,
            sessions=sessions,
            sign_in=sign_in,
            calls=session_calls,
            tokens=tokens,
            audit=audit,
            authenticate=Authenticate(tokens, keys.shown, session_calls),
        )
    )
    for_assistants = Authenticate(tokens, keys.shown, assistant_calls)
    app.include_router(assistants.routes(keys, vapi, verdicts, for_assistants))
    if settings.live_mirror:
        for_live = Authenticate(tokens, keys.shown, CallLimits(LIVE_CALLS_PER_MINUTE))
        app.include_router(live.of_customers(live_sessions, audit, for_live))
        app.include_router(live.of_agents(live_sessions, streams, audit, for_live))
    app.include_router(unsubscribe.routes(engine, audit))
    app.include_router(health.routes(readiness))
    if settings.settings_page:
        parts = Parts(
            settings=settings,
            engine=engine,
            users=users,
            sessions=sessions,
            tokens=tokens,
            sign_in=sign_in,
            keys=keys,
            changes=changes,
            vapi=vapi,
            verdicts=verdicts,
            audit=audit,
            settings_calls=settings_calls,
            vapi_calls=assistant_calls,
            readiness=readiness,
        )
        app.include_router(pages.routes(parts))
    if settings.has_metrics:
        metrics.start()
    if settings.metrics_token is not None and settings.metrics_port is None:
        app.include_router(health.metrics_route(settings.metrics_token))
    return app


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    # The last one added is the outermost: refusals too get the headers that browsers ask for.
    app.add_middleware(Limits, settings.largest_head, settings.body_deadline)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "X-Correlation-Id"],
            expose_headers=["X-Request-Id", "X-Correlation-Id", "Retry-After"],
        )
    app.add_middleware(
        Boundary, Proxies(settings.trusted_proxies, settings.client_address_header), root_path=settings.root_path
    )


def from_environment() -> FastAPI:
    """Create the application from the environment: a factory for any ASGI server.

    Raises:
        SettingsError: A setting is missing or unusable.
    """
    return create_app(Settings.from_environment())
