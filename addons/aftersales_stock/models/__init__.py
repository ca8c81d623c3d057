from . import (
    account_move,
    account_payment,
    aftersales_part_policy,
    aftersales_station,
    aftersales_station_deposit,
    aftersales_station_deposit_entry,
    res_company,
)
