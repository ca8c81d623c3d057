from odoo import api, fields, models
from odoo.fields import Domain

from ..const import CHASES
from ..tools.deadline import Chase

LEVELS = [value for value, _label in CHASES]


class AftersalesTrainingDueMixin(models.AbstractModel):
    """A document with a day by which somebody has to do something (T1).

    Late ones are followed up in three steps, each once: a reminder, escalation to whoever stands
    above, an accountability proposal. A step that is done begins anew with the next day due.
    """

    _name = "aftersales.training.due.mixin"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Training Document with a Day"

    due_on = fields.Date(string="Due", readonly=True, copy=False, index="btree_not_null")
    chase = fields.Selection(
        CHASES, string="Followed Up", required=True, readonly=True, default="none", copy=False, index=True
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    def _get_today(self):
        return self.company_id[:1]._get_aftersales_today()

    @api.depends("due_on")
    def _compute_is_late(self):
        for document in self:
            document.is_late = bool(document.due_on) and document.due_on < document._get_today()

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        days = {company: company._get_aftersales_today() for company in self.env.companies}
        late = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("due_on", "<", day)
            for company, day in days.items()
        )
        return late if True in value else ~late | Domain("due_on", "=", False)

    # To be given by the document ----------------------------------------------------

    def _get_due_person(self):
        """Return the employee who has to act now; empty when nobody is named."""
        raise NotImplementedError

    def _get_superior_users(self):
        """Return the users a late document is escalated to."""
        self.ensure_one()
        above = self.department_id.parent_id.manager_id.user_id
        return above | self.company_id.aftersales_training_manager_id

    def _prepare_proposal_vals(self):
        """Return what is proposed when even the escalation did not help (T1)."""
        raise NotImplementedError

    # Scheduled ----------------------------------------------------------------------

    @api.model
    def _cron_chase(self):
        """Remind, escalate, propose: each document goes to the level of today."""
        documents = self.sudo()  # sudo: scheduled work over all companies
        for company in documents.env["res.company"].search([("active", "=", True)]):
            today = company._get_aftersales_today()
            policy = documents.env["aftersales.training.policy"]._get_in_force(today, company)
            if policy:
                documents._work_in_slices(
                    Domain("company_id", "=", company.id) & policy._get_chase_domain(today),
                    lambda found, policy=policy, today=today: found._chase(policy._get_chase(), today),
                )

    def _chase(self, chase: Chase, today):
        """Take these documents to the level of `today`: activities and proposals, one batch each."""
        found = {}
        for document in self:
            level = chase.get_level(document.due_on, today)
            if LEVELS.index(level) > LEVELS.index(document.chase):
                found.setdefault(level, self.browse())
                found[level] |= document
        activities = []
        for level, documents in found.items():
            documents.write({"chase": level})
            for document in documents:
                person = document._get_due_person().user_id
                users = person if level == "reminded" else person | document._get_superior_users()
                activities += [document._prepare_chase_activity(level, user) for user in users]
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(activities)
        late = found.get("proposed", self.browse())
        self.env["aftersales.training.proposal"]._propose(
            [document._prepare_proposal_vals() for document in late if document._get_due_person()]
        )

    def _prepare_chase_activity(self, level, user):
        labels = dict(self._fields["chase"]._description_selection(self.env))
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mail_activity_data_todo"),
            "user_id": user.id,
            "automated": True,
            "date_deadline": self.due_on,
            "summary": self.env._(
                "%(document)s is due on %(date)s (%(level)s)",
                document=self.display_name,
                date=self.due_on,
                level=labels[level],
            ),
        }
