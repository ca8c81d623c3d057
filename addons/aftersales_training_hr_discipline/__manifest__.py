{
    "name": "After-Sales Training: Rewards and Discipline",
    "summary": "What training proposes becomes a record; exams and hours count in appraisals",
    "version": "19.0.1.1.1",
    "category": "Human Resources/After-Sales",
    "license": "LGPL-3",
    "author": "After-Sales Suite Contributors",
    "depends": ["aftersales_training", "aftersales_hr_discipline"],
    "data": [
        "data/appraisal_template_data.xml",
        "data/conduct_article_data.xml",
        "views/aftersales_training_proposal_views.xml",
    ],
    "auto_install": True,
}
