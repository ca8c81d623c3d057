"""Vocabulary of the ticket rules (D40, D41, D42, S24). Articles and figures are policy."""

#: What somebody is held to account for.
BREACH_CAUSES = [
    ("incomplete", "Voucher incomplete"),
    ("unsigned", "Voucher not signed by the customer"),
    ("late", "Voucher not back in time"),
    ("lost", "Voucher lost"),
    ("fees", "Fees kept back"),
    ("complaint", "Founded complaint"),
    ("loss", "Loss of a complaint"),
    ("handover", "Shift handed over late"),
    ("answer", "Call answered late"),
]

#: What the office reports of a voucher by hand; the rest is found.
REPORTED_CAUSES = [row for row in BREACH_CAUSES if row[0] in ("incomplete", "unsigned", "lost")]

#: D41: with these the bonus of the ticket is lost, too.
TICKET_CAUSES = ("incomplete", "unsigned", "late", "lost")

#: Ends of a record that mean that nothing was to be blamed.
CLEARED_STATES = ("rejected", "revoked")
