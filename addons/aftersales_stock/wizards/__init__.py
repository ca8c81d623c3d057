from . import (
    aftersales_reconciliation,
    aftersales_reconciliation_line,
    aftersales_reverse,
    aftersales_station_deposit_move,
    aftersales_station_deposit_statement,
    aftersales_station_deposit_statement_line,
    aftersales_slip_count,
    aftersales_slip_count_line,
    aftersales_slip_decide,
    aftersales_shipment_answer,
    aftersales_day_reopen,
    aftersales_van_refuse,
)
