"""What deployed Ava servers answer about assistants where this package's backend answers otherwise.

Each is a `Fault` for `world.ava_faults.add(…, path=PATH)`. An Ava that knows only Vapi's main region is
`World(one_region=True)`.
"""

from typing import TYPE_CHECKING, Final

from ava_onboard.contract.assistants import PATH, SYNCHRONISE_PATH
from ava_onboard.contract.errors import NO_KEY
from ava_onboard.sandbox.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ASSISTANTS", "PATH", "SYNCHRONISED", "SYNCHRONISE_PATH"]

ASSISTANTS: "Final[Mapping[str, Fault]]" = {
    "none yet": Fault.status(200, {"success": True, "assistants": [], "configured": True}),
    "bare objects": Fault.status(200, {"assistants": [{}, {"id": 7, "extra": None}]}),
    "authentication failed": Fault.status(502, {"detail": "Vapi authentication failed. Check the API key."}),
    "no key": Fault.status(400, {"detail": NO_KEY}),
    "not configured": Fault.status(200, {"success": True, "assistants": [], "configured": False}),
    "circuit open": Fault.status(503, {"detail": "vapi is temporarily unavailable. Retry in 29s"}, retry_after=29),
    "no such call": Fault.status(404, {"detail": "Not Found"}),
    "method not allowed": Fault.status(405, {"detail": "Method Not Allowed"}),
    "not implemented": Fault.status(501),
    "gateway": Fault.html(502),
    "vapi down": Fault.status(502, {"detail": "Vapi failed (status 503)"}),
}
"""Answers to `GET /api/v1/assistants`, by what they mean."""

SYNCHRONISED: Final = Fault.status(200, {"success": True, "synced": 1})
"""The answer to `POST /api/v1/studio/sync-vapi`, which the backend of this package does not have: it answers 404."""
