from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import LINE_KINDS
from ..tools import entitlement

#: What lines were decided by: it stands once a line uses the row.
FIGURES = frozenset({"term_id", "kind", "months", "share", "product_tmpl_id", "product_categ_id"})


class AftersalesWarrantyCoverage(models.Model):
    """What a warranty term covers of one kind of line: how long and which share (S1, S12).

    A row can be for one part, or a category of parts, only: a compressor is covered longer than the
    rest.
    """

    _name = "aftersales.warranty.coverage"
    _inherit = ["aftersales.subject.mixin"]
    _description = "Warranty Coverage"
    _order = "term_id, kind, sequence, id"
    _check_company_auto = True

    term_id = fields.Many2one("aftersales.warranty.term", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="term_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(LINE_KINDS, required=True, default="part")
    months = fields.Integer(required=True, help="Months covered, counted like those of the term.")
    share = fields.Float(
        string="Covered (%)",
        digits="Discount",
        required=True,
        default=100.0,
        help="Percent of the value; the customer pays the rest. 0: not covered.",
    )
    product_tmpl_id = fields.Many2one(string="Part")
    product_categ_id = fields.Many2one(string="Part Category")

    _months_positive = models.Constraint(
        "CHECK (months > 0)", "A coverage lasts at least one month: check the months, or cover 0 %."
    )
    _share_percent = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)", "Between 0 and 100 % of a line are covered: check the share."
    )
    _part_only = models.Constraint(
        "CHECK (kind = 'part' OR (product_tmpl_id IS NULL AND product_categ_id IS NULL))",
        "Only the coverage of parts names a part or a category of parts: leave them empty.",
    )
    _row_unique = models.UniqueIndex(
        "(term_id, kind, COALESCE(product_tmpl_id, 0), COALESCE(product_categ_id, 0))",
        "The warranty term covers this kind already: change that row.",
    )

    @api.depends("kind", "product_tmpl_id", "product_categ_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            subject = row.product_tmpl_id or row.product_categ_id
            row.display_name = subject.display_name or kinds.get(row.kind)

    def write(self, vals):
        if FIGURES & vals.keys():
            self._ensure_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._ensure_unused()

    def _ensure_unused(self):
        """Refuse to change what lines were decided by: history keeps the figure in force."""
        # sudo: whether a row is used anywhere, no content
        lines = self.env["aftersales.order.line"].sudo()
        used = lines.search([("coverage_id", "in", self.ids)], limit=1).coverage_id
        if used:
            raise UserError(
                self.env._(
                    "Jobs were decided by coverage “%(row)s” of “%(term)s”. End the term and make a new "
                    "one: the past keeps its figures.",
                    row=used.display_name,
                    term=used.term_id.display_name,
                )
            )

    def _to_engine(self, start):
        """Return this row as the engine takes it, for a warranty that starts on `start`."""
        self.ensure_one()
        return entitlement.Cover(
            share=Decimal(str(self.share)), until=entitlement.warranty_end(start, self.months)
        )
