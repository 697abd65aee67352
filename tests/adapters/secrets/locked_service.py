"""A locked Secret Service, as a program: it opens a window, and a call "types" the password.

It speaks as much of https://specifications.freedesktop.org/secret-service/ as reading from an empty keyring needs.
"""

import sys

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

NAME, PATH, PROMPT = "org.freedesktop.secrets", "/org/freedesktop/secrets", "/org/freedesktop/secrets/prompt/1"


def answer_person(word: str) -> None:
    """Act for the person at the window: ``Type`` or ``Dismiss``."""
    with open_dbus_connection() as connection:
        connection.send_and_get_reply(new_method_call(DBusAddress(PATH, NAME, "test.Person"), word))


class Service:
    """The service; ``locked`` until the password is typed."""

    def __init__(self) -> None:
        self.locked = True
        self.completed: list[Message] = []

    def answer(self, member: str, body: tuple[str, ...]) -> tuple[str, tuple[object, ...]]:
        """Signature and values of the answer to a call."""
        match member:
            case "Introspect":
                return "s", ("<node/>",)
            case "Get":
                return "v", (("b", self.locked) if body[1] == "Locked" else ("s", "Login"),)
            case "Unlock":
                return "aoo", ([], PROMPT)
            case "SearchItems":
                return "ao", ([],)
            case "Type" | "Dismiss":
                self.locked = member == "Dismiss"
                window = DBusAddress(PROMPT, interface="org.freedesktop.Secret.Prompt")
                result = ("ao", [] if self.locked else ["/org/freedesktop/secrets/aliases/default"])
                self.completed.append(new_signal(window, "Completed", "bv", (self.locked, result)))
                return "", ()
            case _:  # the window is shown
                return "", ()


def serve() -> None:
    """Answer until the process is ended."""
    service = Service()
    with open_dbus_connection() as connection:
        connection.send_and_get_reply(message_bus.RequestName(NAME))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            message = connection.receive()
            if message.header.message_type is not MessageType.method_call:
                continue
            signature, values = service.answer(message.header.fields[HeaderFields.member], message.body)
            connection.send(new_method_return(message, signature or None, values))
            while service.completed:
                connection.send(service.completed.pop())


if __name__ == "__main__":
    serve()
