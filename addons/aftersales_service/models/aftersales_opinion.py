from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import consteq
from odoo.tools.misc import hmac

from odoo.addons.aftersales_base.tools.dialog import open_dialog, open_record

from ..const import (
    OPINION_LEVELS,
    OPINION_ORDER_STATES,
    OPINION_QUESTIONS,
    OPINION_STATES,
    OPINION_TRANSITIONS,
)
from ..tools.opinion import judge

#: Longest remark, in characters.
REMARK_LENGTH = 3000
#: Characters of the signature in a link: 128 bits.
TOKEN_LENGTH = 32


class AftersalesOpinion(models.Model):
    """The customer's opinion card (S17): one for every job, four questions, four levels.

    Who holds the link answers without log-in; it is signed, so that it stands on vouchers that were
    printed before there was a card. An agent may answer for the customer, and is named for it.
    """

    _name = "aftersales.opinion"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin"]
    _description = "Opinion Card"
    _order = "id desc"
    _rec_name = "order_id"
    _check_company_auto = True
    _transitions = OPINION_TRANSITIONS

    order_id = fields.Many2one(
        "aftersales.order", required=True, readonly=True, check_company=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="order_id.partner_id", store=True, precompute=True, index=True)
    engineer_id = fields.Many2one(
        related="order_id.engineer_id", store=True, precompute=True, index="btree_not_null"
    )
    station_id = fields.Many2one(
        related="order_id.station_id", store=True, precompute=True, index="btree_not_null"
    )
    product_id = fields.Many2one(related="order_id.product_id", store=True, precompute=True)
    department_id = fields.Many2one(
        "hr.department",
        string="Team",
        compute="_compute_department_id",
        compute_sudo=True,
        store=True,
        precompute=True,
        help="Of the engineer, on the day the order was closed.",
    )
    contact_name = fields.Char(related="order_id.contact_name")
    phone = fields.Char(related="order_id.phone")
    policy_id = fields.Many2one(
        "aftersales.opinion.policy", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(OPINION_STATES, required=True, readonly=True, default="open", index=True)
    closed_on = fields.Datetime(
        string="Order Closed On", compute="_compute_closed_on", store=True, precompute=True, index=True
    )
    open_until = fields.Date(
        compute="_compute_open_until",
        store=True,
        precompute=True,
        help="Last day on which the customer can answer, or change the answers.",
    )
    remind_on = fields.Date(readonly=True)
    invited_on = fields.Datetime(readonly=True)
    reminded_on = fields.Datetime(readonly=True)

    attitude = fields.Selection(OPINION_LEVELS, readonly=True)
    skill = fields.Selection(OPINION_LEVELS, readonly=True)
    arrival = fields.Selection(OPINION_LEVELS, string="Arrival Time", readonly=True)
    promise = fields.Selection(OPINION_LEVELS, string="Promises Kept", readonly=True)
    score_attitude = fields.Float(string="Attitude (Points)", readonly=True, digits=(5, 2), aggregator="avg")
    score_skill = fields.Float(string="Skill (Points)", readonly=True, digits=(5, 2), aggregator="avg")
    score_arrival = fields.Float(
        string="Arrival Time (Points)", readonly=True, digits=(5, 2), aggregator="avg"
    )
    score_promise = fields.Float(
        string="Promises Kept (Points)", readonly=True, digits=(5, 2), aggregator="avg"
    )
    score = fields.Float(
        string="Satisfaction",
        readonly=True,
        digits=(5, 2),
        aggregator="avg",
        help="Mean of the four answers, by the points of the policy.",
    )
    response = fields.Float(
        string="Answered (%)",
        readonly=True,
        default=0,
        aggregator="avg",
        help="100 for a card that is answered, so that the mean of any group is its response rate.",
    )
    remark = fields.Text(readonly=True)
    is_complaint = fields.Boolean(string="Marked as Complaint", readonly=True)
    answered_on = fields.Datetime(readonly=True)
    answered_day = fields.Date(
        readonly=True, index=True, help="Day of the first answer, in the company's time zone."
    )
    changed_on = fields.Datetime(readonly=True)
    agent_id = fields.Many2one(
        "res.users",
        string="Entered By",
        readonly=True,
        help="Who answered on the customer's behalf; empty: the customer did.",
    )
    complaint_id = fields.Many2one("aftersales.complaint", readonly=True, index="btree_not_null")
    url = fields.Char(
        string="Link", compute="_compute_url", compute_sudo=True, groups="aftersales_service.group_clerk"
    )
    sms_text = fields.Text(
        string="Text Message",
        compute="_compute_url",
        compute_sudo=True,
        groups="aftersales_service.group_clerk",
        help="To copy into a text message to the customer.",
    )

    _one_per_order = models.UniqueIndex("(order_id)", "There is an opinion card for this order already.")
    _open_index = models.Index("(open_until) WHERE state = 'open'")
    _score_range = models.Constraint(
        "CHECK (score BETWEEN 0 AND 100 AND score_attitude BETWEEN 0 AND 100"
        " AND score_skill BETWEEN 0 AND 100"
        " AND score_arrival BETWEEN 0 AND 100 AND score_promise BETWEEN 0 AND 100)",
        "A score goes from 0 to 100: check the points of the policy.",
    )

    # ------------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------------

    @api.depends("order_id.closed_on", "order_id.state")
    def _compute_closed_on(self):
        for opinion in self:
            order = opinion.order_id
            opinion.closed_on = order.closed_on if order.state == "closed" else False

    @api.depends("closed_on", "policy_id")
    def _compute_open_until(self):
        for opinion in self:
            policy = opinion.policy_id.sudo()  # sudo: policy, no secret
            opinion.open_until = opinion.closed_on and opinion.order_id._get_local_date(
                opinion.closed_on
            ) + timedelta(days=policy.open_days)

    @api.depends("closed_on", "engineer_id")
    def _compute_department_id(self):
        for opinion in self:
            day = opinion.order_id._get_local_date(opinion.closed_on or fields.Datetime.now())
            engineer = opinion.engineer_id
            opinion.department_id = engineer._get_version(day).department_id if engineer else False

    @api.depends("order_id", "company_id", "partner_id")
    def _compute_url(self):
        for opinion in self:
            env = opinion.with_context(lang=opinion.partner_id.lang or self.env.lang).env
            opinion.url = opinion.order_id._get_opinion_url()
            opinion.sms_text = env._(
                "%(company)s: how satisfied are you with order %(order)s? Please tell us here: %(url)s",
                company=opinion.company_id.name,
                order=opinion.order_id.name,
                url=opinion.url,
            )

    # ------------------------------------------------------------------------
    # The link
    # ------------------------------------------------------------------------

    @api.model
    def _sign_link(self, order):
        """Return the signature in the link to the card of `order`."""
        # sudo: the secret of the database
        return hmac(self.sudo().env, "aftersales.opinion", order.id)[:TOKEN_LENGTH]

    @api.model
    def _find_by_link(self, order_id, token):
        """Return the order whose link this is, as superuser; none if the signature is another one.

        A missing order and a wrong signature are not told apart.
        """
        order = self.env["aftersales.order"].sudo().browse(order_id)  # sudo: the signature is the right
        # a signature has ASCII letters only; others cannot be compared in constant time
        if not token.isascii() or not consteq(self._sign_link(order), token):
            return order.browse()
        return order.exists()

    # ------------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------------

    def _get_closed_reason(self):
        """Say why this card, or the lack of one, cannot be answered; empty if it can."""
        if not self or self.order_id.state not in OPINION_ORDER_STATES:
            return self.env._("There is nothing to answer for this order yet.")
        if self.state == "expired" or (
            self.open_until and self.company_id._get_aftersales_today() > self.open_until
        ):
            return self.env._("This opinion card is closed. Please call us if something is not in order.")
        return ""

    def _answer(self, answers, agent=None):
        """Keep the customer's answers; bad ones and complaints open a complaint, once (S17).

        Called as superuser, once it is known that the caller may answer.

        :param answers: dict: each question of `const.OPINION_QUESTIONS` → level, "remark" → text,
            "is_complaint" → bool
        :param agent: user who answers on the customer's behalf
        :raises UserError: if an answer is missing or unknown, or the card is closed
        """
        self.ensure_one()
        self._lock()
        reason = self._get_closed_reason()
        if reason:
            raise UserError(reason)
        levels = {question: answers.get(question) for question, _label in OPINION_QUESTIONS}
        if not set(levels.values()) <= set(dict(OPINION_LEVELS)):
            raise UserError(self.env._("Please answer all four questions."))
        if agent and self.state == "answered" and not self.agent_id:
            raise UserError(
                self.env._(
                    "The customer has answered the card of order %(order)s himself: only he changes it.",
                    order=self.order_id.name,
                )
            )
        vals = {
            **levels,
            "remark": (answers.get("remark") or "").strip()[:REMARK_LENGTH] or False,
            "is_complaint": bool(answers.get("is_complaint")),
            "agent_id": agent.id if agent else False,
        }
        if self.state == "answered" and all(
            self[name] == value for name, value in vals.items() if name != "agent_id"
        ):
            return
        verdict = judge(levels, self.policy_id._get_points(), self.policy_id.complaint_limit)
        vals.update({f"score_{question}": float(score) for question, score in verdict.scores.items()})
        self._update_state(
            "answered", score=float(verdict.mean), response=100, **vals, **self._prepare_stamps()
        )
        self.order_id._message_log(body=self._describe())
        if verdict.is_low or self.is_complaint:
            self._open_complaint()

    def _prepare_stamps(self):
        now = fields.Datetime.now()
        if self.answered_on:
            return {"changed_on": now}
        return {"answered_on": now, "answered_day": self.company_id._get_aftersales_date(now)}

    def _describe(self):
        """Return the answers in one text, for people of the company."""
        self.ensure_one()
        env = self.with_context(lang=self.company_id.partner_id.lang or self.env.lang).env
        lines = [
            env._("Opinion card: %(score)s of 100 points.", score=f"{self.score:g}"),
            *(
                f"{field._description_string(env)}: {dict(field._description_selection(env))[self[name]]}"
                for name, field in ((name, self._fields[name]) for name, _label in OPINION_QUESTIONS)
            ),
        ]
        if self.agent_id:
            lines.append(env._("Entered by %(agent)s for the customer.", agent=self.agent_id.name))
        return "\n".join([*lines, self.remark or ""]).strip()

    def _open_complaint(self):
        """Open the complaint that this card is, unless it has one (S17, S21)."""
        self.ensure_one()
        if self.complaint_id:
            return
        complaint = self.env["aftersales.complaint"]._open_from_order(
            self.order_id, self._prepare_complaint_vals()
        )
        self.sudo().complaint_id = complaint  # sudo: guarded field, of an answer that was checked

    def _prepare_complaint_vals(self):
        """Values of the complaint beside those of the order; extension seam."""
        return {
            "description": self._describe(),
            "kind": "service",
            "channel": "phone" if self.agent_id else "web",
            "taken_by_id": (self.agent_id or self.order_id.user_id).id,
        }

    # ------------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------------

    def action_open_answer(self):
        """Open the dialog in which an agent answers on the customer's behalf."""
        self.ensure_one()
        self.order_id._ensure_role("clerk")
        return open_dialog(
            self.env._("Answer for the customer"),
            "aftersales.opinion.answer",
            opinion_id=self.id,
            **{name: self[name] for name in ("attitude", "skill", "arrival", "promise", "remark")},
            is_complaint=self.is_complaint,
        )

    def action_view_order(self):
        """Open the order of this card."""
        self.ensure_one()
        self.check_access("read")
        return open_record(self.order_id)

    def action_view_complaint(self):
        """Open the complaint that this card led to."""
        self.ensure_one()
        self.check_access("read")
        return open_record(self.complaint_id)

    def _answer_for_customer(self, answers):
        """An agent keeps what the customer said; who did the work is not asked how it was.

        :raises AccessError: for anybody but the office
        :raises UserError: as `_answer`, and for who worked on the job
        """
        self.ensure_one()
        order = self.order_id
        order._ensure_role("clerk")
        self.check_access("read")
        if self.env.user in order._get_handlers():
            raise UserError(
                self.env._(
                    "You worked on order %(order)s: somebody else enters the customer's opinion.",
                    order=order.name,
                )
            )
        self.sudo()._answer(answers, agent=self.env.user)  # sudo: guarded fields, right checked above

    # ------------------------------------------------------------------------
    # Scheduled action
    # ------------------------------------------------------------------------

    @api.model
    def _cron_watch(self):
        """Remind who has not answered, and close what was not answered in time: in slices, once each."""
        self._work_in_slices(self._get_expiry_domain(), lambda cards: cards._update_state("expired"))
        self._work_in_slices(self._get_reminder_domain(), lambda cards: cards._remind())

    @api.model
    def _get_expiry_domain(self):
        return Domain("state", "=", "open") & self.env["res.company"]._get_day_domain("open_until", "<")

    @api.model
    def _get_reminder_domain(self):
        return (
            Domain("state", "=", "open")
            & Domain("reminded_on", "=", False)
            & self.env["res.company"]._get_day_domain("remind_on", "<=")
        )

    def _remind(self):
        self.reminded_on = fields.Datetime.now()
        self.order_id._notify_customers("opinion")

    # ------------------------------------------------------------------------
    # For the appraisal
    # ------------------------------------------------------------------------

    @api.model
    def _get_satisfaction_domain(self, employees, date_from, date_to):
        """Cards behind the satisfaction with `employees`, answered from one day to another, included."""
        return (
            Domain("state", "=", "answered")
            & Domain("engineer_id", "in", employees.ids)
            & Domain("answered_day", ">=", date_from)
            & Domain("answered_day", "<=", date_to)
        )

    @api.model
    def _get_satisfaction(self, employees, date_from, date_to):
        """Return how satisfied customers were with the work of `employees` (S17): one query.

        The caller has checked that he may know it. `_get_satisfaction_domain` lists the cards.

        :param date_from: first day of the answers, in the company's time zone
        :param date_to: last day, included
        :return: dict: employee → (mean score 0 to 100 or None, number of cards)
        """
        domain = self._get_satisfaction_domain(employees, date_from, date_to)
        # sudo: two figures for the appraisal, the caller has checked who sees them
        groups = self.sudo()._read_group(domain, ["engineer_id"], ["score:avg", "__count"])
        found = {engineer.id: (mean, count) for engineer, mean, count in groups}
        return {employee: found.get(employee.id, (None, 0)) for employee in employees}
