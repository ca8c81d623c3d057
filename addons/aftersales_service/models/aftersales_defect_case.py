from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list

from ..const import DEFECT_CASE_STATES, DEFECT_CASE_TRANSITIONS, DEFECT_CHANNELS


class AftersalesDefectCase(models.Model):
    """One affected unit of a defect notice (S19): who was told, when it is fixed.

    Cases are made by `aftersales.defect.notice`, in one statement for all units.
    """

    _name = "aftersales.defect.case"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Affected Unit"
    _order = "notice_id desc, partner_id, id"
    _check_company_auto = True
    _transitions = DEFECT_CASE_TRANSITIONS

    notice_id = fields.Many2one(
        "aftersales.defect.notice", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="notice_id.company_id", store=True, index=True)
    notice_state = fields.Selection(string="State of the Notice", related="notice_id.state")
    risk = fields.Selection(related="notice_id.risk")
    deadline = fields.Date(related="notice_id.deadline")
    lot_id = fields.Many2one(
        "stock.lot",
        string="Unit (Serial Number)",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    product_id = fields.Many2one(related="lot_id.product_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="lot_id.aftersales_partner_id", string="Unit Owner", store=True, index="btree_not_null"
    )
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")
    state = fields.Selection(
        DEFECT_CASE_STATES,
        required=True,
        readonly=True,
        default="to_tell",
        index=True,
        group_expand="_group_expand_state",
    )
    told_on = fields.Datetime(readonly=True)
    told_by_id = fields.Many2one("res.users", readonly=True)
    channel = fields.Selection(DEFECT_CHANNELS, string="Told By Way Of", readonly=True)
    tries = fields.Integer(readonly=True, help="How often the owner was not reached.")
    last_try_on = fields.Datetime(string="Last Try", readonly=True)
    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    fixed_on = fields.Datetime(readonly=True)
    note = fields.Char()
    told_rate = fields.Float(
        string="Told (%)", compute="_compute_rates", store=True, aggregator="avg", digits=(5, 1)
    )
    fixed_rate = fields.Float(
        string="Closing Rate (%)", compute="_compute_rates", store=True, aggregator="avg", digits=(5, 1)
    )
    owner_serials = fields.Char(
        string="Units of the Owner", compute="_compute_owner_serials", help="Open ones, under this notice."
    )

    _unit_unique = models.UniqueIndex("(notice_id, lot_id)", "This unit has a case under the notice already.")

    @api.depends("notice_id.name", "lot_id.name")
    def _compute_display_name(self):
        for case in self:
            case.display_name = f"{case.notice_id.name}: {case.lot_id.name}"

    @api.depends("state", "told_on")
    def _compute_rates(self):
        for case in self:
            case.told_rate = 100.0 if case.told_on or case.state in ("scheduled", "fixed") else 0.0
            case.fixed_rate = 100.0 if case.state == "fixed" else 0.0

    @api.depends("notice_id", "partner_id", "state")
    def _compute_owner_serials(self):
        groups = self.env["aftersales.defect.case"]._read_group(
            [
                ("notice_id", "in", self.notice_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("state", "!=", "fixed"),
            ],
            ["notice_id", "partner_id"],
            ["lot_id:recordset"],
        )
        lots = {(notice, partner): found for notice, partner, found in groups}
        for case in self:
            found = lots.get((case.notice_id, case.partner_id)) or case.lot_id
            case.owner_serials = format_list(self.env, found.mapped("name"))

    @api.model
    def _group_expand_state(self, _states, _domain):
        return [key for key, _label in DEFECT_CASE_STATES]

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesDefectCase, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    # ------------------------------------------------------------------------
    # The door
    # ------------------------------------------------------------------------

    def _ensure_open(self):
        """Refuse steps without the right, or under a notice that is not public."""
        self.check_access("write")
        self._lock()
        silent = self.notice_id.filtered(lambda notice: notice.state != "published")[:1]
        if silent:
            raise UserError(
                self.env._("Notice %(name)s is not public: nobody is told under it.", name=silent.name)
            )

    def action_told_phone(self):
        """Record that the owners were told on the phone."""
        self._ensure_open()
        self._tell("phone")

    def action_told_other(self):
        """Record that the owners were told by letter or in person."""
        self._ensure_open()
        self._tell("other")

    def action_write_owners(self):
        """Write to the owners who have an e-mail address: one message per owner and notice (S19)."""
        self._ensure_open()
        mailed = self.filtered("email")
        if not mailed:
            raise UserError(self.env._("None of these owners has an e-mail address: phone them."))
        mailed._tell("email")
        first = self.browse()
        for _key, cases in mailed.grouped(lambda case: (case.notice_id, case.partner_id)).items():
            first |= cases[:1]
        template = self.env.ref("aftersales_service.mail_template_defect_notice")
        # sudo: the text of the template is the manager's; right and state were checked above
        template.sudo().send_mail_batch(first.ids)

    def _tell(self, channel):
        self._update_state("told", told_on=fields.Datetime.now(), told_by_id=self.env.uid, channel=channel)

    def action_unreachable(self):
        """Record a try that did not reach the owner."""
        self._ensure_open()
        now = fields.Datetime.now()
        for tries, cases in self.grouped("tries").items():
            cases._update_state("unreachable", tries=tries + 1, last_try_on=now)

    def action_refused(self):
        """Record that the owners were told and do not want the remedy."""
        self._ensure_open()
        now = fields.Datetime.now()
        told = self.filtered("told_on")
        told._update_state("refused")
        (self - told)._update_state("refused", told_on=now, told_by_id=self.env.uid, channel="phone")

    def action_fixed(self):
        """Record that units were put right without an order of ours, e.g. by the maker."""
        self._ensure_open()
        planned = self.filtered("order_id")[:1]
        if planned:
            raise UserError(
                self.env._(
                    "Unit %(serial)s has service order %(order)s: close that one.",
                    serial=planned.lot_id.name,
                    order=planned.order_id.name,
                )
            )
        self._update_state("fixed", fixed_on=fields.Datetime.now())

    # ------------------------------------------------------------------------
    # Orders
    # ------------------------------------------------------------------------

    def action_create_orders(self):
        """Make the service orders of these units in one go: free of charge, registered (S19)."""
        self._ensure_open()
        for case in self:
            if case.order_id or case.state == "fixed":
                raise UserError(
                    self.env._(
                        "Unit %(serial)s needs no service order: it has one, or is fixed.",
                        serial=case.lot_id.name,
                    )
                )
            if not case.partner_id:
                raise UserError(
                    self.env._(
                        "Unit %(serial)s has no owner yet: record the owner first.", serial=case.lot_id.name
                    )
                )
        return self._create_orders()._open_defect_orders()

    def _create_orders(self):
        groups = self.grouped(
            lambda case: (
                case.notice_id,
                case.partner_id if case.notice_id.order_per == "owner" else case,
            )
        )
        # sudo: link to the notice is guarded; right and state were checked; no mail for each order
        orders = self.env["aftersales.order"].sudo().with_context(mail_auto_subscribe_no_notify=True)
        orders = orders.create([cases._prepare_order_vals() for cases in groups.values()])
        orders._update_state("registered")
        self._update_state("scheduled")
        for order, cases in zip(orders, groups.values(), strict=True):
            cases.sudo().order_id = order  # sudo: guarded field, right and state were checked
        return orders.with_env(self.env)

    def _prepare_order_vals(self):
        """Values of the order for these units of one owner; extension seam."""
        notice, partner = self.notice_id, self.partner_id
        env = self.with_context(lang=partner.lang).env
        fault = env._("Defect notice %(name)s: %(title)s", name=notice.name, title=notice.title)
        if len(self) > 1:
            serials = format_list(env, self.lot_id.mapped("name"))
            fault += "\n" + env._("Units: %(serials)s", serials=serials)
        return {
            "defect_notice_id": notice.id,
            "company_id": notice.company_id.id,
            "partner_id": partner.id,
            "lot_id": self.lot_id.id if len(self) == 1 else False,
            "product_id": self.product_id.id if len(self.product_id) == 1 else False,
            "fault_id": notice.fault_id.id,
            "user_id": notice.user_id.id,
            "channel": "own",
            "fault": f"{fault}\n{notice.remedy}",
        }

    def action_view_order(self):
        """Open the service order of this unit."""
        self.ensure_one()
        self.check_access("read")
        return self.order_id._open_defect_orders()

    def _forget_owner(self):
        """A unit that changed hands: its new owner is told anew, unless it is fixed or planned."""
        self.filtered(lambda case: case.state in ("told", "unreachable", "refused"))._update_state(
            "to_tell", told_on=False, told_by_id=False, channel=False, tries=0, last_try_on=False
        )
