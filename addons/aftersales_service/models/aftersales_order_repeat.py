from datetime import timedelta

from odoo import api, fields, models

from ..const import SETTLED_STATES


class AftersalesOrder(models.Model):
    """Repeat repairs (S11): the same fault on the same unit soon after a job, made good for nothing.

    The days count from the end of the job before to the day of the request. A repeat of a repeat
    belongs to the first job of all.
    """

    _inherit = "aftersales.order"

    repeat_of_id = fields.Many2one(
        "aftersales.order",
        string="Repeat Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        tracking=True,
        ondelete="restrict",
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
        compute="_compute_repeat_count",
        store=True,
        help="The same fault came again within the set period: counts in the return-repair rate.",
    )
    repeat_candidate_ids = fields.Many2many(
        "aftersales.order", string="Earlier Jobs", compute="_compute_repeat_candidate_ids"
    )

    @api.depends("repeat_ids.state")
    def _compute_repeat_count(self):
        for order in self:
            order.repeat_count = len(order.repeat_ids.filtered(lambda repeat: repeat.state != "cancelled"))
            order.was_repeated = bool(order.repeat_count)

    @api.depends("lot_id", "request_date", "company_id")
    def _compute_repeat_candidate_ids(self):
        found = self._find_repeated()
        for order in self:
            order.repeat_candidate_ids = found.get(order)

    def _find_repeated(self):
        """Find the jobs that each of these orders may be a repeat of: same unit, within the days.

        :return: order → finished jobs, the last one first; two searches in all
        """
        subjects = self.filtered("lot_id")
        policies = self.env["aftersales.repeat.policy"].sudo()  # sudo: policy, no secret
        policies = policies.search(policies._get_company_domain(subjects.company_id))
        # sudo: an engineer is told that another one was there; access to that job is checked elsewhere
        jobs = self.sudo().search(
            [
                ("lot_id", "in", subjects.lot_id.ids),
                ("state", "in", SETTLED_STATES),
                ("state", "!=", "cancelled"),
            ]
        )
        found = {}
        for order in subjects:
            moment, day = order.request_date or fields.Datetime.now(), order._get_request_day()
            policy = policies._pick(day, order.company_id)
            if not policy:
                continue
            since = day - timedelta(days=policy.days)
            fitting = jobs.filtered(
                lambda job, order=order, moment=moment, since=since: (
                    job != order._origin
                    and job.lot_id == order.lot_id._origin
                    and job.company_id == order.company_id
                    and job._get_end()
                    and job._get_end() <= moment
                    and job._get_local_date(job._get_end()) >= since
                )
            )
            found[order] = fitting.sorted(lambda job: (job._get_end(), job.id), reverse=True).with_env(
                self.env
            )
        return found

    def _get_end(self):
        """Return when the work of this job ended; a job taken over from paper: when it was closed."""
        self.ensure_one()
        return self.repair_end or self.closed_on

    def action_view_repeats(self):
        """Open the first job and all its repeats."""
        self.ensure_one()
        self.check_access("read")
        first = self.repeat_of_id or self
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_order_action_all"
        )
        return {**action, "domain": ["|", ("id", "=", first.id), ("repeat_of_id", "=", first.id)]}
