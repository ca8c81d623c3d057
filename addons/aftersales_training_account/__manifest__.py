{
    "name": "After-Sales Training: Accounting",
    "summary": "The fee of an external lecturer as a vendor bill, within the approved budget",
    "version": "19.0.1.0.0",
    "category": "Human Resources/After-Sales",
    "license": "LGPL-3",
    "author": "After-Sales Suite Contributors",
    "depends": ["account", "aftersales_training"],
    "data": [
        "security/ir.model.access.csv",
        "security/aftersales_training_hire_rules.xml",
        "views/aftersales_training_hire_views.xml",
    ],
}
