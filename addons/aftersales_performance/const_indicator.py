"""What is measured, in one place (S20, A4): where each indicator comes from and on which records.

Names, formulas in words, directions and least samples are records of `aftersales.indicator`.
"""

from dataclasses import dataclass

#: Months that the screens show side by side.
MONTHS = 12

#: Whose figures they are: kind → label.
SUBJECT_KINDS = [
    ("company", "Company"),
    ("engineer", "Engineer"),
    ("agent", "Agent"),
    ("team", "Team"),
    ("station", "Service Station"),
    ("product", "Product"),
]

#: Kind → the field of a measured value that names the subject, and its model.
SUBJECT_FIELDS = {
    "engineer": ("employee_id", "hr.employee"),
    "agent": ("employee_id", "hr.employee"),
    "team": ("department_id", "hr.department"),
    "station": ("station_id", "aftersales.station"),
    "product": ("product_id", "product.product"),
}

UNITS = [
    ("percent", "%"),
    ("hours", "Hours"),
    ("number", "Count"),
    ("money", "Amount"),
]

DIRECTIONS = [("up", "Higher is better"), ("down", "Lower is better"), ("none", "Neither")]

#: The columns of `aftersales.order.analysis` and `aftersales.complaint.report` that name the subject.
ROW_SUBJECTS = {
    "engineer": "engineer_id",
    "agent": "agent_id",
    "team": "department_id",
    "station": "station_id",
    "product": "product_id",
}


@dataclass(frozen=True)
class Source:
    """Records that are counted: model, when they count, which of them, and the subject of each kind."""

    model: str
    when: str
    subjects: dict
    domain: tuple = ()


SOURCES = {
    "request": Source("aftersales.order.analysis", "request_date", ROW_SUBJECTS),
    # how long a call rang is nobody's doing but the agent's
    "call": Source("aftersales.order.analysis", "request_date", {"agent": "agent_id"}),
    "ticket": Source("aftersales.order.analysis", "signed_on", ROW_SUBJECTS),
    "closing": Source("aftersales.order.analysis", "closed_on", ROW_SUBJECTS),
    "complaint": Source("aftersales.complaint.report", "closed_on", ROW_SUBJECTS),
    "worklog": Source(
        "aftersales.worklog",
        "date",
        {
            "engineer": "employee_id",
            "team": "department_id",
            "station": "order_id.station_id",
            "product": "order_id.product_id",
        },
        (("kind", "=", "work"), ("state", "=", "confirmed")),
    ),
}


@dataclass(frozen=True)
class Measure:
    """How an indicator is reckoned: the sum of `value` over the records with `count`, their mean or not.

    Without `count` every record of the source counts. The sum is divided by `scale`.
    """

    source: str
    value: str
    count: str = ""
    mean: bool = True
    scale: int = 1


#: S20 by code; the codes are those of the records.
MEASURES = {
    "requests": Measure("request", "request_count", "request_count", mean=False),
    "answer_hours": Measure("request", "answer_hours", "answered_count"),
    "answer_rate": Measure("request", "answer_rate", "answer_count"),
    "arrival_rate": Measure("request", "arrival_rate", "arrival_count"),
    "promise_rate": Measure("request", "promise_rate", "promise_count"),
    "call_rate": Measure("call", "call_rate", "call_count"),
    "complaint_rate": Measure("request", "complaint_rate", "request_count"),
    "tickets": Measure("ticket", "ticket_count", "ticket_count", mean=False),
    "voucher_rate": Measure("ticket", "voucher_rate", "voucher_count"),
    "closed": Measure("closing", "closed_count", "closed_count", mean=False),
    "close_hours": Measure("closing", "close_hours", "closed_count"),
    "first_fix_rate": Measure("closing", "first_fix_rate", "closed_count"),
    "resolution_rate": Measure("closing", "resolution_rate", "resolution_count"),
    "repeat_rate": Measure("closing", "repeat_rate", "closed_count"),
    "return_rate": Measure("closing", "return_rate", "closed_count"),
    "satisfaction_rate": Measure("closing", "satisfaction_rate", "satisfaction_count"),
    "revenue": Measure("closing", "revenue", "closed_count", mean=False),
    "parts_cost": Measure("closing", "cost_total", "closed_count", mean=False),
    "complaint_time_rate": Measure("complaint", "time_rate", "closed_count"),
    "labour_hours": Measure("worklog", "minutes", mean=False, scale=60),
}
