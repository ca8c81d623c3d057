"""Vocabulary of stars (S28). Figures are policy: see `aftersales.star.policy`."""

STAR_PARTS = [
    ("exam", "Exam"),
    ("satisfaction", "Satisfaction"),
    ("checks", "Quality Checks"),
    ("manners", "Manners"),
    ("ability", "Overall Ability"),
    ("volume", "Volume"),
    ("peers", "Marks of Colleagues"),
    ("events", "Other Events"),
]

#: Never given by hand: what stands in the records counts.
STAR_RECORDED = ("checks", "volume", "events")

STAR_LEVELS = [
    ("star", "Star"),
    ("first", "First Class"),
    ("second", "Second Class"),
    ("none", "Ordinary"),
]

#: Why a month has its class; the keys are those of `tools/stars.py`.
STAR_REASONS = [
    ("band", "By the points"),
    ("veto", "A major founded complaint in the quarter"),
    ("waiting", "Star points, not yet long enough in a row"),
    ("streak", "Second class too often in a row: time to improve"),
    ("improving", "Second class in the time to improve"),
]
