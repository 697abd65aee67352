"""Every scene that has a code."""

from collections.abc import Sequence

import pytest

from ava_onboard.domain.situation import coding
from ava_onboard.domain.situation.scenes import Scene


@pytest.fixture(scope="package")
def scenes() -> Sequence[Scene]:
    """Made when a test asks for it: there are hundreds of thousands."""
    return tuple(coding.all_scenes())
