from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import DONE_STATES


class AftersalesOrder(models.Model):
    """Repeat repairs (S11): the same fault on the same unit soon after a job, made good for nothing.

    The days count from the end of the job before to the day of the request. A repeat of a repeat
    belongs to the first job of all. Found by serial number and fault code; where a code is missing, or
    differs, the dispatcher decides.
    """

    _inherit = "aftersales.order"

    repeat_of_id = fields.Many2one(
        "aftersales.order",
        compute="_compute_repeat_of_id",
        store=True,
        precompute=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        tracking=True,
        ondelete="restrict",
    )
    repeat_chosen_id = fields.Many2one(
        "aftersales.order", readonly=True, copy=False, index="btree_not_null", help="Linked by hand."
    )
    repeat_refusal = fields.Char(
        string="Why No Repeat",
        readonly=True,
        copy=False,
        tracking=True,
        help="Why it is not a repeat repair.",
    )
    repeat_ids = fields.One2many("aftersales.order", "repeat_of_id", string="Repeats")
    repeat_count = fields.Integer(string="Repeats of This Job", compute="_compute_repeat_count", store=True)
    was_repeated = fields.Boolean(
        string="Came Again",
        compute="_compute_repeat_count",
        store=True,
        help="The same fault came again within the set period: counts in the return-repair rate.",
    )
    repeat_candidate_ids = fields.Many2many(
        "aftersales.order",
        string="Earlier Jobs",
        compute="_compute_repeat_candidate_ids",
        groups="aftersales_service.group_clerk",
        help="Finished jobs on the same unit, soon enough before this request.",
    )

    @api.depends("lot_id", "fault_id", "request_date", "company_id", "repeat_chosen_id", "repeat_refusal")
    def _compute_repeat_of_id(self):
        """Find the first job of open orders; decided ones keep theirs."""
        decided = self.filtered(lambda order: order._is_decided())
        for order in decided:
            order.repeat_of_id = order.repeat_of_id
        found = (self - decided)._find_repeated()
        for order in self - decided:
            jobs = found.get(order, self.browse())
            chosen = order.repeat_chosen_id._origin
            same = jobs.filtered(lambda job, order=order: job.fault_id and job.fault_id == order.fault_id)
            last = chosen if chosen in jobs else same[:1]
            order.repeat_of_id = False if order.repeat_refusal else last.repeat_of_id or last

    @api.depends("repeat_ids.state")
    def _compute_repeat_count(self):
        live = Domain("repeat_of_id", "in", self.ids) & Domain("state", "!=", "cancelled")
        counts = dict(self._read_group(live, ["repeat_of_id"], ["__count"]))
        for order in self:
            order.repeat_count = counts.get(order._origin, 0)
            order.was_repeated = bool(order.repeat_count)

    @api.depends("lot_id", "request_date", "company_id")
    def _compute_repeat_candidate_ids(self):
        found = self._find_repeated()
        for order in self:
            order.repeat_candidate_ids = found.get(order)

    def _find_repeated(self):
        """Find the jobs that each of these orders may be a repeat of: same unit, within the days.

        :return: order → finished jobs as superuser, the last one first; two searches in all
        """
        subjects = self.filtered("lot_id")
        if not subjects:
            return {}
        policies = self.env["aftersales.repeat.policy"].sudo()  # sudo: policy, no secret
        policies = policies.search(policies._get_company_domain(subjects.company_id))
        jobs = self.sudo().search(  # sudo: that a unit was repaired is no secret to who takes it in
            Domain("lot_id", "in", subjects.lot_id.ids) & Domain("state", "in", DONE_STATES)
        )
        found = {}
        for order in subjects:
            day = order._get_request_day()
            policy = policies._pick(day, order.company_id)
            if policy:
                found[order] = jobs.filtered(
                    lambda job, order=order, since=day - timedelta(days=policy.days): (
                        job != order._origin
                        and job.lot_id == order.lot_id._origin
                        and job.company_id == order.company_id
                        and job._has_ended_between(since, order.request_date or fields.Datetime.now())
                    )
                ).sorted(lambda job: (job._get_end(), job.id), reverse=True)
        return found

    def _get_end(self):
        """Return when the work of this job ended; of one taken over from paper, when it was closed."""
        self.ensure_one()
        return self.repair_end or self.closed_on

    def _has_ended_between(self, since, moment):
        """Tell whether the work ended on the day `since` or later, and not after `moment`."""
        end = self._get_end()
        return bool(end) and end <= moment and self._get_local_date(end) >= since

    def action_open_repeat(self):
        """Open the dialog that links this order to the job it repeats."""
        self.ensure_one()
        self._ensure_role("dispatcher")
        return open_dialog(
            self.env._("Link as repeat"),
            "aftersales.repeat",
            order_id=self.id,
            first_id=self.repeat_candidate_ids[:1].id,
        )

    def action_open_unlink_repeat(self):
        """Open the dialog that asks why these orders are no repeats."""
        self._ensure_role("dispatcher")
        return self._open_reason("unlink_repeat")

    def _link_repeat(self, job):
        """Say that this order repeats `job`, whatever the fault codes (S11).

        :raises UserError: if it is decided who pays, or `job` is not one of the earlier jobs
        """
        self.ensure_one()
        self._ensure_repeat_open()
        if not job or job not in self.repeat_candidate_ids:
            raise UserError(
                self.env._(
                    "Order %(name)s cannot be a repeat of that job: choose a finished job on the same unit, "
                    "within the days of the policy.",
                    name=self.name,
                )
            )
        # sudo: guarded fields, right and state checked above
        self.sudo().write({"repeat_chosen_id": job.id, "repeat_refusal": False})

    def _unlink_repeat(self, reason):
        """Say that these orders are no repeats, and why (S11)."""
        self._ensure_repeat_open()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is no repeat repair."))
        stranger = self.filtered(lambda order: not order.repeat_of_id)[:1]
        if stranger:
            raise UserError(self.env._("Order %(name)s is not linked as a repeat.", name=stranger.name))
        # sudo: guarded fields, right and state checked above
        self.sudo().write({"repeat_chosen_id": False, "repeat_refusal": reason.strip()})

    def _ensure_repeat_open(self):
        self._ensure_role("dispatcher")
        self._lock()
        self._ensure_undecided()

    def action_view_repeats(self):
        """Open the first job and all its repeats."""
        self.ensure_one()
        self.check_access("read")
        first = self.repeat_of_id or self
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_order_action_all"
        )
        return {**action, "domain": ["|", ("id", "=", first.id), ("repeat_of_id", "=", first.id)]}
