from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from odoo.addons.aftersales_base.tools.dialog import open_record


class AftersalesContractRelease(models.Model):
    """A part of a period's income that is earned: from the liability into income (S15, S16).

    Nobody makes or undoes it by hand: it follows from what is invoiced and credited for the period.
    """

    _name = "aftersales.contract.release"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Contract Income Earned"
    _order = "date desc, id desc"
    _check_company_auto = True

    period_id = fields.Many2one(
        "aftersales.contract.period", required=True, readonly=True, index=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(related="period_id.contract_id", store=True, index=True)
    company_id = fields.Many2one(related="period_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    earned_to = fields.Date(string="Earned Up To", required=True, readonly=True)
    date = fields.Date(
        string="Posted On",
        required=True,
        readonly=True,
        index=True,
        help="The day up to which it is earned; later where the invoice is, or the books were closed.",
    )
    amount = fields.Monetary(
        string="Earned", required=True, readonly=True, help="Negative where a credit note takes it back."
    )
    note = fields.Char(readonly=True)
    move_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        readonly=True,
        index="btree_not_null",
        groups="account.group_account_invoice",
    )

    _amount_not_zero = models.Constraint("CHECK (amount != 0)", "There is nothing to release.")

    @api.depends("contract_id.name", "earned_to")
    def _compute_display_name(self):
        for release in self:
            release.display_name = f"{release.contract_id.name}: {release.earned_to}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        releases = super(AftersalesContractRelease, self._drop_guarded_defaults()).create(vals_list)
        releases._post_entries()
        return releases

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self:
            raise UserError(self.env._("%(name)s is posted: it is never deleted.", name=self[0].display_name))

    def _post_entries(self):
        """Post one entry for each of these releases, in one batch per company."""
        for company, releases in self.grouped("company_id").items():
            journal = company._get_aftersales_journal("general")
            moves = self.env["account.move"].sudo().with_company(company)  # sudo: the schedule's own entries
            moves = moves.create([each._prepare_move_vals(journal) for each in releases])
            moves._post(soft=False)
            for release, move in zip(releases, moves, strict=True):
                release.move_id = move

    def _prepare_move_vals(self, journal):
        """Values of the entry of this release; extension seam."""
        self.ensure_one()
        label = self.env._(
            "%(contract)s: earned up to %(day)s",
            contract=self.contract_id.name,
            day=format_date(self.env, self.earned_to),
        )
        deferred = self.period_id._get_deferral_items().account_id[:1]
        income = self.period_id._get_income_account()
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "date": self.date,
            "ref": f"{label} ({self.note})" if self.note else label,
            "aftersales_source": f"{self._name},{self.id}",
            "line_ids": [
                Command.create(
                    {
                        "account_id": account.id,
                        "name": label,
                        "balance": amount,
                        "partner_id": self.partner_id.id,
                    }
                )
                for account, amount in ((deferred, self.amount), (income, -self.amount))
            ],
        }

    def _reverse(self, reason):
        """Refused: the next run would release the same again."""
        raise UserError(
            self.env._(
                "%(name)s follows from what is invoiced: make a credit note of the invoice instead.",
                name=self[:1].display_name,
            )
        )

    def action_view_move(self):
        """Open the journal entry."""
        self.ensure_one()
        return open_record(self.move_id)
