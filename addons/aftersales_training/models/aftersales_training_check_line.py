from odoo import api, fields, models

from ..const import CHECK_RESULTS


class AftersalesTrainingCheckLine(models.Model):
    """One session of a sample: what was recorded, what was found (T9)."""

    _name = "aftersales.training.check.line"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Session of a Spot Check"
    _order = "date, id"
    _rec_name = "session_id"

    check_id = fields.Many2one("aftersales.training.check", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="check_id.company_id", store=True)
    session_id = fields.Many2one(
        "aftersales.training.session", required=True, readonly=True, index=True, ondelete="restrict"
    )
    department_id = fields.Many2one(related="session_id.department_id", store=True, string="Unit")
    date = fields.Date(related="session_id.date", store=True)
    recorded = fields.Integer(string="Present by the List", related="session_id.present_count")
    found = fields.Integer(string="Present as Found", aggregator="sum")
    checked_on = fields.Datetime(readonly=True)
    result = fields.Selection(CHECK_RESULTS, required=True, default="open", index=True)
    finding = fields.Text()

    _found = models.Constraint("CHECK (found >= 0)", "There are no fewer people than none.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self.check_access("write")
            self.check_id._ensure_step("closed", "drawn")
            if "result" in vals:
                # sudo: the moment is kept by the system
                self.sudo().checked_on = fields.Datetime.now()
        return super().write(vals)
