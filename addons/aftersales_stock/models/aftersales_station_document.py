from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import DOCUMENT_KINDS


class AftersalesStationDocument(models.Model):
    """A paper of a station, with the days it holds: licence, tax registration, agreement (N1)."""

    _name = "aftersales.station.document"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin"]
    _description = "Paper of a Station"
    _order = "station_id, kind, date_from desc, id desc"

    station_id = fields.Many2one("aftersales.station", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="station_id.company_id", store=True, index=True)
    kind = fields.Selection(DOCUMENT_KINDS, required=True)
    name = fields.Char(string="Number")
    date_from = fields.Date(string="Valid From", required=True)
    date_to = fields.Date(string="Valid Until", index=True, help="Last day; empty: without end.")
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    warned_on = fields.Date(readonly=True, copy=False)

    _date_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "A paper cannot expire before it begins to hold."
    )

    @api.depends("kind", "name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for paper in self:
            paper.display_name = " ".join(filter(None, (kinds.get(paper.kind), paper.name)))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesStationDocument, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        """With another last day the paper is watched anew."""
        self._refuse_guarded(vals)
        return super().write({"warned_on": False, **vals} if "date_to" in vals else vals)

    def _pick(self, kind, day):
        """Return the paper of `kind` with a file that holds on `day` and holds longest, or none."""
        fitting = self.with_context(bin_size=True).filtered(
            lambda paper: (
                paper.kind == kind
                and paper.file
                and paper.date_from <= day
                and (not paper.date_to or paper.date_to >= day)
            )
        )
        endless = fitting.filtered(lambda paper: not paper.date_to)
        return endless[:1] or fitting.sorted("date_to", reverse=True)[:1]

    @api.model
    def _cron_warn_expiry(self):
        """Tell who is responsible that papers or the agreement expire (N1): once each, in slices."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            policy = self.env["aftersales.network.policy"]._get_current(company)
            if policy:
                last = company._get_aftersales_today() + timedelta(days=policy.warn_days)
                domain = (
                    Domain("company_id", "=", company.id)
                    & Domain("station_id.state", "in", ("active", "suspended"))
                    & Domain("warned_on", "=", False)
                    & Domain("date_to", "<=", last)
                )
                self._work_in_slices(domain, lambda papers: papers._warn_expiry())

    def _warn_expiry(self):
        """Schedule one activity per paper that nothing newer has replaced."""
        for paper in self:
            station = paper.station_id
            newer = station.document_ids.filtered(
                lambda other, paper=paper: (
                    other.kind == paper.kind and (not other.date_to or other.date_to > paper.date_to)
                )
            )
            responsible = station.user_id or station.company_id.aftersales_cashier_id
            if responsible and not newer:
                station.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=responsible.id,
                    date_deadline=paper.date_to,
                    summary=self.env._(
                        "%(paper)s expires on %(day)s", paper=paper.display_name, day=paper.date_to
                    ),
                    automated=True,
                )
        for company, papers in self.grouped("company_id").items():
            papers.sudo().warned_on = company._get_aftersales_today()  # sudo: guarded field
