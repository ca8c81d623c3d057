from . import (
    aftersales_assign,
    aftersales_clock_pause,
    aftersales_clock_replay,
    aftersales_clock_replay_line,
    aftersales_holiday_fill,
    aftersales_photo_upload,
    aftersales_reason,
    aftersales_sign,
    aftersales_worklog_reverse,
    base_import_import,
)
