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
