from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class AftersalesPolicyMixin(models.AbstractModel):
    """A dated figure of a regulation: in force from one day to another, per company.

    A policy that was used is not edited: it gets an end date, and a new row takes over, so that
    history keeps the figure that was in force.
    """

    _name = "aftersales.policy.mixin"
    _description = "Dated Policy"
    _check_company_auto = True

    code = fields.Char(string="Rule", help="Identifier of the rule in the regulation, e.g. S1.")
    company_id = fields.Many2one(
        "res.company", index=True, help="Leave empty for a policy that holds in every company."
    )
    date_from = fields.Date(string="In Force From", required=True, default="2000-01-01", index=True)
    date_to = fields.Date(string="In Force Until", help="Last day, included; empty: still in force.")
    active = fields.Boolean(default=True)

    _date_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A policy cannot end before it starts: check the dates in force.",
    )

    @api.model
    def _get_company_domain(self, companies):
        """Policies of one of `companies` or of all companies."""
        return Domain("company_id", "in", [*companies.ids, False])

    @api.model
    def _get_in_force(self, date, company):
        """Return the policy of `company` on `date` as superuser, or an empty recordset.

        For models with one policy a day: those with subjects `_pick` among the fitting ones.
        """
        policies = self.sudo()  # sudo: figures of a regulation are no secret
        return policies.search(self._get_company_domain(company))._pick(date, company)

    @api.model
    def _get_current(self, company):
        """Return the policy of `company` today, see `_get_in_force`."""
        return self._get_in_force(company._get_aftersales_today(), company)

    def _is_in_force(self, date, company):
        """Tell whether this policy holds on `date` in `company`."""
        self.ensure_one()
        return (
            self.company_id in (company, self.env["res.company"])
            and self.date_from <= date
            and (not self.date_to or date <= self.date_to)
        )

    def _pick(self, date, company, rank=lambda policy: 0):
        """Return the policy of `self` in force on `date` that fits best, or an empty recordset.

        A company's own policy goes before a general one, then the higher `rank`, then the one
        that came into force last.
        """
        candidates = self.filtered(lambda policy: policy._is_in_force(date, company))
        return max(
            candidates,
            key=lambda policy: (
                rank(policy),
                bool(policy.company_id),
                policy.date_from,
                policy.id,
            ),
            default=self.browse(),
        )

    @api.constrains("date_from", "date_to", "company_id")
    def _check_overlap(self):
        """Refuse two policies for the same thing on the same day in the same company."""
        for policy in self.filtered("active"):
            twin = self.search(policy._get_twin_domain(), limit=1)
            if twin:
                raise ValidationError(
                    self.env._(
                        "%(policy)s is already in force from %(date_from)s. End it before the new "
                        "policy starts.",
                        policy=twin.display_name,
                        date_from=twin.date_from,
                    )
                )

    def _get_twin_domain(self):
        """Domain of the other policies that state the same thing for an overlapping period."""
        self.ensure_one()
        domain = Domain("id", "!=", self.id) & Domain("company_id", "=", self.company_id.id)
        domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", self.date_from)
        if self.date_to:
            domain &= Domain("date_from", "<=", self.date_to)
        for name in self._get_subject_fields():
            domain &= Domain(name, "=", self[name].id if self._fields[name].relational else self[name])
        return domain

    def _get_subject_fields(self):
        """Names of the fields that say what a policy is about; two rows with equal ones are twins."""
        return []
