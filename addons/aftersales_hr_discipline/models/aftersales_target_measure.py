from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..tools.target import UNITS, Score, find_leave_days, get_rate, prorate, to_units


class AftersalesTarget(models.Model):
    """Figures of a target: what is required of the days counted, and what its source says was reached.

    **Sources are the extension point.** An addon adds one with `selection_add` on `source`, its metric to
    `_get_source_metrics`, and two methods. `_measure_<source>(self)`: called with targets of that source,
    as superuser, it returns a dict of what was reached by target (in the company's currency, or hours),
    with as many queries for one as for hundreds. What it leaves out was not reached at all.
    `_get_<source>_rows(self)`: returns (model, domain) of what one target was measured from.
    """

    _inherit = "aftersales.target"

    def _measure(self, changed=None):
        """Write what these targets come to; those that changed, and `changed`, are judged again."""
        targets = self.sudo()  # sudo: contracts, leave and sources are read for everybody alike
        reached = targets._get_reached()
        leave = targets._get_leave_days()
        bands = targets._get_bands()
        changed = changed or targets.browse()
        for target in targets:
            quota = target._get_quota(leave[target])
            achieved = reached[target]
            score = Score(target.date_from, target.date_to, to_units(achieved, target.metric), quota.required)
            vals = {
                "achieved": achieved,
                "days": quota.days,
                "present": quota.present,
                "required": quota.required / UNITS[target.metric],
                "rate": float(get_rate(score.achieved, score.required)),
                "standing": target._get_standing(score, bands[target]),
            }
            differing = {name for name, value in vals.items() if target._is_different(name, value)}
            if differing:
                target.with_context(tracking_disable=True).write(vals)
            if differing & {"achieved", "required"} or not target.measured_on:
                changed |= target
        changed.write({"to_judge": True})
        changed._mark_following()
        for company, found in targets.grouped("company_id").items():
            found.write({"measured_on": company._get_aftersales_today()})

    def _is_different(self, name, value):
        """Compare as the column keeps it."""
        digits = self._fields[name].get_digits(self.env) if self._fields[name].type == "float" else None
        return round(self[name] - value, digits[1]) if digits else self[name] != value

    def _get_reached(self):
        reached = dict.fromkeys(self, 0.0)
        for source, targets in self.grouped("source").items():
            reached |= getattr(targets, f"_measure_{source}")()
        return reached

    def _measure_hand(self):
        """What was entered stays."""
        return {target: target.achieved for target in self}

    @api.model
    def _get_source_metrics(self):
        """Return what each source measures, where it measures one thing only. To be extended."""
        return {}

    @api.constrains("source", "metric")
    def _check_source(self):
        metrics = self._get_source_metrics()
        for target in self:
            if metrics.get(target.source, target.metric) != target.metric:
                labels = {
                    name: dict(self._fields[name]._description_selection(self.env))
                    for name in ("source", "metric")
                }
                raise ValidationError(
                    self.env._(
                        "“%(origin)s” does not measure “%(metric)s”: choose another source.",
                        origin=labels["source"][target.source],
                        metric=labels["metric"][target.metric],
                    )
                )

    def action_view_source(self):
        """List what this target was measured from."""
        self.ensure_one()
        self.check_access("read")
        if self.source == "hand":
            raise UserError(
                self.env._("The figures of target %(name)s were entered by hand.", name=self._get_title())
            )
        model, domain = getattr(self, f"_get_{self.source}_rows")()
        if not self.env[model].has_access("read"):
            raise AccessError(
                self.env._("Your role does not show what this target was measured from. Ask your HR manager.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": domain,
        }

    # Proration ----------------------------------------------------------------------

    def _get_quota(self, leave):
        """Return what is required for the days of the contracts without those of leave."""
        self.ensure_one()
        hired, left = self.employee_id._get_conduct_employment()
        gaps = self.employee_id._get_conduct_gaps()
        return prorate(
            to_units(self.amount, self.metric),
            self.date_from,
            self.date_to,
            hired=hired,
            left=left,
            leave=leave | gaps,
        )

    def _get_leave_days(self):
        """Return the days of leave of each target's person in its period; one query for all."""
        if not self:
            return {}
        first, last = min(self.mapped("date_from")), max(self.mapped("date_to"))
        stretches = self.employee_id._get_conduct_leave(first, last)
        policies, days = self.env["aftersales.conduct.policy"], {}
        for target in self:
            policy = policies._get_in_force(target.date_to, target.company_id)
            days[target] = find_leave_days(stretches[target.employee_id], policy.leave_hours)
        return days

    # Limits -------------------------------------------------------------------------

    def _get_articles(self):
        """Return the articles of the rulebook in force at the end of each period, by target."""
        books, articles = {}, {}
        for target in self:
            place = target.date_to, target.company_id
            if place not in books:
                books[place] = self.env["aftersales.conduct.rulebook"]._get_in_force(*place)
            articles[target] = books[place].article_ids.filtered(
                lambda article, target=target: (
                    article.trigger == target.metric and article.target_period == target.period
                )
            )
        return articles

    def _get_bands(self):
        return {target: articles._get_bands() for target, articles in self._get_articles().items()}

    def _get_standing(self, score, bands):
        """Say whether `score` meets the target, or, the period being over, lies in the band of a measure."""
        if score.required <= 0:
            return "none"
        if score.achieved >= score.required:
            return "met"
        over = score.end < self.company_id._get_aftersales_today()
        low = over and any(not band.key.is_reward and band.holds(score) for band in bands)
        return "low" if low else "open"

    # Scheduled work -----------------------------------------------------------------

    @api.model
    def _get_watched_domain(self, company):
        """Targets of `company` that run or ended not long ago and were not measured today."""
        today = company._get_aftersales_today()
        policy = self.env["aftersales.conduct.policy"]._get_in_force(today, company)
        first = fields.Date.subtract(today, days=policy.target_watch_days)
        return (
            Domain("company_id", "=", company.id)
            & Domain("date_from", "<=", today)
            & Domain("date_to", ">=", first)
            & (Domain("measured_on", "=", False) | Domain("measured_on", "<", today))
        )
