"""Vocabulary of the service desk. No figure of a regulation stands here."""

#: S1: who pays for the job as a whole.
SERVICE_TYPES = [
    ("A", "A – Paid service"),
    ("B", "B – Contract service"),
    ("C", "C – Free under warranty"),
    ("D", "D – Internal administration"),
]

#: S2: how the request reached us.
CHANNELS = [
    ("phone", "Phone"),
    ("web", "Web / portal"),
    ("email", "E-mail"),
    ("counter", "Counter"),
    ("station", "Service station"),
    ("own", "Our own initiative"),
]

#: S2: what clerks write in the column "channel" of a register, in small letters.
CHANNEL_WORDS = {
    "phone": ("电话", "来电", "热线", "手机", "tel"),
    "web": ("网站", "网上", "网络", "官网", "微信", "公众号", "小程序", "web", "portal"),
    "email": ("电子邮件", "邮件", "邮箱", "email", "mail"),
    "counter": ("柜台", "前台", "到店", "送修", "门店"),
    "station": ("服务网点", "网点", "维修站", "服务站", "经销商"),
}

#: G3: the steps of every job, in their order.
STATES = [
    ("enquiry", "Enquiry"),
    ("registered", "Registered"),
    ("assessment", "Technical assessment"),
    ("parts", "Parts preparation"),
    ("repair", "Under repair"),
    ("acceptance", "Acceptance"),
    ("settlement", "Fee settlement"),
    ("follow_up", "Follow-up"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]

#: The steps a job can skip where a flow rule of its type allows it (G3).
SKIPPABLE_STATES = ("parts", "acceptance", "settlement", "follow_up")

#: Every permitted transition (G3). A pair that is not here is refused by `_update_state`.
TRANSITIONS = {
    "enquiry": {"registered", "cancelled"},
    "registered": {"assessment", "cancelled"},
    "assessment": {"registered", "parts", "repair", "cancelled"},
    "parts": {"assessment", "repair", "cancelled"},
    "repair": {"parts", "acceptance", "settlement", "follow_up", "closed", "cancelled"},
    "acceptance": {"repair", "settlement", "follow_up", "closed"},
    "settlement": {"follow_up", "closed"},
    "follow_up": {"assessment", "closed"},
    "closed": set(),
    "cancelled": set(),
}

#: States in which the facts that decide who pays no longer move the proposal.
DECIDED_STATES = ("repair", "acceptance", "settlement", "follow_up", "closed", "cancelled")

#: States in which the work is finished: what was used and is charged stands.
SETTLED_STATES = ("acceptance", "settlement", "follow_up", "closed", "cancelled")

#: States in which the work is finished and was not given up.
DONE_STATES = ("acceptance", "settlement", "follow_up", "closed")

#: States of an order that nobody has to work on any more.
FINAL_STATES = ("closed", "cancelled")

#: States of an order that no engineer has yet.
UNDISPATCHED_STATES = ("enquiry", "registered")

#: S4: how soon a request must be seen to.
PRIORITIES = [("0", "Normal"), ("1", "Urgent"), ("2", "Very urgent")]

#: S4: how bad a fault is.
SEVERITIES = [
    ("minor", "Minor"),
    ("normal", "Normal"),
    ("serious", "Serious"),
    ("safety", "Safety hazard"),
]

#: S8: where a unit taken in stands in the workshop.
UNIT_STATES = [
    ("waiting", "Waiting"),
    ("repair", "Under repair"),
    ("inspect", "To inspect"),
    ("ready", "Ready for collection"),
    ("returned", "Handed back"),
    ("disposed", "Disposed of"),
]

#: Every permitted transition of a unit (S8). Straight from waiting or repair to ready goes only what
#: its owner takes back unrepaired.
UNIT_TRANSITIONS = {
    "waiting": {"repair", "inspect", "ready"},
    "repair": {"inspect", "ready"},
    "inspect": {"repair", "ready"},
    "ready": {"repair", "returned", "disposed"},
    "returned": set(),
    "disposed": set(),
}

#: States of a unit on which nobody has to work any more.
UNIT_DONE_STATES = ("ready", "returned", "disposed")

#: States of a unit that has left our custody.
UNIT_GONE_STATES = ("returned", "disposed")

#: What came of a unit taken in (S8).
UNIT_RESULTS = [
    ("repaired", "Repaired"),
    ("no_fault", "No fault found"),
    ("not_repairable", "Not repairable"),
    ("unrepaired", "Taken back unrepaired"),
]

#: S8: how far an owner who does not come has been reminded.
CUSTODY_STAGES = [
    ("notified", "First notice"),
    ("reminded", "Second notice"),
    ("abandoned", "Abandoned"),
]

#: S8: what a manager decides about abandoned goods.
DISPOSALS = [
    ("scrapped", "Scrapped"),
    ("sold", "Sold"),
    ("returned", "Returned to the customer"),
]

#: States in which the planned time of an order is taken: nobody else can have it.
BUSY_STATES = ("assessment", "parts", "repair")

#: S3: how well an engineer knows a kind of product; the last level is the highest.
SKILL_LEVELS = [("1", "Learning"), ("2", "Qualified"), ("3", "Expert")]

#: The level of a station for the products it serves: qualified.
STATION_SKILL = 2

#: S3: who does a repeat job.
REPEAT_MODES = [
    ("same", "The one who was there before"),
    ("other", "Somebody else"),
    ("any", "Whoever is best"),
]

#: S3: what happens when the time of an engineer is planned twice, or more than he has.
CONFLICT_RULES = [
    ("warn", "Warned"),
    ("confirm", "Refused unless confirmed"),
    ("refuse", "Refused"),
]

#: What a line of an order stands for.
LINE_KINDS = [
    ("part", "Part"),
    ("labour", "Labour"),
    ("callout", "Call-out"),
]

#: S12: who does the work, as far as prices differ by it.
FEE_PROVIDERS = [("own", "Own engineers"), ("station", "Service stations")]

#: Who bears a line; the keys are those of the engine `tools/entitlement.py`.
PAYERS = [
    ("customer", "Customer"),
    ("maker", "Warranty"),
    ("contract", "Contract"),
    ("station", "Service station"),
    ("goodwill", "Goodwill"),
    ("company", "Service centre"),
]

#: From which day a warranty counts.
WARRANTY_STARTS = [
    ("sale", "Sale"),
    ("installation", "Installation"),
]

#: S15: kinds of maintenance contract.
CONTRACT_KINDS = [
    ("full", "Full-duty stand-by"),
    ("half", "Half-duty stand-by"),
    ("per_call", "Per call by time band"),
]

#: S15: where a maintenance contract stands.
CONTRACT_STATES = [
    ("draft", "Draft"),
    ("running", "In Force"),
    ("expired", "Expired"),
    ("renewed", "Renewed"),
    ("cancelled", "Cancelled"),
]

#: Every permitted transition of a contract; "expired" and "renewed" come with the end of the term.
CONTRACT_TRANSITIONS = {
    "draft": {"running", "cancelled"},
    "running": {"expired", "renewed", "cancelled"},
    "expired": {"renewed"},
    "renewed": set(),
    "cancelled": set(),
}

#: States of a contract that covers the days of its term.
CONTRACT_COVERING = ("running", "expired", "renewed")

#: How often a contract is invoiced, and how many months that is; 0: the whole term at once.
BILLING_PERIODS = [
    ("month", "Monthly"),
    ("quarter", "Quarterly"),
    ("half_year", "Half-yearly"),
    ("year", "Yearly"),
    ("once", "Once for the whole term"),
]
BILLING_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12, "once": 0}

#: S15: what kind of day a time band is for; the keys are those of the engine `tools/contract.py`.
DAY_KINDS = [
    ("any", "Every day"),
    ("workday", "Working day"),
    ("weekend", "Weekly rest day"),
    ("holiday", "Public holiday"),
]

#: S19: how dangerous a defect is.
RISK_LEVELS = [("low", "Low"), ("medium", "Medium"), ("high", "High: stop using the unit")]

#: S19: where a defect notice stands, and every permitted transition.
DEFECT_NOTICE_STATES = [
    ("draft", "Draft"),
    ("published", "Published"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
DEFECT_NOTICE_TRANSITIONS = {
    "draft": {"published", "cancelled"},
    "published": {"closed", "cancelled"},
    "closed": {"published"},
    "cancelled": set(),
}

#: S19: where an affected unit stands, and every permitted transition.
DEFECT_CASE_STATES = [
    ("to_tell", "To tell"),
    ("told", "Told"),
    ("scheduled", "Scheduled"),
    ("fixed", "Fixed"),
    ("unreachable", "Unreachable"),
    ("refused", "Refused"),
]
DEFECT_CASE_TRANSITIONS = {
    "to_tell": {"told", "unreachable", "refused", "scheduled", "fixed"},
    "told": {"to_tell", "told", "unreachable", "refused", "scheduled", "fixed"},
    "unreachable": {"to_tell", "told", "unreachable", "refused", "scheduled", "fixed"},
    "refused": {"to_tell", "told", "scheduled", "fixed"},
    "scheduled": {"to_tell", "told", "fixed"},
    "fixed": set(),
}

#: S19: how an owner was told.
DEFECT_CHANNELS = [("phone", "Phone"), ("email", "E-mail"), ("other", "Letter or in person")]

#: What a clock measures (S3, S4, S5, S9).
CLOCK_KINDS = [
    ("answer", "Answer"),
    ("arrival", "Arrival on site"),
    ("promise", "Promised time"),
    ("turnaround", "Workshop turnaround"),
    ("voucher", "Return of the voucher"),
]

#: What a clock of a complaint measures (S21, S22).
COMPLAINT_CLOCK_KINDS = [
    ("complaint_answer", "Answer to the complaint"),
    ("complaint_solution", "Solution offered"),
    ("complaint_stage", "Stage of the complaint"),
    ("complaint_case", "Complaint closed"),
]

#: G2: what the hours or days of a deadline are.
CLOCK_UNITS = [
    ("working_hours", "Working hours"),
    ("working_days", "Working days"),
    ("hours", "Hours"),
    ("calendar_days", "Calendar days"),
]

#: Where a clock stands; the keys are those of the engine `tools/clock.py`.
CLOCK_STATES = [
    ("running", "Running"),
    ("paused", "Paused"),
    ("breached", "Breached"),
    ("met_in_time", "Met in time"),
    ("met_late", "Met late"),
    ("cancelled", "Cancelled"),
]

#: What can happen to a clock; the keys are those of the engine.
CLOCK_EVENTS = [
    ("start", "Start"),
    ("units", "More units"),
    ("pause", "Pause"),
    ("resume", "Resume"),
    ("met", "Met"),
    ("cancel", "Cancelled"),
]

#: Why a clock stands still.
PAUSE_REASONS = [
    ("customer", "Waiting for the customer"),
    ("parts", "Waiting for parts"),
    ("third_party", "Waiting for a third party"),
    ("other", "Other reason"),
]

#: S3: where the customer is.
AREAS = [("urban", "Urban"), ("suburban", "Suburban")]

#: Where a service station stands; only an active one is given jobs.
STATION_STATES = [
    ("active", "Active"),
    ("suspended", "Suspended"),
    ("closed", "Closed"),
]

#: N3: what a line of a station's statement is for.
STATION_FEE_KINDS = [
    ("job", "Job"),
    ("clawback", "Repeat Repair"),
    ("deduction", "Deduction"),
    ("correction", "Correction"),
    ("reopened", "Reopened Job"),
]

#: N3: where a monthly statement of a station stands, and every permitted transition.
STATEMENT_STATES = [
    ("draft", "Draft"),
    ("sent", "With the Station"),
    ("disputed", "Objected To"),
    ("confirmed", "Confirmed"),
]
STATEMENT_TRANSITIONS = {
    "draft": {"sent"},
    "sent": {"draft", "disputed", "confirmed"},
    "disputed": {"sent"},
    "confirmed": {"draft"},
}

#: N3: how a station has agreed to its statement.
STATEMENT_CONSENTS = [("portal", "In the portal"), ("paper", "Signed on paper"), ("silence", "By silence")]

#: N3: what has become of a confirmed statement.
STATEMENT_BILL_STATES = [
    ("none", "Not billed"),
    ("draft", "Draft bill"),
    ("posted", "Billed"),
    ("paid", "Paid"),
]

#: N3: what became of a station's objection to a line.
DISPUTE_STATES = [("open", "To Answer"), ("accepted", "Accepted"), ("rejected", "Rejected")]

#: Days of the week, as the host's calendars number them.
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]

#: Which kinds of clock end when an order comes to a state. Coming to the register again (handed back)
#: cancels the promise; the others are met.
CLOCKS_MET = {
    "assessment": ("answer",),
    "repair": ("answer", "arrival", "promise"),
    "acceptance": ("answer", "arrival", "promise", "turnaround"),
    "settlement": ("answer", "arrival", "promise", "turnaround", "voucher"),
    "follow_up": ("answer", "arrival", "promise", "turnaround", "voucher"),
    "closed": ("answer", "arrival", "promise", "turnaround", "voucher"),
}

#: Clocks that end when somebody is with the customer, before he begins the work (S3, S4, S9).
CLOCKS_MET_ON_ARRIVAL = ("answer", "arrival", "promise")

#: States of an order in which somebody can be sent to the customer.
VISIT_ORDER_STATES = ("assessment", "parts", "repair")

#: Where one presence at the customer stands.
VISIT_STATES = [
    ("planned", "Scheduled"),
    ("travelling", "On the way"),
    ("on_site", "On site"),
    ("working", "Working"),
    ("paused", "Paused"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]

#: Every permitted transition of a visit. Work may begin without the steps before it, for units that are
#: in the workshop and people who press one button only.
VISIT_TRANSITIONS = {
    "planned": {"travelling", "on_site", "working", "cancelled"},
    "travelling": {"on_site", "working", "cancelled"},
    "on_site": {"working", "done"},
    "working": {"paused", "done"},
    "paused": {"working", "done"},
    "done": set(),
    "cancelled": set(),
}

#: States of a visit that is over.
VISIT_FINAL_STATES = ("done", "cancelled")

#: Which kind of time passes in a state of a visit. To look at a unit on site is work as well.
VISIT_TIMES = {"travelling": "travel", "on_site": "work", "working": "work", "paused": "paused"}

#: Which moment of a visit is kept when it first comes to a state.
VISIT_STAMPS = {
    "travelling": ("travel_started_on",),
    "on_site": ("arrived_on",),
    "working": ("arrived_on", "started_on"),
    "done": ("ended_on",),
    "cancelled": ("ended_on",),
}

#: The one button of the engineer's telephone: the next real event of a job.
NEXT_STEPS = [
    ("travel", "Start travel"),
    ("arrive", "I have arrived"),
    ("quote", "Prepare quotation"),
    ("start", "Start work"),
    ("resume", "Resume"),
    ("finish", "Done"),
    ("sign", "Customer signs"),
]

#: S29: safety is ticked before work starts, at every visit; work before it is finished, once.
JOB_CHECKLIST_KINDS = [("safety", "Safety check"), ("work", "Work checklist")]

#: S29, S30: what is filled in on a sheet of its own, and every kind of checklist.
SHEET_KINDS = [("site", "Safety inspection"), ("assessment", "Self-assessment")]
CHECKLIST_KINDS = JOB_CHECKLIST_KINDS + SHEET_KINDS

#: S29, S30: how an item of a sheet is answered; the keys are those of `tools/checklist.py`.
CHECKLIST_ANSWERS = [
    ("ok", "OK / defect / not applicable"),
    ("yes_no", "Yes / no"),
    ("number", "Figure"),
    ("choice", "Choice"),
    ("text", "Text"),
    ("photo", "Photo"),
    ("points", "Points"),
]

#: S29, S30: what an answer says; the keys are those of `tools/checklist.py`.
CHECKLIST_RESULTS = [
    ("ok", "OK"),
    ("part", "In part"),
    ("defect", "Defect"),
    ("na", "Not applicable"),
]

#: S29: what kind of place is inspected.
SITE_KINDS = [
    ("office", "Office"),
    ("workshop", "Workshop"),
    ("warehouse", "Warehouse"),
    ("station", "Service station"),
]

#: S29, S30: where a sheet stands, and every permitted transition.
INSPECTION_STATES = [
    ("planned", "Scheduled"),
    ("progress", "In Progress"),
    ("done", "Done"),
    ("missed", "Not Held"),
]
INSPECTION_TRANSITIONS = {
    "planned": {"progress", "missed"},
    "progress": {"done", "missed"},
    "done": set(),
    "missed": set(),
}

#: S29: where a finding stands, and every permitted transition.
FINDING_STATES = [("open", "To Fix"), ("fixed", "To Verify"), ("closed", "Closed")]
FINDING_TRANSITIONS = {"open": {"fixed"}, "fixed": {"open", "closed"}, "closed": set()}

#: S30: what a self-assessment comes to; the keys are those of `tools/checklist.py`.
ASSESSMENT_GRADES = [
    ("none", "Not qualified"),
    ("qualified", "Up to standard"),
    ("three", "Three stars"),
    ("four", "Four stars"),
    ("five", "Five stars"),
]

#: S10: kinds of time in the work log.
WORKLOG_KINDS = [("work", "Work"), ("travel", "Travel")]

#: S10: where an engineer's day stands, and the permitted ways.
REPORT_STATES = [("draft", "Not handed in"), ("submitted", "Handed in"), ("confirmed", "Confirmed")]
REPORT_TRANSITIONS = {"draft": {"submitted"}, "submitted": {"draft", "confirmed"}, "confirmed": {"draft"}}

#: S16: the documents of the service desk that post entries of their own.
MONEY_SOURCES = [
    ("aftersales.collection", "Collection"),
    ("aftersales.hand.in", "Hand-in Slip"),
    ("aftersales.deposit.entry", "Movement of a Deposit"),
    ("aftersales.contract.release", "Contract Income Earned"),
]

#: S13: what a customer's deposit is for, and where it stands.
DEPOSIT_KINDS = [("work", "In advance for work"), ("loan", "For a loan unit")]
DEPOSIT_STATES = [("draft", "Expected"), ("held", "Being held"), ("closed", "Used up")]

#: S13: what can happen to a deposit.
DEPOSIT_ENTRIES = [
    ("receive", "Deposit received"),
    ("apply", "Applied to an invoice"),
    ("refund", "Refunded"),
]

#: S13: where a loan unit is.
LOAN_STATES = [("lent", "Lent"), ("returned", "Returned"), ("lost", "Lost")]

#: S23: what a credit note gives money back for.
CREDIT_KINDS = [("return", "Goods returned"), ("allowance", "Price allowance")]

#: S16: what is reconciled with the general ledger.
RECONCILIATION_SECTIONS = [
    ("fees", "Open Fees"),
    ("cash", "Cash with Engineers"),
    ("deposits", "Customer Deposits"),
    ("contracts", "Contract Income Deferred"),
]

#: S13: how a customer pays on site.
COLLECTION_METHODS = [("cash", "Cash"), ("transfer", "Bank transfer"), ("qr", "QR code")]

#: S13: where money collected on site is.
COLLECTION_STATES = [
    ("with_engineer", "With the engineer"),
    ("on_slip", "On a hand-in slip"),
    ("handed_in", "Handed in"),
    ("reversed", "Reversed"),
]
COLLECTION_TRANSITIONS = {
    "with_engineer": {"on_slip", "reversed"},
    "on_slip": {"with_engineer", "handed_in"},
    "handed_in": {"with_engineer"},
    "reversed": set(),
}

#: S13: where a hand-in slip stands.
HAND_IN_STATES = [
    ("submitted", "To count"),
    ("accepted", "Counted"),
    ("returned", "Given back"),
    ("reversed", "Reversed"),
]
HAND_IN_TRANSITIONS = {
    "submitted": {"accepted", "returned"},
    "accepted": {"reversed"},
    "returned": set(),
    "reversed": set(),
}

#: S13: what becomes of the difference when the cash counted is not the cash expected.
DIFFERENCE_TREATMENTS = [
    ("engineer", "The engineer still owes it"),
    ("post", "Cash over / short"),
]

#: S6: where a call-back stands, and the permitted ways; "skipped": the order was closed without a call.
CALLBACK_STATES = [
    ("planned", "To Call"),
    ("done", "Done"),
    ("skipped", "Closed Without Call"),
    ("cancelled", "Cancelled"),
]
CALLBACK_TRANSITIONS = {
    "planned": {"done", "skipped", "cancelled"},
    "done": set(),
    "skipped": set(),
    "cancelled": set(),
}

#: S6: how a call went that did not reach the customer.
CALLBACK_RESULTS = [
    ("no_answer", "No answer"),
    ("refused", "Does not want to talk"),
    ("later", "Asks to be called later"),
    ("wrong_number", "Wrong number"),
]

#: S6: how the customer found the engineer.
ATTITUDES = [("satisfied", "Satisfied"), ("fair", "Fair"), ("unsatisfied", "Unsatisfied")]

#: S6: the customer's word against the fees of the order; the keys are those of `tools/callback.py`.
CHARGE_FINDINGS = [
    ("not_owed", "Charged, though nothing is owed"),
    ("other_amount", "Charged another amount"),
    ("not_paid", "Paid by the books, not by the customer's word"),
]

#: S17: what the opinion card asks for, and how a customer answers; the scores stand in the policy.
OPINION_QUESTIONS = [
    ("attitude", "Attitude"),
    ("skill", "Skill"),
    ("arrival", "Arrival time"),
    ("promise", "Promises kept"),
]
OPINION_LEVELS = [
    ("very", "Very satisfied"),
    ("satisfied", "Satisfied"),
    ("fair", "Fair"),
    ("unsatisfied", "Unsatisfied"),
]

#: S17: where an opinion card stands, and the permitted ways; an answered one may change for a while.
OPINION_STATES = [
    ("open", "Waiting for the Answer"),
    ("answered", "Answered"),
    ("expired", "Not Answered"),
]
OPINION_TRANSITIONS = {
    "open": {"answered", "expired"},
    "answered": {"answered"},
    "expired": set(),
}

#: States of an order whose work is accepted, or ended without a signature: its customer has an opinion.
OPINION_ORDER_STATES = ("settlement", "follow_up", "closed")

#: S18: grades of customers, what a grade stands on, and how customers are looked after; the keys of the
#: first two are those of `tools/care.py`.
CUSTOMER_GRADES = [("ordinary", "Ordinary"), ("long", "Long-Standing"), ("important", "Important")]
GRADE_BASES = [
    ("hand", "Set by hand"),
    ("turnover", "Turnover"),
    ("years", "Years since the first job"),
    ("none", "–"),
]
CARE_KINDS = [("call", "Call"), ("visit", "Visit")]

#: S18: where a visit or call to a customer stands, and the permitted ways.
CARE_STATES = [
    ("planned", "Scheduled"),
    ("done", "Done"),
    ("refused", "Not Wanted"),
    ("cancelled", "Cancelled"),
]
CARE_TRANSITIONS = {
    "planned": {"done", "refused", "cancelled"},
    "done": set(),
    "refused": set(),
    "cancelled": set(),
}

#: S22: what a complaint is about.
COMPLAINT_KINDS = [("quality", "Quality"), ("service", "Not quality (person or process)")]

#: S21: what is reported to management at once.
COMPLAINT_MAJORS = [("quality", "Major quality case"), ("consumer", "Consumer-rights case")]

#: S22: which route a complaint takes.
COMPLAINT_ROUTES = [("domestic", "Domestic"), ("abroad", "Abroad")]

#: S22: where a complaint stands, and every permitted way.
COMPLAINT_STATES = [
    ("registered", "Registered"),
    ("investigation", "Investigation"),
    ("decision", "To Approve"),
    ("approved", "Approved"),
    ("closed", "Closed"),
    ("withdrawn", "Withdrawn"),
]
COMPLAINT_TRANSITIONS = {
    "registered": {"investigation", "decision", "withdrawn"},
    "investigation": {"decision", "withdrawn"},
    "decision": {"investigation", "approved", "withdrawn"},
    "approved": {"closed"},
    "closed": set(),
    "withdrawn": set(),
}

#: States in which the decision on a complaint is still prepared.
COMPLAINT_OPEN_STATES = ("registered", "investigation")

#: States of a complaint on which nobody has to work any more.
COMPLAINT_FINAL_STATES = ("closed", "withdrawn")

#: S22: who deals with a complaint, one after the other.
COMPLAINT_STAGES = [
    ("registration", "Registration"),
    ("quality", "Quality control"),
    ("production", "Production / technical"),
    ("research", "R&D"),
    ("business", "Business"),
    ("general", "General manager's office"),
]

#: S22: where a stage stands, and every permitted way; a rejected decision takes two stages back.
COMPLAINT_STAGE_STATES = [("waiting", "Waiting"), ("running", "In progress"), ("signed", "Signed off")]
COMPLAINT_STAGE_TRANSITIONS = {
    "waiting": {"running"},
    "running": {"signed", "waiting"},
    "signed": {"running"},
}

#: S23: what a complaint ends in.
COMPLAINT_OUTCOMES = [
    ("repair", "Repair"),
    ("replacement", "Replacement"),
    ("return", "Return"),
    ("allowance", "Price allowance"),
    ("compensation", "Compensation"),
    ("not_justified", "Not justified"),
]

#: S24: how a loss was reckoned; the keys are those of `tools/complaint.py`.
COMPLAINT_LOSS_BASES = [("actual", "Actual loss"), ("resale", "Difference to the grade-A price")]

#: S24: the disciplinary measure a case ends in for a person; the keys are those of `tools/complaint.py`.
COMPLAINT_MEASURES = [
    ("none", "None"),
    ("warning", "Warning"),
    ("demerit", "Demerit"),
    ("major", "Major demerit or more"),
]

#: S25: how the cause is looked for, and the questions of each method.
COMPLAINT_ANALYSIS_METHODS = [("why", "Five whys"), ("eight", "Eight steps (8D)")]
COMPLAINT_ANALYSIS_STEPS = {
    "why": [
        ("why1", "1. Why did it happen?"),
        ("why2", "2. Why that?"),
        ("why3", "3. Why that, again?"),
        ("why4", "4. And why that?"),
        ("why5", "5. What is behind it all?"),
    ],
    "eight": [
        ("d1", "D1 Team"),
        ("d2", "D2 Problem"),
        ("d3", "D3 Interim measures"),
        ("d4", "D4 Root cause"),
        ("d5", "D5 Corrective actions chosen"),
        ("d6", "D6 Corrective actions carried out"),
        ("d7", "D7 Prevention"),
        ("d8", "D8 Closing and thanks"),
    ],
}

#: S25: corrective and preventive actions; where one stands, and every permitted way.
COMPLAINT_ACTION_KINDS = [("corrective", "Corrective"), ("preventive", "Preventive")]
COMPLAINT_ACTION_STATES = [
    ("open", "Open"),
    ("done", "Done, effect to be checked"),
    ("effective", "Effective"),
    ("ineffective", "Not effective"),
]
COMPLAINT_ACTION_TRANSITIONS = {
    "open": {"done"},
    "done": {"effective", "ineffective"},
    "effective": set(),
    "ineffective": set(),
}

#: S22: what a responsible person gets who is late.
COMPLAINT_NOTICES = [("reminder", "Reminder"), ("inquiry", "Inquiry")]


def skipped_states(source, target):
    """Return the steps that a move from `source` to `target` jumps over, in order (G3).

    A move backwards, or to "cancelled", jumps over nothing.
    """
    order = [state for state, _label in STATES if state != "cancelled"]
    if "cancelled" in (source, target):
        return []
    return order[order.index(source) + 1 : order.index(target)]


#: What a photo of a job shows.
PHOTO_KINDS = [("before", "Before"), ("after", "After"), ("part", "Part"), ("other", "Other")]

#: Where a part comes from.
PART_SOURCES = [("own", "Own stock"), ("warehouse", "Warehouse")]

#: Where the old part went.
OLD_PARTS = [
    ("none", "There was none"),
    ("customer", "Left with the customer"),
    ("returned", "Taken back"),
    ("scrapped", "Scrapped"),
]
