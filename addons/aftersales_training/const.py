"""Vocabulary of training: units, kinds, forms, states and their permitted ways. No figures."""

#: What a department is for training (T1, T2); one without a level belongs to the unit above it.
LEVELS = [("head_office", "Head office"), ("district", "District"), ("project", "Project")]

#: Whom a training is for (T2).
KINDS = [
    ("induction", "Induction of new hires"),
    ("on_job", "On-the-job training"),
    ("all_hands", "All-hands training"),
]

#: T4.
FORMS = [
    ("lecture", "Lecture"),
    ("video", "Video"),
    ("discussion", "Discussion"),
    ("drill", "Drill"),
    ("visit", "Visit"),
    ("salon", "Salon"),
    ("group", "Group work"),
]
TOPICS = [
    ("company", "Company"),
    ("rules", "Rules"),
    ("cases", "Cases"),
    ("products", "Products"),
    ("law", "Law"),
    ("skills", "Skills"),
]

PERIODS = [("month", "Month"), ("year", "Year")]

PLAN_STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("consolidated", "Consolidated"),
    ("approved", "Approved"),
    ("issued", "Issued"),
]
PLAN_TRANSITIONS = {
    "draft": {"submitted"},
    "submitted": {"consolidated", "draft"},
    "consolidated": {"approved", "draft"},
    "approved": {"issued"},
}

#: How far a late document was followed up (T1).
CHASES = [
    ("none", "Not yet"),
    ("reminded", "Reminded"),
    ("escalated", "Escalated"),
    ("proposed", "Accountability proposed"),
]

#: What accountability is proposed for.
CAUSES = [
    ("plan", "Late plan"),
    ("report", "Late implementation table"),
    ("breach", "Breach of training discipline"),
    ("fail", "Failed evaluation"),
    ("streak", "Failed several months in a row"),
]
#: T1: the implementation table of a unit and month.
REPORT_STATES = [("draft", "To Hand In"), ("handed", "Handed In")]
REPORT_TRANSITIONS = {"draft": {"handed"}, "handed": {"draft"}}
PROPOSAL_STATES = [("open", "To Decide"), ("taken", "Taken Up"), ("dropped", "Dropped")]
PROPOSAL_TRANSITIONS = {"open": {"taken", "dropped"}}

SESSION_STATES = [
    ("draft", "In Preparation"),
    ("to_approve", "Addition to Approve"),
    ("scheduled", "Invited"),
    ("cancelling", "Cancellation to Approve"),
    ("cancelled", "Cancelled"),
    ("held", "Took Place"),
]
SESSION_TRANSITIONS = {
    "draft": {"scheduled", "to_approve", "cancelling"},
    "to_approve": {"scheduled", "draft"},
    "scheduled": {"held", "cancelling"},
    "cancelling": {"cancelled", "scheduled", "draft"},
}
#: What became of a planned training (T3).
OUTCOMES = [
    ("held", "Held as Planned"),
    ("moved", "Held in Another Month"),
    ("cancelled", "Cancelled"),
    ("open", "Not Held Yet"),
    ("added", "Beside the Plan"),
]
ATTENDANCE_STATES = [
    ("invited", "Invited"),
    ("present", "Present"),
    ("late", "Came Late"),
    ("absent", "Absent"),
    ("excused", "Excused"),
]
SIGN_METHODS = [
    ("code", "Sign-in code"),
    ("kiosk", "PIN at the kiosk"),
    ("list", "List"),
    ("after", "List, after the session"),
]
LEAVE_STATES = [
    ("asked", "Leave Asked For"),
    ("seconded", "Approved by the District Head"),
    ("approved", "Approved"),
    ("refused", "Refused"),
]
LEAVE_TRANSITIONS = {"asked": {"seconded", "refused"}, "seconded": {"approved", "refused"}}
#: T5.
BREACHES = [
    ("late", "Came Late"),
    ("absent", "Absent without leave"),
    ("uniform", "Uniform"),
    ("phone", "Phone in Use"),
    ("other", "Other"),
]

#: T6: how it is found out what people have learnt.
EVALUATION_KINDS = [
    ("exam", "Exam"),
    ("site", "On-Site Check"),
    ("practice", "Practice"),
    ("essay", "Essay"),
    ("customer", "Customer Feedback"),
]
#: Kinds whose score is counted from the points of a form.
FORM_KINDS = ("site", "practice", "customer")
EVALUATION_STATES = [("draft", "In Preparation"), ("open", "Running"), ("closed", "Results Final")]
EVALUATION_TRANSITIONS = {"draft": {"open"}, "open": {"closed"}}
OUTCOMES_OF_PERSON = [
    ("pending", "Not Evaluated Yet"),
    ("passed", "Passed"),
    ("failed", "Failed"),
    ("excused", "Excused"),
]
#: T6: the feedback form, from one to five.
SCORES = [
    ("5", "Very satisfied"),
    ("4", "Satisfied"),
    ("3", "Fair"),
    ("2", "Dissatisfied"),
    ("1", "Very dissatisfied"),
]
FEEDBACK_STATES = [("open", "To Give"), ("given", "Submitted"), ("missed", "Not Given")]
FEEDBACK_TRANSITIONS = {"open": {"given", "missed"}}
#: T7: from the application to the qualification and out of it.
LECTURER_STATES = [
    ("applied", "Applied"),
    ("appointed", "Appointed"),
    ("rejected", "Not Chosen"),
    ("notice", "Withdrawal Announced"),
    ("appealed", "Appeal to Decide"),
    ("withdrawn", "Withdrawn"),
]
LECTURER_TRANSITIONS = {
    "applied": {"appointed", "rejected"},
    "appointed": {"notice"},
    "notice": {"appealed", "withdrawn"},
    "appealed": {"appointed", "withdrawn"},
}
CONTEST_STATES = [("draft", "In Preparation"), ("open", "Trial Lectures"), ("closed", "Decided")]
CONTEST_TRANSITIONS = {"draft": {"open"}, "open": {"closed"}}
HIRE_STATES = [
    ("draft", "In Preparation"),
    ("asked", "To Approve"),
    ("approved", "Approved"),
    ("refused", "Refused"),
]
HIRE_TRANSITIONS = {"draft": {"asked"}, "asked": {"approved", "refused"}}
#: T9.
CHECK_METHODS = [("phone", "Phone"), ("video", "Video"), ("visit", "Visit")]
CHECK_STATES = [("draft", "In Preparation"), ("drawn", "Drawn"), ("closed", "Checked")]
CHECK_TRANSITIONS = {"draft": {"drawn"}, "drawn": {"closed"}}
CHECK_RESULTS = [
    ("open", "Not Checked Yet"),
    ("right", "As Recorded"),
    ("minor", "Small Deviation"),
    ("wrong", "Not as Recorded"),
]
