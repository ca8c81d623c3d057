from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import BREACHES


class AftersalesTrainingBreach(models.Model):
    """What somebody did against the discipline of a training (T5)."""

    _name = "aftersales.training.breach"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Breach of Training Discipline"
    _order = "id desc"
    _rec_name = "employee_id"

    session_id = fields.Many2one("aftersales.training.session", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    department_id = fields.Many2one(related="session_id.department_id", store=True, string="Unit")
    date = fields.Date(related="session_id.date", store=True, index=True)
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(BREACHES, required=True, index=True)
    note = fields.Char()
    attendance_id = fields.Many2one(
        "aftersales.training.attendance", readonly=True, index="btree_not_null", help="Found by the system."
    )

    _attendance_unique = models.UniqueIndex(
        "(attendance_id) WHERE attendance_id IS NOT NULL", "This was noted already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        breaches = super(AftersalesTrainingBreach, self._drop_guarded_defaults()).create(vals_list)
        breaches._ensure_may_note()
        breaches.filtered(lambda breach: breach.session_id.state == "held")._propose()
        return breaches

    def _propose(self):
        """Propose accountability for what stands once the session is closed: each breach once (T5)."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        # sudo: the system proposes, whoever closed the session
        self.env["aftersales.training.proposal"]._propose(
            [
                {
                    "company_id": breach.company_id.id,
                    "employee_id": breach.employee_id.id,
                    "department_id": breach.department_id.id,
                    "cause": "breach",
                    "date": breach.date,
                    "facts": self.env._(
                        "%(kind)s in %(session)s on %(date)s. %(note)s",
                        kind=labels[breach.kind],
                        session=breach.session_id.display_name,
                        date=breach.date,
                        note=breach.note or "",
                    ).strip(),
                    "source_key": f"{self._name},{breach.id}",
                }
                for breach in self.sudo()
            ]
        )

    def write(self, vals):
        self._refuse_guarded(vals)
        self._ensure_may_note()
        self._ensure_open()
        result = super().write(vals)
        self._ensure_may_note()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_found(self):
        self._ensure_may_note()
        self._ensure_open()

    def _ensure_open(self):
        """What was noted stays once the session is closed."""
        if not self.env.su:
            self.session_id._ensure_open()

    def _ensure_may_note(self):
        """Only who took part breaches a session's discipline; what the system found stays."""
        if self.env.su:
            return
        self.session_id.check_access("write")
        self.session_id._ensure_announced()
        for breach in self:
            if breach.attendance_id:
                raise UserError(self.env._("The sign-in says so: this breach is kept by the system."))
            if breach.employee_id not in breach.session_id.attendance_ids.employee_id:
                raise UserError(
                    self.env._("%(name)s is not on the list of that session.", name=breach.employee_id.name)
                )
