from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import STATION_STATES
from .aftersales_station_deposit import DEPOSIT_READERS


class AftersalesStation(models.Model):
    """From the application to the first job: papers, people, tools, check on site, approval (N1)."""

    _inherit = "aftersales.station"

    state = fields.Selection(
        selection_add=STATION_STATES,
        ondelete=dict.fromkeys(
            (row[0] for row in STATION_STATES if len(row) > 1),
            lambda stations: stations.write({"state": "closed"}),
        ),
    )
    premises_area = fields.Float(string="Premises (m²)", digits=(10, 1))
    has_workshop = fields.Boolean(string="Workshop")
    has_store = fields.Boolean(string="Parts Store")
    document_ids = fields.One2many(
        "aftersales.station.document", "station_id", string="Papers", groups=DEPOSIT_READERS
    )
    member_ids = fields.One2many(
        "aftersales.station.member", "station_id", string="People", groups=DEPOSIT_READERS
    )
    tool_ids = fields.One2many(
        "aftersales.station.item",
        "station_id",
        string="Tools",
        domain=[("kind", "=", "tool")],
        groups=DEPOSIT_READERS,
    )
    check_ids = fields.One2many(
        "aftersales.station.item",
        "station_id",
        string="Check on Site",
        domain=[("kind", "=", "check")],
        groups=DEPOSIT_READERS,
    )
    opening_note = fields.Text(string="Remarks", help="Of the check on site, and why it was refused.")
    checked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    checked_on = fields.Date(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Date(readonly=True, copy=False)
    opened_on = fields.Date(readonly=True, copy=False)
    agreement_count = fields.Integer(string="Tables of Fees", compute="_compute_agreement_count")

    _premises_positive = models.Constraint(
        "CHECK (COALESCE(premises_area, 0) >= 0)", "An area is not negative."
    )

    def _compute_agreement_count(self):
        for station in self:
            station.agreement_count = len(station._get_agreements())

    def _get_agreements(self):
        """Return the tables of fees in force for this station, its own before the general ones (N3)."""
        self.ensure_one()
        tables = self.env["aftersales.station.agreement"].sudo()  # sudo: that there is one
        day = self.company_id._get_aftersales_today()
        return tables.search(tables._get_company_domain(self.company_id)).filtered(
            lambda table: (
                table._is_in_force(day, self.company_id)
                and (not table.station_ids or self in table.station_ids)
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        """A station begins with its application; what works already is taken over by the system only."""
        stations = super().create(vals_list)
        if not self.env.su:
            stations.sudo().state = "applying"  # sudo: guarded field
        stations.filtered(lambda station: station.state == "applying")._add_items("tool", "check")
        return stations

    def _add_items(self, *kinds):
        """Put the points of the policy on the lists of these stations; once each."""
        items = self.env["aftersales.station.item"].sudo()  # sudo: guarded fields, points of the policy
        present = {
            (station.id, kind)
            for station, kind in items._read_group(
                [("station_id", "in", self.ids), ("kind", "in", kinds)], ["station_id", "kind"]
            )
        }
        items.create(
            [
                {
                    "station_id": station.id,
                    "kind": point.kind,
                    "name": point.with_context(lang=station.company_id.partner_id.lang).name,
                    "required": point.required,
                }
                for company, stations in self.grouped("company_id").items()
                for point in self.env["aftersales.network.policy"]._get_current(company).item_ids
                for station in stations
                if point.kind in kinds and (station.id, point.kind) not in present
            ]
        )

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def _get_missing(self):
        """Return what this station lacks to be opened, in words (N1)."""
        self.ensure_one()
        env, day = self.env, self.company_id._get_aftersales_today()
        policy = env["aftersales.network.policy"]._get_current(self.company_id)
        kinds = dict(env["aftersales.station.document"]._fields["kind"]._description_selection(env))
        missing = [
            env._("%(paper)s: valid today, with its file", paper=kinds[kind])
            for kind in ("licence", "tax")
            if not self.document_ids._pick(kind, day)
        ]
        for lacks, words in (
            (not self.partner_id.street, env._("address of the premises")),
            (not self.premises_area, env._("area of the premises")),
            (not self.has_workshop, env._("workshop")),
            (not self.has_store, env._("parts store")),
        ):
            missing += [words] if lacks else []
        engineers = self.member_ids._count("engineer", day)
        if not policy.least_engineers <= engineers <= policy.most_engineers:
            missing.append(
                env._(
                    "%(least)s to %(most)s trained engineers, not %(count)s",
                    least=policy.least_engineers,
                    most=policy.most_engineers,
                    count=engineers,
                )
            )
        if self.member_ids._count("clerk", day) < policy.least_clerks:
            missing.append(env._("an information clerk"))
        if self.member_ids._count("keeper", day) < policy.least_keepers:
            missing.append(env._("a store keeper"))
        points = self.tool_ids | self.check_ids
        return missing + points.filtered(lambda item: item.required and not item.done).mapped("name")

    def _ensure_complete(self):
        for station in self:
            missing = station._get_missing()
            if missing:
                raise UserError(
                    self.env._(
                        "Station %(name)s is not ready to be opened. Missing: %(missing)s.",
                        name=station.name,
                        missing="; ".join(missing),
                    )
                )

    def _ensure_regional_manager(self):
        """Refuse whoever is not responsible for these stations on the company's side."""
        if self.env.su:
            return
        self.check_access("read")
        other = self.filtered(lambda station: station.user_id != self.env.user)[:1]
        if other or not self.env.user.has_group("aftersales_service.group_dispatcher"):
            raise AccessError(
                self.env._(
                    "This is for the regional manager of station %(name)s.", name=(other or self[:1]).name
                )
            )

    def _ensure_manager(self):
        if self.env.su:
            return
        if not self.env.user.has_group("aftersales_service.group_manager"):
            raise AccessError(self.env._("This is for the service-centre manager."))
        self.check_access("write")

    def action_check(self):
        """Application → checked on site: the regional manager has seen it, nothing is missing (N1)."""
        self._ensure_regional_manager()
        self._lock()
        self._ensure_step("checked", "applying")
        self._ensure_complete()
        for station in self.sudo():  # sudo: guarded fields, role and state checked above
            station.write(
                {
                    "state": "checked",
                    "checked_by_id": self.env.user.id,
                    "checked_on": station.company_id._get_aftersales_today(),
                }
            )

    def action_approve(self):
        """Checked → approved by head office; never by who has checked it (N1)."""
        self._ensure_manager()
        self._lock()
        self._ensure_step("approved", "checked")
        if self.env.user in self.checked_by_id:
            raise UserError(self.env._("Who has checked a station on site does not approve it."))
        self._ensure_complete()
        for station in self.sudo():  # sudo: guarded fields, role and state checked above
            station.write(
                {
                    "state": "approved",
                    "approved_by_id": self.env.user.id,
                    "approved_on": station.company_id._get_aftersales_today(),
                }
            )

    def action_refuse(self):
        """Application or checked → refused, with a remark that says why (N1)."""
        self._ensure_manager()
        if any(not (station.opening_note or "").strip() for station in self):
            raise UserError(self.env._("Write into the remarks why the application is refused."))
        self._update_state("refused", "applying", "checked")

    def action_apply_again(self):
        """Refused → application: what was missing can be put right, and is checked anew."""
        self._ensure_manager()
        self._update_state("applying", "refused")
        self.sudo().check_ids.done = False  # sudo: checked anew, right checked above

    def action_activate(self):
        """Approved → active: the agreement is signed, the fees are agreed; the deposit falls due (N1, N5)."""
        self._ensure_manager()
        self._lock()
        self._ensure_step("active", "approved")
        for station in self:
            today = station.company_id._get_aftersales_today()
            paper = station.document_ids._pick("agreement", today)
            if not paper or not station._get_agreements():
                raise UserError(
                    self.env._(
                        "Station %(name)s needs a signed agreement that holds today, and a table of agreed "
                        "fees.",
                        name=station.name,
                    )
                )
            station.sudo().write({"state": "active", "opened_on": today})  # sudo: guarded fields
            station._set_deposit_due(paper.date_from)

    def action_view_agreements(self):
        """Open the tables of fees in force for this station."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_station_agreement_action"
        )
        return {**action, "domain": [("id", "in", self._get_agreements().ids)], "context": {}}

    def action_grant_portal(self):
        """Open the host's dialog that gives contacts of the station access to the portal."""
        self.ensure_one()
        return self.env["portal.wizard"].with_context(active_ids=self.partner_id.ids).action_open_wizard()
