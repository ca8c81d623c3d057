from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class AftersalesSlipCount(models.TransientModel):
    """The counting screen of one person: scan and Enter, or type the quantities (N14, N15).

    The second person does not see what the first one counted.
    """

    _name = "aftersales.slip.count"
    _description = "Count"

    slip_id = fields.Many2one("aftersales.slip", required=True, readonly=True)
    kind = fields.Selection(related="slip_id.kind")
    step = fields.Selection([("first", "Count"), ("second", "Check")], compute="_compute_step")
    barcode = fields.Char(string="Scan", help="Barcode, reference or serial number; one piece for each scan.")
    message = fields.Char(readonly=True)
    line_ids = fields.One2many("aftersales.slip.count.line", "count_id", string="Products")

    @api.depends("slip_id.state")
    def _compute_step(self):
        for count in self:
            count.step = "second" if count.slip_id.state == "counted" else "first"

    @api.model
    def _open_for(self, slip):
        demand = slip.picking_id._get_aftersales_demand()
        # sudo: the second person counts what the first wrote down, without its figures
        products = slip.env["product.product"].union(*demand, slip.sudo().line_ids.product_id)
        count = self.create(
            {
                "slip_id": slip.id,
                "line_ids": [
                    Command.create({"product_id": product.id, "on_slip": demand.get(product, 0.0)})
                    for product in products
                ],
            }
        )
        return {
            "name": slip.name,
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": count.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.onchange("barcode")
    def _onchange_barcode(self):
        """Count one piece of what was scanned."""
        code = (self.barcode or "").strip()
        if not code:
            return
        self.barcode = False
        product = self._find(code)
        if not product:
            self.message = self.env._("“%(code)s” is not known.", code=code)
            return
        line = self.line_ids.filtered(lambda line: line.product_id == product)
        if line:
            line[:1].quantity += 1
        else:
            self.line_ids = [Command.create({"product_id": product.id, "quantity": 1})]
        self.message = self.env._("Counted: %(product)s", product=product.display_name)

    def _find(self, code):
        """Return the product whose barcode, reference or serial number is `code`, or none."""
        company = self.slip_id.company_id
        products = self.env["product.product"].with_company(company)
        own = [("company_id", "in", (company.id, False))]
        return (
            products.search([("barcode", "=", code), *own], limit=1)
            or products.search([("default_code", "=", code), *own], limit=1)
            or self.env["stock.lot"].search([("name", "=", code), *own], limit=1).product_id
        )

    def action_sign(self):
        """Sign the count."""
        self.ensure_one()
        if len(self.line_ids.product_id) != len(self.line_ids):
            raise UserError(self.env._("A product stands twice in the count: add its quantities up."))
        self.slip_id._sign(
            {line.product_id: line.quantity for line in self.line_ids},
            {line.product_id: line.on_slip for line in self.line_ids},
        )
        return {"type": "ir.actions.act_window_close"}
