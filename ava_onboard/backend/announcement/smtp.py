"""The connection to the mail server, one step at a time, so that it is known what an error means for the mail.

It blocks: call it in a thread. The library is Python's own: mails go out one after the other, about one a second.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress

from ava_onboard import certificates
from ava_onboard.backend.mail_settings import Encryption, MailSettings
from ava_onboard.backend.variables import SettingsError

TIMEOUT = 60.0
"""Seconds for a connection and for each answer."""
CONTENT_TIMEOUT = 600.0
"""Seconds for the answer to the content: RFC 5321, 4.5.3.2.6. Giving up sooner leaves mails in doubt."""
_LOST = "the connection was lost"


class LaterError(Exception):
    """The mail was not taken, and may be taken later. The message says why."""

    def __init__(self, why: str, code: int | None = None) -> None:
        super().__init__(why)
        self.code = code


class BouncedError(Exception):
    """The mail was refused for good."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused with {code}")
        self.code = code


class DoubtError(Exception):
    """The connection was lost after the content: the mail may or may not have been taken."""


class UnsupportedAddressError(Exception):
    """This mail server takes no address with letters other than ASCII before the `@`."""


class MailServerError(Exception):
    """The mail server cannot be used as it is set up. The message is for the operator and holds no secret."""


class MailServer:
    """One mail server; it connects when it is needed."""

    def __init__(self, settings: MailSettings, timeout: float = TIMEOUT) -> None:
        """Prepare; opens nothing.

        Raises:
            SettingsError: No mail server is set.
        """
        if settings.smtp_host is None:
            raise SettingsError("AVA_BACKEND_SMTP_HOST: needed to send")
        self._host, self._port = settings.smtp_host, settings.mail_port
        self._encryption = settings.smtp_encryption
        self._user, self._password = settings.smtp_user, settings.smtp_password
        self._timeout = timeout
        self._smtp: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect and sign in, unless that is done.

        Raises:
            LaterError: It cannot be reached, or not now.
            MailServerError: It cannot be used.
        """
        if self._smtp is not None:
            return
        try:
            self._connect()
        except BaseException:
            self.close()
            raise

    def address(self, sender: str, recipient: str) -> None:
        """Begin a mail: name its sender and its recipient.

        Raises:
            BouncedError: The recipient is refused for good.
            LaterError: Not now.
            MailServerError: It cannot be used, or refuses the sender.
            UnsupportedAddressError: It cannot take the recipient's address.
        """
        self.open()
        smtp = self._connected()
        options = []
        if not recipient.isascii():
            if not smtp.has_extn("smtputf8"):
                raise UnsupportedAddressError
            options = ["SMTPUTF8", *(["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else [])]
        code = self._reply(lambda: smtp.mail(sender, options))
        if code >= 500:
            self.close()
            raise MailServerError(f"The mail server refuses the sender {sender} ({code})")
        if code < 400:
            code = self._reply(lambda: smtp.rcpt(recipient))
        if code >= 400:
            self.forget()
            raise _refusal(code)

    def deliver(self, content: bytes) -> int:
        """Send the content of the mail that was begun.

        Returns:
            The server's answer, 200 to 299: it takes the mail.

        Raises:
            BouncedError: It refuses the mail for good.
            LaterError: It has not taken it.
            DoubtError: It may or may not have taken it.
        """
        smtp = self._connected()
        code = self._reply(lambda: smtp.docmd("DATA"))
        if code != 354:
            self.close()
            raise _refusal(code)
        lines = re.sub(rb"^\.", b"..", content, flags=re.MULTILINE)
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(CONTENT_TIMEOUT)
            smtp.send(lines.removesuffix(b"\r\n") + b"\r\n.\r\n")
            code = self._reply(smtp.getreply)
            if smtp.sock is not None:
                smtp.sock.settimeout(self._timeout)
        except (LaterError, OSError):
            self.close()
            raise DoubtError from None
        if code >= 300:
            raise _refusal(code)
        return code

    def forget(self) -> None:
        """Take back a mail that was begun."""
        if self._smtp is not None:
            with suppress(LaterError):
                self._reply(self._smtp.rset)

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def leave(self) -> None:
        """Say goodbye and close the connection, if there is one."""
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self.close()

    def _connect(self) -> None:
        context = certificates.of_the_system()
        try:
            if self._encryption is Encryption.TLS:
                self._smtp = smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=context)
            else:
                self._smtp = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
            self._smtp.ehlo_or_helo_if_needed()
            if self._encryption is Encryption.STARTTLS:
                self._smtp.starttls(context=context)
                self._smtp.ehlo_or_helo_if_needed()
            if self._user is not None and self._password is not None:
                self._smtp.login(self._user, self._password.get_secret_value())
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise _trouble(error) from None

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            raise LaterError(_LOST)
        return self._smtp

    def _reply(self, ask: Callable[[], tuple[int, bytes]]) -> int:
        """Return the code of an answer; a connection that is lost or closing is closed here too."""
        try:
            code, _ = ask()
        except (smtplib.SMTPException, OSError):
            self.close()
            raise LaterError(_LOST) from None
        if not 200 <= code < 600:
            self.close()
            raise LaterError("its answer is not SMTP")
        if code == 421:
            self.close()
        return code


def _refusal(code: int) -> LaterError | BouncedError:
    return BouncedError(code) if code >= 500 else LaterError(f"it answers {code}", code)


def _trouble(error: Exception) -> LaterError | MailServerError:
    """Return what an error means that came while connecting."""
    match error:
        case smtplib.SMTPResponseException(smtp_code=code) if 400 <= code < 500:
            return LaterError(f"it answers {code}", code)
        case smtplib.SMTPAuthenticationError(smtp_code=code):
            return MailServerError(f"The mail server refuses the user or the password ({code})")
        case smtplib.SMTPNotSupportedError():
            return MailServerError("The mail server offers no STARTTLS, or no way to sign in")
        case smtplib.SMTPResponseException(smtp_code=code) if 500 <= code < 600:
            return MailServerError(f"The mail server refuses the connection ({code})")
        case ssl.SSLCertVerificationError(verify_message=why):
            return MailServerError(f"The certificate of the mail server is refused: {why.removesuffix('.')}")
        case ssl.SSLError(reason=why):
            return MailServerError(
                f"There is no encrypted connection to the mail server ({why}): see AVA_BACKEND_SMTP_ENCRYPTION"
            )
        case _:
            return LaterError(f"it cannot be reached ({type(error).__name__})")
