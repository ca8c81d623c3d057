"""Vocabulary of rewards and discipline. Figures are policy: see `aftersales.conduct.policy`."""

#: D1: rewards and measures, as the ledger's engine knows them: key → (grade, is a reward).
GRADED = {
    "commendation": ("s", True),
    "merit": ("m", True),
    "major_merit": ("M", True),
    "warning": ("s", False),
    "demerit": ("m", False),
    "major_demerit": ("M", False),
}

MEASURES = [
    ("commendation", "Commendation"),
    ("merit", "Merit"),
    ("major_merit", "Major merit"),
    ("none", "Money only"),
    ("warning", "Warning"),
    ("demerit", "Demerit"),
    ("major_demerit", "Major demerit"),
    ("removal", "Removal from post"),
    ("transfer", "Transfer or dismissal"),
    ("dismissal", "Dismissal"),
]

REWARDS = [key for key, (_grade, reward) in GRADED.items() if reward]

#: From mild to severe; a reduction goes to the left.
SEVERITY = ["none", "warning", "demerit", "major_demerit", "removal", "transfer", "dismissal"]

#: Measures whose decision proposes to end or change the employment: outcomes, not units (D1).
OUTCOMES = ("removal", "transfer", "dismissal")

#: D47: who sees what the person concerned does not: the log, notes of those who decide.
READERS = ",".join(
    f"aftersales_hr_discipline.group_{role}" for role in ("officer", "general_manager", "auditor")
)

RULEBOOK_STATES = [("draft", "Draft"), ("published", "Published"), ("withdrawn", "Withdrawn")]

#: Whom an article is meant for.
AUDIENCES = [
    ("all", "Everybody"),
    ("sales", "Sales clerks"),
    ("repair", "Engineers"),
    ("agent", "Call-centre agents"),
    ("leader", "Group leaders"),
]

#: What money an article names.
MONEY_KINDS = [
    ("none", "No money"),
    ("fixed", "Amount"),
    ("range", "Amount within a range"),
    ("ticket", "Ticket bonus is lost"),
    ("day", "Pay of a day, so many times"),
    ("month", "Percent of the month's pay"),
    ("bonus", "Percent of the month's bonus"),
]

#: When the direct superior answers, too (D45).
JOINT_CASES = [
    ("unreported", "The superior did not report it"),
    ("joined", "The superior joined in"),
    ("always", "Always"),
]

#: D43: the way of a record.
RECORD_STATES = [
    ("draft", "Draft"),
    ("proposed", "Proposed"),
    ("heard", "Employee heard"),
    ("decided", "Decided"),
    ("notified", "Notified"),
    ("in_force", "In force"),
    ("appealed", "Appealed"),
    ("upheld", "Upheld"),
    ("changed", "Changed"),
    ("revoked", "Revoked"),
    ("expired", "Expired"),
    ("rejected", "Not pursued"),
]

#: Every permitted way from a state; a reward goes from proposed to decided.
RECORD_TRANSITIONS = {
    "draft": ("proposed",),
    "proposed": ("heard", "decided", "rejected"),
    "heard": ("decided", "rejected"),
    "decided": ("notified", "revoked"),
    "notified": ("in_force", "appealed", "revoked"),
    "in_force": ("appealed", "expired", "revoked"),
    "appealed": ("upheld", "changed", "revoked"),
    "upheld": ("expired", "revoked"),
    "changed": (),
    "revoked": (),
    "expired": ("revoked",),
    "rejected": (),
}

#: States in which a record counts in the ledger (D6).
EFFECTIVE_STATES = ("decided", "notified", "in_force", "appealed", "upheld", "expired")

#: What an entry of the log says.
LOG_EVENTS = [
    ("created", "Created"),
    ("edited", "Edited"),
    ("proposed", "Proposed"),
    ("statement", "Statement given"),
    ("refusal", "Statement refused"),
    ("union", "Union notified"),
    ("signed", "Signed first"),
    ("decided", "Decided"),
    ("notified", "Notified"),
    ("acknowledged", "Received"),
    ("delivered", "Delivered otherwise"),
    ("appealed", "Appealed"),
    ("committee", "Committee called"),
    ("upheld", "Upheld"),
    ("changed", "Changed"),
    ("revoked", "Revoked"),
    ("replacement", "Put in the place of another"),
    ("expired", "Expired"),
    ("rejected", "Not pursued"),
    ("imported", "Taken over from paper"),
    ("followed", "Brought up to the records"),
    ("reviewed", "Legal review"),
    ("reward_seen", "Later reward seen"),
    ("approved", "Approved"),
]

#: States in which a record is not decided yet.
PENDING_STATES = ("draft", "proposed", "heard")

#: What the decision of an appeal says (D44).
APPEAL_OUTCOMES = [("upheld", "Upheld"), ("changed", "Reduced"), ("revoked", "Revoked")]

APPEAL_STATES = [("open", "Open"), ("decided", "Decided")]

DISMISSAL_STATES = [
    ("open", "Proposed"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
]

#: One sentence of the ledger's explanation.
STEP_KINDS = [("offset", "Offset"), ("carried", "Carried to the next grade"), ("open", "Left Over")]

#: The engine's grades; the host's identifiers know no capitals.
GRADE_KEYS = {"s": "small", "m": "medium", "M": "large"}

GRADE_LABELS = [
    ("small", "Commendation / warning"),
    ("medium", "Merit / demerit"),
    ("large", "Major merit / major demerit"),
]

#: D46: money of the month; a fine is limited by the bonus, every deduction by the wage.
ADJUSTMENT_KINDS = [("reward", "Reward"), ("fine", "Fine"), ("other", "Other")]

SHEET_STATES = [("draft", "Draft"), ("approved", "Approved"), ("exported", "Handed to Payroll")]

#: What sets how much may be deducted.
LIMIT_KINDS = [
    ("share", "Share of the wage"),
    ("minimum", "Minimum wage"),
    ("bonus", "Performance bonus"),
]

#: What an article is proposed from by itself (D14, D19, D24, D28, D32, D34, D36).
TRIGGERS = [("sales", "Sales target"), ("hours", "Quota of labour hours"), ("report", "Report due")]

TARGET_METRICS = [("sales", "Sales"), ("hours", "Labour hours")]

TARGET_PERIODS = [("month", "Month"), ("half_year", "Half-year"), ("year", "Year")]

#: How a target stands against the limits of the rulebook.
TARGET_STANDINGS = [
    ("low", "Below the Limit"),
    ("open", "Not Met Yet"),
    ("met", "Met"),
    ("none", "Nothing Required"),
]

#: D48: the way of an award.
AWARD_STATES = [
    ("nominated", "Nominated"),
    ("reviewed", "Reviewed"),
    ("approved", "Approved"),
    ("announced", "Announced"),
    ("paid", "Prize Paid"),
    ("rejected", "Turned Down"),
    ("revoked", "Revoked"),
]

AWARD_TRANSITIONS = {
    "nominated": ("reviewed", "rejected"),
    "reviewed": ("approved", "rejected"),
    "approved": ("announced", "revoked"),
    "announced": ("paid", "revoked"),
    "paid": ("revoked",),
    "rejected": (),
    "revoked": (),
}

AWARD_PERIODS = [("month", "Month"), ("year", "Year")]

AWARD_NOMINATORS = [("all", "Everybody"), ("superior", "Superiors"), ("officer", "HR Officer")]

AWARD_REVIEWERS = [("superior", "Superiors"), ("officer", "HR Officer"), ("manager", "HR Manager")]

AWARD_APPROVERS = [("manager", "HR Manager"), ("general_manager", "General Manager")]

#: Measures that can exclude from an award.
CLEAN_MEASURES = [row for row in MEASURES if row[0] in SEVERITY[1:]]
