"""Vocabulary: kinds, states and the table of permitted transitions. No figures stand here."""

#: N5: movements of a station's deposit; the first receipt, and those after it.
STATION_DEPOSIT_KINDS = [
    ("receipt", "Deposit paid"),
    ("top_up", "Top-up"),
    ("deduction", "Deduction"),
    ("refund", "Refund"),
]

#: N5: movements that somebody asks for; whether a payment is a top-up follows from those before it.
STATION_DEPOSIT_STEPS = [
    ("receive", "Receive"),
    ("deduction", "Deduct"),
    ("refund", "Refund"),
]

#: Where the accounts made at first use are looked for.
STATION_DEPOSIT_CODE = "224181"
STATION_DEDUCTION_CODE = "605180"

#: S16: what an entry of ours stands for, beside the documents of the service desk.
MONEY_SOURCES = [("aftersales.station.deposit.entry", "Movement of a Station's Deposit")]

#: N1, N2: where a station stands; the desk's own states are `active`, `suspended` and `closed`.
STATION_STATES = [
    ("applying", "Application"),
    ("checked", "Checked on Site"),
    ("approved", "Approved"),
    ("active",),
    ("suspended",),
    ("closing", "Being Closed"),
    ("closed",),
    ("refused", "Refused"),
]

#: N1: papers of a station; each may expire.
DOCUMENT_KINDS = [
    ("licence", "Business licence"),
    ("tax", "Tax registration"),
    ("agreement", "Authorisation agreement"),
    ("other", "Other"),
]

#: N1: people a station needs.
MEMBER_ROLES = [
    ("engineer", "Engineer"),
    ("clerk", "Information clerk"),
    ("keeper", "Store keeper"),
]

#: N1, N2: lists that are ticked: tools at the application, the check on site, what is handed over.
ITEM_KINDS = [
    ("tool", "Tools"),
    ("check", "Check on site"),
    ("handover", "Handed over"),
]

#: N2: where the closing of a station stands.
CLOSING_STATES = [
    ("draft", "Draft"),
    ("requested", "Requested"),
    ("approved", "Approved"),
    ("counted", "Counted"),
    ("done", "Closed"),
    ("refused", "Refused"),
]
CLOSING_TRANSITIONS = {
    "draft": ("requested",),
    "requested": ("approved", "refused"),
    "approved": ("counted",),
    "counted": ("done",),
}
