from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Tell the records whether a machine wrote the mail: a machine is not answered."""
        by_machine = str(message.get("Auto-Submitted", "no")).strip().lower() != "no" or (
            str(message.get("Precedence", "")).strip().lower() in ("bulk", "junk", "list", "auto_reply")
        )
        return super(
            MailThread, self.with_context(aftersales_mail_by_machine=by_machine)
        )._message_route_process(message, message_dict, routes)
