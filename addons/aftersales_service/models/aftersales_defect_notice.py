from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..const import DEFECT_NOTICE_STATES, DEFECT_NOTICE_TRANSITIONS, RISK_LEVELS
from ..tools import serial_range

#: What says which units are affected, and what is done: frozen once the notice is public.
PUBLIC_FIELDS = frozenset(
    {"company_id", "product_tmpl_ids", "serial_from", "serial_to", "batch", "lot_ids", "order_per"}
)


class AftersalesDefectNotice(models.Model):
    """A defect of a series of units, made known to every owner (S19).

    Units are affected by product, narrowed by a range of serial numbers (`tools/serial_range.py`) or a
    production batch, or because they are named. Published, the notice has one case per unit.
    """

    _name = "aftersales.defect.notice"
    _inherit = [
        "aftersales.guard.mixin",
        "aftersales.slice.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Defect Notice"
    _order = "published_on desc, id desc"
    _rec_names_search = ["name", "title"]
    _check_company_auto = True

    name = fields.Char(
        string="Number",
        required=True,
        copy=False,
        readonly=True,
        index="trigram",
        default=lambda self: self.env._("New"),
    )
    title = fields.Char(required=True, help="What it is about, in the owner's words.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        check_company=True,
        tracking=True,
        domain=[("share", "=", False)],
    )
    state = fields.Selection(
        DEFECT_NOTICE_STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
    )
    risk = fields.Selection(RISK_LEVELS, required=True, default="medium", tracking=True)
    description = fields.Html(string="Defect", help="Shown to the owners.")
    remedy = fields.Text(required=True, help="What the engineer does; it becomes the fault of the orders.")
    deadline = fields.Date(tracking=True, help="By when every unit should be fixed.")
    fault_id = fields.Many2one("aftersales.fault", string="Fault Code", check_company=True)
    published_on = fields.Datetime(readonly=True, copy=False, index=True)

    # Which units
    product_tmpl_ids = fields.Many2many("product.template", string="Products", check_company=True)
    serial_from = fields.Char(copy=False)
    serial_to = fields.Char(copy=False)
    batch = fields.Char(string="Production Batch", help="Units whose internal reference is this.")
    lot_ids = fields.Many2many(
        "stock.lot",
        string="Units Named",
        check_company=True,
        copy=False,
        help="Affected whatever else is said.",
    )
    order_per = fields.Selection(
        [("unit", "One order per unit"), ("owner", "One order per owner")],
        string="Service Orders",
        required=True,
        default="unit",
    )

    # How far it is
    case_ids = fields.One2many("aftersales.defect.case", "notice_id", string="Affected Units")
    case_count = fields.Integer(string="Units", compute="_compute_counts")
    told_count = fields.Integer(string="Told", compute="_compute_counts")
    open_count = fields.Integer(string="Open", compute="_compute_counts")
    fixed_count = fields.Integer(string="Fixed", compute="_compute_counts")
    told_rate = fields.Float(string="Told (%)", compute="_compute_counts", digits=(5, 1))
    fixed_rate = fields.Float(string="Closing Rate (%)", compute="_compute_counts", digits=(5, 1))

    @api.depends("name", "title")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = f"{notice.name} {notice.title or ''}".strip()

    @api.depends("case_ids.state", "case_ids.told_on")
    def _compute_counts(self):
        groups = self.env["aftersales.defect.case"].sudo()  # sudo: how far a notice is, no owners
        rows = groups._read_group(
            [("notice_id", "in", self.ids)],
            ["notice_id"],
            ["__count", "told_rate:sum", "fixed_rate:sum"],
        )
        sums = {notice.id: tuple(values) for notice, *values in rows}
        for notice in self:
            count, told, fixed = sums.get(notice.id, (0, 0, 0))
            notice.case_count = count
            notice.told_count = round(told / 100)
            notice.fixed_count = round(fixed / 100)
            notice.open_count = count - notice.fixed_count
            notice.told_rate = told / count if count else 0.0
            notice.fixed_rate = fixed / count if count else 0.0

    @api.constrains("serial_from", "serial_to", "product_tmpl_ids", "batch", "lot_ids")
    def _check_units(self):
        for notice in self:
            if not (notice.product_tmpl_ids or notice.lot_ids):
                raise ValidationError(
                    self.env._("Say which units the notice is for: choose products, or name units.")
                )
            if (notice.serial_from or notice.serial_to or notice.batch) and not notice.product_tmpl_ids:
                raise ValidationError(
                    self.env._("A range of serial numbers or a batch needs the products it is for.")
                )
            notice._get_range()

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals, allowed=("name",))
        self = self._drop_guarded_defaults()
        return super().create(self.env["ir.sequence"]._number(self._name, vals_list))

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            public = self.filtered(lambda notice: notice.state != "draft")[:1]
            if PUBLIC_FIELDS & vals.keys() and public:
                raise UserError(
                    self.env._(
                        "Notice %(name)s is public: which units it is for can no longer change. Write "
                        "another notice.",
                        name=public.name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_public(self):
        public = self.filtered(lambda notice: notice.state != "draft")[:1]
        if public:
            raise UserError(
                self.env._("Notice %(name)s was published and cannot be deleted.", name=public.name)
            )

    # ------------------------------------------------------------------------
    # The door
    # ------------------------------------------------------------------------

    def _ensure_manager(self):
        if not self.env.su and not self.env.user.has_group("aftersales_service.group_manager"):
            raise AccessError(
                self.env._("Defect notices are published and closed by the service-centre manager.")
            )
        self.check_access("write")

    def _update_state(self, target):
        """Move these notices to `target`: the only place where a state is written."""
        self._lock()
        self._ensure_transition(target, DEFECT_NOTICE_TRANSITIONS)
        self.sudo().write({"state": target})  # sudo: guarded field, transition checked above

    def action_publish(self):
        """Make these notices public: every affected unit gets its case (S19)."""
        self._ensure_manager()
        self._update_state("published")
        self.filtered(lambda notice: not notice.published_on).sudo().published_on = fields.Datetime.now()
        self._find_units()

    def action_close(self):
        """End these notices; units that are not fixed yet no longer warn."""
        self._ensure_manager()
        self._update_state("closed")

    def action_reopen(self):
        """Open closed notices again."""
        self._ensure_manager()
        self._update_state("published")

    def action_cancel(self):
        """Withdraw these notices: nobody is told any more."""
        self._ensure_manager()
        self._update_state("cancelled")

    def action_refresh(self):
        """Find the units that were sold or recorded since (S19)."""
        self.check_access("write")
        self._lock()
        if any(notice.state != "published" for notice in self):
            raise UserError(self.env._("Units are found for published notices only."))
        self._find_units()

    def action_view_cases(self):
        """Open the affected units of this notice."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_defect_case_action"
        )
        return {**action, "domain": [("notice_id", "=", self.id)]}

    # ------------------------------------------------------------------------
    # Affected units
    # ------------------------------------------------------------------------

    def _get_range(self):
        """Return the `SerialRange` of this notice, or None; a serial alone is a range of one.

        :raises ValidationError: if the two serials are the ends of no range
        """
        self.ensure_one()
        if not (self.serial_from or self.serial_to):
            return None
        first, last = self.serial_from or self.serial_to, self.serial_to or self.serial_from
        try:
            return serial_range.parse(first, last)
        except serial_range.NoRange as error:
            sentences = {
                serial_range.NO_DIGITS: self.env._("A serial number without digits is the end of no range."),
                serial_range.DIFFERENT: self.env._(
                    "%(first)s and %(last)s are not of one series: they differ in more than their last "
                    "number, or in its length. Write one notice for each series.",
                    first=first,
                    last=last,
                ),
                serial_range.REVERSED: self.env._(
                    "The range is reversed: %(first)s comes after %(last)s.", first=first, last=last
                ),
            }
            raise ValidationError(sentences[error.code]) from error

    def _get_unit_condition(self):
        """Return the SQL condition on `stock_lot l` for the units of this notice (S19)."""
        self.ensure_one()
        conditions = []
        if self.product_tmpl_ids:
            conditions.append(SQL("p.product_tmpl_id = ANY(%s)", self.product_tmpl_ids.ids))
            if self.batch:
                conditions.append(SQL("l.ref = %s", self.batch.strip()))
            numbers = self._get_range()
            if numbers:
                start, width = len(numbers.head), numbers.width
                counter = SQL("substr(l.name, %s, %s)", start + 1, width)
                conditions += [
                    SQL("left(l.name, %s) = %s", start, numbers.head),
                    SQL("substr(l.name, %s) = %s", start + width + 1, numbers.tail),
                    SQL("%s ~ %s", counter, f"^[0-9]{{{width}}}$"),
                    SQL(
                        '%s COLLATE "C" BETWEEN %s AND %s',
                        counter,
                        f"{numbers.low:0{width}}",
                        f"{numbers.high:0{width}}",
                    ),
                ]
        described = SQL(" AND ").join(conditions) if conditions else SQL("FALSE")
        return SQL("((%s) OR l.id = ANY(%s))", described, self.lot_ids.ids)

    def _find_units(self):
        """Give every affected unit its case, in one statement per notice; those that have one keep it.

        Only units at a customer count: with an owner, or with a sale date.
        """
        self.env.flush_all()
        for notice in self:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO aftersales_defect_case (
                        notice_id, lot_id, company_id, product_id, partner_id, state, tries,
                        told_rate, fixed_rate, create_uid, write_uid, create_date, write_date
                    )
                    SELECT %(notice)s, l.id, %(company)s, l.product_id, l.aftersales_partner_id, 'to_tell', 0,
                           0, 0, %(user)s, %(user)s, %(now)s, %(now)s
                      FROM stock_lot l
                      JOIN product_product p ON p.id = l.product_id
                     WHERE (l.company_id = %(company)s OR l.company_id IS NULL)
                       AND (l.aftersales_partner_id IS NOT NULL OR l.aftersales_sale_date IS NOT NULL)
                       AND %(condition)s
                        ON CONFLICT (notice_id, lot_id) DO NOTHING
                    """,
                    notice=notice.id,
                    company=notice.company_id.id,
                    user=self.env.uid,
                    now=fields.Datetime.now(),
                    condition=notice._get_unit_condition(),
                )
            )
            found = self.env.cr.rowcount
            if found:
                notice._message_log(body=self.env._("Affected units found: %(count)s.", count=found))
        self.env["aftersales.defect.case"].invalidate_model()
        self.invalidate_model(["case_ids"])

    @api.model
    def _cron_find_units(self):
        """Find the units that were sold or recorded since the notice was published (S19)."""
        self._work_in_slices(Domain("state", "=", "published"), lambda notices: notices._find_units())
