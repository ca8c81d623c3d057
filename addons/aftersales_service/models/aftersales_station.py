from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import STATION_STATES

ORDER_READERS = (
    "aftersales_service.group_engineer,aftersales_service.group_clerk,aftersales_service.group_accountant"
)


class AftersalesStation(models.Model):
    """An outside partner who does service jobs for the company (N1), with its portal users.

    A job is given to an engineer or to a station. The people of a station are the portal users among
    the contacts of its partner: they work the station's jobs at `/my/service-jobs`, nothing else.
    """

    _name = "aftersales.station"
    _inherit = ["aftersales.guard.mixin", "mail.thread"]
    _description = "Service Station"
    _order = "code, name"
    _check_company_auto = True

    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, required=True, precompute=True, tracking=True
    )
    code = fields.Char(help="Short name of the station in lists.")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda s: s.env.company)
    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain=[("is_company", "=", True)],
        tracking=True,
        help="The company that runs the station. Portal users among its contacts work its jobs.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Station Manager",
        check_company=True,
        domain="[('id', 'child_of', partner_id), ('id', '!=', partner_id)]",
    )
    phone = fields.Char(related="partner_id.phone")
    user_id = fields.Many2one(
        "res.users",
        string="Regional Manager",
        check_company=True,
        tracking=True,
        domain=[("share", "=", False)],
        help="Who is responsible for the station on the company's side.",
    )
    territory_ids = fields.Many2many(
        "aftersales.territory",
        "aftersales_territory_station_rel",
        "station_id",
        "territory_id",
        string="Territories",
        check_company=True,
        help="Which it looks after: dispatch proposes it there.",
    )
    product_categ_ids = fields.Many2many(
        "product.category", string="Products Served", help="Empty: every product."
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        check_company=True,
        help="By which the deadlines of its jobs are counted. Empty: those of the company.",
    )
    state = fields.Selection(
        STATION_STATES, required=True, readonly=True, default="active", copy=False, index=True, tracking=True
    )
    user_ids = fields.Many2many("res.users", string="Station Users", compute="_compute_user_ids")
    order_ids = fields.One2many(
        "aftersales.order", "station_id", string="Service Orders", groups=ORDER_READERS
    )
    order_count = fields.Integer(string="Open Jobs", compute="_compute_order_count", groups=ORDER_READERS)

    _partner_unique = models.UniqueIndex(
        "(company_id, partner_id)", "This partner runs a station already: open that one."
    )
    _code_unique = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL", "Another station has this code: choose a different one."
    )

    @api.depends("partner_id")
    def _compute_name(self):
        for station in self:
            station.name = station.name or station.partner_id.name

    @api.depends("partner_id")
    def _compute_user_ids(self):
        # sudo: who has a log-in, no content of the users
        users = self.env["res.users"].sudo().search(self._get_user_domain())
        for station in self:
            station.user_ids = users.filtered(
                lambda user, station=station: user.partner_id.commercial_partner_id == station.partner_id
            )

    def _get_user_domain(self):
        """Portal users among the contacts of these stations' partners."""
        return [("share", "=", True), ("partner_id.commercial_partner_id", "in", self.partner_id.ids)]

    def _compute_order_count(self):
        orders = self.env["aftersales.order"]
        domain = [("station_id", "in", self.ids), ("state", "not in", ("closed", "cancelled"))]
        counts = dict(orders._read_group(domain, ["station_id"], ["__count"]))
        for station in self:
            station.order_count = counts.get(station, 0)

    @api.constrains("partner_id")
    def _check_partner_id(self):
        for station in self:
            if station.partner_id != station.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s is a contact or a person: choose the company that runs the station.",
                        name=station.partner_id.display_name,
                    )
                )

    @api.model
    def _get_of_user(self, user, closed=False):
        """Return the stations that `user` works for, as superuser.

        :param closed: closed ones as well (N2)
        """
        partner = user.sudo().partner_id.commercial_partner_id
        # sudo: a portal user has no right on stations; only his own ones are looked for
        stations = self.sudo().search([("partner_id", "=", partner.id)])
        return stations if closed else stations.filtered(lambda station: station.state != "closed")

    def _ensure_takes_jobs(self):
        """Refuse to give a job to stations that are suspended or closed, or being closed (N2)."""
        self.check_access("read")
        self._lock()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for station in self:
            if station.state != "active":
                raise UserError(
                    self.env._(
                        "Station %(name)s takes no new jobs (%(state)s): choose another one.",
                        name=station.name,
                        state=labels[station.state],
                    )
                )

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesStation, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        result = super().write(vals)
        if "calendar_id" in vals:
            self.env["aftersales.clock"].sudo()._mark_stale(
                self.company_id
            )  # sudo: no right on clocks needed
        return result

    # ------------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------------

    def action_suspend(self):
        """Active → suspended: the station finishes its jobs and gets no new ones."""
        self._update_state("suspended", "active")

    def action_resume(self):
        """Suspended → active."""
        self._update_state("active", "suspended")

    def action_close(self):
        """Active or suspended → closed, once no job is left with the station (N2)."""
        self.check_access("write")
        self._lock()
        busy = self.filtered("order_count")[:1]
        if busy:
            raise UserError(
                self.env._(
                    "Station %(name)s still has %(count)s open jobs: have them finished or give them to "
                    "somebody else.",
                    name=busy.name,
                    count=busy.order_count,
                )
            )
        self._update_state("closed", "active", "suspended")

    def _update_state(self, target, *sources):
        self.check_access("write")
        self._lock()
        self._ensure_step(target, *sources)
        self.sudo().state = target  # sudo: guarded field, right and state checked above

    def action_view_orders(self):
        """Open the jobs of this station."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_order_action_all"
        )
        return {
            **action,
            "domain": [("station_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }
