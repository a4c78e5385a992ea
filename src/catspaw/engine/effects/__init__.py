"""The effects: one small file each, and the one list in which they stand.

A new effect is a file and a line here; its place in the list is the place of its term in the sum.
"""

from __future__ import annotations

from catspaw.engine.effects.agenda import AGENDA
from catspaw.engine.effects.assurance import ASSURANCE
from catspaw.engine.effects.balance import ENEMY_OF_FRIEND, FRIEND_OF_ENEMY, FRIEND_OF_FRIEND
from catspaw.engine.effects.base import Effect, Prior
from catspaw.engine.effects.blame import BLAME
from catspaw.engine.effects.capability import CAPABILITY
from catspaw.engine.effects.commitment import RED_LINE, VOW
from catspaw.engine.effects.common_enemy import COMMON_ENEMY
from catspaw.engine.effects.deterrence import DETERRENCE
from catspaw.engine.effects.direction import DIRECTION
from catspaw.engine.effects.exposure import HOSTAGE, OPPORTUNITY
from catspaw.engine.effects.forsaken import FORSAKEN
from catspaw.engine.effects.friction import CLIMB, DESCENT
from catspaw.engine.effects.ground import GROUND
from catspaw.engine.effects.inertia import INERTIA_3, INERTIA_30
from catspaw.engine.effects.loss_of_client import LOSS_OF_CLIENT
from catspaw.engine.effects.occasion import OCCASION
from catspaw.engine.effects.parties import PARTIES
from catspaw.engine.effects.pressure import DEFIANCE, SQUEEZE
from catspaw.engine.effects.programme import DEAL, OPTION_TO_BUY, OWN_STAGE, RIVAL_STAGE
from catspaw.engine.effects.reciprocity import RECIPROCITY_3, RECIPROCITY_30
from catspaw.engine.effects.solidarity import SOLIDARITY
from catspaw.engine.effects.spill_over import SPILL_OVER
from catspaw.engine.effects.spoiler import SPOILER

EFFECTS: tuple[Effect, ...] = (
    INERTIA_3,
    INERTIA_30,
    RECIPROCITY_3,
    RECIPROCITY_30,
    BLAME,
    SOLIDARITY,
    DIRECTION,
    AGENDA,
    CAPABILITY,
    OPPORTUNITY,
    HOSTAGE,
    COMMON_ENEMY,
    DETERRENCE,
    RED_LINE,
    VOW,
    CLIMB,
    DESCENT,
    FRIEND_OF_FRIEND,
    FRIEND_OF_ENEMY,
    ENEMY_OF_FRIEND,
    ASSURANCE,
    OWN_STAGE,
    RIVAL_STAGE,
    DEAL,
    OPTION_TO_BUY,
    SQUEEZE,
    DEFIANCE,
    OCCASION,
    SPOILER,
    LOSS_OF_CLIENT,
    GROUND,
    PARTIES,
    SPILL_OVER,
    FORSAKEN,
)

__all__ = ["EFFECTS", "Effect", "Prior"]
