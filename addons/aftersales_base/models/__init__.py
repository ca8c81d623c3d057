from . import (
    aftersales_guard_mixin,
    aftersales_policy_mixin,
    aftersales_slice_mixin,
    ir_actions_report,
    ir_sequence,
    res_company,
)
