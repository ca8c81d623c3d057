from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import CALLBACK_RESULTS


class AftersalesCallMixin(models.AbstractModel):
    """Somebody to call by a day, planned again until he is reached (S6, S18).

    The model is guarded and has a `state` with "planned" and "done", `try_ids`, and the policy with the
    days until the next try in `policy_id`. `_call_link` names its field in the tries and in the dialog.
    """

    _name = "aftersales.call.mixin"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Somebody to Call"
    _call_link = None

    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        required=True,
        index=True,
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    due_on = fields.Date(string="Call Before", required=True, readonly=True, index=True)
    next_on = fields.Date(string="Next Call", required=True, index=True)
    tries = fields.Integer(readonly=True)
    is_late = fields.Boolean(string="Overdue", compute="_compute_is_late", search="_search_is_late")
    done_on = fields.Datetime(string="Called On", readonly=True)
    done_by_id = fields.Many2one("res.users", string="Called By", readonly=True)
    late = fields.Boolean(string="Called Late", readonly=True)

    @api.depends("due_on", "state")
    def _compute_is_late(self):
        for each in self:
            each.is_late = each.state == "planned" and each._is_past_due()

    def _is_past_due(self):
        """Tell whether the last day is over, by the clock of the company."""
        self.ensure_one()
        return self.due_on < self.company_id._get_aftersales_today()

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "planned") & self.env["res.company"]._get_day_domain("due_on", "<")
        return late if True in value else ~late

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self._ensure_step("done", "planned")
            if "next_on" in vals:
                self._ensure_future(fields.Date.to_date(vals["next_on"]))
        return super().write(vals)

    def _ensure_future(self, day):
        if not day or any(day < each.company_id._get_aftersales_today() for each in self):
            raise UserError(self.env._("The next call is today or later: check the day."))

    def _ensure_agent(self):
        if not self.env.su and not self.env.user.has_group("aftersales_service.group_clerk"):
            raise AccessError(
                self.env._("Your role does not include this step. Ask your service-centre manager.")
            )
        self.check_access("write")

    def action_open_try(self):
        """Open the dialog that notes calls without an answer, and plans them again."""
        self._ensure_agent()
        self._ensure_step("done", "planned")
        return self._open_call_dialog(self.env._("Not reached"), purpose="try")

    def action_open_plan(self):
        """Open the dialog that gives calls to another agent or another day."""
        self._ensure_agent()
        self._ensure_step("done", "planned")
        return self._open_call_dialog(self.env._("Plan calls"), purpose="plan")

    def _open_call_dialog(self, name, purpose):
        link = f"{self._call_link}s"
        return open_dialog(name, "aftersales.callback.plan", purpose=purpose, **{link: self.ids})

    def _try(self, result, next_on=None, note=None):
        """Note a call that did not reach the customer; it is planned again (S6).

        :param result: key of `const.CALLBACK_RESULTS`
        :param next_on: day of the next call; none: as the policy says
        """
        self._ensure_agent()
        self._lock()
        self._ensure_step("done", "planned")
        if result not in dict(CALLBACK_RESULTS):
            raise UserError(self.env._("Say how the call went."))
        if next_on:
            self._ensure_future(next_on)
        now = fields.Datetime.now()
        days = {
            each: next_on
            or each.company_id._get_aftersales_today()
            + timedelta(days=each.policy_id.sudo().retry_days or 1)  # sudo: policy
            for each in self
        }
        # sudo: nobody has the right to make or change them
        self.env["aftersales.callback.try"].sudo().create(
            [
                {
                    self._call_link: each.id,
                    "tried_on": now,
                    "user_id": self.env.uid,
                    "result": result,
                    "next_on": day,
                    "note": note,
                }
                for each, day in days.items()
            ]
        )
        for (tries, day), same in self.grouped(lambda each: (each.tries, days[each])).items():
            same.sudo().write({"tries": tries + 1, "next_on": day})  # sudo: guarded fields

    def _plan(self, user=None, next_on=None):
        """Give these calls to `user` and to the day `next_on`, where given."""
        self._ensure_agent()
        self._lock()
        self._ensure_step("done", "planned")
        vals = {}
        if user:
            vals["user_id"] = user.id
        if next_on:
            vals["next_on"] = next_on
        if not vals:
            raise UserError(self.env._("Choose an agent or a day."))
        self.write(vals)

    def _prepare_call_end(self):
        """Return who ended this call, when, and whether it was too late."""
        self.ensure_one()
        return {
            "late": self._is_past_due(),
            "done_on": fields.Datetime.now(),
            "done_by_id": self.env.uid,
        }
