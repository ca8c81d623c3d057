from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date


class StockLot(models.Model):
    """The installed unit: a serial number with its owner, its sale and its warranty (S1)."""

    _inherit = "stock.lot"

    aftersales_partner_id = fields.Many2one(
        "res.partner", string="Unit Owner", index="btree_not_null", check_company=True, tracking=True
    )
    aftersales_sale_date = fields.Date(string="Sale Date", tracking=True)
    aftersales_installation_date = fields.Date(string="Installation Date", tracking=True)
    aftersales_warranty_term_id = fields.Many2one(
        "aftersales.warranty.term",
        string="Warranty Term",
        compute="_compute_aftersales_warranty",
        store=True,
        help="The term in force for the product on the day of the sale.",
    )
    aftersales_warranty_start = fields.Date(
        string="Warranty From",
        compute="_compute_aftersales_warranty_start",
        store=True,
        help="The day of the sale or of the installation, as the term says.",
    )
    aftersales_warranty_end = fields.Date(
        string="Warranty Until",
        compute="_compute_aftersales_warranty",
        store=True,
        index="btree_not_null",
    )
    aftersales_warranty_state = fields.Selection(
        [("unknown", "Unknown"), ("valid", "In warranty"), ("expired", "Out of warranty")],
        string="Warranty",
        compute="_compute_aftersales_warranty_state",
        search="_search_aftersales_warranty_state",
    )
    aftersales_coverage_text = fields.Text(
        string="Coverage", compute="_compute_aftersales_coverage_text", help="Per kind of line and part."
    )
    aftersales_part_warranty_ids = fields.One2many(
        "aftersales.part.warranty", "lot_id", string="Warranties of Replaced Parts"
    )
    aftersales_order_ids = fields.One2many("aftersales.order", "lot_id", string="Service Orders")
    aftersales_order_count = fields.Integer(compute="_compute_aftersales_order_count")

    _aftersales_installed_after_sale = models.Constraint(
        "CHECK (aftersales_installation_date >= aftersales_sale_date)",
        "A unit cannot be installed before it was sold: check sale date and installation date.",
    )

    @api.depends("product_id", "aftersales_sale_date", "aftersales_installation_date", "company_id")
    def _compute_aftersales_warranty(self):
        """Take the term in force on the day of the sale; later changes of policy change nothing.

        The host gives a company to the units of a company's own products only: elsewhere the terms
        of the company count in which the sale is recorded.
        """
        sold = self.filtered(lambda lot: lot.product_id and lot.aftersales_sale_date)
        terms = self.env["aftersales.warranty.term"]._find_terms(
            [(lot.product_id, lot.aftersales_sale_date, lot.company_id or self.env.company) for lot in sold]
        )
        (self - sold).aftersales_warranty_term_id = False
        (self - sold).aftersales_warranty_end = False
        for lot, term in zip(sold, terms, strict=True):
            lot.aftersales_warranty_term_id = term
            lot.aftersales_warranty_end = term and term._get_end(lot._get_aftersales_start(term))

    @api.depends("aftersales_warranty_term_id", "aftersales_sale_date", "aftersales_installation_date")
    def _compute_aftersales_warranty_start(self):
        for lot in self:
            term = lot.aftersales_warranty_term_id
            lot.aftersales_warranty_start = term and lot._get_aftersales_start(term)

    def _get_aftersales_start(self, term):
        """Return the day from which the months of `term` count for this unit."""
        return term._get_start(self.aftersales_sale_date, self.aftersales_installation_date)

    @api.depends(
        "aftersales_warranty_term_id.coverage_ids", "aftersales_warranty_start", "aftersales_warranty_end"
    )
    @api.depends_context("lang")
    def _compute_aftersales_coverage_text(self):
        """Say until when what is covered: one row per kind, and per part with figures of its own."""
        for lot in self:
            term, start = lot.aftersales_warranty_term_id, lot.aftersales_warranty_start
            lot.aftersales_coverage_text = start and "\n".join(
                self.env._(
                    "%(what)s: %(share)s %% until %(date)s",
                    what=what,
                    share=f"{float(cover.share):g}",
                    date=format_date(self.env, cover.until),
                )
                for what, cover in term._get_covers(start, lot.aftersales_warranty_end)
            )

    @api.depends("aftersales_warranty_end")
    @api.depends_context("uid")
    def _compute_aftersales_warranty_state(self):
        today = fields.Date.context_today(self)
        for lot in self:
            if not lot.aftersales_warranty_end:
                lot.aftersales_warranty_state = "unknown"
            else:
                valid = today <= lot.aftersales_warranty_end
                lot.aftersales_warranty_state = "valid" if valid else "expired"

    def _search_aftersales_warranty_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        domains = {
            "unknown": Domain("aftersales_warranty_end", "=", False),
            "valid": Domain("aftersales_warranty_end", ">=", today),
            "expired": Domain("aftersales_warranty_end", "<", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    def _compute_aftersales_order_count(self):
        orders = self.env["aftersales.order"]
        counts = {}
        if orders.has_access("read"):
            counts = dict(orders._read_group([("lot_id", "in", self.ids)], ["lot_id"], ["__count"]))
        for lot in self:
            lot.aftersales_order_count = counts.get(lot, 0)

    @api.depends("name", "product_id.display_name")
    @api.depends_context("aftersales_show_product")
    def _compute_display_name(self):
        """Where units of all products are offered, the same serial may exist on two of them."""
        if not self.env.context.get("aftersales_show_product"):
            return super()._compute_display_name()
        for lot in self:
            lot.display_name = f"{lot.name} · {lot.product_id.display_name}"
        return None

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Where a customer is known, the customer's own units come first."""
        owner = self.env.context.get("aftersales_owner_id")
        if not owner:
            return super().name_search(name, domain, operator, limit)
        domain, mine = Domain(domain or Domain.TRUE), Domain("aftersales_partner_id", "=", owner)
        first = super().name_search(name, domain & mine, operator, limit)
        if limit and len(first) >= limit:
            return first
        rest = domain & Domain("id", "not in", [row[0] for row in first])
        return first + super().name_search(name, rest, operator, limit and limit - len(first))

    @api.constrains("aftersales_sale_date", "aftersales_installation_date")
    def _check_aftersales_sale_date(self):
        today = fields.Date.context_today(self)
        for lot in self:
            if lot.aftersales_installation_date and lot.aftersales_installation_date > today:
                raise ValidationError(
                    self.env._(
                        "Unit %(serial)s cannot be installed in the future: check its installation date "
                        "%(date)s.",
                        serial=lot.name,
                        date=lot.aftersales_installation_date,
                    )
                )
            if lot.aftersales_sale_date and lot.aftersales_sale_date > today:
                raise ValidationError(
                    self.env._(
                        "Unit %(serial)s cannot be sold in the future: check its sale date %(date)s.",
                        serial=lot.name,
                        date=lot.aftersales_sale_date,
                    )
                )

    def get_formview_id(self, access_uid=None):
        """The warehouse's form asks for rights on the stock behind it: others get the unit's own."""
        if self.env.user.has_group("stock.group_stock_user"):
            return super().get_formview_id(access_uid=access_uid)
        return self.env.ref("aftersales_service.stock_lot_view_form_installed").id

    def action_view_aftersales_orders(self):
        """Open the service history of this unit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_order_action_all"
        )
        return {
            **action,
            "domain": [("lot_id", "=", self.id)],
            "context": {"default_lot_id": self.id},
        }
