"""Takes the README's pictures: `make screenshots`.

Each is a real run of `ava-onboard demo` in a pseudo-terminal.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from picture import NoFontError, png  # noqa: E402 - needs the path above, as the others do

from ava_onboard.sandbox import samples  # noqa: E402
from tests.terminal import walk  # noqa: E402
from tests.terminal.screen import DOWN, ENTER, ESCAPE, F10, PROGRAM, Terminal, environment  # noqa: E402


def in_french(at: Terminal) -> None:
    """From step 3 to the settings in the light theme."""
    walk.to_step(at, 3, "Étape {number} sur 4")
    take(at, "guide-fr")
    at.press_button()
    at.see("Collez votre clé ici")
    at.paste(f' "{walk.KEY}"\n')
    at.see("guillemets retirés")
    at.press(ENTER)
    at.see("Vapi accepte la clé")
    take(at, "check-fr")
    at.press_button()
    walk.sign_in(at, label="Mot de passe")
    at.see("Configuré : Ava a votre propre clé Vapi.")
    see_pass(at, "Connexion réussie")
    take(at, "saved-fr")
    at.press_button()
    at.see("✓ Acceptée par Vapi")
    at.press(F10)
    at.see("Thème clair ou sombre")
    at.press(*[DOWN] * 5)
    at.press_button()
    at.until(lambda: not at.says("Thème clair ou sombre"), "the menu is gone")
    take(at, "settings-light-fr")


def in_english(at: Terminal) -> None:
    """From a QR code to a refused key, to an accepted one, to the settings."""
    walk.to_step(at, 3, "Step {number} of 4")
    at.press("r")
    at.see("Scan with your phone")
    take(at, "qr-en")
    at.press(ESCAPE)
    at.until(lambda: not at.says("Scan with your phone"), "the code is gone")
    at.press_button()
    at.see("Paste your key here")
    at.paste(samples.KEYS[samples.PUBLIC])
    at.see("This looks like a Vapi key")
    at.press(ENTER)
    at.see("Vapi refuses the key")
    take(at, "rejected-en")
    at.paste(walk.KEY)
    at.see("This looks like a Vapi key")
    at.press(ENTER)
    at.see("Vapi accepts the key")
    at.press_button()
    walk.sign_in(at)
    at.see("Configured: Ava has your own Vapi key.")
    see_pass(at, "Signed in as")
    at.press_button()
    at.see("✓ Accepted by Vapi")
    take(at, "settings-en")


def in_a_small_window(at: Terminal) -> None:
    """Step 3 at 60x20."""
    walk.to_step(at, 3, "Étape {number} sur 4")
    take(at, "narrow-fr")


def see_pass(at: Terminal, text: str) -> None:
    """Wait until ``text`` has appeared and gone."""
    at.see(text)
    at.until(lambda: not at.says(text), f"{text!r} is gone")


def take(at: Terminal, name: str) -> None:
    """Write the picture once the screen has settled."""
    at.still()
    content = png(at.screen)
    (HERE / f"{name}.png").write_bytes(content)
    print(f"{name}.png  {len(content) / 1000:.0f} kB")


@contextmanager
def demo(language: str, size: tuple[int, int]) -> Iterator[Terminal]:
    """Start the demo in a terminal of its own."""
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal([PROGRAM, "demo", "--lang", language], environment=environment(Path(home)), size=size) as at,
    ):
        yield at


JOURNEYS: tuple[tuple[Callable[[Terminal], None], str, tuple[int, int]], ...] = (
    (in_french, "fr", (80, 24)),
    (in_english, "en", (80, 24)),
    (in_a_small_window, "fr", (60, 20)),
)


def main() -> None:
    """Take all pictures."""
    for journey, language, size in JOURNEYS:
        with demo(language, size) as at:
            journey(at)


if __name__ == "__main__":
    try:
        main()
    except NoFontError as missing:
        sys.exit(str(missing))
