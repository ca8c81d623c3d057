from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import DAY_CLOSE_STATES, DAY_CLOSE_TRANSITIONS, LEADER_GROUPS


class AftersalesDayClose(models.Model):
    """The day of a warehouse, closed (日清): in and out by product, and what does not match (N18).

    Nothing is posted into a closed day, or a day before it; see `stock.move._check_aftersales_day`.
    """

    _name = "aftersales.day.close"
    _description = "Day Close"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _transitions = DAY_CLOSE_TRANSITIONS

    name = fields.Char(string="Day", compute="_compute_name")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, index=True, check_company=True)
    company_id = fields.Many2one(related="warehouse_id.company_id", store=True, index=True)
    date = fields.Date(required=True, default=lambda self: self.env.company._get_aftersales_today())
    state = fields.Selection(DAY_CLOSE_STATES, required=True, readonly=True, default="open", tracking=True)
    line_ids = fields.One2many("aftersales.day.close.line", "close_id", string="In and Out", readonly=True)
    issue_ids = fields.One2many(
        "aftersales.day.close.issue", "close_id", string="What Does Not Match", readonly=True
    )
    issue_count = fields.Integer(
        string="Not Matching", compute="_compute_issue_count", store=True, precompute=True
    )
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True)
    closed_on = fields.Datetime(readonly=True)
    reopen_reason = fields.Char(readonly=True, tracking=True)

    _day_unique = models.UniqueIndex("(warehouse_id, date)", "A day of a warehouse is closed once.")
    _closed_index = models.Index("(warehouse_id, date) WHERE state = 'closed'")

    @api.depends("warehouse_id", "date")
    def _compute_name(self):
        for close in self:
            close.name = f"{close.warehouse_id.code or ''} {close.date or ''}"

    @api.depends("issue_ids")
    def _compute_issue_count(self):
        for close in self:
            close.issue_count = len(close.issue_ids)

    @api.constrains("date")
    def _check_date(self):
        for close in self:
            if close.date > close.company_id._get_aftersales_today():
                raise UserError(self.env._("%(date)s has not come yet.", date=close.date))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        closes = super(AftersalesDayClose, self._drop_guarded_defaults()).create(vals_list)
        closes._refresh()
        return closes

    def write(self, vals):
        self._refuse_guarded({*vals, *(("state",) if {"date", "warehouse_id"} & vals.keys() else ())})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_expired(self):
        """Documents are kept for years (N18)."""
        self.env["aftersales.warehouse.policy"]._ensure_expired(self, lambda close: close.date)

    def _ensure_keeper(self):
        if not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("The day is closed by the warehouse."))
        self.check_access("write")

    # ------------------------------------------------------------------------
    # Close and reopen
    # ------------------------------------------------------------------------

    def action_refresh(self):
        """Reckon the day anew."""
        self._ensure_keeper()
        self._ensure_step("open", "open")
        self._refresh()

    def action_close(self):
        """Close the day: what does not match stands on it, and nothing more is posted into it (N18)."""
        self._ensure_keeper()
        for close in self.sorted("date"):
            close.warehouse_id._hold_aftersales_day()
            close._update_state("closed", closed_by_id=self.env.uid, closed_on=fields.Datetime.now())
            close._refresh()
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def action_reopen(self):
        """Open the dialog for the reason."""
        self.ensure_one()
        self._ensure_leader()
        return open_dialog(
            self.env._("Reopen"), "aftersales.reason", purpose="reopen_day", day_close_ids=self.ids
        )

    def _ensure_leader(self):
        if not any(self.env.user.has_group(group) for group in LEADER_GROUPS):
            raise AccessError(self.env._("A leader reopens a day: a service-centre or stock manager."))

    def _reopen(self, reason):
        """Open a closed day again (N18): the last one, by a leader, with a reason."""
        self._ensure_leader()
        self.ensure_one()
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason: it is kept with the day."))
        later = self.search(
            [
                ("warehouse_id", "=", self.warehouse_id.id),
                ("state", "=", "closed"),
                ("date", ">", self.date),
            ],
            limit=1,
        )
        if later:
            raise UserError(
                self.env._("%(later)s is closed after it: reopen that day first.", later=later.display_name)
            )
        self._update_state("open", closed_by_id=False, closed_on=False, reopen_reason=reason.strip())

    # ------------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------------

    def _get_bounds(self):
        """Return the first moment of the day and of the next one, in naive UTC."""
        self.ensure_one()
        return self.company_id._get_aftersales_span(self.date, self.date)

    def _get_crossing_domain(self, entering):
        """Domain of the day's done move lines that enter (or leave) the warehouse."""
        first, next_day = self._get_bounds()
        inside = Domain("location_id", "child_of", self.warehouse_id.view_location_id.id)
        inside_dest = Domain("location_dest_id", "child_of", self.warehouse_id.view_location_id.id)
        domain = Domain("state", "=", "done") & Domain("date", ">=", first) & Domain("date", "<", next_day)
        return domain & (~inside & inside_dest if entering else inside & ~inside_dest)

    def _refresh(self):
        """Reckon figures and list of these days anew, as superuser: they are the system's."""
        for close in self.sudo():
            close.write(
                {
                    "line_ids": [Command.clear(), *map(Command.create, close._prepare_lines())],
                    "issue_ids": [Command.clear(), *map(Command.create, close._prepare_issues())],
                }
            )

    def _prepare_lines(self):
        """Return the values of one line for each product that went in or out, or should have."""
        lines = self.env["stock.move.line"]
        figures = {}

        def add(name, product, quantity):
            figures.setdefault(product, {}).setdefault(name, 0.0)
            figures[product][name] += quantity

        for name, entering in (("incoming", True), ("outgoing", False)):
            groups = lines._read_group(
                self._get_crossing_domain(entering),
                ["product_id"],
                ["quantity_product_uom:sum", "picking_id:count_distinct"],
            )
            for product, quantity, documents in groups:
                add(name, product, quantity)
                add("documents", product, documents)
        for slip in self._get_unposted_slips():
            for line in slip.line_ids:
                add("unposted", line.product_id, line.second_quantity)
        return [{"product_id": product.id, **values} for product, values in figures.items()]

    def _get_unposted_slips(self):
        """Return the slips of this warehouse whose goods were counted by the end of the day, not booked."""
        return self.env["aftersales.slip"].search(
            [
                ("picking_id.picking_type_id.warehouse_id", "=", self.warehouse_id.id),
                ("picking_state", "not in", ("done", "cancel")),
                ("second_on", "<", self._get_bounds()[1]),
            ],
            order="id",
        )

    def _prepare_issues(self):
        """Return the values of what does not match on this day (N18)."""
        slips = self._get_unposted_slips()
        issues = [
            {
                "kind": "undecided" if slip.state == "different" else "unposted",
                "picking_id": slip.picking_id.id,
            }
            for slip in slips
        ]
        pickings = self.env["stock.picking"]
        own = Domain("picking_type_id.warehouse_id", "=", self.warehouse_id.id)
        late = pickings.search(
            own
            & Domain("state", "in", ("confirmed", "assigned"))
            & Domain("scheduled_date", "<", self._get_bounds()[1])
            & Domain("picking_type_code", "in", ("incoming", "outgoing"))
            & Domain("id", "not in", slips.picking_id.ids)
        )
        issues += [{"kind": "late", "picking_id": picking.id} for picking in late]
        crossing = self._get_crossing_domain(True) | self._get_crossing_domain(False)
        lines = self.env["stock.move.line"].search(crossing)
        done = lines.picking_id
        issues += [
            {"kind": "no_order", "picking_id": picking.id}
            for picking in done
            if not (picking.origin or picking.return_id or picking.sale_id or picking.purchase_id)
        ]
        bare = lines.filtered(lambda line: not line._has_aftersales_document())
        issues += [
            {
                "kind": "no_document",
                "product_id": line.product_id.id,
                "quantity": line.quantity_product_uom,
            }
            for line in bare
        ]
        quants = self.env["stock.quant"]
        pairs = {
            (line.product_id, line.location_id)
            for line in lines
            if line.location_id.usage == "internal" and line.product_id.is_storable
        }
        issues += [
            {"kind": "not_fifo", "product_id": product.id}
            for product, location in sorted(pairs, key=lambda pair: (pair[0].id, pair[1].id))
            if quants._get_removal_strategy(product, location) != "fifo"
        ]
        return issues

    # ------------------------------------------------------------------------
    # Every day
    # ------------------------------------------------------------------------

    @api.model
    def _cron_prepare(self):
        """Open today's close of each warehouse at the hour of the policy, and tell the leader (N18)."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("aftersales_warehouse_rules", "=", True)])
        warehouses = self.env["stock.warehouse"].search([("company_id", "in", companies.ids)])
        due = warehouses.filtered(lambda warehouse: self._is_due(warehouse.company_id))
        done = self.search(
            [("warehouse_id", "in", due.ids), ("date", ">=", min(self._get_days(due), default=False))]
        )
        closed_today = {(close.warehouse_id, close.date) for close in done}
        left = due.filtered(
            lambda warehouse: (warehouse, warehouse.company_id._get_aftersales_today()) not in closed_today
        )
        cron._commit_progress(remaining=len(left))
        for warehouse in left:
            self._prepare(warehouse)
            if not cron._commit_progress(1):
                break

    @api.model
    def _get_days(self, warehouses):
        return [company._get_aftersales_today() for company in warehouses.company_id]

    @api.model
    def _is_due(self, company):
        """Tell whether the hour of the day close has come in `company`."""
        zone = ZoneInfo(company.resource_calendar_id.tz or "UTC")
        now = fields.Datetime.now().replace(tzinfo=timezone.utc).astimezone(zone)
        policy = self.env["aftersales.warehouse.policy"]._get_current(company)
        return bool(policy) and now.hour + now.minute / 60 >= policy.close_hour

    @api.model
    def _prepare(self, warehouse):
        company = warehouse.company_id
        speaking = self.with_context(lang=company.partner_id.lang or self.env.lang)
        close = speaking.create({"warehouse_id": warehouse.id, "date": company._get_aftersales_today()})
        if company.aftersales_warehouse_user_id:
            close.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=company.aftersales_warehouse_user_id.id,
                summary=close.env._("Close the day: %(count)s do not match", count=close.issue_count),
                automated=True,
            )
