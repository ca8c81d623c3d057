from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..const import GRADED, MEASURES
from ..tools.ledger import policy_year


class AftersalesConductHistory(models.Model):
    """A record that was decided on paper before the system was in use, taken over from a file.

    Rows come through the host's importer, by the HR manager. Each makes a record in force – or expired –
    that enters the ledger as of its dates and says in its log where it comes from. Whatever was decided
    since the system decides is refused here: it goes the way of D43. Its money was settled on paper.
    """

    _name = "aftersales.conduct.history"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Paper Record"
    _order = "decided_on desc, id desc"
    _rec_name = "reference"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    reference = fields.Char(string="Number on Paper", required=True)
    employee = fields.Char(required=True, help="Badge number, or the full name if nobody else has it.")
    article = fields.Char(required=True, help="Number of the article in the rulebook, e.g. D25.")
    measure = fields.Selection(
        MEASURES, string="Reward or Measure", help="Empty: what the article provides for."
    )
    event_date = fields.Date(required=True)
    facts = fields.Text(required=True)
    decided_on = fields.Date(required=True)
    effective_date = fields.Date(help="Empty: the day of the decision.")
    decider = fields.Char(string="Decided By", required=True, help="As it stands on the paper.")
    points = fields.Integer(help="Empty, or what the measure is worth: anything else is refused.")
    amount = fields.Monetary(string="Money", help="Settled on paper: it comes to no sheet.")
    record_id = fields.Many2one(
        "aftersales.conduct.record", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    _reference_unique = models.UniqueIndex(
        "(company_id, reference)", "A record with that number on paper was taken over already."
    )
    _amount_positive = models.Constraint("CHECK (amount >= 0)", "Amounts are not negative.")
    _dates_in_order = models.Constraint(
        "CHECK (decided_on >= event_date AND (effective_date IS NULL OR effective_date >= event_date))",
        "Event, decision, effect: in that order.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and not self.env.user.has_group("aftersales_hr_discipline.group_manager"):
            raise AccessError(self.env._("Only an HR manager takes over records from paper."))
        for vals in vals_list:
            self._refuse_guarded(vals)
        rows = super(AftersalesConductHistory, self._drop_guarded_defaults()).create(vals_list)
        for company, found in rows.grouped("company_id").items():
            found._take_over(company)
        return rows

    def write(self, vals):
        """Refused: what was taken over stays as the paper says."""
        if not self.env.su:
            raise UserError(self.env._("What was taken over from paper does not change any more."))
        return super().write(vals)

    @api.model
    def load(self, fields, data):
        """As the host's, which repeats the first refusal on the first line: here each stands on its own."""
        result = super().load(fields, data)
        result["messages"] = list({message["message"]: message for message in result["messages"]}.values())
        return result

    def _take_over(self, company):
        """Make one record of each row."""
        start = self._get_start(company)
        employees, articles = self._find_employees(company), self._find_articles(company)
        policies = self.env["aftersales.conduct.policy"].sudo()  # sudo: figures are no secret
        policies = policies.search(policies._get_company_domain(company))
        vals_list = []
        for row in self:
            employee, article = employees[row], articles[row]
            row._ensure_past(start, employee)
            vals_list.append(row._prepare_record_vals(employee, article, policies))
        # sudo: a record is not born in force; right, dates and figures were checked above
        records = self.env["aftersales.conduct.record"].sudo().create(vals_list)
        records._log("imported")
        for row, record in zip(self.sudo(), records, strict=True):
            row.record_id = record
        records._refresh_ledger()

    @api.model
    def _get_start(self, company):
        """Return the first day that cannot be taken over: the system's first decision, at least today."""
        first = (
            self.env["aftersales.conduct.record"]
            .sudo()  # sudo: whoever imports may not see the first record
            .search(
                [("company_id", "=", company.id), ("imported", "=", False), ("decided_on", "!=", False)],
                order="decided_on",
                limit=1,
            )
        )
        return company._get_aftersales_date(first.decided_on or fields.Datetime.now())

    def _find_employees(self, company):
        """Return the employee of each row, by badge number, else by the whole name."""
        words = list({row.employee.strip() for row in self})
        found = self.env["hr.employee"].sudo()  # sudo: badge numbers are for HR users of the host only
        found = found.with_context(active_test=False).search(
            Domain("company_id", "=", company.id)
            & (Domain("barcode", "in", words) | Domain("name", "in", words))
        )
        badges, names = found.grouped("barcode"), found.grouped("name")
        result = {}
        for row in self:
            word = row.employee.strip()
            matches = badges.get(word) or names.get(word) or found.browse()
            if len(matches) != 1:
                raise UserError(
                    self.env._(
                        "%(number)s: %(count)s persons are called “%(name)s”: give the badge number.",
                        number=row.reference,
                        count=len(matches),
                        name=word,
                    )
                )
            result[row] = matches
        return result

    def _find_articles(self, company):
        """Return the article of each row: of the rulebook of that day, else of the first one there was."""
        books = self.env["aftersales.conduct.rulebook"].sudo()  # sudo: which version holds is no secret
        books = books.search(
            books._get_company_domain(company) & Domain("state", "!=", "draft"), order="date_from"
        )
        numbers = {(article.rulebook_id, article.number): article for article in books.article_ids}
        result = {}
        for row in self:
            book = books._pick(row.event_date, company) or books[:1]
            article = numbers.get((book, row.article.strip()))
            if not article:
                raise UserError(
                    self.env._(
                        "%(number)s: the rulebook has no article “%(article)s”.",
                        number=row.reference,
                        article=row.article,
                    )
                )
            if row.measure and row.measure not in (article.measure, article.severe_measure):
                raise UserError(
                    self.env._(
                        "%(number)s: article %(article)s does not provide for this reward or measure.",
                        number=row.reference,
                        article=article.number,
                    )
                )
            result[row] = article
        return result

    def _ensure_past(self, start, employee):
        if max(self.decided_on, self.effective_date or self.decided_on) >= start:
            raise UserError(
                self.env._(
                    "%(number)s: only what took effect before %(day)s is taken over; later decisions are "
                    "made in the system.",
                    number=self.reference,
                    day=start,
                )
            )
        if employee.user_id == self.env.user:
            raise UserError(
                self.env._(
                    "%(number)s: nobody takes over an own record: ask a colleague.", number=self.reference
                )
            )

    def _prepare_record_vals(self, employee, article, policies):
        self.ensure_one()
        measure = self.measure or article.measure
        effective = self.effective_date or self.decided_on
        policy = policies._pick(effective, self.company_id)
        grade, reward = GRADED.get(measure, (None, False))
        points = policy._get_scheme().points["smM".index(grade)] * (1 if reward else -1) if grade else 0
        if self.points and self.points != points:
            raise UserError(
                self.env._(
                    "%(number)s: the measure is worth %(points)s points, not %(given)s.",
                    number=self.reference,
                    points=points,
                    given=self.points,
                )
            )
        month = policy.first_month or 1
        year = policy_year(effective, month)
        today = self.company_id._get_aftersales_today()
        return {
            "employee_id": employee.id,
            "company_id": self.company_id.id,
            "article_id": article.id,
            "measure": measure,
            "amount": self.amount,
            "event_date": self.event_date,
            "facts": self.facts,
            "imported": True,
            "state": "in_force" if year == policy_year(today, month) else "expired",
            "policy_id": policy.id,
            "decided_on": fields.Datetime.to_datetime(self.decided_on),
            "decision_note": self.env._(
                "Decided on paper by %(decider)s, number %(number)s.",
                decider=self.decider,
                number=self.reference,
            ),
            "effective_date": effective,
            "notified_on": fields.Datetime.to_datetime(self.decided_on),
            "appeal_deadline": fields.Date.add(self.decided_on, days=policy.appeal_days or 7),
            "year": year,
            "points": points,
        }
