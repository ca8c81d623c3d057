from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const_appraisal import APPRAISAL_PERIODS, TEMPLATE_STATES


class AftersalesAppraisalTemplate(models.Model):
    """What the sheets of a group of jobs judge (A1, A3, A7): indicators and the ability form.

    A published template does not change: sheets hang on it. Another version takes its place.
    """

    _name = "aftersales.appraisal.template"
    _inherit = ["aftersales.conduct.role.mixin", "aftersales.guard.mixin"]
    _description = "Appraisal Template"
    _order = "name, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    active = fields.Boolean(default=True)
    state = fields.Selection(TEMPLATE_STATES, required=True, readonly=True, default="draft", copy=False)
    replaces_id = fields.Many2one("aftersales.appraisal.template", readonly=True, copy=False)
    period = fields.Selection(APPRAISAL_PERIODS, required=True, default="quarter")
    job_ids = fields.Many2many("hr.job", string="Jobs", help="Whom it is for; empty: every job.")
    department_ids = fields.Many2many(
        "hr.department", string="Departments", help="With those below them; empty: every department."
    )
    line_ids = fields.One2many("aftersales.appraisal.line", "template_id", string="Indicators", copy=True)
    question_ids = fields.One2many(
        "aftersales.appraisal.question", "template_id", string="Ability Form", copy=True
    )
    weight = fields.Float(string="Weights (%)", compute="_compute_weight", digits=(6, 2))
    with_conduct = fields.Boolean(
        string="Add Points of Conduct", default=True, help="Of the months of the period (D2)."
    )
    with_self = fields.Boolean(
        string="Self-Assessment", help="The person fills in the ability form, too, without weight."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    pay_base = fields.Monetary(
        string="Performance Pay", help="Of a period at 100 points; 0: none is paid by these sheets."
    )
    asks_raters = fields.Boolean(compute="_compute_asks_raters")

    _pay_positive = models.Constraint("CHECK (pay_base >= 0)", "Performance pay is not negative.")

    @api.depends("line_ids.weight")
    def _compute_weight(self):
        for template in self:
            template.weight = sum(template.line_ids.mapped("weight"))

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for template in self:
            template.currency_id = (template.company_id or self.env.company).currency_id

    @api.depends("line_ids.source")
    def _compute_asks_raters(self):
        for template in self:
            template.asks_raters = "raters" in template.line_ids.mapped("source")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesAppraisalTemplate, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su and vals.keys() - {"active"}:
            self._ensure_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._ensure_draft()

    def _ensure_draft(self):
        fixed = self.filtered(lambda template: template.state != "draft")[:1]
        if fixed:
            raise UserError(
                self.env._(
                    "Template “%(name)s” is published: sheets hang on it. Make another version.",
                    name=fixed.name,
                )
            )

    def action_publish(self):
        """Publish these templates: cycles can use them, nothing of them changes any more."""
        self._ensure_role("manager")
        self._lock()
        self._ensure_step("published", "draft")
        for template in self:
            if round(template.weight, 2) != 100:
                raise UserError(
                    self.env._(
                        "The weights of “%(name)s” add up to %(weight)s: make them 100.",
                        name=template.name,
                        weight=f"{template.weight:.2f}",
                    )
                )
            if template.asks_raters and not template.question_ids:
                raise UserError(
                    self.env._("“%(name)s” asks raters: write its ability form.", name=template.name)
                )
            empty = template.line_ids.filtered(
                lambda line: line.rule in ("linear", "steps") and not line.point_ids
            )[:1]
            if empty:
                raise UserError(
                    self.env._("Indicator “%(name)s” needs the points of its values.", name=empty.name)
                )
            template.line_ids._ensure_direction()
        # sudo: guarded fields, right and state checked above
        self.replaces_id.sudo().write({"state": "replaced"})
        # sudo: as above
        self.sudo().write({"state": "published"})

    def action_new_version(self):
        """Open a draft with the same content, which takes the place of this one when published."""
        self.ensure_one()
        self._ensure_role("manager")
        self._ensure_step("published", "published")
        version = self.copy({"name": self.name})
        version.sudo().replaces_id = self  # sudo: guarded field, right checked above
        return open_record(version)
