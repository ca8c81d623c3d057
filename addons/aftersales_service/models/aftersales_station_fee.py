import math
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount
from odoo.tools.i18n import format_list

from ..const import STATION_FEE_KINDS
from ..tools import fee


class AftersalesStationFee(models.Model):
    """One line of what a station gets or is docked (N3); it is only added, and frozen with its reason.

    A line belongs to one statement at most, the one it was taken up by first. What turns out wrong later
    is put right by another line: a correction, a claw-back, a job reopened.
    """

    _name = "aftersales.station.fee"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Station Fee"
    _order = "date, id"
    _check_company_auto = True

    station_id = fields.Many2one(
        "aftersales.station",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(STATION_FEE_KINDS, required=True, readonly=True, index=True)
    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        readonly=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    service_type = fields.Selection(related="order_id.service_type", store=True)
    product_id = fields.Many2one(related="order_id.product_id", store=True, index="btree_not_null")
    date = fields.Date(required=True, readonly=True, help="Day on which the job was accepted as complete.")
    amount = fields.Monetary(required=True, readonly=True, help="Before tax.")
    rejected = fields.Boolean(readonly=True, help="Not paid: the record of the job is incomplete.")
    unpriced = fields.Boolean(
        readonly=True, help="No fee is agreed for such a job: add a row to an agreement and reckon anew."
    )
    reason_code = fields.Char(required=True, readonly=True)
    reason_values = fields.Json(readonly=True)
    reason = fields.Char(string="Why", compute="_compute_reason")
    agreement_line_id = fields.Many2one(
        "aftersales.station.agreement.line",
        string="Agreed Fee",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    corrects_id = fields.Many2one(
        "aftersales.station.fee",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The line that this one changes or takes back.",
    )
    correction_ids = fields.One2many("aftersales.station.fee", "corrects_id", string="Corrected By")
    taken_back = fields.Boolean(readonly=True, help="The job was reopened: this fee no longer stands.")
    statement_id = fields.Many2one(
        "aftersales.station.statement",
        string="Station Statement",
        readonly=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    dispute_ids = fields.One2many("aftersales.station.dispute", "fee_id", string="Objections")

    _job_unique = models.UniqueIndex(
        "(order_id) WHERE kind = 'job' AND taken_back IS NOT TRUE", "This job has its station fee already."
    )
    _clawback_unique = models.UniqueIndex(
        "(corrects_id) WHERE kind = 'clawback'", "This fee has been taken back for a repeat already."
    )
    _clawback_order_unique = models.UniqueIndex(
        "(order_id) WHERE kind = 'clawback'", "This repeat has taken a fee back already."
    )
    _open_index = models.Index("(station_id, date) WHERE statement_id IS NULL")
    _amount_sign = models.Constraint(
        """CHECK (CASE kind WHEN 'correction' THEN TRUE WHEN 'job' THEN amount >= 0 ELSE amount <= 0 END
              AND (NOT COALESCE(rejected OR unpriced, FALSE) OR amount = 0))""",
        "A fee is not negative, a deduction not positive, and a rejected job is not paid.",
    )

    @api.depends("order_id.name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            line.display_name = " ".join(filter(None, (line.order_id.name, kinds.get(line.kind))))

    @api.depends("reason_code", "reason_values")
    @api.depends_context("lang")
    def _compute_reason(self):
        for line in self:
            line.reason = getattr(line, f"_say_{line.reason_code}")(**(line.reason_values or {}))

    # ------------------------------------------------------------------------
    # Reasons: the code and its values are kept, the sentence is written in the reader's language
    # ------------------------------------------------------------------------

    def _say_agreed(self, agreement, amount, hourly=0.0, hours=0.0):
        if hourly:
            return self.env._(
                "%(agreement)s: %(amount)s per job and %(hourly)s per hour, %(hours)s hours worked",
                agreement=agreement,
                amount=self._format(amount),
                hourly=self._format(hourly),
                hours=f"{hours:g}",
            )
        return self.env._(
            "%(agreement)s: %(amount)s per job", agreement=agreement, amount=self._format(amount)
        )

    def _say_incomplete(self, items):
        labels = self.order_id._get_record_labels()
        return self.env._(
            "Rejected, the record lacks: %(items)s",
            items=format_list(self.env, [labels[item] for item in items]),
        )

    def _say_unpriced(self):
        return self.env._("No fee is agreed for such a job")

    def _say_repeat(self, order, share):
        return self.env._(
            "The fault came again: %(share)s%% of the fee of job %(order)s", order=order, share=f"{share:g}"
        )

    def _say_reopened(self, order):
        return self.env._("Job %(order)s was reopened, its fee no longer stands", order=order)

    def _say_objection(self, text):
        return self.env._("Objection accepted: %(text)s", text=text)

    def _say_deduction(self, text):
        return text

    def _format(self, amount):
        return format_amount(self.env, amount, self.currency_id)

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesStationFee, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self:
            raise UserError(
                self.env._(
                    "%(name)s is evidence: put it right by a correction or a deduction.",
                    name=self[0].display_name,
                )
            )

    # ------------------------------------------------------------------------
    # Reckoning
    # ------------------------------------------------------------------------

    @api.model
    def _prepare_job_vals_list(self, orders):
        """Reckon the fees of jobs that are accepted as complete; two searches in all (N3)."""
        companies = orders.company_id
        agreements = self.env["aftersales.station.agreement"].sudo()  # sudo: decided for whoever ends the job
        agreements = agreements.search(agreements._get_company_domain(companies))
        policies = self.env["aftersales.station.policy"]._get_of_companies(companies)
        return [self._prepare_job_vals(order, agreements, policies) for order in orders]

    @api.model
    def _prepare_job_vals(self, order, agreements, policies):
        today = order.company_id._get_aftersales_today()
        vals = {
            "station_id": order.station_id.id,
            "company_id": order.company_id.id,
            "kind": "job",
            "order_id": order.id,
            "date": today,
            **self._prepare_price_vals(order, agreements),
        }
        missing = policies._pick(today, order.company_id)._get_missing(order)
        if missing:
            vals.update(
                amount=0.0,
                rejected=True,
                unpriced=False,
                reason_code="incomplete",
                reason_values={"items": missing},
            )
        return vals

    @api.model
    def _prepare_price_vals(self, order, agreements):
        row = agreements._get_row(order)
        vals = {"amount": 0.0, "agreement_line_id": row.id, "unpriced": not row}
        if not row:
            return {**vals, "reason_code": "unpriced", "reason_values": {}}
        values = {"agreement": row.agreement_id.name, "amount": row.amount}
        if row.hourly:
            values.update(hourly=row.hourly, hours=order.time_spent)
        return {
            **vals,
            "amount": row._get_fee(order),
            "reason_code": "agreed",
            "reason_values": values,
        }

    @api.model
    def _prepare_clawback_vals(self, order, before, policies):
        """Values of what is taken back of the fee `before`, because `order` repeats its job (S11, N3)."""
        company = order.company_id
        share = policies._pick(company._get_aftersales_today(), company).clawback_share
        amount = fee.clawed_back(
            Decimal(str(before._get_standing())),
            Decimal(str(share)),
            Decimal(str(company.currency_id.rounding)),
        )
        return {
            "station_id": before.station_id.id,
            "company_id": company.id,
            "kind": "clawback",
            "order_id": order.id,
            "date": company._get_aftersales_today(),
            "amount": -float(amount),
            "corrects_id": before.id,
            "reason_code": "repeat",
            "reason_values": {"order": before.order_id.name, "share": share},
        }

    def _get_standing(self):
        """Return what is left of this fee: its amount and what was corrected or taken back since."""
        self.ensure_one()
        return self.currency_id.round(self.amount + sum(self.correction_ids.mapped("amount")))

    def _take_back(self):
        """Take these fees of reopened jobs back, each by a line of its own."""
        today = {company: company._get_aftersales_today() for company in self.company_id}
        self.create(
            [
                {
                    "station_id": line.station_id.id,
                    "company_id": line.company_id.id,
                    "kind": "reopened",
                    "order_id": line.order_id.id,
                    "date": today[line.company_id],
                    "amount": -max(line._get_standing(), 0.0),
                    "corrects_id": line.id,
                    "reason_code": "reopened",
                    "reason_values": {"order": line.order_id.name},
                }
                for line in self
            ]
        )
        self.write({"taken_back": True})

    def action_reckon(self):
        """Reckon jobs without an agreed fee anew, until their statement is sent (N3)."""
        self._ensure_office("accountant", "manager")
        lines = self.sudo()  # sudo: guarded fields; role checked above, state below
        lines.statement_id._lock()
        lines._lock()
        wrong = lines.filtered(
            lambda line: not line.unpriced or (line.statement_id and line.statement_id.state != "draft")
        )[:1]
        if wrong:
            raise UserError(
                self.env._(
                    "%(name)s is not reckoned anew: only jobs without an agreed fee are, until their "
                    "statement is sent.",
                    name=wrong.display_name,
                )
            )
        agreements = self.env["aftersales.station.agreement"].sudo()  # sudo: as above
        agreements = agreements.search(agreements._get_company_domain(lines.company_id))
        for line in lines:
            line.write(self._prepare_price_vals(line.order_id, agreements))

    def _ensure_office(self, *roles):
        """Refuse the caller unless he has one of `roles` and may see these records."""
        if self.env.su:
            return
        if not any(self.env.user.has_group(f"aftersales_service.group_{role}") for role in roles):
            raise AccessError(
                self.env._("Your role does not include this step. Ask your service-centre manager.")
            )
        self.check_access("read")

    # ------------------------------------------------------------------------
    # Deductions and corrections
    # ------------------------------------------------------------------------

    @api.model
    def _deduct(self, station, amount, reason, order=None):
        """Dock a station, with a reason that stands on its next statement (N3).

        :param amount: above zero, before tax
        :param order: the job it is for, if any; one of the station
        :raises UserError: without a reason, for an impossible amount, or a job of somebody else
        """
        self._ensure_office("accountant", "manager")
        station.check_access("read")
        amount = station.company_id.currency_id.round(self._check_amount(amount))
        if amount <= 0:
            raise UserError(self.env._("A deduction is more than zero: type what the station is docked."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say what the station is docked for: it stands on the statement."))
        if order and order.station_id != station:
            raise UserError(
                self.env._("Order %(name)s is no job of %(station)s.", name=order.name, station=station.name)
            )
        # sudo: guarded fields, role and values checked above
        return self.sudo().create(
            {
                "station_id": station.id,
                "company_id": station.company_id.id,
                "kind": "deduction",
                "order_id": order and order.id,
                "date": station.company_id._get_aftersales_today(),
                "amount": -amount,
                "reason_code": "deduction",
                "reason_values": {"text": reason.strip()},
            }
        )

    def _correct(self, amount, text):
        """Add the line that brings this one to `amount`, on the same statement (N3).

        :raises UserError: if the amount is the present one, or has the wrong sign for the kind of line
        """
        self.ensure_one()
        amount = self.currency_id.round(self._check_amount(amount))
        if (self.kind == "job" and amount < 0) or (self.kind not in ("job", "correction") and amount > 0):
            raise UserError(
                self.env._(
                    "%(name)s: a fee is not negative, a deduction not positive. Check the amount.",
                    name=self.display_name,
                )
            )
        corrections = self.correction_ids.filtered(lambda line: line.kind == "correction")
        difference = self.currency_id.round(amount - self.amount - sum(corrections.mapped("amount")))
        if not difference:
            raise UserError(
                self.env._(
                    "%(name)s has this amount already: give another one, or reject the objection.",
                    name=self.display_name,
                )
            )
        return self.create(
            {
                "station_id": self.station_id.id,
                "company_id": self.company_id.id,
                "kind": "correction",
                "order_id": self.order_id.id,
                "date": self.company_id._get_aftersales_today(),
                "amount": difference,
                "corrects_id": self.id,
                "statement_id": self.statement_id.id,
                "reason_code": "objection",
                "reason_values": {"text": text},
            }
        )

    @api.model
    def _check_amount(self, amount):
        """Return `amount` as a number that accounting can use; a remote call may give anything."""
        if not isinstance(amount, int | float) or not math.isfinite(amount) or abs(amount) >= 1e12:
            raise UserError(self.env._("“%(text)s” is not a figure we can use here.", text=amount))
        return amount
