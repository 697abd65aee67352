"""What was wrong with what the terminal sent."""

from ava_onboard.locales import _


def unreadable() -> str:
    """Say that a character arrived in another encoding than UTF-8."""
    return _("A character could not be read and was replaced. Set your terminal to UTF-8, then enter it again.")


def paste_unfinished() -> str:
    """Say that the terminal did not mark the end of a paste."""
    return _("The end of what you pasted did not arrive. If something is missing, paste it again.")


def too_long(longest: int) -> str:
    """Say that a text was too long for a field; ``longest`` is in characters."""
    return _("Too long: at most {longest} characters fit here. The rest was left out.").format(longest=longest)


def paste_cut() -> str:
    """Say that more was pasted than can be read."""
    return _("What you pasted is too long for a key or a password. Only its start was read.")
