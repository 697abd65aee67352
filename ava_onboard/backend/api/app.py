"""Wire the application together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from ava_onboard import __version__
from ava_onboard.backend.api import error_docs, errors
from ava_onboard.backend.api.limits import Limits
from ava_onboard.backend.api.middleware import Boundary
from ava_onboard.backend.api.proxies import Proxies
from ava_onboard.backend.api.routes import assistants, auth, health, unsubscribe, vapi_settings
from ava_onboard.backend.audit import Audit
from ava_onboard.backend.db.engine import open_engine
from ava_onboard.backend.db.sessions import Sessions
from ava_onboard.backend.db.users import Users
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.db.verdicts import Verdicts
from ava_onboard.backend.metrics import metrics
from ava_onboard.backend.security.bearer import authentication
from ava_onboard.backend.security.call_limits import CallLimits
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.security.login_limits import LoginLimits
from ava_onboard.backend.security.passwords import Passwords
from ava_onboard.backend.security.tokens import Tokens
from ava_onboard.backend.settings import Settings
from ava_onboard.backend.vapi import Vapi


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
    session_calls = CallLimits(settings.session_calls_per_minute)
    vapi = Vapi(settings)
    verdicts = Verdicts(engine)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            async with vapi:
                yield
        finally:
            await verdicts.settle()
            await engine.dispose()
            audit.close()

    app = FastAPI(
        title="Ava settings",
        version=__version__,
        lifespan=lifespan,
        responses=error_docs.EVERYWHERE,
        redirect_slashes=False,
        openapi_url="/openapi.json" if settings.docs else None,  # without it, there are no pages that show it
    )
    errors.install(app)
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
    for_settings = authentication(tokens, keys.shown, CallLimits(settings.settings_calls_per_minute))
    app.include_router(vapi_settings.routes(settings.form, keys, audit, for_settings))
    app.include_router(
        auth.routes(
            settings,
            users=Users(engine),
            sessions=Sessions(engine),
            passwords=passwords,
            limits=LoginLimits(engine, settings),
            calls=session_calls,
            tokens=tokens,
            audit=audit,
            authenticate=authentication(tokens, keys.shown, session_calls),
        )
    )
    for_assistants = authentication(tokens, keys.shown, CallLimits(settings.assistant_calls_per_minute))
    app.include_router(assistants.routes(keys, vapi, verdicts, for_assistants))
    app.include_router(unsubscribe.routes(engine, audit))
    app.include_router(health.routes(health.ReadinessCheck(engine, ring)))
    if settings.has_metrics:
        metrics.start()
    if settings.metrics_token is not None and settings.metrics_port is None:
        app.include_router(health.metrics_route(settings.metrics_token))
    return app


def from_environment() -> FastAPI:
    """Create the application from the environment: a factory for any ASGI server.

    Raises:
        SettingsError: A setting is missing or unusable.
    """
    return create_app(Settings.from_environment())
