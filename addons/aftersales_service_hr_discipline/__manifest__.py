{
    "name": "After-Sales Service: Rewards and Discipline",
    "summary": "Targets measured from work log, sale orders and invoices; daily reports that are missing",
    "version": "19.0.1.2.0",
    "category": "Human Resources/After-Sales",
    "license": "LGPL-3",
    "author": "After-Sales Suite Contributors",
    "depends": ["aftersales_service", "aftersales_hr_discipline"],
    "data": [
        "security/ir.model.access.csv",
        "security/aftersales_worklog_rules.xml",
        "views/aftersales_daily_report_views.xml",
    ],
    "demo": ["demo/story_demo.xml"],
    "auto_install": True,
}
