from . import (
    aftersales_training_due_mixin,
    aftersales_training_policy,
    aftersales_training_requirement,
    aftersales_training_course,
    aftersales_training_proposal,
    aftersales_training_plan,
    aftersales_training_plan_flow,
    aftersales_training_plan_item,
    hr_department,
    res_company,
)
