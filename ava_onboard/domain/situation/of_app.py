"""Where the numbers of the scenes are that only the app and the settings page show; see ``coding``."""

from ava_onboard.domain.progress import SAVING, STEPS, Stage
from ava_onboard.domain.situation import scenes, troubles
from ava_onboard.domain.situation.facts import FACTS, OUTLINES
from ava_onboard.domain.situation.of_commands import Layout
from ava_onboard.domain.situation.scenes import Checked, Dialog, Field, Page, Place
from ava_onboard.domain.status import Badge

_BOOLEANS = (False, True)
_NO, _YES = (False,), (True,)
_PLACES, _CHECKED, _BADGES = tuple(Place), tuple(Checked), tuple(Badge)

LAYOUTS = (
    Layout(scenes.AtStep, 0, 0, (STEPS[:3], tuple(Page), troubles.APP, OUTLINES)),
    Layout(scenes.Busy, 0, 46_122, (FACTS, _BOOLEANS)),
    Layout(scenes.NotDeleted, 0, 46_902, ((Stage.FORGET_AT_AVA, Stage.FORGET_HERE), troubles.APP, OUTLINES)),
    Layout(scenes.Asking, 0, 48_918, (tuple(Dialog), troubles.APP, OUTLINES)),
    Layout(scenes.Pasting, 0, 53_958, (_PLACES, tuple(Field), troubles.FIELD, OUTLINES)),
    Layout(scenes.Answered, 0, 61_662, (_PLACES, _CHECKED, troubles.APP, OUTLINES, _NO)),
    Layout(scenes.InProgress, 0, 67_710, (_PLACES, SAVING, _BOOLEANS, _BOOLEANS, _CHECKED, _BADGES)),
    Layout(scenes.Stopped, 0, 67_998, (_PLACES, SAVING[:3], _BOOLEANS, _BOOLEANS, _CHECKED, troubles.APP, _BADGES)),
    Layout(scenes.Ended, 0, 86_142, (_PLACES, _BOOLEANS, _BOOLEANS, _CHECKED, _BOOLEANS, _BOOLEANS, troubles.APP)),
    Layout(scenes.Answered, 1, 37_050, (_PLACES, _CHECKED, troubles.APP, OUTLINES, _YES)),
)
