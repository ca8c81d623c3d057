from . import (
    aftersales_appraisal_indicator,
    aftersales_appraisal_line,
    aftersales_conduct_article,
    aftersales_conduct_rulebook,
    aftersales_training_proposal,
)
