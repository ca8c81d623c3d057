from odoo import fields, models
from odoo.exceptions import UserError

from ..const import PHOTO_KINDS


class AftersalesPhotoUpload(models.TransientModel):
    """Several photos of a job at once, from the camera or the gallery of a telephone."""

    _name = "aftersales.photo.upload"
    _description = "Add Photos"

    order_id = fields.Many2one("aftersales.order", required=True, readonly=True)
    kind = fields.Selection(PHOTO_KINDS, required=True, default="before")
    check_id = fields.Many2one(
        "aftersales.order.check",
        string="For Check",
        domain="[('order_id', '=', order_id), ('needs_photo', '=', True), ('done', '=', False)]",
    )
    caption = fields.Char()
    attachment_ids = fields.Many2many("ir.attachment", string="Take or choose photos")

    def action_add(self):
        """Make a photo of each file; what is not a picture is refused by name."""
        self.ensure_one()
        files = self.attachment_ids
        if not files:
            raise UserError(self.env._("Take or choose at least one photo."))
        wrong = files.filtered(lambda each: not (each.mimetype or "").startswith("image/"))[:1]
        if wrong:
            raise UserError(self.env._("%(name)s is not a picture.", name=wrong.name))
        self.env["aftersales.photo"].create(
            [
                {
                    "order_id": self.order_id.id,
                    "kind": self.kind,
                    "check_id": self.check_id.id,
                    "caption": self.caption,
                    "image": each.datas,
                }
                for each in files
            ]
        )
        files.filtered(
            lambda each: each.res_model == self._name and each.create_uid == self.env.user
        ).unlink()
        return {"type": "ir.actions.act_window_close"}
