from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..const import CLOCK_KINDS, CLOCK_STATES, COMPLAINT_CLOCK_KINDS
from ..tools import clock
from ..tools.working_time import NoWorkingTime, naive


class AftersalesClock(models.Model):
    """A deadline of an order, and where it stands: the stored answer of a replay (S3, S4, S5, S9).

    The events and the rule say everything; `_replay` writes what follows from them, so that lists and
    the sweep need not reckon. The rule is kept with the clock: a new policy changes new clocks only.
    What else has deadlines is another subject (`_get_subject`) with a rule of its own
    (`_get_engine_rule`).
    """

    _name = "aftersales.clock"
    _description = "Clock"
    _inherit = ["aftersales.slice.mixin"]
    _order = "ended_on desc, deadline, id"
    _check_company_auto = True

    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        readonly=True,
        index="btree_not_null",
        check_company=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(CLOCK_KINDS + COMPLAINT_CLOCK_KINDS, string="Clock", required=True, readonly=True)
    rule_id = fields.Many2one(
        "aftersales.sla.rule", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    event_ids = fields.One2many("aftersales.clock.event", "clock_id", string="Events", readonly=True)
    state = fields.Selection(CLOCK_STATES, required=True, readonly=True, default="running", index=True)
    deadline = fields.Datetime(readonly=True, help="Empty: the working calendar has no working time.")
    warning_on = fields.Datetime(string="Warning", readonly=True)
    ended_on = fields.Datetime(readonly=True, help="When the clock was met or cancelled.")
    units = fields.Integer(readonly=True)
    paused_amount = fields.Float(readonly=True, help="Of the rule's unit.")
    consumed = fields.Float(readonly=True, help="Of the rule's unit, pauses left out, at the last event.")
    warned_on = fields.Datetime(readonly=True)
    escalated_on = fields.Datetime(readonly=True)
    stale = fields.Boolean(readonly=True, help="The working time has changed since the last replay.")
    explanation = fields.Char(compute="_compute_explanation")

    _rule_of_order = models.Constraint(
        "CHECK ((order_id IS NULL) = (rule_id IS NULL))", "The clock of an order needs its rule."
    )
    _to_warn_index = models.Index(
        "(warning_on) WHERE state = 'running' AND warned_on IS NULL AND escalated_on IS NULL"
    )
    _to_escalate_index = models.Index(
        "(deadline) WHERE state IN ('running', 'breached') AND ended_on IS NULL AND escalated_on IS NULL"
    )
    _stale_index = models.Index("(id) WHERE stale")

    @api.depends("order_id.company_id")
    def _compute_company_id(self):
        for each in self:
            each.company_id = each._get_subject().company_id

    @api.depends("order_id.name", "kind")
    def _compute_display_name(self):
        for each in self:
            each.display_name = f"{each._get_subject().name}: {each._get_label()}"

    def _get_label(self):
        """Return what is due, in the reader's words; to be extended."""
        self.ensure_one()
        return dict(self._fields["kind"]._description_selection(self.env)).get(self.kind)

    def _get_subject(self):
        """Return the document whose deadline this is; to be extended."""
        self.ensure_one()
        return self.order_id

    def _get_engine_rule(self):
        """Return the rule of this clock as the engine takes it; to be extended."""
        self.ensure_one()
        return self.rule_id._to_engine()

    def _get_rule_name(self):
        """Return the rule and its unit in the reader's words; to be extended."""
        self.ensure_one()
        rule = self.rule_id.sudo()  # sudo: policy, no secret
        units = dict(rule._fields["unit"]._description_selection(self.env))
        return rule.display_name, units.get(rule.unit)

    @api.depends("deadline", "units", "paused_amount", "rule_id", "event_ids")
    @api.depends_context("lang", "tz")
    def _compute_explanation(self):
        for each in self:
            each.explanation = each._get_explanation()

    def _get_explanation(self):
        """Say in one sentence how the deadline follows from the rule and the events."""
        self.ensure_one()
        rule, unit = self._get_rule_name()
        if not self.deadline:
            return self.env._("The working calendar of the company has no working time: nothing is due.")
        start = self.event_ids.filtered(lambda event: event.kind == "start")[:1]
        values = {
            "rule": rule,
            "start": self._format(start.promised_on or start.occurred_on),
            "deadline": self._format(self.deadline),
        }
        if start.promised_on:
            text = self.env._("%(rule)s: promised for %(start)s, due %(deadline)s.", **values)
        else:
            text = self.env._("%(rule)s, from %(start)s: due %(deadline)s.", **values)
        per_units = self.rule_id.sudo().per_units
        if per_units:
            text += " " + self.env._(
                "%(units)s units, %(per)s for one duration.", units=self.units, per=per_units
            )
        if self.paused_amount:
            text += " " + self.env._(
                "Paused for %(amount)s %(unit)s.", amount=f"{self.paused_amount:g}", unit=unit
            )
        return text

    def _format(self, moment):
        """Return `moment` in the reader's time zone, or in the company's."""
        tz = self.env.user.tz or self.company_id.resource_calendar_id.tz or "UTC"
        return format_datetime(self.env, moment, tz=tz, dt_format="short")

    # ------------------------------------------------------------------------
    # Replay
    # ------------------------------------------------------------------------

    @api.model
    def _start(self, starts):
        """Start clocks; those for which no rule is in force are not started.

        :param starts: list of dicts: order, kind, at (naive UTC) and, where it applies, units, promised
        :return: the new clocks, one write each
        """
        if not starts:
            return self.browse()
        rules = self.env["aftersales.sla.policy"]._get_rules(
            [(each["order"], each["kind"]) for each in starts]
        )
        return self._create_started(
            [
                (
                    {"order_id": each["order"].id, "kind": each["kind"], "rule_id": rule.id},
                    {
                        "occurred_on": each["at"],
                        "units": each.get("units", 0),
                        "promised_on": each.get("promised"),
                    },
                )
                for each, rule in zip(starts, rules, strict=True)
                if rule
            ]
        )

    @api.model
    def _create_started(self, pairs):
        """Create clocks that run.

        :param pairs: list of (values of the clock, values of the event that starts it)
        """
        # sudo: nobody has the right to make clocks; the caller's step on the subject was checked
        clocks = self.sudo().create(
            [
                {
                    **vals,
                    "event_ids": [fields.Command.create({"kind": "start", "user_id": self.env.uid, **start})],
                }
                for vals, start in pairs
            ]
        )
        clocks._replay()
        return clocks

    def _add_event(self, kind, at=None, **vals):
        """Add the same event to these clocks and replay them."""
        # sudo: nobody has the right to make events; the caller's step on the order was checked
        self.env["aftersales.clock.event"].sudo().create(
            [
                {
                    "clock_id": each.id,
                    "kind": kind,
                    "occurred_on": at or fields.Datetime.now(),
                    "user_id": self.env.uid,
                    **vals,
                }
                for each in self
            ]
        )
        self._replay()

    def _replay(self):
        """Write where these clocks stand, from their events and their rules."""
        # sudo: guarded for everybody, the server writes them
        for each, result in self.sudo()._get_results().items():
            each.write(each._prepare_result_vals(result))

    def _get_results(self, rules=None):
        """Replay these clocks in memory.

        :param rules: clock → rule to replay with, by default the clock's own
        :return: dict of clock → `clock.Result`, or None where the calendar has no working time
        """
        calendar_of = {each: each._get_subject()._get_working_calendar() for each in self}
        calendars = self.env["resource.calendar"].union(*calendar_of.values())._get_aftersales_calendars()
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        results = {}
        for each in self:
            rule = rules[each]._to_engine() if rules and each in rules else each._get_engine_rule()
            calendar = calendars.get(calendar_of[each])
            try:
                results[each] = calendar and clock.replay(each.event_ids._to_engine(), rule, calendar, now)
            except NoWorkingTime:
                results[each] = None
        return results

    def _prepare_result_vals(self, result):
        """Values that store a result; without one nothing is due, but the clock can end."""
        self.ensure_one()
        if result is None:
            last = self.event_ids.sorted(lambda event: (event.occurred_on, event.id))[-1:]
            ended = last.kind in ("met", "cancel")
            state = {"met": "met_in_time", "cancel": "cancelled", "pause": "paused"}.get(last.kind, "running")
            return {
                "stale": False,
                "state": state,
                "deadline": False,
                "warning_on": False,
                "ended_on": last.occurred_on if ended else False,
            }
        return {
            "stale": False,
            "state": result.state,
            "deadline": naive(result.deadline),
            "warning_on": naive(result.warning),
            "ended_on": naive(result.ended),
            "units": result.explanation["units"],
            "paused_amount": _figure(result.explanation["paused"]),
            "consumed": _figure(result.consumed),
        }

    @api.model
    def _mark_stale(self, companies):
        """The working time of `companies` has changed: the next sweep replays their open clocks."""
        if not companies:
            return
        self.flush_model()
        self.env.cr.execute(
            "UPDATE aftersales_clock SET stale = TRUE WHERE ended_on IS NULL AND company_id = ANY(%s)",
            [companies.ids],
        )
        self.invalidate_model(["stale"])

    # ------------------------------------------------------------------------
    # Sweep
    # ------------------------------------------------------------------------

    @api.model
    def _get_sweep_domain(self, now):
        """Clocks that need somebody, to be warned of or to be escalated (S9), or a new replay (G2)."""
        is_open = Domain("ended_on", "=", False) & Domain("escalated_on", "=", False)
        to_warn = (
            Domain("state", "=", "running")
            & Domain("warned_on", "=", False)
            & Domain("warning_on", "<=", now)
        )
        to_escalate = Domain("state", "in", ("running", "breached")) & Domain("deadline", "<", now)
        return is_open & (to_warn | to_escalate) | Domain("stale", "=", True)

    @api.model
    def _cron_sweep(self):
        """Warn once before each breach, escalate once at it (S9); in slices, each of which is kept.

        Clocks are replayed first: a holiday entered or deleted meanwhile may have moved their
        deadline. What another transaction has locked waits for the next run.
        """
        self.env["aftersales.order"]._carry_over()
        self._work_in_slices(self._get_sweep_domain(fields.Datetime.now()), lambda clocks: clocks._sweep())

    def _sweep(self):
        """Warn of, or escalate, those of these clocks for which it is time."""
        now = fields.Datetime.now()
        self._replay()
        due = self.filtered_domain(self._get_sweep_domain(now))
        late = due.filtered(lambda each: each.deadline < now)
        soon = due - late
        soon._notify_people(
            lambda each: self.env._("Due %(deadline)s", deadline=each._format(each.deadline)),
            lambda each: each._get_escalation_user() if each.kind == "promise" else each._get_worker(),
        )
        soon.sudo().write({"warned_on": now})  # sudo: the server's own field
        late._notify_people(
            lambda each: self.env._("Missed: it was due %(deadline)s", deadline=each._format(each.deadline)),
            lambda each: each._get_escalation_user(),
        )
        late.sudo().write({"warned_on": now, "escalated_on": now})  # sudo: the server's own fields
        late._tell_subjects()
        late._mail_escalations()

    def _tell_subjects(self):
        """Note on each document which of its deadlines were missed; to be extended."""
        bodies = {}
        for each in self:
            sentence = self.env._(
                "Deadline missed: %(kind)s. %(explanation)s",
                kind=each._get_label(),
                explanation=each.explanation,
            )
            bodies.setdefault(each._get_subject(), []).append(sentence)
        for model, subjects in self._group_subjects().items():
            self.env[model].union(*subjects)._message_log_batch(
                bodies={subject.id: " ".join(bodies[subject]) for subject in subjects}
            )

    def _group_subjects(self):
        """Return the documents of these clocks: model → set of records."""
        groups = {}
        for each in self:
            subject = each._get_subject()
            groups.setdefault(subject._name, set()).add(subject)
        return groups

    def _mail_escalations(self):
        """Tell each supervisor in one message which deadlines were missed."""
        for user, missed in self.grouped(lambda each: each._get_escalation_user()).items():
            clocks = missed.with_user(user).with_context(lang=user.lang, tz=user.tz).sudo()
            self.env["mail.thread"].message_notify(
                partner_ids=user.partner_id.ids,
                subject=clocks.env._("Deadlines missed: %(count)s", count=len(clocks)),
                body=clocks.env["ir.qweb"]._render("aftersales_service.clock_escalation", {"clocks": clocks}),
            )

    def _get_worker(self):
        """Whose work it is: the engineer's, or the owner's while nobody is sent (G4)."""
        return self.order_id.engineer_id.user_id or self.order_id.user_id

    def _get_escalation_user(self):
        """Return who is told of a missed deadline; to be extended."""
        return self.rule_id.policy_id.escalation_user_id or self.order_id.user_id

    def _notify_people(self, get_summary, get_user):
        """Put an activity on the document of each clock; its user follows it from then on."""
        tasks = {}
        for each in self:
            subject = each._get_subject()
            tasks.setdefault(subject._name, []).append(
                (
                    subject.id,
                    get_user(each),
                    each.company_id._get_aftersales_date(each.deadline),
                    f"{each._get_label()}: {get_summary(each)}",
                )
            )
        for model, group in tasks.items():
            self.env["mail.activity"]._plan_in_batch(
                "aftersales_service.mail_activity_type_deadline", model, group
            )


def _figure(amount):
    """Return hours of a timedelta, or days, as a number."""
    return amount / timedelta(hours=1) if isinstance(amount, timedelta) else float(amount)
