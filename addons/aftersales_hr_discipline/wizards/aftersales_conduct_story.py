from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.aftersales_base.tools.dialog import open_dialog


class AftersalesConductStory(models.TransientModel):
    """What an employee's records came to on a day, and how: the strip of explanation (D4, D6).

    Nothing is read with more rights than the user has: anybody can make a dialog (D47).
    """

    _name = "aftersales.conduct.story"
    _description = "Balance on a Day"

    employee_id = fields.Many2one("hr.employee", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    day = fields.Date(string="As of", required=True, default=fields.Date.context_today)
    balance = fields.Char(compute="_compute_story")
    points = fields.Integer(compute="_compute_story")
    threshold_day = fields.Date(string="Threshold Reached On", compute="_compute_story")
    text = fields.Html(compute="_compute_story", sanitize=False)

    @api.model
    def _open(self, employee, company):
        title = self.env._("Balance of %(name)s", name=employee.name)
        return open_dialog(title, self._name, employee_id=employee.id, company_id=company.id)

    @api.depends("employee_id", "company_id", "day")
    @api.depends_context("lang", "uid")
    def _compute_story(self):
        ledgers = self.env["aftersales.conduct.ledger"]
        for dialog in self:
            if not (dialog.employee_id and dialog.company_id and dialog.day):
                dialog.update({"balance": False, "points": 0, "threshold_day": False, "text": False})
                continue
            story = ledgers._get_story(dialog.employee_id, dialog.company_id, dialog.day)
            dialog.balance = story["balance"]
            dialog.points = story["reading"].points
            dialog.threshold_day = story["reading"].threshold_day
            template = "aftersales_hr_discipline.conduct_story"
            dialog.text = Markup(self.env["ir.qweb"]._render(template, {"story": story}))
