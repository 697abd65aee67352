"""The mirror of the support desk: six symbols lead to the picture that the customer sees."""

import pytest

from tests.snapshots.mirrored import MIRRORED
from tests.snapshots.seen import seen


@pytest.mark.parametrize("name", MIRRORED)
async def test_six_symbols_lead_to_the_same_title_badge_buttons_and_body(name: str) -> None:
    mirrored = (await seen(name)).mirrored
    assert mirrored
    assert mirrored.desk == mirrored.customer
