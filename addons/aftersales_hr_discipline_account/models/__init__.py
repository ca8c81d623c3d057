from . import (
    res_company,
    account_move,
    account_move_line,
    aftersales_adjustment_posting,
    aftersales_adjustment_posting_demo,
    aftersales_adjustment_sheet,
)
