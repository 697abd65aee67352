"""The dialog that changes to another profile of this computer, or creates one."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from ava_onboard.locales import _
from ava_onboard.onboarding.profiles import KnownProfile, Profiles
from ava_onboard.tui.key.field import OpenInput
from ava_onboard.tui.screens.listing import ListDialog
from ava_onboard.tui.widgets.frame import Actions
from ava_onboard.tui.widgets.rows import Row, Rows
from ava_onboard.tui.widgets.words import ActionButton, Words


class ProfilesScreen(ListDialog):
    """Returns the name of the chosen profile.

    Args:
        profiles: The profiles of this computer.
        current: The name of the open one.
    """

    NAME = "profiles"

    def __init__(self, profiles: Profiles, current: str) -> None:
        super().__init__()
        self._profiles = profiles
        self._current_name = current
        self._known: Sequence[KnownProfile] = profiles.all()

    def title_words(self) -> str:
        """Return the title."""
        return _("Change profile")

    def content(self) -> ComposeResult:
        """Lay out the list, and the field for a new name."""
        yield Words(lambda: _("Each profile has its own Ava account and its own Vapi key."), classes="muted", id="what")
        yield OptionList(*self.options(), id="known")
        yield Words(self._new_name, classes="label")
        yield OpenInput(self._new_name, id="name")
        yield Rows(self._remarks, id="name-remarks")
        with Actions():
            yield ActionButton(lambda: _("Create"), "screen.create", id="create")
            yield ActionButton(lambda: _("Close"), "screen.dismiss", id="close")

    def on_mount(self) -> None:
        """Start at the open profile."""
        known = self.query_one(OptionList)
        known.highlighted = known.get_option_index(self._current_name)
        known.focus()

    @on(Input.Changed)
    def show_remarks(self) -> None:
        """Say at once whether the name can be used."""
        self.query_one(Rows).redraw()

    @on(Input.Submitted)
    def action_create(self) -> None:
        """Close and return the new name, or go back to the field if it cannot be used."""
        field = self.query_one(Input)
        if self._profiles.may_be_called(field.value):
            self.dismiss(field.value)
        else:
            field.focus()

    def _new_name(self) -> str:
        return _("Name of a new profile")

    def options(self) -> list[Option]:
        """Return the entries."""
        width = max(len(profile.name) for profile in self._known)
        return [Option(self._entry(profile, width), profile.name) for profile in self._known]

    def _entry(self, profile: KnownProfile, width: int) -> Content:
        sign = "▸ " if profile.name == self._current_name else "  "
        badge = f"{profile.badge.sign} {profile.badge.words}"  # without its colour, which cannot be read on the focus
        entry = Content.assemble(sign, (profile.name.ljust(width + 2), "bold"), badge)
        address = profile.ava_url and profile.ava_url.partition("://")[2]
        for text in filter(None, (profile.account, address)):
            entry = entry.append(f"\n{' ' * (width + 4)}{text}")
        return entry

    def _remarks(self) -> list[Row]:
        name = self.query_one(Input).value if self.is_mounted else ""
        if not name:
            return []
        if name in {profile.name for profile in self._known}:
            return [Row(_("This profile already exists: press Enter to open it."), "✓", "bold $good")]
        if self._profiles.may_be_called(name):
            return []
        return [Row(_("Only lower-case letters, digits and hyphens, such as “shop-2”; at most 32."), "✗", "bold $bad")]
