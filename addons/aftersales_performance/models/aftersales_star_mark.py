from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class AftersalesStarMark(models.Model):
    """What an agent thinks of a colleague's month (S28): the mean of all makes the colleagues' part.

    Who marked is seen by the rater and by performance managers, never by the person marked.
    """

    _name = "aftersales.star.mark"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Mark of a Colleague"
    _order = "month desc, id desc"
    _rec_name = "employee_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    rater_id = fields.Many2one(
        "hr.employee",
        string="Marked By",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        default=lambda self: self.env.user.employee_id,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Colleague",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('aftersales_agent', '=', True), ('id', '!=', rater_id)]",
    )
    month = fields.Date(
        required=True, index=True, default=lambda self: self._get_default_month(), help="Any day of it."
    )
    value = fields.Float(string="Mark", digits=(5, 2), required=True, aggregator="avg", help="From 0 to 100.")

    _mark_unique = models.UniqueIndex(
        "(employee_id, month, rater_id)", "You have marked this colleague's month already."
    )
    _value_range = models.Constraint("CHECK (value BETWEEN 0 AND 100)", "A mark is given from 0 to 100.")
    _month_first = models.Constraint(
        "CHECK (date_part('day', month) = 1)", "A month is given by its first day."
    )

    @api.model
    def _get_default_month(self):
        today = self.env.company._get_aftersales_today()
        return fields.Date.start_of(fields.Date.subtract(today, months=1), "month")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        marks = super(AftersalesStarMark, self._drop_guarded_defaults()).create(
            [self._prepare_month(vals) for vals in vals_list]
        )
        marks._ensure_markable()
        return marks

    def write(self, vals):
        self._refuse_guarded(vals)
        self._ensure_markable()
        result = super().write(self._prepare_month(vals))
        self._ensure_markable()
        return result

    @api.model
    def _prepare_month(self, vals):
        if not vals.get("month"):
            return vals
        return {**vals, "month": fields.Date.start_of(fields.Date.to_date(vals["month"]), "month")}

    def _ensure_markable(self):
        """Agents mark each other, as long as the month is not approved."""
        for mark in self.sudo():  # sudo: whether both are agents, and the month still open
            both = mark.rater_id | mark.employee_id
            if len(both) < 2 or not all(both.mapped("aftersales_agent")):
                raise AccessError(
                    self.env._("Agents of the call centre mark their colleagues, not themselves.")
                )
            if mark.month > mark.company_id._get_aftersales_today():
                raise UserError(self.env._("This month has not begun yet."))
            approved = self.env["aftersales.star.rating"].sudo()  # sudo: whether the month is open, as above
            if approved.search_count(
                [
                    ("employee_id", "=", mark.employee_id.id),
                    ("month", "=", mark.month),
                    ("state", "=", "approved"),
                ],
                limit=1,
            ):
                raise UserError(
                    self.env._(
                        "The month of %(name)s is approved and is not marked any more.",
                        name=mark.employee_id.name,
                    )
                )
