from decimal import Decimal

from odoo import api, fields, models

from ..const import PENALTY_SOURCES
from ..tools import writeoff


class AftersalesOldPartPolicy(models.Model):
    """Figures of usage reports, old parts and their write-off (N10–N13), dated by the month of use."""

    _name = "aftersales.old.part.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Policy of Old Parts"
    _order = "date_from desc, id desc"

    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    report_day = fields.Integer(
        string="Usage Reported By", required=True, help="Day of the month after the use (N10)."
    )
    full_day = fields.Integer(
        string="Credited in Full Until", required=True, help="Day of the month after the use (N11)."
    )
    full_share = fields.Float(string="Credited in Time (%)", required=True, digits="Discount")
    late_share = fields.Float(
        string="Credited Later That Month (%)", required=True, digits="Discount", help="N11."
    )
    after_share = fields.Float(
        string="Credited After It (%)", required=True, digits="Discount", help="Also of what never comes."
    )
    no_fault_fee = fields.Monetary(
        string="No Fault Found, a Piece",
        required=True,
        help="The piece goes back at the station's cost (N12).",
    )
    passed_off_factor = fields.Float(
        string="Passed Off, Times Supply Price", required=True, digits=(16, 2), help="N12."
    )
    penalty_source = fields.Selection(
        PENALTY_SOURCES, string="Passed Off, Taken From", required=True, default="deposit"
    )
    answer_days = fields.Integer(
        string="Answer to Differences (Working Days)",
        required=True,
        help="Of the station's own hours; silence accepts (N13).",
    )

    _figures_sound = models.Constraint(
        """CHECK (report_day BETWEEN 1 AND 28 AND full_day BETWEEN 1 AND 31 AND answer_days >= 0
              AND full_share BETWEEN 0 AND 100 AND late_share BETWEEN 0 AND 100
              AND after_share BETWEEN 0 AND 100 AND no_fault_fee >= 0 AND passed_off_factor >= 0)""",
        "Days lie in the month, shares between 0 and 100 %, and nothing is below zero.",
    )

    @api.depends("code", "full_day", "full_share", "late_share", "after_share")
    def _compute_display_name(self):
        for policy in self:
            shares = (policy.full_share, policy.late_share, policy.after_share)
            text = " / ".join(f"{share:g}" for share in shares)
            policy.display_name = " ".join(filter(None, (policy.code, f"{text} %")))

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for policy in self:
            policy.currency_id = (policy.company_id or self.env.company).currency_id

    def _get_figures(self, currency):
        """Return the figures as the engine wants them; without a policy nothing is charged on top."""
        names = ("full_share", "late_share", "after_share", "no_fault_fee", "passed_off_factor")
        return writeoff.Figures(
            *(Decimal(str(self[name])) for name in names), rounding=Decimal(str(currency.rounding))
        )
