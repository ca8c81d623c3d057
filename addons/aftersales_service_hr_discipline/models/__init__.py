from . import aftersales_target, aftersales_daily_report
