"""Vocabulary of bonus pools (B1–B3). Figures are policy: see `aftersales.bonus.policy`."""

#: B1: what profit is made with.
BASE_KINDS = [
    ("parts_own", "Parts of the company's products"),
    ("parts_other", "Parts of other products"),
    ("contract_own", "Stand-by contracts with the company's customers"),
    ("contract_other", "Stand-by contracts with others"),
]

#: The kinds whose pool is split among people (B2); the department keeps the others.
SPLIT_KINDS = ("parts_own", "parts_other")

#: B1: kinds of which a percentage goes to the person who sold the contract.
SOLD_KINDS = ("contract_own", "contract_other")

#: Contracts that are stand-by contracts (S15).
STANDBY_KINDS = ("full", "half")

#: Where a row of the profit comes from; a shortfall is what an earlier quarter's corrections left below zero.
BASE_SOURCES = [
    ("documents", "Posted documents"),
    ("manual", "By hand"),
    ("correction", "Correction of an earlier quarter"),
    ("shortfall", "Shortfall of an earlier quarter"),
]

SHARE_KINDS = [
    ("manager", "Manager"),
    ("deputy", "Deputy"),
    ("tickets", "Share by tickets"),
    ("seller", "Contracts sold"),
    ("allowance", "Visit allowance"),
    ("correction", "Correction of an earlier quarter"),
]

POOL_STATES = [
    ("draft", "Draft"),
    ("review", "Shown to Everybody"),
    ("approved", "Approved"),
    ("paid", "On the Adjustment Sheet"),
]

POOL_TRANSITIONS = {
    "draft": ("review",),
    "review": ("draft", "approved"),
    "approved": ("paid",),
    "paid": (),
}

#: States in which the figures stand.
POOL_FIXED = ("approved", "paid")

APPEAL_STATES = [("open", "Open"), ("accepted", "Accepted"), ("refused", "Refused")]

APPEAL_TRANSITIONS = {"open": ("accepted", "refused"), "accepted": (), "refused": ()}
