from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import contract as engine


class AftersalesContract(models.Model):
    """The end of a contract (S15): notice one month before, renewal, expiry."""

    _inherit = "aftersales.contract"

    notice_months = fields.Integer(
        string="Notice (Months)",
        compute="_compute_notice_months",
        store=True,
        readonly=False,
        precompute=True,
        help="Months before the end date at which customer and responsible are told.",
    )
    notice_date = fields.Date(compute="_compute_notice_date", store=True, precompute=True)
    notified_on = fields.Datetime(string="Renewal Notice", readonly=True, copy=False)
    previous_id = fields.Many2one(
        "aftersales.contract",
        string="Renewal Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    next_ids = fields.One2many("aftersales.contract", "previous_id", string="Renewed By")
    is_renewed = fields.Boolean(
        compute="_compute_is_renewed", store=True, help="A contract that follows has been written."
    )

    _notice_positive = models.Constraint(
        "CHECK (notice_months >= 0)", "The months of notice cannot be negative."
    )
    _previous_unique = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL AND state != 'cancelled'",
        "This contract has been renewed already: open the one that follows.",
    )
    _notice_index = models.Index("(notice_date) WHERE state = 'running' AND notified_on IS NULL")

    @api.depends("policy_id")
    def _compute_notice_months(self):
        for contract in self:
            contract.notice_months = contract.policy_id.notice_months

    @api.depends("date_end", "notice_months")
    def _compute_notice_date(self):
        for contract in self:
            contract.notice_date = contract.date_end and engine.notice_date(
                contract.date_end, contract.notice_months
            )

    @api.depends("next_ids.state")
    def _compute_is_renewed(self):
        for contract in self:
            contract.is_renewed = any(following.state != "cancelled" for following in contract.next_ids)

    def action_renew(self):
        """Write the contract that follows each of these: as long, on the same terms, a draft (S15)."""
        self.check_access("write")
        self._lock()
        for contract in self:
            if contract.state not in ("running", "expired") or contract.is_renewed:
                raise UserError(
                    self.env._(
                        "Contract %(name)s cannot be renewed: it is not in force, or the contract that "
                        "follows has been written already.",
                        name=contract.name,
                    )
                )
        successors = self.browse()
        for contract in self:
            # sudo: guarded link to the contract before, checked above
            successors |= contract.sudo().copy(contract._prepare_successor_vals())
        self.activity_feedback(["aftersales_service.mail_activity_type_renewal"])
        self.filtered(lambda contract: contract.state == "expired")._update_state("renewed")
        return successors.with_env(self.env)._open_contracts()

    def _prepare_successor_vals(self):
        """Values of the contract that follows; extension seam."""
        self.ensure_one()
        start, end = engine.next_term(self.date_start, self.date_end)
        return {
            "previous_id": self.id,
            "date_start": start,
            "date_end": end,
            "lot_ids": [fields.Command.set(self.lot_ids.ids)],
            "user_id": self.user_id.id,
        }

    def action_view_renewals(self):
        """Open the contract before and the one that follows."""
        self.ensure_one()
        self.check_access("read")
        return (self.previous_id | self.next_ids)._open_contracts()

    def _open_contracts(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_contract_action"
        )
        if len(self) == 1:
            return {**action, "res_id": self.id, "view_mode": "form", "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)]}

    # ------------------------------------------------------------------------
    # Scheduled action
    # ------------------------------------------------------------------------

    @api.model
    def _cron_watch_terms(self):
        """Give notice one month before the end, once; let contracts expire after it (S15)."""
        self._work_in_slices(self._get_expiry_domain(), lambda contracts: contracts._expire())
        self._work_in_slices(self._get_notice_domain(), lambda contracts: contracts._give_notice())

    @api.model
    def _get_expiry_domain(self):
        return Domain("state", "=", "running") & self.env["res.company"]._get_day_domain("date_end", "<")

    @api.model
    def _get_notice_domain(self):
        return (
            Domain("state", "=", "running")
            & Domain("notified_on", "=", False)
            & Domain("is_renewed", "=", False)
            & self.env["res.company"]._get_day_domain("notice_date", "<=")
        )

    def _expire(self):
        renewed = self.filtered("is_renewed")
        if renewed:
            renewed._update_state("renewed")
        if self - renewed:
            (self - renewed)._update_state("expired")

    def _give_notice(self):
        """Write to the customers and remind the responsible; what has no e-mail is phoned (S15)."""
        mailed = self.filtered("partner_id.email")
        template = self.env.ref("aftersales_service.mail_template_contract_renewal")
        if mailed:
            template.send_mail_batch(mailed.ids)
        self.env["mail.activity"]._plan_in_batch(
            "aftersales_service.mail_activity_type_renewal",
            self._name,
            [
                (
                    contract.id,
                    contract.user_id,
                    contract.date_end,
                    contract._get_notice_summary(contract in mailed),
                )
                for contract in self
            ],
        )
        self.write({"notified_on": fields.Datetime.now()})

    def _get_notice_summary(self, mailed):
        """Return what the responsible reads, in his language."""
        self.ensure_one()
        contract = self.with_context(lang=self.user_id.lang)
        if mailed:
            return contract.env._("Ends soon: the customer has been written to, agree on the renewal")
        return contract.env._("Ends soon: no e-mail address, phone the customer about the renewal")
