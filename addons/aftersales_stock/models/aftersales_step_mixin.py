from odoo import api, models
from odoo.exceptions import AccessError


class AftersalesStepMixin(models.AbstractModel):
    """Documents whose guarded fields and states change by the steps of certain roles only."""

    _name = "aftersales.step.mixin"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Document with Steps"

    # Whether the name of a document is the next number of its company.
    _numbered = False

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        if self._numbered:
            companies = [{"company_id": self._get_company_id(vals)} for vals in vals_list]
            numbers = self.env["ir.sequence"]._next_batch(self._name, companies)
            vals_list = [{**vals, "name": number} for vals, number in zip(vals_list, numbers, strict=True)]
        return super(AftersalesStepMixin, self._drop_guarded_defaults()).create(vals_list)

    @api.model
    def _get_company_id(self, vals):
        """Return the company whose numbers a document of these values takes; its station's, if it has one.

        None takes those of the current company.
        """
        station = self.env["aftersales.station"].browse(vals.get("station_id")).sudo()  # sudo: its company
        return station.company_id.id or vals.get("company_id")

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def _ensure_office(self, *groups):
        """Refuse the caller unless he has one of `groups` and may see these records."""
        if self.env.su:
            return
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(
                self.env._("Your role does not include this step. Ask your service-centre manager.")
            )
        self.check_access("read")
