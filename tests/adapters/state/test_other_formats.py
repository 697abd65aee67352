"""Progress files that are damaged, of the former format or of a newer version: nothing is lost or overwritten."""

import json
from pathlib import Path

import pytest

from ava_onboard.adapters.state import atomic_file
from ava_onboard.adapters.state.progress_files import ProgressFiles, avas, last_ava
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.progress import DEFAULT_AVA, Journey, Progress, Step

from .test_progress_files import AVA, FULL, NOW, OTHER_AVA, YES

NOTHING = {"answer": "unknown", "preview": None, "learnt": None}


def about_ava(path: Path) -> Path:
    """Return the file about the default Ava."""
    return path.with_name("shop@default.json")


def profile(**changes: object) -> bytes:
    whole = {"schema": 2, "step": "new-key", "done": [], "language": None, "theme": None, "ava": None}
    return json.dumps(whole | {"kept": NOTHING, "accepted": NOTHING} | changes).encode()


def at_ava(**changes: object) -> bytes:
    whole = {"schema": 2, "ava": DEFAULT_AVA, "account": "Élodie", "known": NOTHING, "under_way": None}
    return json.dumps(whole | changes).encode()


def former(**changes: object) -> bytes:
    """Return a file of the former format, which held one Ava and the profile."""
    whole = {"schema": 1, "step": "new-key", "done": [], "language": None, "theme": None, "account": None}
    return json.dumps(whole | {"kept": NOTHING, "known": NOTHING, "accepted": NOTHING} | changes).encode()


NONSENSE = [b"", b'{"schema": 2, "st', b"\x00\xff\xfe", b"[]", b"null", b"{}", b"[" * 60_000, b" " * 100_000]


def shortened(content: object) -> str | None:
    return content[:30].decode("latin-1") if isinstance(content, bytes) else None


@pytest.mark.parametrize(
    "content",
    [
        *NONSENSE,
        profile(schema=0),
        profile(schema="2"),
        profile(step="nowhere"),
        profile(done="new-key"),
        profile(done=[["new-key"]]),
        profile(language=7),
        profile(bell="loud"),
        profile(kept=None),
        profile(kept={"answer": "perhaps", "preview": None, "learnt": None}),
        profile(kept={"answer": "yes", "preview": None, "learnt": "yesterday"}),
        profile(kept={"answer": "yes", "preview": None, "learnt": "2026-11-23T10:00:00"}),
        profile(kept={"answer": "yes", "preview": None, "learnt": "2026-11-23T10:00:00+99:99"}),
        profile(ava=7),
        profile(ava=""),
        profile(ava="http://ava.example"),
        profile(ava="https://someone@ava.example"),
        profile(ava="https://ava.example/"),
        profile(ava="https://ava.example\n"),
        former(ava_url="http://ava.example"),
        former(account="\x1b[2J"),
        former(known={"answer": "yes", "preview": ["x"], "learnt": None}),
        former(under_way={"stage": "FLY", "preview": None}),
    ],
    ids=shortened,
)
def test_a_broken_profile_file_is_a_fresh_start_and_is_set_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert (ProgressFiles(path).look(), last_ava(path)) == (Progress(), None)
    assert path.read_bytes() == content
    assert ProgressFiles(path).load() == Progress()
    assert path.with_name("shop.json.broken").read_bytes() == content
    assert not path.exists()
    ProgressFiles(path).save(FULL)
    assert ProgressFiles(path, AVA).load().journey == FULL.journey


@pytest.mark.parametrize(
    "content",
    [
        *NONSENSE,
        at_ava(schema=1),
        at_ava(ava=None),
        at_ava(ava=AVA),
        at_ava(account="\x1b[2J"),
        at_ava(known={"answer": "yes", "preview": ["x"], "learnt": None}),
        at_ava(under_way={"stage": "FLY", "preview": None}),
        at_ava(under_way="SEND"),
    ],
    ids=shortened,
)
def test_a_broken_file_about_an_ava_is_set_aside_and_the_profile_stays(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(profile())
    file = about_ava(path)
    file.write_bytes(content)
    assert ProgressFiles(path).look() == Progress(Journey(Step.NEW_KEY))
    assert file.read_bytes() == content
    assert ProgressFiles(path).load() == Progress(Journey(Step.NEW_KEY))
    assert path.read_bytes() == profile()
    assert file.with_name(f"{file.name}.broken").read_bytes() == content


def test_the_unbroken_form_is_read(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(profile())
    about_ava(path).write_bytes(at_ava())
    assert ProgressFiles(path).load() == Progress(Journey(Step.NEW_KEY), account="Élodie")


WHOLE_FORMER = former(
    done=["account", "keys-page"],
    language="fr",
    theme="textual-light",
    offers_clipboard=False,
    ava_url=AVA,
    account="Élodie",
    kept={"answer": "yes", "preview": "8f14e45f...", "learnt": NOW.isoformat()},
    known={"answer": "no", "preview": None, "learnt": NOW.isoformat()},
    under_way={"stage": "SEND", "preview": "8f14e45f..."},
    form={"name": "deployed", "learnt": "nonsense"},
)


def test_a_file_of_the_former_format_is_carried_over_completely(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(WHOLE_FORMER)
    assert last_ava(path) == AVA
    saved = ProgressFiles(path, AVA)
    assert saved.load() == FULL
    assert path.read_bytes() == WHOLE_FORMER, "reading changes nothing"
    saved.save(FULL._replace(theme="ava-dark", bell=False))
    assert ProgressFiles(path, AVA).load() == FULL._replace(theme="ava-dark", bell=False)
    assert json.loads(path.read_bytes())["schema"] == 2


def test_a_run_at_another_ava_carries_over_what_the_former_format_held_of_the_first(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(WHOLE_FORMER)
    elsewhere = ProgressFiles(path, OTHER_AVA)
    elsewhere.save(elsewhere.load()._replace(language="en"))
    assert ProgressFiles(path, AVA).load() == FULL._replace(language="en")
    assert ProgressFiles(path, OTHER_AVA).load().account is None


def test_the_former_format_without_an_address_is_about_the_default_ava_once_that_was_used(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(former())
    assert ProgressFiles(path).load() == Progress(Journey(Step.NEW_KEY))
    path.write_bytes(former(account="Élodie"))
    assert ProgressFiles(path).load() == Progress(Journey(Step.NEW_KEY), ava=DEFAULT_AVA, account="Élodie")


def test_a_kill_while_the_former_format_is_carried_over_loses_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    path.write_bytes(WHOLE_FORMER)
    saved = ProgressFiles(path, AVA)
    progress = saved.load()
    really = atomic_file.replace

    def killed(target: Path, content: bytes, *, durable: bool) -> None:
        if target == path:
            raise KeyboardInterrupt
        really(target, content, durable=durable)

    with monkeypatch.context() as dying:
        dying.setattr(atomic_file, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            saved.save(progress._replace(language="en"))
    assert ProgressFiles(path, AVA).load() == FULL


def test_old_facts_do_not_return_after_an_older_version_has_saved_newer_ones(path: Path) -> None:
    ProgressFiles(path).save(Progress(account="Élodie", known=YES))
    path.write_bytes(former())
    saved = ProgressFiles(path)
    saved.save(saved.load()._replace(language="fr"))
    assert ProgressFiles(path).load() == Progress(Journey(Step.NEW_KEY), language="fr")


@pytest.mark.parametrize("which", ["profile", "ava"])
def test_a_file_of_a_newer_version_is_not_changed_and_reported(path: Path, which: str) -> None:
    path.parent.mkdir()
    file = path if which == "profile" else about_ava(path)
    file.write_bytes(b'{"schema": 3, "what": "only a newer version understands"}')
    before = {file: file.read_bytes() for file in path.parent.glob("*.json")}
    saved = ProgressFiles(path)
    assert saved.load() == saved.look() == Progress()
    with pytest.raises(ProblemError, match="C07"):
        saved.save(FULL)
    assert {file: file.read_bytes() for file in path.parent.iterdir() if file.suffix == ".json"} == before
    assert not list(path.parent.glob("*.broken"))
    assert last_ava(path) is None
    assert avas(path) == {None}
