from . import (
    aftersales_conduct_decision,
    aftersales_conduct_step,
    aftersales_conduct_story,
    aftersales_conduct_verdict,
)
