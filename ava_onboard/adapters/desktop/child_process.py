"""Start other programs silently, and without our secrets in their environment."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ava_onboard.environment import SECRETS


def start(
    command: Sequence[str],
    *,
    reads: bool = False,
    writes: bool = False,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.Popen[bytes]:
    """Start ``command`` in its own session, so that it can neither write to the terminal nor take it over.

    ``reads`` and ``writes`` say whether it gets input and whether its output is read. ``variables`` add to its
    environment.

    Raises:
        OSError: it cannot be started.
    """
    return subprocess.Popen(  # noqa: S603 - the command is ours or the person's own setting; no shell
        command,
        stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
        stdout=subprocess.PIPE if writes else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if name not in SECRETS} | dict(variables),
        start_new_session=True,
    )
