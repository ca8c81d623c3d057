from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.i18n import format_list

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import SHIPMENT_OPEN, SHIPMENT_STATES, SHIPMENT_TRANSITIONS


class AftersalesShipment(models.Model):
    """Goods on their way to a customer, followed until he was asked how they came (发货跟踪, N17)."""

    _name = "aftersales.shipment"
    _description = "Shipment"
    _inherit = [
        "aftersales.guard.mixin",
        "aftersales.slice.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "shipped_on desc, id desc"
    _check_company_auto = True
    _transitions = SHIPMENT_TRANSITIONS

    picking_id = fields.Many2one(
        "stock.picking", string="Delivery", required=True, readonly=True, ondelete="restrict"
    )
    name = fields.Char(related="picking_id.name", string="Number", store=True, index="trigram")
    company_id = fields.Many2one(related="picking_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="picking_id.partner_id", string="Customer", store=True, index="btree_not_null"
    )
    user_id = fields.Many2one("res.users", string="Shipped by", readonly=True)
    state = fields.Selection(
        SHIPMENT_STATES,
        required=True,
        readonly=True,
        default="shipped",
        index=True,
        tracking=True,
        group_expand=True,
    )
    receiver = fields.Char(required=True, readonly=True)
    phone = fields.Char(required=True, readonly=True)
    address = fields.Char(required=True, readonly=True)
    goods = fields.Char(readonly=True, help="Quantity and name of each product that left.")
    carrier_id = fields.Many2one("res.partner", tracking=True, check_company=True)
    tracking_number = fields.Char(index="btree_not_null", tracking=True)
    shipped_on = fields.Date(required=True, readonly=True)
    chase_on = fields.Date(required=True, readonly=True, help="Not delivered by then: the carrier is chased.")
    chased_on = fields.Date(readonly=True)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    delivered_on = fields.Date(readonly=True, tracking=True)
    asked_by_id = fields.Many2one("res.users", string="Asked by", readonly=True)
    damaged = fields.Boolean(readonly=True, tracking=True)
    incomplete = fields.Boolean(readonly=True, tracking=True)
    answer = fields.Char(readonly=True, help="What the customer said.")

    _picking_unique = models.UniqueIndex("(picking_id)", "A delivery is one shipment.")
    _delivered_later = models.Constraint(
        "CHECK (delivered_on IS NULL OR delivered_on >= shipped_on)",
        "Goods are not delivered before they were shipped.",
    )
    _to_chase_index = models.Index("(chase_on) WHERE state = 'shipped' AND chased_on IS NULL")

    @api.depends("state", "chase_on")
    def _compute_is_late(self):
        for shipment in self:
            shipment.is_late = (
                shipment.state == "shipped"
                and shipment.chase_on <= shipment.company_id._get_aftersales_today()
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "shipped") & Domain(
            "chase_on", "<=", self.env.company._get_aftersales_today()
        )
        return late if True in value else ~late

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_expired(self):
        """Documents are kept for years (N18)."""
        self.env["aftersales.warehouse.policy"]._ensure_expired(self, lambda shipment: shipment.shipped_on)

    @api.model
    def _open_for(self, slips):
        """Follow the goods of these slips, which have just been shipped."""
        vals_list = []
        for company, own in slips.grouped("company_id").items():
            today = company._get_aftersales_today()
            chase_on = today + timedelta(
                days=self.env["aftersales.warehouse.policy"]._get_current(company).chase_days
            )
            vals_list += [
                {
                    "picking_id": slip.picking_id.id,
                    "user_id": self.env.uid,
                    "receiver": slip.receiver,
                    "phone": slip.phone,
                    "address": slip.address,
                    "goods": self._describe(slip.picking_id),
                    "shipped_on": today,
                    "chase_on": chase_on,
                }
                for slip in own
            ]
        return self.sudo().create(vals_list)  # sudo: follows from the delivery, whose right the host checked

    @api.model
    def _describe(self, picking):
        return format_list(
            self.env,
            [
                f"{quantity:g} × {product.display_name}"
                for product, quantity in picking._get_aftersales_quantities(
                    picking.move_ids.filtered(lambda move: move.state == "done")
                ).items()
            ],
        )

    def _ensure_office(self):
        """Refuse who neither ships nor speaks with customers."""
        if not any(
            self.env.user.has_group(group)
            for group in ("stock.group_stock_user", "aftersales_service.group_clerk")
        ):
            raise AccessError(self.env._("Shipments are followed by the warehouse and the office."))
        self.check_access("write")

    def action_deliver(self):
        """The goods are delivered: the customer is asked about damage and completeness next (N17)."""
        self._ensure_office()
        for company, shipments in self.grouped("company_id").items():
            shipments._update_state("delivered", delivered_on=company._get_aftersales_today())
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self._plan(self.env._("Ask the customer about damage and completeness"))

    def action_lose(self):
        """The carrier has lost the goods."""
        self._ensure_office()
        self._update_state("lost")
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self._plan(self.env._("Lost on the way: claim from the carrier, send anew"), to_leader=True)

    def action_ask(self):
        """Open the dialog for what the customer says."""
        self.ensure_one()
        self._ensure_office()
        return open_dialog(
            self.env._("How did the goods come?"), "aftersales.shipment.answer", shipment_id=self.id
        )

    def _record_answer(self, answer, damaged=False, incomplete=False):
        """Keep what the customer said of the goods; a leader sees to what was damaged or missing."""
        self.ensure_one()
        self._ensure_office()
        if (damaged or incomplete) and not (answer or "").strip():
            raise UserError(self.env._("Say what is damaged or missing."))
        self._update_state(
            "asked",
            asked_by_id=self.env.uid,
            damaged=bool(damaged),
            incomplete=bool(incomplete),
            answer=(answer or "").strip(),
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])
        if damaged or incomplete:
            self._plan(self.env._("Damaged or incomplete: %(answer)s", answer=answer.strip()), to_leader=True)

    def _plan(self, summary, to_leader=False):
        """Plan one activity a shipment, for who shipped it or for the leader."""
        tasks = []
        for shipment in self:
            company = shipment.company_id.sudo()  # sudo: whom a setting names
            leader = company.aftersales_warehouse_user_id
            user = leader if to_leader and leader else shipment.user_id
            tasks.append((shipment.id, user, company._get_aftersales_today(), summary))
        # sudo: activities follow from the step, also on records somebody else planned
        self.env["mail.activity"].sudo()._plan_in_batch("mail.mail_activity_data_todo", self._name, tasks)

    @api.model
    def _cron_chase(self):
        """Chase carriers of what is not delivered on its day, and tell the customers (N17)."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            today = company._get_aftersales_today()
            domain = (
                Domain("company_id", "=", company.id)
                & Domain("state", "in", SHIPMENT_OPEN)
                & Domain("chased_on", "=", False)
                & Domain("chase_on", "<=", today)
            )
            self._work_in_slices(domain, lambda late, today=today: late._chase(today))

    def _chase(self, today):
        self._plan(self.env._("Not delivered yet: chase the carrier"))
        template = self.env.ref("aftersales_stock.mail_template_shipment_late")
        told = self.filtered("partner_id.email")
        if told:
            template.send_mail_batch(told.ids)
        self.write({"chased_on": today})
