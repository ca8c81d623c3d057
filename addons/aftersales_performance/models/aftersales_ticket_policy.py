from odoo import api, fields, models


class AftersalesTicketPolicy(models.Model):
    """Which article of the rulebook follows from what, and from when on (D40, D41, D42, S24, S14).

    Articles are given by their number, so that a new version of the rulebook goes on without a new
    policy; an empty number: nothing is proposed.
    """

    _name = "aftersales.ticket.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Ticket Policy"
    _order = "date_from desc, id desc"
    _rec_name = "code"

    incomplete_article = fields.Char(string="Voucher Incomplete", default="D41.1")
    unsigned_article = fields.Char(string="Voucher Not Signed", default="D41.2")
    late_article = fields.Char(string="Voucher Late", default="D41.3")
    lost_article = fields.Char(string="Voucher Lost", default="D41.3")
    complaint_article = fields.Char(string="Founded Complaint, Engineer", default="D41.5")
    agent_complaint_article = fields.Char(string="Founded Complaint, Agent", default="D42.11")
    fees_article = fields.Char(string="Fees Kept Back", default="D40")
    fees_days = fields.Integer(
        string="Fees Kept Back After", default=3, required=True, help="Calendar days beyond their day."
    )
    warning_article = fields.Char(string="Loss with a Warning", default="S24.1")
    demerit_article = fields.Char(string="Loss with a Demerit", default="S24.2")
    major_article = fields.Char(string="Loss with a Major Demerit", default="S24.3")
    handover_article = fields.Char(string="Late Handover", default="D42.6")
    leader_handover_article = fields.Char(string="Late Handover, Group Leader", default="D42.27")
    handover_minutes = fields.Integer(
        string="Handover Late After", default=15, required=True, help="Minutes beyond the end of the shift."
    )
    answer_article = fields.Char(string="Call Answered Late", default="D42.2")
    answer_unhappy_article = fields.Char(string="Call Answered Late, Customer Unhappy", default="D42.3")
    answer_seconds = fields.Integer(
        string="Call Answered Within", default=12, required=True, help="Seconds, two rings (S26)."
    )
    extra_days = fields.Integer(
        string="Extra Services Paid Back To",
        default=92,
        required=True,
        help="Days since the customer's payment in which an engineer's share still goes to the sheet (S14).",
    )

    _figures = models.Constraint(
        "CHECK (fees_days > 0 AND handover_minutes >= 0 AND answer_seconds >= 0 AND extra_days > 0)",
        "Days are positive, minutes and seconds are not negative.",
    )

    @api.model
    def _get_held(self, company):
        """Return the policy of `company` today, none as long as the ticket rules do not hold there."""
        return self._get_current(company) if company.aftersales_ticket_from else self.browse()

    def _get_article(self, cause, day, company):
        """Return the article of `cause` in the rulebook in force on `day`, or none.

        :param cause: the name of a field of this policy without "_article"
        """
        number = self[f"{cause}_article"] if self else False
        articles = self.env["aftersales.conduct.rulebook"]._get_in_force(day, company).article_ids
        return articles.filtered(lambda article: number and article.number == number)[:1]
