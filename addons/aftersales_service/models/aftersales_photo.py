from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import PHOTO_KINDS


class AftersalesPhoto(models.Model):
    """A photo taken on a job; what the customer has signed for stands as it is (S7)."""

    _name = "aftersales.photo"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Photo of a Job"
    _order = "order_id, taken_on, id"
    _check_company_auto = True

    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        required=True,
        index=True,
        check_company=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True, index=True)
    visit_id = fields.Many2one(
        "aftersales.visit", readonly=True, index="btree_not_null", check_company=True, ondelete="set null"
    )
    check_id = fields.Many2one(
        "aftersales.order.check",
        index="btree_not_null",
        ondelete="set null",
        domain="[('order_id', '=', order_id), ('needs_photo', '=', True)]",
    )
    kind = fields.Selection(PHOTO_KINDS, required=True, default="before", index=True)
    image = fields.Image(required=True, max_width=1600, max_height=1600)
    thumbnail = fields.Image(
        string="Small Picture", related="image", store=True, max_width=256, max_height=256
    )
    caption = fields.Char()
    taken_by_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user
    )
    taken_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    @api.depends("order_id.name", "kind", "caption")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for photo in self:
            photo.display_name = " · ".join(
                filter(None, (photo.order_id.name, kinds.get(photo.kind), photo.caption))
            )

    @api.constrains("check_id", "order_id")
    def _check_check_id(self):
        for photo in self:
            if photo.check_id and photo.check_id.order_id != photo.order_id:
                raise UserError(self.env._("The check of a photo belongs to the same order."))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        photos = super(AftersalesPhoto, self._drop_guarded_defaults()).create(vals_list)
        photos._ensure_open()
        for photo in photos.sudo():  # sudo: guarded field
            photo.visit_id = photo.order_id.visit_id
        return photos

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            self._ensure_open()
            if "order_id" in vals and set(self.order_id.ids) != {vals["order_id"]}:
                raise UserError(self.env._("A photo stays with the order it was taken for."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._ensure_open()

    def _ensure_open(self):
        """Refuse to touch photos of a voucher that is signed, or of an order that is ended (S7)."""
        if self.env.su:
            return
        self.order_id._ensure_unsigned()
        self.order_id._ensure_not_final()
