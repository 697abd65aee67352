"""Whatever someone does, and whatever Ava and Vapi answer meanwhile: "Configured" is shown only where it is true."""

import random
from dataclasses import dataclass, field

import pytest

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.secret import Token
from ava_onboard.domain.status import Badge, Status
from ava_onboard.domain.verdict import Rejected
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.deployed_ava import ASSISTANTS, PATH
from ava_onboard.sandbox.faults import Fault
from tests.repeats import first

from .conftest import SETTINGS, Computer

KEYS = [
    ApiKey(samples.KEYS[name]) for name in (samples.VALID, samples.OTHER, samples.EU, samples.EMPTY, samples.PUBLIC)
]
REFUSED = ApiKey(samples.KEYS[samples.PUBLIC])
REFUTING = ("authentication failed", "no key", "not configured")
PROVING = ("none yet", "bare objects")
STEPS = 20


@dataclass
class Walk:
    """A person at a computer, and what is true of the key that Ava has."""

    computer: Computer
    chance: random.Random
    assistants: str | None = None
    """The answer to the test that Ava is set to; None for its own."""
    refuted: set[str] = field(default_factory=set)
    """The keys that Ava could not use when it last tried them."""

    async def step(self) -> str:
        """Do something; return what."""
        actions = [self.save, self.send, self.answers, self.look, self.swap, self.trouble]
        (action,) = self.chance.choices(actions, [3, 2, 3, 1, 1, 1])
        return f"{action.__name__} {await action()}"

    async def save(self) -> str:
        (key,) = self.chance.choices(KEYS, [4, 1, 1, 1, 1])
        run = self.computer.run()
        verdict = await run.check(key)
        if isinstance(verdict, Rejected):
            return "refused"
        [event async for event in run.save(key, self.chance.choice([verdict, None]))]
        await self.note(run.remembered(), looked=False)
        return key.preview

    async def send(self) -> str:
        run = self.computer.run()
        [event async for event in run.send()]
        await self.note(run.remembered(), looked=False)
        return ""

    async def look(self) -> str:
        *_, status = [status async for status in self.computer.run().look()]
        await self.note(status, looked=True)
        return status.badge.name

    async def swap(self) -> str:
        """Someone changes the key at Ava from elsewhere."""
        key = self.chance.choice(KEYS)
        self.computer.world.ava_faults.clear()
        await self.computer.ava.send_key(Token(self.computer.world.token), key)
        self.set_answers()
        return key.preview

    async def answers(self) -> str:
        self.assistants = self.chance.choice([None, self.chance.choice(REFUTING), self.chance.choice(list(ASSISTANTS))])
        self.set_answers()
        return str(self.assistants)

    async def trouble(self) -> str:
        """Ava or Vapi is away for the next calls."""
        if self.chance.random() < 0.5:
            self.computer.world.ava_faults.add(Fault.status(500), path=SETTINGS, times=2)
            return "at Ava"
        self.computer.world.vapi_faults.add(Fault.status(500), times=4)
        return "at Vapi"

    def set_answers(self) -> None:
        self.computer.world.ava_faults.clear()
        if self.assistants:
            self.computer.world.ava_faults.add(ASSISTANTS[self.assistants], path=PATH)

    async def note(self, status: Status, *, looked: bool) -> None:
        """Check what is shown against what is true."""
        at_ava = (await self.computer.at_ava()).preview
        self.set_answers()
        if status.used.answer is not Answer.UNKNOWN and at_ava:
            (self.refuted.add if self.assistants in REFUTING else self.refuted.discard)(at_ava)
        if status.badge is not Badge.CONFIGURED or not (looked or status.known.answer is Answer.YES):
            return
        kept = await self.computer.store.get(SecretName.VAPI_KEY)
        assert at_ava is not None
        assert not isinstance(kept, ApiKey) or kept.preview == at_ava
        assert at_ava not in self.refuted
        assert at_ava != REFUSED.preview or self.assistants in PROVING


@pytest.mark.parametrize("seed", first(range(8)))
async def test_green_is_shown_only_where_it_is_true(either_form: Computer, seed: int) -> None:
    await either_form.keep(Token(either_form.world.token))
    walk = Walk(either_form, random.Random(seed))
    done: list[str] = []
    for _ in range(STEPS):
        try:
            done.append(await walk.step())
        except AssertionError as error:
            error.add_note(" → ".join(done))
            raise
