"""The pages for operators name every field, event, metric and setting of the backend, and no other."""

import inspect
import re
from pathlib import Path

from ava_onboard.backend.audit import Audit, Event
from ava_onboard.backend.commands.status import FIELDS
from ava_onboard.backend.metrics import Metrics
from ava_onboard.backend.settings import PREFIX, Settings

PAGES = {
    page.name: page.read_text(encoding="utf-8")
    for page in sorted((Path(__file__).parents[1] / "docs" / "operate").glob("*.md"))
}


def test_every_field_of_the_backend_s_status_is_documented_and_no_other() -> None:
    page = PAGES["status.md"]
    assert tuple(re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE)) == FIELDS


def test_every_metric_is_documented_with_its_labels_and_no_other() -> None:
    metrics = Metrics()
    metrics.start()
    metrics.request("GET", None, None, 1.0)
    metrics.vapi_call("accepted")
    metrics.sign_in("accepted")
    metrics.limited("calls")
    samples = re.findall(r"^(ava_backend_\w+?)(?:_bucket)?(?:\{(.*)\})? ", metrics.page()[0].decode(), re.MULTILINE)
    found = {
        (name, tuple(label for label in re.findall(r'(\w+)="', labels) if label != "le"))
        for name, labels in samples
        if not name.endswith(("_sum", "_count"))
    }
    rows = re.findall(r"^\| `(ava_backend_\w+)` \| (.*?) ?\|", PAGES["metrics.md"], re.MULTILINE)
    assert {(name, tuple(sorted(re.findall(r"`(\w+)`", labels)))) for name, labels in rows} == {
        (name, tuple(sorted(labels))) for name, labels in found
    }


def test_every_variable_of_the_backend_that_is_documented_is_a_setting() -> None:
    settings = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for page, text in PAGES.items():
        named = set(re.findall(rf"\b{PREFIX}[A-Z_]+[A-Z]\b", text)) - {f"{PREFIX}…"}
        assert {name.removesuffix("_FILE") for name in named} <= settings, page


def test_every_event_of_the_audit_log_is_documented_and_no_other() -> None:
    events, _, fields = PAGES["audit-log.md"].partition("| Field |")
    assert re.findall(r"^\| `([a-z_]+)` \|", events, re.MULTILINE) == list(Event)
    ids = {"user", "agent"}
    given = set(inspect.signature(Audit.record).parameters) - {"self"} - ids | {"time", *(f"{name}_id" for name in ids)}
    assert set(re.findall(r"^\| `([a-z_]+)` \|", fields, re.MULTILINE)) == given
