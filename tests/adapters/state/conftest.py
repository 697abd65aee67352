from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a profile, in a folder that does not exist yet."""
    return tmp_path / "state" / "shop.json"
