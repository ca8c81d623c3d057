"""Vocabulary of the entries of the month's adjustments."""

#: Where a month stands in the general ledger.
POSTING_STATES = [("open", "To Post"), ("draft", "Draft Entry"), ("posted", "Posted")]

#: Kind of adjustment → field of the company with the account it is posted to.
KIND_ACCOUNTS = {
    "reward": "aftersales_reward_account_id",
    "fine": "aftersales_fine_account_id",
    "other": "aftersales_other_account_id",
}
