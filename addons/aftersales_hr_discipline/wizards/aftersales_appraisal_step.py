from odoo import fields, models


class AftersalesAppraisalStep(models.TransientModel):
    """Asks for day, points and words of a step of a sheet; the sheet checks right and state anew."""

    _name = "aftersales.appraisal.step"
    _description = "Step of an Appraisal"

    sheet_id = fields.Many2one("aftersales.appraisal.sheet", required=True, readonly=True)
    purpose = fields.Selection(
        [("extend", "Extend"), ("waive", "Go Without"), ("return", "Return"), ("adjust", "Adjust")],
        required=True,
        readonly=True,
    )
    day = fields.Date()
    points = fields.Float(digits=(6, 2))
    text = fields.Text()

    def action_apply(self):
        """Carry out the step."""
        self.ensure_one()
        if self.purpose == "extend":
            self.sheet_id._extend(self.day)
        elif self.purpose == "waive":
            self.sheet_id._waive(self.text)
        elif self.purpose == "return":
            self.sheet_id._return(self.text)
        else:
            self.sheet_id._adjust(self.points, self.text)
        return {"type": "ir.actions.act_window_close"}
