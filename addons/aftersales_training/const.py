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
CAUSES = [("plan", "Late plan"), ("report", "Late implementation table")]
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
SIGN_METHODS = [("code", "Sign-in code"), ("list", "List")]
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
