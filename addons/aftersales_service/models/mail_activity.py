from odoo import api, models


class MailActivity(models.Model):
    """Activities that scheduled actions plan for many records at once."""

    _inherit = "mail.activity"

    @api.model
    def _plan_in_batch(self, activity_type, model, tasks):
        """Create one activity per task, all in one call and without a mail for each.

        The host subscribes the users in batch.

        :param activity_type: external ID of the activity type
        :param model: name of the model of all records
        :param tasks: tuples (record ID, user, date, summary)
        """
        type_id = self.env.ref(activity_type).id
        model_id = self.env["ir.model"]._get_id(model)
        return self.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": type_id,
                    "res_model_id": model_id,
                    "res_id": record_id,
                    "user_id": user.id,
                    "date_deadline": day,
                    "summary": summary,
                    "automated": True,
                }
                for record_id, user, day, summary in tasks
            ]
        )
