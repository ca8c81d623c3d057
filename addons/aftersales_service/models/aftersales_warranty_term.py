from odoo import fields, models

from ..const import WARRANTY_STARTS
from ..tools import entitlement


class AftersalesWarrantyTerm(models.Model):
    """How long a product is free of charge after its sale (S1).

    The months of the term hold for every kind of line without a row of its own in `coverage_ids`.
    """

    _name = "aftersales.warranty.term"
    _inherit = ["aftersales.term.mixin"]
    _description = "Warranty Term"
    _order = "product_tmpl_id, product_categ_id, date_from desc, id desc"

    months = fields.Integer(help="Months of free repair, counted from the day after the start.")
    start = fields.Selection(
        WARRANTY_STARTS,
        string="Starts With",
        required=True,
        default="sale",
        help="The warranty of a unit whose installation date is not known starts with its sale.",
    )
    coverage_ids = fields.One2many(
        "aftersales.warranty.coverage",
        "term_id",
        copy=True,
        help="Where a kind of line, or a part, has other months than the term, or is covered in part only.",
    )
    wearing_categ_ids = fields.Many2many(
        "product.category",
        "aftersales_warranty_term_categ_rel",
        string="Wearing Part Categories",
        help="Parts of these categories, and of those below them, are left out of the warranty.",
    )
    wearing_tmpl_ids = fields.Many2many(
        "product.template",
        "aftersales_warranty_term_tmpl_rel",
        string="Wearing Parts",
        check_company=True,
        help="These parts are left out of the warranty.",
    )

    excluded_fault_ids = fields.Many2many(
        "aftersales.fault",
        "aftersales_warranty_term_fault_rel",
        string="Excluded Faults",
        check_company=True,
        help="Faults of these kinds are no case of warranty: misuse, transport, lightning.",
    )

    def _get_start(self, sale_date, installation_date):
        """Return the day from which the months count, for a unit sold and installed on those days."""
        self.ensure_one()
        return (self.start == "installation" and installation_date) or sale_date

    def _get_coverage(self, kind, part):
        """Return the row for a line of `kind` with item `part`; empty: the term's months hold."""
        return self.coverage_ids.filtered(lambda row: row.kind == kind)._get_nearest(part)

    def _get_covers(self, start, end):
        """Return what is covered of a unit whose warranty runs from `start` to `end`, for people.

        :return: list of (label, `entitlement.Cover`): each kind of line, and each part apart
        """
        self.ensure_one()
        general = self.coverage_ids.filtered(lambda row: not (row.product_tmpl_id or row.product_categ_id))
        kinds = self.coverage_ids._fields["kind"]._description_selection(self.env)
        covers = [
            (label, entitlement.Cover(until=end))
            for kind, label in kinds
            if kind not in general.mapped("kind")
        ]
        return covers + [(row.display_name, row._to_engine(start)) for row in self.coverage_ids]

    def _get_excluded_name(self, fault):
        """Return the name of `fault` where this term leaves it out of the warranty, else an empty string."""
        return fault.display_name if fault in self.excluded_fault_ids else ""

    def _is_wearing_part(self, part):
        """Tell whether this term leaves `part` out of the warranty."""
        return part.product_tmpl_id in self.wearing_tmpl_ids or any(
            categ._get_aftersales_rank(part) >= 0 for categ in self.wearing_categ_ids
        )
