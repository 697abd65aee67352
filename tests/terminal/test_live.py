"""The live mirror: a customer and an agent, each with the real program in a real terminal."""

import re

import pytest

from tests.live.ava import AGENT, PASSWORD, LiveAva, ava, hurried
from tests.terminal.conftest import Start
from tests.terminal.screen import CTRL_Q, ENTER, ESCAPE, F4, Terminal
from tests.terminal.walk import click

__all__ = ["ava", "hurried"]
pytestmark = pytest.mark.terminal

F9 = "\x1b[20~"


def code_on(at: Terminal) -> str:
    """Return the code, from its spelling: letters and digits stand first in each word."""
    found = re.search(r"((?:[\w-]+, ){2}[\w-]+) – ((?:[\w-]+, ){2}[\w-]+)", at.text)
    assert found, at.text
    return "".join(word[0].upper() for word in re.findall(r"[\w-]+", found[0]))


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.slow)], ids=str)
def test_a_customer_is_followed_from_the_code_to_escape(
    start: Start, ava: LiveAva, services: dict[str, str], size: tuple[int, int]
) -> None:
    at_ava = services | {"AVA_API_URL": ava.url}
    customer = start("--lang", "en", size=size, **at_ava, AVA_TOKEN=ava.customer)
    customer.see("Step 1 of 4")
    customer.press(F9)
    customer.see("Let support follow")
    click(customer, "Let support follow")
    customer.see("Waiting for support to enter it.")

    agent = start("desk", "--live", "--lang", "en", size=size, **at_ava)
    agent.see("E-mail, or phone")
    agent.press(AGENT, ENTER)
    agent.see("Password")
    agent.until(lambda: not agent.echoes, "a hidden prompt")
    agent.press(PASSWORD, ENTER)
    agent.see("Live: / and the code under")
    agent.press("/")
    agent.see("The code, typed or spelled")
    agent.press(code_on(customer))
    agent.see(code_on(customer))
    agent.press(ENTER)
    agent.see("Live: the customer has to confirm your name.")

    customer.see("Bob wants to see your step.")
    customer.still()
    customer.until(lambda: confirmed(customer), "followed")
    agent.see("Live: the mirror follows the customer.")
    customer.press(F4)
    customer.see("Settings")
    agent.see("Code for support")

    customer.still()
    customer.press(ESCAPE)
    customer.see("Nobody sees your step any more.")
    agent.see("Live: ended.")
    for at in (agent, customer):
        at.press(CTRL_Q)
        assert at.end() == 0
    assert not agent.has_shown(PASSWORD)


def confirmed(customer: Terminal) -> bool:
    """Press Enter until it counts: in the moment in which the name appears, it confirms nothing."""
    if not customer.says("Bob sees your step"):
        customer.press(ENTER)
        customer.still()
    return customer.says("Bob sees your step")
