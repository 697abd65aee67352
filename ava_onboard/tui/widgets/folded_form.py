"""The key form, folded away until someone wants to use another key."""

import asyncio
from typing import TYPE_CHECKING

from textual.containers import Vertical

from ava_onboard.locales import _
from ava_onboard.tui.widgets.words import ActionButton

if TYPE_CHECKING:
    from ava_onboard.tui.key.form import KeyForm


class FoldedForm(Vertical):
    """The form of the guide's last step. It is made when it is first needed, then kept.

    Args:
        back: The action that folds it again.
    """

    def __init__(self, back: str) -> None:
        super().__init__(id="key-step")
        self.display = False
        self._back = back
        self._form: KeyForm | None = None
        self._making = asyncio.Lock()
        self._mounted = asyncio.Event()

    def on_mount(self) -> None:
        """Let the form be opened: a text can be pasted before the screen has its parts."""
        self._mounted.set()

    @property
    def form(self) -> "KeyForm | None":
        """The form, once it was opened."""
        return self._form

    @property
    def is_open(self) -> bool:
        """Whether the form is shown."""
        return bool(self.display)

    async def open(self) -> "KeyForm":
        """Show the form, with the focus in its field, and return it."""
        from ava_onboard.tui.key.form import KeyForm

        await self._mounted.wait()
        async with self._making:
            if self._form is None:
                back = ActionButton(lambda: _("Back"), self._back, classes="beside")
                form = KeyForm(lambda: [back])
                await self.mount(form)
                self._form = form
        self.display = True
        self._form.field.focus()
        return self._form

    @property
    def waits(self) -> bool:
        """Whether the form is waiting for an answer."""
        from ava_onboard.tui.key.phase import under_way

        return self._form is not None and under_way(self._form.phase)

    def cancel(self) -> None:
        """Stop what the form is waiting for."""
        if self._form:
            self._form.cancel()

    @property
    def is_empty(self) -> bool:
        """Whether the form says nothing yet."""
        return self._form is None or self._form.is_new

    def close(self) -> None:
        """Empty the form and hide it."""
        if self._form:
            self._form.reset()
        self.display = False
