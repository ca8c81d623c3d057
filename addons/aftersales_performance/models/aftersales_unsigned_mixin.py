from odoo import SUPERUSER_ID, models


class AftersalesUnsignedMixin(models.AbstractModel):
    """Rows that do not tell who wrote them last, because it would name somebody who stays unnamed.

    Writing as superuser is not enough: the host enters who stores a computed field, and whoever stores a
    record whose last writer is the superuser already.
    """

    _name = "aftersales.unsigned.mixin"
    _description = "Rows That Do Not Name Their Writer"

    def _write_multi(self, vals_list):
        return super()._write_multi([{**vals, "write_uid": SUPERUSER_ID} for vals in vals_list])
