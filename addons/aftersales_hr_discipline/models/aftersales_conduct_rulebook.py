from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import RULEBOOK_STATES


class AftersalesConductRulebook(models.Model):
    """One version of the regulations on rewards and discipline.

    A published version is not changed any more: a new one is made from it and takes over on its
    first day. Employees acknowledge each version.
    """

    _name = "aftersales.conduct.rulebook"
    _inherit = ["aftersales.guard.mixin", "aftersales.policy.mixin", "mail.thread"]
    _description = "Conduct Rulebook"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    version = fields.Char(required=True, default="1")
    state = fields.Selection(
        RULEBOOK_STATES, required=True, readonly=True, default="draft", index=True, copy=False, tracking=True
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    preamble = fields.Html(translate=True, sanitize=True)
    article_ids = fields.One2many("aftersales.conduct.article", "rulebook_id", string="Articles")
    article_count = fields.Integer(compute="_compute_article_count")
    acknowledgement_ids = fields.One2many(
        "aftersales.conduct.acknowledgement", "rulebook_id", string="Acknowledgements"
    )
    acknowledged_rate = fields.Float(
        string="Acknowledged (%)",
        compute="_compute_acknowledged_rate",
        digits=(5, 1),
        groups="aftersales_hr_discipline.group_officer,aftersales_hr_discipline.group_auditor",
    )
    published_on = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    @api.depends("name", "version")
    def _compute_display_name(self):
        for rulebook in self:
            rulebook.display_name = f"{rulebook.name} {rulebook.version}"

    @api.depends("article_ids")
    def _compute_article_count(self):
        groups = self.env["aftersales.conduct.article"]._read_group(
            [("rulebook_id", "in", self.ids)], ["rulebook_id"], ["__count"]
        )
        counts = {rulebook.id: count for rulebook, count in groups}
        for rulebook in self:
            rulebook.article_count = counts.get(rulebook.id, 0)

    @api.depends("acknowledgement_ids.acknowledged_on")
    def _compute_acknowledged_rate(self):
        groups = self.env["aftersales.conduct.acknowledgement"]._read_group(
            [("rulebook_id", "in", self.ids)], ["rulebook_id"], ["__count", "acknowledged_on:count"]
        )
        rates = {rulebook.id: 100.0 * done / count for rulebook, count, done in groups}
        for rulebook in self:
            rulebook.acknowledged_rate = rates.get(rulebook.id, 0.0)

    @api.constrains("date_from", "date_to", "company_id", "state")
    def _check_overlap(self):
        """Drafts may overlap; two published versions may not."""
        published = self.filtered(lambda rulebook: rulebook.state == "published")
        return super(AftersalesConductRulebook, published)._check_overlap()

    def _get_twin_domain(self):
        return super()._get_twin_domain() & fields.Domain("state", "=", "published")

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesConductRulebook, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su and vals.keys() - {"message_follower_ids", "activity_ids"}:
            self._ensure_draft()
        return super().write(vals)

    def copy(self, default=None):
        """A copy is a draft whose articles follow up on each other as those of the original do."""
        copies = super().copy(default)
        for original, fresh in zip(self, copies, strict=True):
            twins = {}
            for article in original.article_ids:
                twins[article] = article.copy({"rulebook_id": fresh.id, "follow_up_id": False})
            for article, twin in twins.items():
                if article.follow_up_id in twins:
                    twin.follow_up_id = twins[article.follow_up_id]
        return copies

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._ensure_draft()

    def _ensure_draft(self):
        fixed = self.filtered(lambda rulebook: rulebook.state != "draft")[:1]
        if fixed:
            raise UserError(
                self.env._(
                    "Rulebook %(name)s is published and does not change any more: make a new version.",
                    name=fixed.display_name,
                )
            )

    # ------------------------------------------------------------------------
    # Publication
    # ------------------------------------------------------------------------

    def _ensure_manager(self):
        if not self.env.su and not self.env.user.has_group("aftersales_hr_discipline.group_manager"):
            raise AccessError(self.env._("Only an HR manager publishes rulebooks."))
        self.check_access("write")

    def action_new_version(self):
        """Make a draft with the same articles, to be changed and published."""
        self.ensure_one()
        self._ensure_manager()
        number = self.search_count([("name", "=", self.name), ("company_id", "=", self.company_id.id)]) + 1
        tomorrow = (self.company_id or self.env.company)._get_aftersales_today() + timedelta(days=1)
        draft = self.copy({"version": str(number), "date_from": tomorrow, "date_to": False})
        return draft._get_records_action()

    def action_publish(self):
        """Put these drafts in force from their first day and ask every employee to acknowledge them."""
        self._ensure_manager()
        self._lock()
        self._ensure_draft()
        for rulebook in self:
            if not rulebook.article_ids:
                raise UserError(
                    self.env._("Rulebook %(name)s has no article yet.", name=rulebook.display_name)
                )
            rulebook._end_predecessor()
        # sudo: guarded fields, right and state checked above
        self.sudo().write(
            {
                "state": "published",
                "published_on": fields.Datetime.now(),
                "published_by_id": self.env.uid,
            }
        )
        self._ask_everybody()

    def _end_predecessor(self):
        """The version in force so far ends the day before this one begins."""
        published = self.search(self._get_twin_domain())
        before = published.filtered(lambda rulebook: rulebook.date_from < self.date_from)
        # sudo: a published version is closed to everybody; only its last day is set
        before.sudo().write({"date_to": self.date_from - timedelta(days=1)})

    def action_ask_everybody(self):
        """Ask employees who joined since the publication to acknowledge, too."""
        self._ensure_manager()
        self._ask_everybody()

    def _ask_everybody(self):
        acknowledgements = self.env["aftersales.conduct.acknowledgement"].sudo()
        for rulebook in self.filtered(lambda rulebook: rulebook.state == "published"):
            companies = rulebook.company_id or self.env.companies
            asked = rulebook.sudo().acknowledgement_ids.employee_id
            employees = self.env["hr.employee"].sudo()
            missing = employees.search([("company_id", "in", companies.ids), ("id", "not in", asked.ids)])
            acknowledgements.create(
                [{"rulebook_id": rulebook.id, "employee_id": employee.id} for employee in missing]
            )

    def action_withdraw(self):
        """End a published version today, without a successor."""
        self._ensure_manager()
        self._lock()
        wrong = self.filtered(lambda rulebook: rulebook.state != "published")[:1]
        if wrong:
            raise UserError(self.env._("Rulebook %(name)s is not published.", name=wrong.display_name))
        for rulebook in self:
            today = (rulebook.company_id or self.env.company)._get_aftersales_today()
            last = max(rulebook.date_from, today)
            # sudo: guarded field, right and state checked above
            rulebook.sudo().write({"state": "withdrawn", "date_to": last})

    @api.model
    def _get_in_force(self, date, company):
        """Return the published rulebook of `company` on `date`."""
        rulebooks = self.sudo().search(  # sudo: which version holds is no secret
            self._get_company_domain(company) & fields.Domain("state", "=", "published")
        )
        return rulebooks._pick(date, company)
