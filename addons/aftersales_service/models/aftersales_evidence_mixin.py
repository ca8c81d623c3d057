from odoo import models


class AftersalesEvidenceMixin(models.AbstractModel):
    """Files that prove something: they belong to their record, and change no more than it does."""

    _name = "aftersales.evidence.mixin"
    _description = "Files That Prove Something"

    def _adopt_files(self, name, vals):
        """Let what the caller has just put into field `name` belong to its record.

        The web client uploads into the air where a record is new: such a file is readable by nobody
        else, and its uploader could delete it when it is evidence. Rights on the record then hold for it.

        :raises AccessError: for a file that the caller may not read
        """
        if name not in vals:
            return
        for record in self:
            files = record[name]
            files.check_access("read")
            loose = files.filtered(lambda file: not file.res_id)
            # sudo: the caller's own upload, or one he can read
            loose.sudo().write({"res_model": self._name, "res_id": record.id})
