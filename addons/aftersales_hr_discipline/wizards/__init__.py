from . import (
    aftersales_appraisal_step,
    aftersales_award_step,
    aftersales_conduct_decision,
    aftersales_conduct_step,
    aftersales_conduct_story,
    aftersales_conduct_verdict,
    aftersales_target_plan,
)
