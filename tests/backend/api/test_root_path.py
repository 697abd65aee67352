"""A backend that a proxy offers under a path, whether the proxy removes that path or not."""

import pytest

from tests.backend.conftest import KEY_PATH, Template, running
from tests.backend.db.places import sqlite_only

pytestmark = sqlite_only


@pytest.mark.parametrize("prefix", ["", "/ava"])
async def test_every_path_is_found(template: Template, prefix: str) -> None:
    async with running(template, root_path="/ava") as backend:
        shown = await backend.client.get(prefix + KEY_PATH, headers=backend.alice.headers)
        refused = await backend.client.put(prefix + KEY_PATH, headers=backend.alice.headers)
        page = await backend.client.get(f"{prefix}/docs")

    assert shown.status_code == 200
    assert (refused.status_code, refused.headers["allow"]) == (405, "DELETE, GET, HEAD, POST")
    assert "'/ava/openapi.json'" in page.text
