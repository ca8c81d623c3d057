from . import (
    aftersales_quality_policy,
    aftersales_quality_item,
    aftersales_quality_month,
    aftersales_quality_check,
    aftersales_quality_score,
    aftersales_quality_answer,
    aftersales_quality_praise,
    hr_employee,
    hr_employee_public,
    res_company,
)
