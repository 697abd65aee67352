"""A desktop of the test's own: its browser and its clipboard."""

from dataclasses import dataclass, field


@dataclass
class RecordingBrowser:
    """A browser that records what it opens."""

    there: bool = True
    opened: list[str] = field(default_factory=list)

    async def open(self, url: str) -> bool:
        self.opened.append(url)
        return self.there


@dataclass
class MemoryClipboard:
    """A clipboard of the test's own."""

    text: str | None = None
    there: bool = True

    async def copy(self, text: str) -> bool:
        self.text = text if self.there else self.text
        return self.there

    async def paste(self) -> str | None:
        return self.text if self.there else None

    async def glance(self) -> str | None:
        return await self.paste()
