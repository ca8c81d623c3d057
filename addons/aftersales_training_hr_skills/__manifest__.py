{
    "name": "After-Sales Training: Skills",
    "summary": "Who passes a course has its skill, until a day",
    "version": "19.0.1.0.0",
    "category": "Human Resources/After-Sales",
    "license": "LGPL-3",
    "author": "After-Sales Suite Contributors",
    "depends": ["aftersales_training", "hr_skills"],
    "data": ["views/aftersales_training_course_views.xml"],
    "post_init_hook": "post_init_hook",
}
