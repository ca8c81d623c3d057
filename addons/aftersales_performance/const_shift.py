"""Vocabulary of shifts (S26)."""

SHIFT_STATES = [
    ("planned", "Scheduled"),
    ("running", "On Duty"),
    ("written", "Handover Written"),
    ("accepted", "Handed Over"),
]

SHIFT_TRANSITIONS = {
    "planned": ("running",),
    "running": ("written",),
    "written": ("accepted", "running"),
    "accepted": (),
}

#: What always has one owner: model → states in which nobody has to work on it any more.
MATTER_MODELS = {
    "aftersales.order": ("closed", "cancelled"),
    "aftersales.complaint": ("closed", "withdrawn"),
}

#: Who is to be called by the end of the shift: what the agent did not get round to.
CALL_MODELS = ("aftersales.callback", "aftersales.care")
