{
    "name": "After-Sales Rewards and Discipline: Accounting",
    "summary": "One journal entry a month for the approved adjustments, tied to the sheets to the cent",
    "version": "19.0.1.0.0",
    "category": "Human Resources/After-Sales",
    "license": "LGPL-3",
    "author": "After-Sales Suite Contributors",
    "depends": ["account", "aftersales_hr_discipline"],
    "data": [
        "security/ir.model.access.csv",
        "security/aftersales_adjustment_posting_rules.xml",
        "views/aftersales_adjustment_posting_views.xml",
        "views/aftersales_adjustment_sheet_views.xml",
        "views/account_move_views.xml",
        "views/res_company_views.xml",
        "views/aftersales_hr_discipline_account_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
}
