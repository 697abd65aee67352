"""A dialog with a list of which one entry is chosen."""

from abc import abstractmethod
from collections.abc import Sequence

from textual import on
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ava_onboard.tui.screens.base import OnboardDialog


class ListDialog(OnboardDialog[str]):
    """Returns the id of the chosen entry. Its content has one ``OptionList``, with ``options``."""

    @abstractmethod
    def options(self) -> Sequence[Option | None]:
        """Return the entries in the current language; None is a line between two of them."""

    def redraw(self) -> None:
        """Show the list in the current language."""
        entries = self.query_one(OptionList)
        highlighted = entries.highlighted
        entries.set_options(self.options())
        entries.highlighted = highlighted
        super().redraw()

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Close and return the choice."""
        self.dismiss(event.option_id)
