"""A real mail server on loopback, which answers as a test says."""

import asyncio
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

DROP = "drop the connection"
Answer = Callable[[str], str | None]
"""Gets the recipient; returns the server's answer, `DROP`, or None to go on."""


def _goes_on(_: str) -> str | None:
    return None


@dataclass
class MailServer:
    """What the server answers, and what it got."""

    port: int = 0
    connections: int = 0
    at_recipient: Answer = _goes_on
    at_data: Answer = _goes_on
    """Before any content."""
    after_content: Answer = _goes_on
    at_sender: Answer = _goes_on
    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    """Each mail that was taken: its recipient, and its content."""
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """How many mails each recipient got."""
        return Counter(recipient for recipient, _ in self.accepted)


class _Protocol(SMTP):
    """Answers DATA before the content too."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - its name
        assert self.envelope is not None
        answer = self.event_handler.server.at_data(self.envelope.rcpt_tos[0] if self.envelope.rcpt_tos else "")
        if answer == DROP:
            _drop(self)
        elif answer:
            await self.push(answer)
        else:
            await super().smtp_DATA(arg)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.server.connections += 1
        super().connection_made(transport)


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self.server = server

    async def handle_MAIL(  # noqa: N802 - its name
        self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.server.at_sender(address)
        if answer is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer or "250 OK"

    async def handle_RCPT(  # noqa: N802 - its name
        self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await asyncio.to_thread(self.server.at_recipient, address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return _or_drop(smtp, answer)

    async def handle_DATA(self, smtp: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        (recipient,) = envelope.rcpt_tos
        answer = await asyncio.to_thread(self.server.after_content, recipient)
        if answer in (None, DROP):
            assert isinstance(envelope.content, bytes)
            self.server.accepted.append((recipient, envelope.content))
        return _or_drop(smtp, answer)


def _drop(smtp: SMTP) -> None:
    assert isinstance(smtp.transport, asyncio.Transport)
    smtp.transport.abort()


def _or_drop(smtp: SMTP, answer: str | None) -> str:
    if answer == DROP:
        _drop(smtp)
    return answer or "250 OK"


@contextmanager
def mail_server(
    context: ssl.SSLContext | None = None, *, is_implicit: bool = False, password: str | None = None, utf8: bool = True
) -> Iterator[MailServer]:
    """Run a server for the block.

    Args:
        context: Its certificate; None to serve without encryption.
        is_implicit: Whether the connection is encrypted from the start; else STARTTLS is offered.
        password: What it takes from the user `ava`; None without a sign-in.
        utf8: Whether it knows SMTPUTF8.
    """
    server = MailServer()
    handler = _Handler(server)

    def check(_: Any, __: Any, ___: Any, ____: Any, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        server.logins.append((given.login, given.password))
        return AuthResult(success=given == LoginPassword(b"ava", (password or "").encode()), handled=False)

    def protocol() -> SMTP:
        return _Protocol(
            handler,
            enable_SMTPUTF8=utf8,
            hostname="mail.test",
            loop=loop,
            tls_context=None if is_implicit else context,
            require_starttls=context is not None and not is_implicit,
            authenticator=check if password else None,
            auth_required=password is not None and not is_implicit,  # else it warns
            auth_require_tls=not is_implicit,
        )

    loop = asyncio.new_event_loop()
    listening = loop.run_until_complete(
        loop.create_server(protocol, "127.0.0.1", 0, ssl=context if is_implicit else None)
    )
    server.port = listening.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server
    finally:

        async def end() -> None:
            listening.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
