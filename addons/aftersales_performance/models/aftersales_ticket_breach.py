from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const_ticket import BREACH_CAUSES, CLEARED_STATES, TICKET_CAUSES


class AftersalesTicketBreach(models.Model):
    """What somebody is held to account for by the ticket rules (D40, D41, D42, S24): once each.

    A record with the facts as evidence is proposed for it; people decide. The bonus of the ticket is lost
    until the record is not pursued or revoked.
    """

    _name = "aftersales.ticket.breach"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin"]
    _description = "Breach of the Ticket Rules"
    _order = "day desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    cause = fields.Selection(BREACH_CAUSES, required=True, readonly=True, index=True)
    day = fields.Date(required=True, readonly=True, index=True)
    facts = fields.Text(required=True, readonly=True)
    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    res_model = fields.Char(readonly=True, required=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", readonly=True, required=True
    )
    bonus_lost = fields.Boolean(string="Ticket Bonus Lost", compute="_compute_bonus_lost")
    record_id = fields.Many2one(
        "aftersales.conduct.record", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    record_state = fields.Selection(related="record_id.state", string="State of the Record")
    bonus_share = fields.Float(
        string="Of the Bonus at Most (%)", readonly=True, aggregator=None, help="Of a penalty (S24)."
    )

    _source_unique = models.UniqueIndex(
        "(cause, employee_id, res_model, res_id)", "This is held against the person already."
    )

    @api.depends("employee_id", "cause", "day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["cause"]._description_selection(self.env))
        for breach in self:
            breach.display_name = f"{breach.employee_id.name or ''} · {labels.get(breach.cause, '')}"

    @api.depends("cause", "record_id.state")
    def _compute_bonus_lost(self):
        for breach in self:
            cleared = breach.sudo().record_id.state in CLEARED_STATES  # sudo: whether it still holds
            breach.bonus_lost = breach.cause in TICKET_CAUSES and not cleared

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesTicketBreach, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def action_view_source(self):
        """Open the document that it is about."""
        self.ensure_one()
        self.check_access("read")
        source = self.env[self.res_model].browse(self.res_id).exists()
        if not source.has_access("read"):
            raise AccessError(self.env._("Your role does not show that document. The facts stand here."))
        return open_record(source)

    def action_view_record(self):
        """Open the record that was proposed."""
        self.ensure_one()
        self.check_access("read")
        if not self.record_id.has_access("read"):
            raise AccessError(self.env._("Your role does not show that record."))
        return open_record(self.record_id)

    # Proposals ----------------------------------------------------------------------

    @api.model
    def _hold(self, rows):
        """Keep breaches, each once, and propose the record that the rulebook of the day provides for.

        Called as superuser, whoever's step it was.

        :param rows: dicts with employee, company, cause, day, facts, source (a record); and, where it
            applies, order, article (name of a field of the policy, else the cause), amount, bonus_share
        :return: the new breaches
        """
        known = {
            (breach.cause, breach.employee_id, breach.res_model, breach.res_id)
            for breach in self.search([("res_id", "in", [row["source"].id for row in rows])])
        }
        fresh = {
            (row["cause"], row["employee"], row["source"]._name, row["source"].id): row
            for row in rows
            if row["employee"]
        }
        fresh = [row for key, row in fresh.items() if key not in known]
        breaches = self.create([self._prepare_vals(row) for row in fresh])
        proposals = [*map(self._prepare_proposal, fresh, self._find_articles(fresh))]
        records = self.env["aftersales.conduct.record"]
        records._propose_by_itself([vals for vals in proposals if vals])
        keys = [vals["proposal_key"] for vals in proposals if vals]
        by_key = {
            (record.company_id.id, record.proposal_key): record
            for record in records.search([("proposal_key", "in", keys)])
        }
        for breach, vals in zip(breaches, proposals, strict=True):
            breach.record_id = vals and by_key.get((vals["company_id"], vals["proposal_key"]))
        return breaches

    @api.model
    def _prepare_vals(self, row):
        return {
            "company_id": row["company"].id,
            "employee_id": row["employee"].id,
            "cause": row["cause"],
            "day": row["day"],
            "facts": row["facts"],
            "order_id": row["order"].id if row.get("order") else False,
            "res_model": row["source"]._name,
            "res_id": row["source"].id,
            "bonus_share": row.get("bonus_share", 0.0),
        }

    @api.model
    def _find_articles(self, rows):
        """Return the article for each row, empty where none in force provides for it."""
        places = [(row.get("article", row["cause"]), row["day"], row["company"]) for row in rows]
        policies, found = self.env["aftersales.ticket.policy"], {}
        for name, day, company in set(places):
            policy = policies._get_in_force(day, company)
            found[name, day, company] = policy._get_article(name, day, company)
        return [found[place] for place in places]

    @api.model
    def _prepare_proposal(self, row, article):
        """Return the values of the record, nothing without an article; late and lost are one of an order."""
        if not article:
            return None
        source = row.get("order") or row["source"]
        vals = {
            "employee_id": row["employee"].id,
            "company_id": row["company"].id,
            "article_id": article.id,
            "event_date": row["day"],
            "facts": row["facts"],
            "proposal_key": f"ticket,{article.number},{row['employee'].id},{source._name},{source.id}",
        }
        return {**vals, "amount": row["amount"]} if "amount" in row else vals

    # Scheduled ----------------------------------------------------------------------

    @api.model
    def _cron_find(self):
        """Find late vouchers, kept fees and late handovers, and pay for extra services: in slices."""
        # sudo: scheduled work over all companies
        breaches = self.sudo()
        for company in breaches.env["res.company"].search([("aftersales_ticket_from", "!=", False)]):
            clocks, collections = breaches.env["aftersales.clock"], breaches.env["aftersales.collection"]
            clocks._work_in_slices(breaches._get_late_domain(company), breaches._hold_late)
            collections._work_in_slices(breaches._get_fees_domain(company), breaches._hold_fees)
            shifts = breaches.env["aftersales.shift"]
            shifts._work_in_slices(shifts._get_late_domain(company), lambda found: found._hold_late())
            orders = breaches.env["aftersales.order"]
            orders._work_in_slices(
                orders._get_late_answer_domain(company), lambda found: found._hold_late_answers()
            )
            breaches.env["aftersales.extra.due"]._pay(company)

    @api.model
    def _get_unknown_domain(self, cause, model):
        """Return the domain of the records of `model` that are not held against anybody yet."""
        known = self._search([("cause", "=", cause), ("res_model", "=", model)])
        return Domain("id", "not in", known.subselect("res_id"))

    @api.model
    def _get_late_domain(self, company):
        return (
            Domain("company_id", "=", company.id)
            & Domain("kind", "=", "voucher")
            & Domain("state", "in", ("breached", "met_late"))
            & Domain("deadline", ">=", company.aftersales_ticket_from)
            & Domain("order_id.engineer_id", "!=", False)
            & self._get_unknown_domain("late", "aftersales.clock")
        )

    @api.model
    def _hold_late(self, clocks):
        self._hold(
            [
                {
                    "employee": clock.order_id.engineer_id,
                    "company": clock.company_id,
                    "cause": "late",
                    "day": clock.company_id._get_aftersales_date(clock.deadline),
                    "order": clock.order_id,
                    "source": clock,
                    "facts": self.env._(
                        "The voucher of order %(order)s was due back on %(deadline)s and was not there then.",
                        order=clock.order_id.name,
                        deadline=format_datetime(
                            self.env, clock.deadline, tz=clock.company_id.resource_calendar_id.tz or "UTC"
                        ),
                    ),
                }
                for clock in clocks
            ]
        )

    @api.model
    def _get_fees_domain(self, company):
        today = company._get_aftersales_today()
        policy = self.env["aftersales.ticket.policy"]._get_in_force(today, company)
        if not policy:
            return Domain.FALSE
        limit = fields.Date.subtract(today, days=policy.fees_days)
        return (
            Domain("company_id", "=", company.id)
            & Domain("due_on", ">=", company.aftersales_ticket_from)
            & (
                Domain("state", "=", "with_engineer") & Domain("due_on", "<=", limit)
                | Domain("days_late", ">=", policy.fees_days)
            )
            & self._get_unknown_domain("fees", "aftersales.collection")
        )

    @api.model
    def _hold_fees(self, collections):
        self._hold(
            [
                {
                    "employee": collection.employee_id,
                    "company": collection.company_id,
                    "cause": "fees",
                    "day": collection.due_on,
                    "source": collection,
                    "facts": self.env._(
                        "%(amount)s of collection %(name)s for order %(order)s, collected on %(date)s, was "
                        "to be handed in by %(due)s and was not.",
                        amount=collection.currency_id.format(collection.amount),
                        name=collection.name,
                        order=collection.order_id.name,
                        date=format_date(self.env, collection.date),
                        due=format_date(self.env, collection.due_on),
                    ),
                }
                for collection in collections
            ]
        )
