from . import (
    aftersales_assign,
    aftersales_clock_pause,
    aftersales_clock_replay,
    aftersales_clock_replay_line,
    aftersales_holiday_fill,
    aftersales_reason,
    aftersales_sign,
    base_import_import,
)
