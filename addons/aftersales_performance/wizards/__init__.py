from . import aftersales_month_report, aftersales_my_month, aftersales_quality_step
