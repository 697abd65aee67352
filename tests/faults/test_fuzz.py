"""A few seconds of ``make fuzz``, always the same."""

import sys

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind", allow_module_level=True)

from . import fuzz

pytestmark = pytest.mark.terminal


@pytest.mark.parametrize("kind", [fuzz.app, fuzz.prompt])
def test_noise_does_not_end_or_crash_the_program(kind: fuzz.Kind) -> None:
    fuzz.run(1, kind)
