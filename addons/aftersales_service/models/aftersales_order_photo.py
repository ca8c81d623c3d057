from odoo import api, fields, models

from odoo.addons.aftersales_base.tools.dialog import open_dialog


class AftersalesOrder(models.Model):
    """Photos of a job, and which of them the company asks for."""

    _inherit = "aftersales.order"

    photo_ids = fields.One2many("aftersales.photo", "order_id", string="Photos")
    photo_count = fields.Integer(compute="_compute_photo_count")

    @api.depends("photo_ids")
    def _compute_photo_count(self):
        for order in self:
            order.photo_count = len(order.photo_ids)

    def _get_missing_photos(self):
        """Return the kinds of photos that the company asks for and the job does not have."""
        self.ensure_one()
        if not self.company_id.aftersales_require_photos or self.service_type == "D":
            return []
        kinds = set(self.photo_ids.mapped("kind"))
        return [kind for kind in ("before", "after") if kind not in kinds]

    def _get_missing_work(self):
        missing = super()._get_missing_work()
        kinds = dict(self.photo_ids._fields["kind"]._description_selection(self.env))
        return missing + [
            self.env._("photo: %(kind)s", kind=kinds[kind]) for kind in self._get_missing_photos()
        ]

    def action_open_photos(self):
        """Open the dialog that takes several photos at once."""
        self.ensure_one()
        self._ensure_role("engineer", "dispatcher", "clerk")
        self._ensure_unsigned()
        missing = self._get_missing_photos()
        return open_dialog(
            self.env._("Add photos"),
            "aftersales.photo.upload",
            order_id=self.id,
            kind=(missing or ["after" if self.repair_start else "before"])[0],
        )

    def action_view_photos(self):
        """Open the gallery of the job."""
        self.ensure_one()
        self.check_access("read")
        return {
            "name": self.env._("Photos"),
            "type": "ir.actions.act_window",
            "res_model": "aftersales.photo",
            "view_mode": "kanban,list,form",
            "domain": [("order_id", "=", self.id)],
            "context": {"default_order_id": self.id},
        }
