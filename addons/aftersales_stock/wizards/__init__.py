from . import (
    aftersales_reconciliation,
    aftersales_reconciliation_line,
    aftersales_reverse,
    aftersales_station_deposit_move,
    aftersales_station_deposit_statement,
    aftersales_station_deposit_statement_line,
)
