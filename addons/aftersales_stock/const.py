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
MONEY_SOURCES = [
    ("aftersales.station.deposit.entry", "Movement of a Station's Deposit"),
    ("aftersales.writeoff", "Write-off of Old Parts"),
]

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

#: N14, N15: what a slip is about.
SLIP_KINDS = [("in", "Goods in"), ("out", "Goods out")]

#: N14, N15: how far two people have counted.
SLIP_STATES = [
    ("open", "To count"),
    ("counted", "To check"),
    ("different", "Difference"),
    ("checked", "Checked"),
    ("decided", "Decided"),
]

#: Every permitted transition of a slip.
SLIP_TRANSITIONS = {
    "open": {"counted"},
    "counted": {"checked", "different"},
    "different": {"decided", "open"},
    "checked": {"open"},
    "decided": {"open"},
}

#: N15: how goods leave to a customer.
SLIP_WAYS = [("collected", "Collected"), ("shipped", "Shipped")]

#: N14, N15: who decides differences and lets special products go.
LEADER_GROUPS = ("aftersales_service.group_manager", "stock.group_stock_manager")

#: N17: how far goods have come that were shipped.
SHIPMENT_STATES = [
    ("shipped", "On its way"),
    ("delivered", "Delivered"),
    ("asked", "Customer asked"),
    ("lost", "Lost"),
]

#: Every permitted transition of a shipment.
SHIPMENT_TRANSITIONS = {
    "shipped": {"delivered", "lost"},
    "delivered": {"asked"},
    "asked": set(),
    "lost": {"delivered"},
}

#: States of a shipment that has not arrived.
SHIPMENT_OPEN = ("shipped",)

#: N18: a day of a warehouse.
DAY_CLOSE_STATES = [("open", "Open"), ("closed", "Closed")]

#: Every permitted transition of a day.
DAY_CLOSE_TRANSITIONS = {"open": {"closed"}, "closed": {"open"}}

#: N18: what does not match on a day.
DAY_ISSUES = [
    ("unposted", "Counted, not posted"),
    ("undecided", "Difference not decided"),
    ("late", "Due, not posted"),
    ("no_order", "No order behind it"),
    ("no_document", "Moved without a document"),
    ("not_fifo", "Not taken first in, first out"),
]

#: N18: occasions of a count.
INVENTORY_KINDS = [("cycle", "Cycle count"), ("year", "Year-end count"), ("van", "Van stock")]

#: N18: how far a count has come; approved is what is being posted at this moment.
INVENTORY_STATES = [
    ("open", "To count"),
    ("counted", "To approve"),
    ("approved", "Approved"),
    ("done", "Posted"),
]

#: Every permitted transition of a count.
INVENTORY_TRANSITIONS = {
    "open": {"counted"},
    "counted": {"open", "approved"},
    "approved": {"done"},
    "done": set(),
}

#: How far an engineer's request for van stock has come.
VAN_REQUEST_STATES = [
    ("draft", "Draft"),
    ("asked", "Asked"),
    ("approved", "Approved"),
    ("refused", "Refused"),
]

#: Every permitted transition of a request for van stock.
VAN_REQUEST_TRANSITIONS = {
    "draft": {"asked"},
    "asked": {"approved", "refused"},
    "approved": set(),
    "refused": set(),
}

#: N16: how far an exchange has come.
EXCHANGE_STATES = [
    ("open", "To inspect"),
    ("inspected", "Inspected"),
    ("released", "Goods to come in"),
    ("done", "Exchanged"),
    ("refused", "Refused"),
]

#: Every permitted transition of an exchange.
EXCHANGE_TRANSITIONS = {
    "open": {"inspected", "refused"},
    "inspected": {"released"},
    "released": {"done"},
    "done": set(),
    "refused": set(),
}

#: N16: what the inspection of goods finds that come back.
EXCHANGE_RESULTS = [
    ("faulty", "Faulty"),
    ("no_fault", "No fault found"),
    ("damaged", "Damaged by the customer"),
]
#: N7, N9: kinds of request for parts.
REQUEST_KINDS = [
    ("monthly", "Monthly"),
    ("urgent", "Urgent"),
    ("presale", "Pre-sale unit"),
    ("transfer", "From another station"),
]
REQUEST_STATES = [
    ("draft", "Draft"),
    ("submitted", "To review"),
    ("approved", "Approved"),
    ("done", "Received"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]
REQUEST_TRANSITIONS = {
    "draft": ("submitted", "cancelled"),
    "submitted": ("approved", "refused", "cancelled"),
    "approved": ("done",),
}

#: N9: where a shipment to a station stands, and how it was received.
PART_SHIPMENT_STATES = [
    ("transit", "On the way"),
    ("received", "Received"),
    ("claimed", "Difference claimed"),
    ("settled", "Difference settled"),
]
PART_SHIPMENT_CONSENTS = [("station", "By the station"), ("silence", "By silence")]
PART_SHIPMENT_TRANSITIONS = {"transit": ("received", "claimed"), "claimed": ("settled",)}

#: N10–N13: how far the old part of a part that a station used has come.
USE_STATES = [
    ("none", "Nothing owed"),
    ("owed", "Old part owed"),
    ("shipped", "Old part sent"),
    ("inspected", "Inspected"),
    ("listed", "On a write-off"),
    ("done", "Written off"),
]
USE_TRANSITIONS = {
    "owed": ("shipped", "listed"),
    "shipped": ("inspected", "owed"),
    "inspected": ("listed",),
    "listed": ("done", "inspected", "owed"),
}

#: N10: the monthly report of parts used.
USAGE_REPORT_STATES = [("draft", "To submit"), ("submitted", "Submitted")]
USAGE_REPORT_TRANSITIONS = {"draft": ("submitted",)}

#: N11, N12: a shipment of old parts, and what is found of each piece.
PART_RETURN_STATES = [
    ("draft", "Draft"),
    ("shipped", "On its way"),
    ("received", "To inspect"),
    ("inspected", "Inspected"),
]
PART_RETURN_TRANSITIONS = {
    "draft": ("shipped",),
    "shipped": ("received",),
    "received": ("inspected",),
}
INSPECTION_RESULTS = [
    ("confirmed", "Fault confirmed"),
    ("no_fault", "No fault found"),
    ("wrong", "Wrong part"),
    ("passed_off", "Passed off"),
    ("surplus", "Above the report"),
    ("missing", "Not in the parcel"),
]
#: Results with which a piece stands for the part that was used.
MEETS_USE = ("confirmed", "no_fault", "passed_off")

#: N13: the write-off of a station's old parts.
WRITEOFF_STATES = [
    ("draft", "Draft"),
    ("sent", "With the Station"),
    ("disputed", "Objected To"),
    ("accepted", "Accepted"),
    ("posted", "Posted"),
]
WRITEOFF_TRANSITIONS = {
    "draft": ("sent", "accepted"),
    "sent": ("disputed", "accepted"),
    "disputed": ("sent",),
    "accepted": ("posted",),
}
WRITEOFF_RESULTS = [*INSPECTION_RESULTS[:-1], ("missing", "Did not come"), ("freight", "Freight back")]
WRITEOFF_CONSENTS = [
    ("none", "No difference"),
    ("portal", "By the station"),
    ("paper", "On paper"),
    ("silence", "By silence"),
]
#: N12: where the penalty for parts passed off is taken from.
PENALTY_SOURCES = [("deposit", "Deposit, then statement"), ("statement", "Monthly statement")]

#: N12: how far a claim on a supplier for old parts has come, and what he says of a piece.
SUPPLIER_CLAIM_STATES = [
    ("draft", "Draft"),
    ("sent", "With the Supplier"),
    ("settled", "Settled"),
    ("refused", "Refused"),
]
SUPPLIER_CLAIM_TRANSITIONS = {"draft": ("sent",), "sent": ("draft", "settled", "refused")}
SUPPLIER_ANSWERS = [
    ("granted", "Made good"),
    ("back", "Refused: comes back"),
    ("scrap", "Refused: scrapped there"),
]

#: Where the account of what stations owe for parts is looked for.
STATION_CHARGE_CODE = "122181"

#: N11: what is left of the credit for an old part that has not been sent.
OLD_PART_AGES = [("full", "Full credit"), ("reduced", "Reduced credit"), ("none", "No credit left")]

#: Reports on parts that ask for a day or a period first.
PARTS_REPORTS = [("exposure", "Parts and Limits of Stations"), ("turns", "Turns of the Stock")]
