from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import SITE_KINDS


class AftersalesSite(models.Model):
    """A place inspected for safety every month (S29): office, workshop, warehouse, station."""

    _name = "aftersales.site"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin", "mail.thread"]
    _description = "Inspected Site"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    kind = fields.Selection(SITE_KINDS, required=True, default="workshop")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda s: s.env.company)
    station_id = fields.Many2one("aftersales.station", check_company=True)
    address = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        string="Inspector",
        required=True,
        tracking=True,
        check_company=True,
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    responsible_id = fields.Many2one(
        "res.users",
        required=True,
        tracking=True,
        check_company=True,
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
        help="Who has findings put right, unless somebody else is named, and is told of overdue ones.",
    )
    checklist_id = fields.Many2one(
        "aftersales.checklist",
        required=True,
        check_company=True,
        domain="[('kind', '=', 'site')]",
        default=lambda self: self.env["aftersales.checklist"].search([("kind", "=", "site")], limit=1),
    )
    planned_month = fields.Date(
        readonly=True, copy=False, index=True, help="First day of the last month that was planned."
    )
    inspection_ids = fields.One2many("aftersales.inspection", "site_id", string="Inspections")
    inspection_count = fields.Integer(string="Inspections Done", compute="_compute_inspections")
    last_done_on = fields.Date(string="Last Inspected", compute="_compute_inspections")
    finding_count = fields.Integer(string="Open Findings", compute="_compute_finding_count")
    is_inspected = fields.Boolean(
        string="Inspected This Month", compute="_compute_inspections", search="_search_is_inspected"
    )
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex(
        "(company_id, name)", "Another site has this name: choose a different one."
    )

    def _compute_inspections(self):
        domain = [("site_id", "in", self.ids), ("kind", "=", "site"), ("state", "=", "done")]
        found = {
            site: (count, last)
            for site, count, last in self.env["aftersales.inspection"]._read_group(
                domain, ["site_id"], ["__count", "done_on:max"]
            )
        }
        for site in self:
            site.inspection_count, site.last_done_on = found.get(site, (0, False))
            site.is_inspected = bool(
                site.last_done_on
                and site.last_done_on >= site.company_id._get_aftersales_today().replace(day=1)
            )

    @api.model
    def _search_is_inspected(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: the scheduled look at every company's own day; the rules filter what is found
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        done = Domain("kind", "=", "site") & Domain("state", "=", "done")
        done &= Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("done_on", ">=", company._get_aftersales_today().replace(day=1))
            for company in companies
        )
        inspected = Domain("inspection_ids", "any", done)
        return inspected if True in value else ~inspected

    def _compute_finding_count(self):
        domain = [("site_id", "in", self.ids), ("state", "!=", "closed")]
        counts = dict(self.env["aftersales.inspection.finding"]._read_group(domain, ["site_id"], ["__count"]))
        for site in self:
            site.finding_count = counts.get(site, 0)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesSite, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def action_view_inspections(self):
        """Open the inspections of this site."""
        self.ensure_one()
        action = self.env["aftersales.inspection"]._get_list_action("site")
        context = {"default_site_id": self.id, "default_kind": "site"}
        return {**action, "domain": [("site_id", "=", self.id)], "context": context}

    def action_view_findings(self):
        """Open what was found on this site."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_inspection_finding_action"
        )
        context = {"search_default_not_closed": 1}
        return {**action, "domain": [("site_id", "=", self.id)], "context": context}

    # ------------------------------------------------------------------------
    # The month's inspections
    # ------------------------------------------------------------------------

    @api.model
    def _cron_plan(self):
        """Plan the inspection of this month for each site that has none yet (S29)."""
        # the month of where the day begins first; each company's own is looked at then
        month = (fields.Datetime.now() + timedelta(hours=14)).date().replace(day=1)
        late = Domain("planned_month", "=", False) | Domain("planned_month", "<", month)
        self._work_in_slices(late, lambda sites: sites._plan_month())

    def _plan_month(self):
        """Plan the inspection of this month for these sites of one company, once."""
        company = self.company_id
        today = company._get_aftersales_today()
        month = today.replace(day=1)
        planned = self.env["aftersales.inspection"].search(
            [("site_id", "in", self.ids), ("month", "=", month)]
        )
        missing = self - planned.site_id
        day = self._get_plan_day(company, today)
        # sudo: the server plans; guarded fields
        self.env["aftersales.inspection"].sudo().create(
            [
                {
                    "kind": "site",
                    "site_id": site.id,
                    "company_id": company.id,
                    "checklist_id": site.checklist_id.id,
                    "user_id": site.user_id.id,
                    "month": month,
                    "planned_on": day,
                }
                for site in missing
            ]
        )
        self.sudo().planned_month = month  # sudo: guarded field

    @api.model
    def _get_plan_day(self, company, today):
        """Return the day of this month's inspection: that of the policy or of today, whichever is later,
        or the next working day; the last of the month where none is left."""
        policy = self.env["aftersales.inspection.policy"]._get_in_force(today, company)
        hours = company.resource_calendar_id
        calendar = hours._get_aftersales_calendars().get(hours)
        last = today + relativedelta(day=31)
        day = max(today, today.replace(day=policy.plan_day or 1))
        while calendar and day < last and not calendar.get_windows(day):
            day += timedelta(days=1)
        return day
