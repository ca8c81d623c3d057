from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..const import CUSTOMER_GRADES, GRADE_BASES
from ..tools import care as engine


class AftersalesCustomerGrade(models.Model):
    """A customer's grade in a company, and when somebody looks after him next (S18).

    A scheduled action adds the customers of new jobs, grades everybody once a day, and plans visits and
    calls ahead. The interval counts from the day the grade was first given, then from each contact.
    """

    _name = "aftersales.customer.grade"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin"]
    _description = "Customer Grade"
    _order = "next_on, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    phone = fields.Char(related="partner_id.phone")
    grade = fields.Selection(CUSTOMER_GRADES, required=True, readonly=True, default="ordinary", index=True)
    basis = fields.Selection(GRADE_BASES, string="Stands On", required=True, readonly=True, default="none")
    hand_grade = fields.Selection(
        CUSTOMER_GRADES,
        string="Grade by Hand",
        help="Goes before years and turnover; empty: the policy decides.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        check_company=True,
        domain="[('share', '=', False)]",
        help="Empty: who the policy of the grade names.",
    )
    first_on = fields.Date(string="First Job", required=True, readonly=True)
    policy_id = fields.Many2one("aftersales.care.policy", readonly=True, ondelete="restrict")
    counts_from = fields.Date(required=True, readonly=True, help="The next contact is counted from here.")
    last_on = fields.Date(string="Last Contact", readonly=True)
    next_on = fields.Date(
        string="Next Contact Until",
        compute="_compute_next_on",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    plan_on = fields.Date(compute="_compute_next_on", store=True, precompute=True, index="btree_not_null")
    checked_on = fields.Date(string="Graded On", readonly=True, index=True)
    care_ids = fields.One2many("aftersales.care", "customer_id", string="Visits and Calls", readonly=True)

    _customer_unique = models.UniqueIndex(
        "(partner_id, company_id)", "The customer has a grade in this company already."
    )

    @api.depends("counts_from", "policy_id")
    def _compute_next_on(self):
        for customer in self:
            policy = customer.policy_id.sudo()  # sudo: policy, no secret
            day = engine.next_day(customer.counts_from, policy.interval_months)
            customer.next_on = day
            customer.plan_on = day and day - timedelta(days=policy.lead_days)

    # ------------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------------

    def write(self, vals):
        """Who gives a grade by hand sees what follows from it at once."""
        if not self.env.su:
            self._refuse_guarded(vals)
            if "hand_grade" in vals and not self.env.user.has_group("aftersales_service.group_dispatcher"):
                raise AccessError(self.env._("Customers are graded by dispatchers and managers."))
        result = super().write(vals)
        if "hand_grade" in vals:
            self.sudo()._regrade()  # sudo: guarded fields, right checked above
        return result

    # ------------------------------------------------------------------------
    # Scheduled action
    # ------------------------------------------------------------------------

    @api.model
    def _cron_plan(self):
        """Add new customers, grade everybody, plan what is near: in slices, once a day each."""
        self._add_customers()
        days = self.env["res.company"]
        never = Domain("checked_on", "=", False)
        self._work_in_slices(
            never | days._get_day_domain("checked_on", "<"), lambda customers: customers._regrade()
        )
        self._work_in_slices(self._get_due_domain(), lambda customers: customers._plan_care())

    @api.model
    def _add_customers(self):
        """Add a row for each customer of a job who has none: one query, safe to repeat."""
        self.env["aftersales.order"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env["res.company"].flush_model(["resource_calendar_id"])
        self.env["resource.calendar"].flush_model(["tz"])
        self.env.execute_query(
            SQL(
                """INSERT INTO aftersales_customer_grade (partner_id, company_id, grade, basis, first_on,
                                                          counts_from, create_uid, create_date)
                   SELECT partner.commercial_partner_id, o.company_id, 'ordinary', 'none',
                          (MIN(o.request_date) AT TIME ZONE 'UTC'
                              AT TIME ZONE COALESCE(calendar.tz, 'UTC'))::date,
                          (%(now)s::timestamp AT TIME ZONE 'UTC'
                              AT TIME ZONE COALESCE(calendar.tz, 'UTC'))::date,
                          %(uid)s, %(now)s
                     FROM aftersales_order o
                     JOIN res_partner partner ON partner.id = o.partner_id
                     JOIN res_company company ON company.id = o.company_id
                LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
                    WHERE o.state != 'cancelled' AND o.service_type IS DISTINCT FROM 'D'
                    GROUP BY partner.commercial_partner_id, o.company_id, calendar.tz
                   ON CONFLICT (partner_id, company_id) DO NOTHING""",
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )

    @api.model
    def _get_due_domain(self):
        """Customers for whom a contact is near and none is planned."""
        return self.env["res.company"]._get_day_domain("plan_on", "<=") & ~Domain(
            "care_ids", "any", [("state", "=", "planned")]
        )

    def _regrade(self):
        """Give these customers the grade that years and turnover, or somebody's hand, make."""
        policies = self.env["aftersales.care.policy"].sudo()  # sudo: policy, no secret
        policies = policies.search(policies._get_company_domain(self.company_id))
        before = {customer: customer.policy_id for customer in self}
        for company, customers in self.grouped("company_id").items():
            today = company._get_aftersales_today()
            long, important = (
                policies._pick_grade(grade, today, company) for grade in (engine.LONG, engine.IMPORTANT)
            )
            turnover = customers._get_turnover(important, today) if important.turnover else {}
            results = {
                customer: engine.grade(
                    customer.first_on,
                    today,
                    turnover.get(customer.partner_id.id, 0),
                    customer.hand_grade,
                    long.years,
                    important.turnover,
                )
                for customer in customers
            }
            for (grade, basis), same in customers.grouped(results.get).items():
                policy = policies._pick_grade(grade, today, company)
                same.write({"grade": grade, "basis": basis, "policy_id": policy.id, "checked_on": today})
        self.filtered(lambda customer: customer.policy_id != before[customer]).care_ids._follow_grade()

    def _is_near(self):
        """Tell whether the next contact is near enough to be planned."""
        self.ensure_one()
        return bool(self.plan_on) and self.plan_on <= self.company_id._get_aftersales_today()

    def _get_turnover(self, policy, today):
        """Return customer's id → invoiced less credit notes in the period of `policy`: one query."""
        # sudo: a sum for the grade
        groups = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                Domain("commercial_partner_id", "in", self.partner_id.ids)
                & Domain("company_id", "=", self.company_id.id)
                & Domain("state", "=", "posted")
                & Domain("move_type", "in", ("out_invoice", "out_refund"))
                & Domain("invoice_date", ">", today - relativedelta(months=policy.turnover_months)),
                ["commercial_partner_id"],
                ["amount_untaxed_signed:sum"],
            )
        )
        return {partner.id: amount for partner, amount in groups}

    def _plan_care(self):
        """Plan one visit or call for each of these customers, and put it before somebody (S18)."""
        vals_list = []
        for customer in self:
            policy = customer.policy_id
            owner = customer.user_id or policy.user_id or customer.company_id._get_aftersales_owner()
            vals_list.append(
                {
                    "customer_id": customer.id,
                    "policy_id": policy.id,
                    "grade": customer.grade,
                    "kind": policy.kind,
                    "user_id": owner.id,
                    "due_on": customer.next_on,
                    "next_on": max(customer.plan_on, customer.company_id._get_aftersales_today()),
                }
            )
        cares = self.env["aftersales.care"].create(vals_list)
        self.env["mail.activity"]._plan_in_batch(
            "aftersales_service.mail_activity_type_care",
            "aftersales.care",
            [(care.id, care.user_id, care.due_on, care.partner_id.display_name) for care in cares],
        )

    def _count_from(self, day, contact):
        """Count the next contact from `day`; `contact`: the customer was spoken to."""
        self.sudo().write(
            {"counts_from": day, **({"last_on": day} if contact else {})}
        )  # sudo: guarded fields
