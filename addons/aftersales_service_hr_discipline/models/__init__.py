from . import aftersales_target, aftersales_target_demo, aftersales_daily_report
