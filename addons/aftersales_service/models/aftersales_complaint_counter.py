from odoo import api, fields, models
from odoo.tools import SQL


class AftersalesComplaintCounter(models.Model):
    """The last number of a month: `year/month-serial`, without gaps and doubles (S22).

    Not a sequence of the database, which leaves a gap where a transaction fails: two who register at
    once write the same row, the host retries the second, and what is rolled back gives its number back.
    """

    _name = "aftersales.complaint.counter"
    _description = "Last Complaint of a Month"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    month = fields.Char(required=True, help="As in the number: year/month.")
    last = fields.Integer(required=True)

    _month_unique = models.UniqueIndex("(company_id, month)")

    @api.model
    def _draw(self, company, month, count):
        """Return the next `count` numbers of `company` in `month` ("2026/11")."""
        ((last,),) = self.env.execute_query(
            SQL(
                """INSERT INTO aftersales_complaint_counter AS counter (company_id, month, last)
                   VALUES (%(company)s, %(month)s, %(count)s)
                   ON CONFLICT (company_id, month) DO UPDATE SET last = counter.last + %(count)s
                   RETURNING last""",
                company=company.id,
                month=month,
                count=count,
            )
        )
        return [f"{month}-{serial:04}" for serial in range(last - count + 1, last + 1)]
