from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_list

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const_appraisal import APPRAISAL_TRANSITIONS, SIGNING_STATES


class AftersalesAppraisalSheet(models.Model):
    """The way of a sheet (A2, A3, A8): one door, one table of permitted transitions."""

    _inherit = "aftersales.appraisal.sheet"

    def _update_state(self, target, **vals):
        """Move these sheets to `target` with `vals`: the only place where a state is written."""
        self._lock()
        self._ensure_transition(target, APPRAISAL_TRANSITIONS)
        # sudo: guarded fields, transition checked above
        self.sudo().with_context(tracking_disable=len(self) > 1).write({"state": target, **vals})

    def _open_dialog(self, purpose, title):
        self.ensure_one()
        return open_dialog(
            title,
            "aftersales.appraisal.step",
            sheet_id=self.id,
            purpose=purpose,
            day=fields.Date.add(self.rating_until, days=7) if purpose == "extend" else False,
        )

    # Collecting ---------------------------------------------------------------------

    def action_evaluate(self):
        """Put values and answers together; what is complete goes to the superior."""
        self.check_access("read")
        self._ensure_not_mine()
        if not (self._has_role("officer") or all(sheet._is_superior() for sheet in self)):
            raise AccessError(self.env._("Only HR or a superior of the person evaluates a sheet."))
        self._lock()
        self._ensure_step("superior", "open")
        early = self.filtered(lambda sheet: sheet.date_to >= sheet._get_today())[:1]
        if early:
            raise UserError(
                self.env._(
                    "%(name)s runs until %(date)s: evaluate it afterwards.",
                    name=early._get_title(),
                    date=early.date_to,
                )
            )
        self.sudo()._evaluate()  # sudo: answers are read by nobody but here; right and state checked above
        return self._tell_incomplete()

    def _tell_incomplete(self):
        """Say which values are missing on sheets that stay open; of raters nothing (A10)."""
        waiting = self.filtered(lambda sheet: sheet.state == "open")
        if not waiting:
            return None
        unknown = waiting.indicator_ids.filtered(lambda line: not line.known and line.source != "raters")
        names = format_list(self.env, sorted(set(unknown.mapped("name")))[:5])
        message = self.env._("Values are missing: %(names)s.", names=names) if names else ""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("%(count)s sheets are not complete yet", count=len(waiting)),
                "message": message or self.env._("Raters still have time to answer."),
                "type": "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_extend(self):
        """Ask until when the raters get more time."""
        self.ensure_one()
        self._ensure_owing()
        return self._open_dialog("extend", self.env._("More Time for the Raters"))

    def action_waive(self):
        """Ask why the sheet goes on without the kinds that have not answered."""
        self.ensure_one()
        self._ensure_owing()
        return self._open_dialog("waive", self.env._("Go On without Them"))

    def _ensure_owing(self):
        """A2: the superior decides about raters who are late; not about an own silence."""
        self._ensure_may_decide()
        for sheet in self.sudo():
            if sheet.state != "open" or not sheet.waiting:
                raise UserError(
                    self.env._("%(name)s waits for no answer that is late.", name=sheet._get_title())
                )
            silent = "superior" in sheet.waiting.split()
            if silent and self.env.user == sheet.superior_id.user_id:
                raise UserError(
                    self.env._(
                        "%(name)s waits for your own answer: somebody above you decides.",
                        name=sheet._get_title(),
                    )
                )

    def _extend(self, day):
        """Give open ratings of this sheet time until `day`."""
        self.ensure_one()
        self._lock()
        self._ensure_owing()
        if not day or day < self._get_today():
            raise UserError(self.env._("Give a day that is not over."))
        sheet = self.sudo()  # sudo: guarded fields and ratings nobody reads; right and state checked above
        sheet.write({"rating_until": day, "waiting": False})
        sheet.env["aftersales.appraisal.rating"].search(
            [("sheet_id", "=", sheet.id), ("state", "=", "open")]
        ).write({"rating_until": day, "reminded": False})
        sheet._end_activities()

    def _waive(self, reason):
        """Treat the kinds that owe answers as if they did not exist; the weights of the others follow."""
        self.ensure_one()
        self._lock()
        self._ensure_owing()
        if not (reason or "").strip():
            raise UserError(self.env._("Give a reason."))
        sheet = self.sudo()  # sudo: guarded fields, right and state checked above
        text = self.env._(
            "Without answers of: %(kinds)s. %(reason)s", kinds=sheet.waiting_text, reason=reason
        )
        kinds = {*(sheet.waived or "").split(), *sheet.waiting.split()}
        sheet.write({"waived": " ".join(sorted(kinds)), "waiting": False})
        sheet._message_log(body=text)
        sheet._end_activities()
        sheet._evaluate()

    def _end_activities(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _cancel(self):
        """Call these sheets off, with what raters were asked."""
        self._update_state("cancelled")
        self.env["aftersales.appraisal.rating"].search([("sheet_id", "in", self.ids)]).write(
            {"state": "cancelled"}
        )
        self._end_activities()

    # Signatures (A3) ----------------------------------------------------------------

    def _get_signers(self):
        """Return the users who may sign this sheet in its state; HR stands in where there is no superior."""
        self.ensure_one()
        sheet = self.sudo()
        if sheet.state == "superior":
            found = sheet.employee_id._get_line_above(sheet.superior_id).user_id
        elif sheet.state == "head":
            found = sheet._get_heads().user_id
        else:
            return None
        return found - sheet.employee_id.user_id

    def _ensure_may_sign(self):
        self.check_access("read")
        self._ensure_not_mine()
        for sheet in self:
            if sheet.state not in SIGNING_STATES:
                raise UserError(self.env._("%(name)s is not to be signed.", name=sheet._get_title()))
            signers = sheet._get_signers()
            role = "general_manager" if sheet.state == "general" else "manager"
            allowed = self.env.user in signers if signers else sheet._has_role(role)
            if not allowed:
                raise AccessError(
                    self.env._("%(name)s is signed by somebody else in this step.", name=sheet._get_title())
                )

    def action_sign(self):
        """Sign these sheets: each goes one step on, from the superior to the general manager."""
        self._ensure_may_sign()
        self._lock()
        self._ensure_may_sign()
        states = [*SIGNING_STATES, "confirmed"]
        for state, sheets in self.grouped("state").items():
            sheets._update_state(
                states[states.index(state) + 1],
                **{f"{state}_signer_id": self.env.uid, f"{state}_signed_on": fields.Datetime.now()},
            )
            sheets.sudo()._end_activities()  # sudo: activities of others, right checked above

    def action_return(self):
        """Ask why a sheet goes back to the superior."""
        self.ensure_one()
        self._ensure_may_sign()
        return self._open_dialog("return", self.env._("Back to the Superior"))

    def _return(self, reason):
        """Back to the superior: all signatures are given anew."""
        self.ensure_one()
        self._ensure_may_sign()
        if not (reason or "").strip():
            raise UserError(self.env._("Give a reason."))
        signatures = {f"{state}_signer_id": False for state in SIGNING_STATES}
        signatures |= {f"{state}_signed_on": False for state in SIGNING_STATES}
        self._update_state("superior", **signatures)
        self.sudo()._message_log(body=reason)  # sudo: who may sign may say why

    def action_adjust(self):
        """Ask for the change of the score and its reason."""
        self.ensure_one()
        self._ensure_may_sign()
        return self._open_dialog("adjust", self.env._("Adjust the Score"))

    def _adjust(self, points, reason):
        """Calibration: change the total by `points` in all, with a reason; the log keeps both scores."""
        self.ensure_one()
        self._ensure_may_sign()
        self._lock()
        if not (reason or "").strip():
            raise UserError(self.env._("Give a reason."))
        sheet = self.sudo()  # sudo: guarded fields, right and state checked above
        before = sheet.score
        sheet.change = points
        sheet._sum_up()
        sheet._log_score(before, reason)

    def _log_score(self, before, reason):
        """Keep who changed the score, from what to what, and why."""
        self.ensure_one()
        self._message_log(
            body=self.env._(
                "Score changed from %(before)s to %(after)s by %(user)s: %(reason)s",
                before=f"{before:.2f}",
                after=f"{self.score:.2f}",
                user=self.env.user.name,
                reason=reason,
            )
        )

    # Publication (A8) ---------------------------------------------------------------

    def action_publish(self):
        """Show these sheets to the persons; the time for an appeal begins."""
        self._ensure_role("officer")
        self._lock()
        self._ensure_step("published", "confirmed")
        places = self.sudo().grouped(lambda sheet: (sheet.company_id, sheet.cycle_id.policy_id))
        for (company, policy), sheets in places.items():
            until = fields.Date.add(company._get_aftersales_today(), days=policy.appeal_days)
            sheets.with_user(self.env.user)._update_state(
                "published", published_on=fields.Datetime.now(), appeal_until=until
            )
            sheets._tell_persons(until)

    def _tell_persons(self, until):
        todo = self.env.ref("mail.mail_activity_data_todo")
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": todo.id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": sheet.id,
                    "automated": True,
                    "user_id": sheet.employee_id.user_id.id,
                    "summary": self.env._("Read and acknowledge your appraisal"),
                    "date_deadline": until,
                }
                for sheet in self
                if sheet.employee_id.user_id
            ]
        )

    def action_acknowledge(self):
        """The person has read the sheet."""
        self.check_access("read")
        if not all(sheet.is_mine for sheet in self):
            raise AccessError(self.env._("Only the person concerned can do this."))
        self._update_state("acknowledged", acknowledged_on=fields.Datetime.now())
        self.sudo()._end_activities()  # sudo: the person may have no right on activities of others

    @api.model
    def _work(self):
        """End what nobody has appealed against, and evaluate what is over."""
        over = self.env["res.company"]._get_day_domain("appeal_until", "<")
        self._work_in_slices(
            Domain("state", "in", ("published", "acknowledged")) & over, lambda sheets: sheets._finish()
        )
        return super()._work()

    def _finish(self):
        """The result stands."""
        self._update_state("final")
        self._end_activities()
