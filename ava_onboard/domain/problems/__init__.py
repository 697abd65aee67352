"""The catalogue of problems, one module per letter.

A code is one letter and two digits, easy to read out on the phone. The letter says where the problem is:
A Ava, C configuration, D demo, E state of the key, K keeping secrets on this computer, N network, P what was pasted,
S session, U usage, V Vapi, X unexpected.
"""

from collections.abc import Mapping

from ava_onboard.domain.failure import Problem
from ava_onboard.domain.problems.ava import *
from ava_onboard.domain.problems.config import *
from ava_onboard.domain.problems.network import *
from ava_onboard.domain.problems.paste import *
from ava_onboard.domain.problems.secret_store import *
from ava_onboard.domain.problems.session import *
from ava_onboard.domain.problems.state import *
from ava_onboard.domain.problems.unexpected import *
from ava_onboard.domain.problems.usage import *
from ava_onboard.domain.problems.vapi import *

CATALOGUE: Mapping[str, Problem] = {
    problem.code: problem for problem in tuple(globals().values()) if isinstance(problem, Problem)
}
"""Every problem by its code."""
