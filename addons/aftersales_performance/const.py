"""Vocabulary of service performance. Figures are policy: see `aftersales.quality.policy`."""

#: Recorded contacts with a customer: kind → (model, who had it, when, further conditions).
CONTACT_SOURCES = {
    "request": ("aftersales.order", "taken_by_id", "request_date", [("channel", "=", "phone")]),
    "callback": ("aftersales.callback", "done_by_id", "done_on", [("state", "=", "done")]),
    "care": ("aftersales.care", "done_by_id", "done_on", [("state", "=", "done")]),
    "opinion": ("aftersales.opinion", "agent_id", "answered_on", [("state", "=", "answered")]),
    "complaint": ("aftersales.complaint", "taken_by_id", "opened_on", [("channel", "=", "phone")]),
}

CONTACT_KINDS = [
    ("request", "Request taken"),
    ("callback", "Call-back"),
    ("care", "Customer care"),
    ("opinion", "Opinion asked"),
    ("complaint", "Complaint taken"),
]

#: S27, from the best to the worst; a missed fatal item is "bad".
GRADES = [("excellent", "Excellent"), ("good", "Good"), ("fair", "Fair"), ("poor", "Poor"), ("bad", "Bad")]

#: Way of a check: scored blind, decided where two scores differ, shown to the agent, disputed.
CHECK_STATES = [
    ("open", "To Score"),
    ("compare", "Scores Differ"),
    ("published", "Published"),
    ("disputed", "Disputed"),
    ("decided", "Dispute Decided"),
]

CHECK_TRANSITIONS = {
    "open": ("compare", "published"),
    "compare": ("published",),
    "published": ("disputed",),
    "disputed": ("decided",),
    "decided": (),
}

SCORE_STATES = [("draft", "Draft"), ("done", "Done")]

PRAISE_CHANNELS = [("phone", "By Phone"), ("written", "In Writing"), ("media", "In the Media")]

PRAISE_STATES = [("draft", "Entered"), ("confirmed", "Confirmed"), ("refused", "Refused")]

PRAISE_TRANSITIONS = {"draft": ("confirmed", "refused"), "confirmed": (), "refused": ()}

MONTH_STATES = [("open", "Open"), ("approved", "Approved")]
