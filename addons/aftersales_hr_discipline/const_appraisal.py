"""Vocabulary of appraisals. Figures are policy: see `aftersales.appraisal.policy`."""

#: A1: what a cycle spans.
APPRAISAL_PERIODS = [
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("half_year", "Half-year"),
    ("year", "Year"),
]

TEMPLATE_STATES = [("draft", "Draft"), ("published", "Published"), ("replaced", "Replaced")]

CYCLE_STATES = [
    ("draft", "Draft"),
    ("running", "Under Way"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]

CYCLE_TRANSITIONS = {
    "draft": ("running", "cancelled"),
    "running": ("closed", "cancelled"),
    "closed": (),
    "cancelled": (),
}

#: A3, A8: the way of a sheet; four signatures, then the person.
APPRAISAL_STATES = [
    ("open", "Collecting"),
    ("superior", "With the Superior"),
    ("head", "With the Department Head"),
    ("hr", "With the HR Director"),
    ("general", "With the General Manager"),
    ("confirmed", "Confirmed"),
    ("published", "Shown to the Person"),
    ("acknowledged", "Acknowledged"),
    ("appealed", "Appealed"),
    ("final", "Final"),
    ("cancelled", "Cancelled"),
]

#: A3: who signs a sheet in a state, in this order.
SIGNING_STATES = ("superior", "head", "hr", "general")

APPRAISAL_TRANSITIONS = {
    "open": ("superior", "cancelled"),
    "superior": ("head", "cancelled"),
    "head": ("hr", "superior"),
    "hr": ("general", "superior"),
    "general": ("confirmed", "superior"),
    "confirmed": ("published",),
    "published": ("acknowledged", "appealed", "final"),
    "acknowledged": ("appealed", "final"),
    "appealed": ("final",),
    "final": (),
    "cancelled": (),
}

#: States in which the person does not see the own sheet: it is being decided (A8).
HIDDEN_STATES = (*SIGNING_STATES, "confirmed")

#: A7, and what other sheets judge.
DIMENSIONS = [
    ("attitude", "Attitude"),
    ("skill", "Skill"),
    ("efficiency", "Efficiency"),
    ("satisfaction", "Satisfaction"),
    ("goal", "Work Goals"),
    ("ability", "Overall Ability"),
]

#: A3: how a value becomes points; see `tools/appraisal.py`.
SCORING_RULES = [
    ("direct", "Points as Given"),
    ("linear", "Linear between Points"),
    ("steps", "Steps"),
    ("more", "More Is Better, by Target"),
    ("less", "Less Is Better, by Target"),
]

#: A4: which way a measured value is better.
BETTER = [("more", "More is better"), ("less", "Less is better")]

#: A2: who rates; what a person says of himself has no weight.
RATER_KINDS = [
    ("superior", "Superior"),
    ("peer", "Peer"),
    ("subordinate", "Subordinate"),
    ("self", "Oneself"),
]

RATING_STATES = [("open", "To Be Rated"), ("done", "Answered"), ("cancelled", "Not Needed")]

#: Movers: whose sheet it is.
POSITION_DAYS = [("first", "First Day of the Period"), ("last", "Last Day of the Period")]

#: A8: what the committee decides.
VERDICTS = [("upheld", "Result Stands"), ("changed", "Result Changed")]

#: A6: what performance pay is reckoned from.
PAY_FORMULAS = [("base", "Performance Pay of the Template"), ("wage", "Share of the Wage")]

#: A6: what a grade proposes.
PROPOSAL_KINDS = [
    ("freeze", "No Raise"),
    ("step_down", "One Pay Step Down"),
    ("placement", "Keep, Train, Move or Leave"),
    ("candidate", "Candidate for Bonus and Promotion"),
]

PROPOSAL_STATES = [("proposed", "Proposed"), ("approved", "Approved"), ("rejected", "Turned Down")]

PLACEMENTS = [
    ("keep", "Keep"),
    ("train", "Train off Post"),
    ("move", "Move to Another Post"),
    ("leave", "Leave"),
]

#: A3: the way of a work plan; each change is a version that takes the place of the one before.
PLAN_STATES = [
    ("draft", "Draft"),
    ("submitted", "With the Superior"),
    ("approved", "Approved"),
    ("filed", "Filed with HR"),
    ("replaced", "Replaced"),
]

PLAN_TRANSITIONS = {
    "draft": ("submitted",),
    "submitted": ("approved", "draft"),
    "approved": ("filed", "replaced"),
    "filed": ("replaced",),
    "replaced": (),
}

#: Versions of a plan that hold.
PLAN_IN_FORCE = ("approved", "filed")

#: A9: the way of a promotion; the trial follows the approval.
PROMOTION_STATES = [
    ("draft", "Proposed"),
    ("trial", "On Trial"),
    ("promoted", "Promoted"),
    ("ended", "Not Promoted"),
]

PROMOTION_TRANSITIONS = {
    "draft": ("trial", "ended"),
    "trial": ("promoted", "ended"),
    "promoted": (),
    "ended": (),
}

#: A1: how many periods a year has.
PERIODS_OF_YEAR = {"month": 12, "quarter": 4, "half_year": 2, "year": 1}
