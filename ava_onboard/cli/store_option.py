"""The option that chooses where a command keeps the key and the session."""

from ava_onboard.cli.command import Option
from ava_onboard.domain.store_kind import KINDS
from ava_onboard.locales import N_
from ava_onboard.text import store_words

KEEP_IN = Option(store_words.KEEP_IN, N_("PLACE"), choices=tuple(kind.name for kind in KINDS))
