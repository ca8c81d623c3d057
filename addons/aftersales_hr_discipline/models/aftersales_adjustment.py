from decimal import Decimal

from odoo import api, fields, models

from ..const import ADJUSTMENT_KINDS
from ..tools.adjustment import Line, to_cents


class AftersalesAdjustment(models.Model):
    """One amount with its source on the month's sheet (D46): above zero paid, below zero deducted.

    Lines are only added: a mistake is reversed by an opposite line of the same claim, what could not be
    deducted in a month is a line of the next. Other addons hand in theirs by `_add_adjustment`.
    """

    _name = "aftersales.adjustment"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Adjustment"
    _order = "month desc, employee_id, day, id"
    _rec_name = "reason"

    sheet_id = fields.Many2one(
        "aftersales.adjustment.sheet", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(related="sheet_id.month", store=True, index=True)
    state = fields.Selection(related="sheet_id.state", store=True)
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(ADJUSTMENT_KINDS, required=True, readonly=True, index=True)
    day = fields.Date(required=True, readonly=True, help="The oldest is deducted first.")
    amount = fields.Monetary(required=True, readonly=True, help="Below zero: to be deducted.")
    taken = fields.Monetary(string="This Month", readonly=True)
    carried = fields.Monetary(readonly=True, help="The next month gets it.")
    bonus_share = fields.Float(
        string="Of the Bonus at Most (%)",
        digits=(6, 2),
        readonly=True,
        aggregator=None,
        help="What deductions with this share may take of the month's bonus together; 0: no such limit.",
    )
    reason = fields.Char(required=True, readonly=True)
    record_id = fields.Many2one(
        "aftersales.conduct.record", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    article_id = fields.Many2one(related="record_id.article_id", store=True)
    claim_id = fields.Many2one(
        "aftersales.adjustment",
        string="Belongs To",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The first line of the same claim.",
    )
    carried_from_id = fields.Many2one(
        "aftersales.adjustment", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    carried_to_ids = fields.One2many("aftersales.adjustment", "carried_from_id")
    source_key = fields.Char(required=True, readonly=True)

    _source_unique = models.UniqueIndex(
        "(company_id, source_key)", "There is an adjustment for that event already."
    )
    _share_of_bonus = models.Constraint(
        "CHECK (coalesce(bonus_share, 0) BETWEEN 0 AND 100)",
        "The share of the bonus is from 0 to 100 percent.",
    )
    _amount_given = models.Constraint("CHECK (amount <> 0)", "An adjustment of nothing is none.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesAdjustment, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    @api.model
    def _add_adjustment(self, vals_list):
        """Add lines to the sheet of their month, or the next that is open; what is there already stays.

        The seam for other addons, called as superuser. Each dict has `employee_id`, `company_id` (ids),
        `kind` (see `const.ADJUSTMENT_KINDS`), `day` (date), `amount` (company currency, below zero to
        deduct), `reason`, `source_key` (unique in the company, e.g. "my.model,12,decided"); and may have
        `record_id`; `bonus_share`, for a limit of its own that is carried over (S24); and, for a reversal,
        `claim_key`: the source key of what it takes back.

        :return: the new lines
        """
        keys = {vals["source_key"] for vals in vals_list} | {vals.get("claim_key") for vals in vals_list}
        found = {
            (line.company_id.id, line.source_key): line
            for line in self.search([("source_key", "in", list(keys - {None}))])
        }
        sheets = self.env["aftersales.adjustment.sheet"]._get_open(
            {(vals["company_id"], fields.Date.start_of(vals["day"], "month")) for vals in vals_list}
        )
        fresh = {}
        for vals in vals_list:
            place = vals["company_id"], vals["source_key"]
            if place in found:
                continue
            claim = found.get((vals["company_id"], vals.get("claim_key")), self)
            month = fields.Date.start_of(vals["day"], "month")
            row = {name: value for name, value in vals.items() if name not in ("company_id", "claim_key")}
            row["sheet_id"] = sheets[vals["company_id"], month].id
            row["claim_id"] = (claim.claim_id or claim).id
            fresh[place] = row
        lines = self.create(list(fresh.values()))
        lines.sheet_id._add_persons()
        lines.sheet_id._reopen(lines)
        return lines

    def _get_engine_line(self):
        self.ensure_one()
        return Line(
            self.id,
            (self.claim_id or self).id,
            self.day,
            to_cents(self.amount),
            self.kind == "fine",
            Decimal(str(self.bonus_share)) if self.bonus_share else None,
        )
