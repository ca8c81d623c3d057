from odoo import api, fields, models

from odoo.addons.aftersales_base.tools.dialog import open_record


class AftersalesShiftItem(models.Model):
    """An open order, complaint or call in a handover (S26): it goes to the next, or stays with the agent."""

    _name = "aftersales.shift.item"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Open Matter of a Shift"
    _order = "shift_id, id"

    shift_id = fields.Many2one(
        "aftersales.shift", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="shift_id.company_id", store=True, precompute=True, index=True, readonly=True
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    name = fields.Char(string="Matter", required=True, readonly=True)
    passes = fields.Boolean(
        string="Goes to the Next", default=True, help="Not ticked: the agent goes on with it."
    )
    note = fields.Char(string="What to Do")

    _matter_unique = models.UniqueIndex("(shift_id, res_model, res_id)", "A matter is listed once.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesShiftItem, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self.shift_id._lock()
            self.shift_id._ensure_own()
            self.shift_id._ensure_step("written", "running")
        return super().write(vals)

    def action_view_matter(self):
        """Open the order, the complaint or the call."""
        self.ensure_one()
        self.check_access("read")
        return open_record(self.env[self.res_model].browse(self.res_id))
