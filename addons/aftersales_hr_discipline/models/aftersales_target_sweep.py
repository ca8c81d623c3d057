from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..tools.target import MONTHS, Score, find_fired, find_held, to_units


class AftersalesTarget(models.Model):
    """The sweep: measures, then proposes what the articles say, once for each rule, person and period."""

    _inherit = "aftersales.target"

    @api.model
    def _cron_propose(self):
        """Measure what is watched, and propose records from what is final."""
        # sudo: scheduled work over all companies
        targets = self.sudo()
        for company in targets.env["res.company"].search([("active", "=", True)]):
            targets._work_in_slices(targets._get_watched_domain(company), lambda found: found._measure())
            targets._work_in_slices(
                targets._get_final_domain(company) & Domain("to_judge", "=", True),
                lambda found: found._judge(),
            )

    @api.model
    def _get_final_domain(self, company):
        """Targets of `company` whose figures are final: confirmed by hand, or some days after the period."""
        today = company._get_aftersales_today()
        policy = self.env["aftersales.conduct.policy"]._get_in_force(today, company)
        last = fields.Date.subtract(today, days=policy.target_grace_days)
        return (
            Domain("company_id", "=", company.id)
            & Domain("date_to", "<", today)
            & (Domain("source", "!=", "hand") & Domain("date_to", "<", last) | Domain("final", "=", True))
        )

    def _judge(self):
        """Propose what these targets have come to, and mark proposals whose facts no longer hold."""
        if not self:
            return
        articles = self._get_articles()
        ready = self.filtered(lambda target: articles[target])
        histories = ready._get_histories()
        fired, held = {}, {}
        for target in ready:
            bands = articles[target]._get_bands()
            fired[target] = find_fired(bands, histories[target][0])
            held[target] = find_held(bands, histories[target][0])
        records = self.env["aftersales.conduct.record"]
        known = ready._get_streaks()
        rows = [
            target._prepare_proposal(article, histories[target])
            for target in ready.sorted("date_from")
            for article in fired[target]
            if not target._is_used(article, known)
        ]
        records._propose_by_itself(rows)
        for target in ready:
            numbers = {article.number for article in held[target]}
            for record in target.record_ids:
                record._mark_doubt(record.article_id.number not in numbers)
        ready.write({"to_judge": False})

    def _get_histories(self):
        """Return (scores, targets) of each target's row of periods up to its own, oldest first; one query."""
        found = self.browse()
        for company, targets in self.grouped("company_id").items():
            found |= self.search(
                self._get_final_domain(company)
                & Domain("employee_id", "in", targets.employee_id.ids)
                & Domain("metric", "in", list(set(targets.mapped("metric"))))
                & Domain("period", "in", list(set(targets.mapped("period")))),
                order="date_from",
            )
        rows = defaultdict(list)
        for target in found.sorted("date_from"):
            rows[self._get_row(target)].append(target)
        histories = {}
        for target in self:
            past = [one for one in rows[self._get_row(target)] if one.date_from <= target.date_from]
            histories[target] = [one._get_score() for one in past], past
        return histories

    def _get_score(self):
        self.ensure_one()
        return Score(
            self.date_from,
            self.date_to,
            to_units(self.achieved, self.metric),
            to_units(self.required, self.metric),
        )

    def _get_streaks(self):
        """Return the last periods of proposals for several in a row, by person and article number."""
        found = self.env["aftersales.conduct.record"].search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("target_id", "!=", False),
                ("article_id.target_streak", ">", 1),
            ]
        )
        ends = defaultdict(list)
        for record in found:
            ends[record.company_id, record.employee_id, record.article_id.number].append(record.target_id)
        return ends

    def _is_used(self, article, known):
        """Tell whether one of the periods in a row belongs to another proposal already."""
        self.ensure_one()
        months = MONTHS[self.period] * article.target_streak
        first = fields.Date.subtract(self.date_from, months=months)
        last = fields.Date.add(self.date_from, months=months)
        ends = known[self.company_id, self.employee_id, article.number]
        return any(target != self and first < target.date_from < last for target in ends)

    # Words --------------------------------------------------------------------------

    def _prepare_proposal(self, article, history):
        """Return the row of a proposal by `article`, with its facts in words."""
        self.ensure_one()
        past = history[1][-article.target_streak :]
        return {
            "employee_id": self.employee_id.id,
            "company_id": self.company_id.id,
            "article_id": article.id,
            "event_date": self.date_to,
            "target_id": self.id,
            "proposal_key": f"{article.number},{self.employee_id.id},{self.period},{self.date_from}",
            "facts": "\n".join(target._describe() for target in past),
        }

    def _describe(self):
        """Return the figures in words."""
        self.ensure_one()
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("metric", "source", "period")
        }
        shown = {
            name: formatLang(self.env, self[name], digits=2)
            for name in ("amount", "required", "achieved", "rate")
        }
        return self.env._(
            "%(name)s (%(start)s to %(end)s): target %(amount)s, for %(present)s of %(days)s days "
            "%(required)s; reached %(achieved)s, that is %(rate)s %%. Source: %(origin)s.",
            name=f"{labels['metric'][self.metric]} {self.period_name}",
            start=format_date(self.env, self.date_from),
            end=format_date(self.env, self.date_to),
            present=self.present,
            days=self.days,
            origin=labels["source"][self.source],
            **shown,
        )
