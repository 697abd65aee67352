"""Takes the README's pictures: `make screenshots`.

Each is a real run of `ava-onboard demo` in a pseudo-terminal, or of its settings page in Chromium.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from film import Film
from page import pictures
from picture import NoFontError, png

from ava_onboard.sandbox import samples
from tests.terminal import walk
from tests.terminal.screen import ENTER, ESCAPE, F10, PROGRAM, TAB, Terminal, environment

EN, FR = "Step {number} of 4", "Étape {number} sur 4"
LARGEST_FILM = 1_500_000
"""Bytes: it is loaded with the README."""


def the_short_way(at: Terminal) -> None:
    """The film: from the welcome to a key that Ava can use."""
    film = Film(at)
    film.see("Step 1 of 4")
    film.hold(2.5)
    at.press_button()
    film.see("Page opened in your browser.")
    film.hold(2)
    at.paste(walk.KEY)
    film.see("Vapi accepts the key")
    film.hold(2.5)
    at.press_button()
    film.see("Sign in to Ava")
    film.hold(1)
    film.type(samples.ACCOUNT_IDENTIFIER)
    at.press(TAB)
    film.hold(0.3)
    film.type(samples.ACCOUNT_PASSWORD)
    at.press(ENTER)
    film.see("Configured: Ava can use your own Vapi key.")
    for _ in range(15):
        film.hold(0)
    film.hold(5)
    content = film.svg()
    if len(content) > LARGEST_FILM:
        raise ValueError(f"the film has {len(content)} bytes")
    (HERE / "journey-en.svg").write_text(content, encoding="utf-8")
    print(f"journey-en.svg  {len(content) / 1000:.0f} kB, {len(film.frames)} pictures")


def in_french(at: Terminal) -> None:
    """From the welcome to the settings in the light theme."""
    at.see(FR.format(number=1))
    take(at, "welcome-fr")
    walk.to_step(at, 3, FR)
    take(at, "guide-fr")
    walk.to_step(at, 4, FR, first=3)
    at.still()
    at.paste(f' "{walk.KEY}"\n')
    at.see("Vapi accepte la clé")
    take(at, "check-fr")
    at.press_button()
    walk.sign_in(at, label="Mot de passe")
    at.see("Configuré : Ava peut utiliser votre propre clé Vapi.")
    take(at, "saved-fr")
    at.press_button()
    at.see("Vapi")
    at.press(F10)
    at.see("Thème clair ou sombre")
    walk.click(at, "Thème clair ou sombre")
    at.until(lambda: not at.says("Thème clair ou sombre"), "the menu is gone")
    take(at, "settings-light-fr")


def in_english(at: Terminal) -> None:
    """From a QR code to a refused key, to an accepted one, to the settings."""
    walk.to_step(at, 3, EN)
    at.press("r")
    at.see("Scan with your phone")
    take(at, "qr-en")
    at.press(ESCAPE)
    at.until(lambda: not at.says("Scan with your phone"), "the code is gone")
    walk.to_step(at, 4, EN, first=3)
    at.still()
    at.paste(samples.KEYS[samples.PUBLIC])
    at.see("Vapi refuses the key")
    take(at, "rejected-en")
    at.press_button()
    at.still()
    at.paste(walk.KEY)
    at.see("Vapi accepts the key")
    at.press_button()
    walk.sign_in(at)
    at.see("Configured: Ava can use your own Vapi key.")
    at.still()
    at.press_button()
    at.see("Vapi")
    take(at, "settings-en")


def in_a_small_window(at: Terminal) -> None:
    """Step 3 at 60x20."""
    at.see("Ouvrir la page")
    walk.click(at, "○ 3")
    at.see("Créez une clé")
    take(at, "narrow-fr")


def take(at: Terminal, name: str) -> None:
    """Write the picture once the screen has settled, and what moves at the end of a save has come to rest."""
    at.watch(1.2)
    at.still()
    content = png(at.screen)
    (HERE / f"{name}.png").write_bytes(content)
    print(f"{name}.png  {len(content) / 1000:.0f} kB")


@contextmanager
def demo(language: str, size: tuple[int, int]) -> Iterator[Terminal]:
    """Start the demo in a terminal of its own, with a browser that opens every page."""
    with tempfile.TemporaryDirectory() as home:
        variables = {**environment(Path(home)), "BROWSER": "true"}
        with Terminal([PROGRAM, "demo", "--lang", language], environment=variables, size=size) as at:
            yield at


JOURNEYS: tuple[tuple[Callable[[Terminal], None], str, tuple[int, int]], ...] = (
    (the_short_way, "en", (80, 24)),
    (in_french, "fr", (80, 24)),
    (in_english, "en", (80, 24)),
    (in_a_small_window, "fr", (60, 20)),
)


def main(*names: str) -> None:
    """Take all pictures, or only those of the journeys with these names; `page` stands for the settings page."""
    for journey, language, size in JOURNEYS:
        if not names or journey.__name__ in names:
            with demo(language, size) as at:
                journey(at)
    if not names or "page" in names:
        pictures()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except NoFontError as missing:
        sys.exit(str(missing))
