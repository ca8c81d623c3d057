from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.i18n import format_list

from odoo.addons.aftersales_base.tools.dialog import open_record


class AftersalesContractVisit(models.Model):
    """A scheduled visit under a contract (S15): a day, and the order that was made for it."""

    _name = "aftersales.contract.visit"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin"]
    _description = "Scheduled Visit"
    _order = "date, id"
    _rec_name = "date"
    _check_company_auto = True

    contract_id = fields.Many2one(
        "aftersales.contract", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one(related="contract_id.user_id")
    site_address = fields.Char(related="contract_id.site_address")
    date = fields.Date(required=True)
    order_ids = fields.One2many("aftersales.order", "contract_visit_id", string="Service Orders")
    order_id = fields.Many2one("aftersales.order", string="Service Order", compute="_compute_order_id")
    engineer_id = fields.Many2one(related="order_id.engineer_id")
    planned_start = fields.Datetime(related="order_id.planned_start", string="Planned For")
    state = fields.Selection(
        [("planned", "Upcoming"), ("ordered", "Ordered"), ("done", "Done"), ("cancelled", "Cancelled")],
        compute="_compute_state",
        store=True,
        index=True,
    )

    _slot_unique = models.UniqueIndex(
        "(contract_id, date)", "A visit of this contract is planned for that day already."
    )
    _due_index = models.Index("(date) WHERE state = 'planned'")

    @api.depends("contract_id.name", "partner_id.name", "date")
    def _compute_display_name(self):
        for visit in self:
            visit.display_name = f"{visit.partner_id.name} · {visit.contract_id.name}"

    @api.depends("order_ids.state")
    def _compute_order_id(self):
        for visit in self:
            orders = visit.order_ids.sorted("id")
            visit.order_id = (orders.filtered(lambda order: order.state != "cancelled") or orders)[-1:]

    @api.depends("order_ids.state")
    def _compute_state(self):
        for visit in self:
            states = set(visit.order_ids.mapped("state"))
            if not states:
                visit.state = "planned"
            elif states == {"cancelled"}:
                visit.state = "cancelled"
            else:
                visit.state = "done" if states & {"follow_up", "closed"} else "ordered"

    @api.constrains("date", "contract_id")
    def _check_date(self):
        for visit in self:
            contract = visit.contract_id
            if not contract.date_start <= visit.date <= contract.date_end:
                raise UserError(
                    self.env._(
                        "A visit on %(date)s lies outside the term of contract %(name)s.",
                        date=visit.date,
                        name=contract.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesContractVisit, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            if {"date", "contract_id"} & vals.keys():
                self._ensure_planned()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ordered(self):
        self._ensure_planned()

    def _ensure_planned(self):
        ordered = self.filtered(lambda visit: visit.state != "planned")[:1]
        if ordered:
            raise UserError(
                self.env._(
                    "The visit on %(date)s of contract %(name)s has a service order: change that one.",
                    date=ordered.date,
                    name=ordered.contract_id.name,
                )
            )

    # ------------------------------------------------------------------------
    # Orders
    # ------------------------------------------------------------------------

    def action_create_orders(self):
        """Make the service orders of these visits now; also again for one that was cancelled."""
        self.check_access("write")
        self._lock()
        for visit in self:
            if visit.state not in ("planned", "cancelled") or visit.contract_id.state != "running":
                raise UserError(
                    self.env._(
                        "The visit on %(date)s of contract %(name)s needs no service order: it has one, or "
                        "the contract is not in force.",
                        date=visit.date,
                        name=visit.contract_id.name,
                    )
                )
        self._create_orders()

    def action_view_order(self):
        """Open the service order of this visit."""
        self.ensure_one()
        self.check_access("read")
        return open_record(self.order_id)

    def _create_orders(self):
        """Create and register one order per visit, in one go."""
        # sudo: link to the visit is guarded; right and state were checked; no mail for each visit
        orders = self.env["aftersales.order"].sudo().with_context(mail_auto_subscribe_no_notify=True)
        orders = orders.create([visit._prepare_order_vals() for visit in self])
        orders._update_state("registered")
        return orders

    def _prepare_order_vals(self):
        """Values of the order for this visit; extension seam."""
        self.ensure_one()
        contract = self.contract_id.sudo()  # sudo: terms of the visit's own contract
        units = contract.lot_ids
        env = self.with_context(lang=contract.partner_id.lang).env
        fault = env._("Scheduled maintenance visit of contract %(name)s.", name=contract.name)
        if units:
            serials = format_list(env, units.mapped("name"))
            fault += " " + env._("Units: %(serials)s", serials=serials)
        return {
            "contract_visit_id": self.id,
            "company_id": contract.company_id.id,
            "partner_id": contract.partner_id.id,
            "address": contract.site_address,
            "lot_id": units.id if len(units) == 1 else False,
            "user_id": contract.user_id.id,
            "channel": "own",
            "fault": fault,
        }

    @api.model
    def _cron_create_orders(self):
        """Make the orders of the visits that are near (S15): in slices, each visit once."""
        self._work_in_slices(self._get_due_domain(), lambda visits: visits._create_orders())

    @api.model
    def _get_due_domain(self):
        return (
            Domain("state", "=", "planned")
            & Domain("contract_id.state", "=", "running")
            & self.env["res.company"]._get_day_domain("date", "<=", "aftersales_visit_lead_days")
        )
