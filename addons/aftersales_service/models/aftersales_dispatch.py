from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.tools.i18n import format_list

from ..const import BUSY_STATES, STATION_SKILL, UNDISPATCHED_STATES
from ..tools import dispatch
from ..tools.working_time import ONE_DAY, measure_working_time, naive, without


class AftersalesDispatch(models.AbstractModel):
    """What is known about the engineers on a day, mapped to the engine `tools/dispatch.py` (S3).

    Every method reads for all engineers at once; the number of queries does not depend on how many
    there are. Plans and leaves are read as superuser: a dispatcher is no HR user.
    """

    _name = "aftersales.dispatch"
    _description = "Plans of the Engineers"

    @api.model
    def _get_engineers(self, companies):
        """Return the service engineers of `companies`, as superuser."""
        return (
            self.env["hr.employee"]
            .sudo()  # sudo: private profiles, only name and working hours are used
            .search(
                [("aftersales_engineer", "=", True), ("company_id", "in", companies.ids)], order="name, id"
            )
        )

    @api.model
    def _get_policy(self, company):
        """Return the dispatch policy in force today, as superuser."""
        return self.env["aftersales.dispatch.policy"]._get_current(company)

    @api.model
    def _lock_people(self, people):
        """Take the plans of these engineers for the rest of the transaction.

        Two dispatchers may give different orders to one engineer at the same moment. The update that
        changes nothing makes the later transaction read the plan again instead of an old picture of it.

        :raises UserError: if somebody else is at it in this very moment
        """
        try:
            # sudo: nothing is read or changed
            people.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is planning the day of %(names)s at this moment. Try again.",
                    names=format_list(self.env, people.mapped("name")),
                )
            ) from error
        self.env.cr.execute(
            "UPDATE hr_employee SET write_date = write_date WHERE id IN %s", [tuple(people.ids)]
        )

    # ------------------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------------------

    @api.model
    def _get_plans(self, people, low, high, without_orders=None):
        """Return engineer → orders planned for him, or with him, between two moments; two queries."""
        domain = (
            Domain("planned_start", "<", high)
            & Domain("planned_end", ">", low)
            & Domain("state", "not in", (*UNDISPATCHED_STATES, "cancelled"))
            & (Domain("engineer_id", "in", people.ids) | Domain("worker_ids", "in", people.ids))
        )
        if without_orders:
            domain &= Domain("id", "not in", without_orders.ids)
        # sudo: whose time is taken, whoever asks
        orders = self.env["aftersales.order"].sudo().search(domain, order="planned_start, id")
        plans = {person.id: [] for person in people}
        for order in orders:
            for person in order.engineer_id | order.worker_ids:
                if person.id in plans:
                    plans[person.id].append(order)
        return plans

    @api.model
    def _get_hours(self, people, low, high):
        """Return engineer id → (calendar of the engine, leaves as pairs of aware moments).

        :param low, high: naive UTC; leaves that touch this time are returned
        """
        people = people.sudo()  # sudo: working hours and times of leave, not why
        host_calendars = {
            person.id: person.resource_calendar_id or person.company_id.resource_calendar_id
            for person in people
        }
        calendars = self.env["resource.calendar"].union(*host_calendars.values())._get_aftersales_calendars()
        leaves = people.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "in", people.resource_id.ids),
                ("time_type", "=", "leave"),
                ("date_from", "<", high),
                ("date_to", ">", low),
            ]
        )
        by_resource = leaves.grouped("resource_id")
        return {
            person.id: (
                calendars[host_calendars[person.id].with_env(self.env)],
                [
                    (_aware(leave.date_from), _aware(leave.date_to))
                    for leave in by_resource.get(person.resource_id, ())
                ],
            )
            for person in people
        }

    @api.model
    def _get_day(self, calendar, moment):
        """Return start and end (naive UTC) of the day of `moment` by the clock of `calendar`."""
        day = calendar.get_day(_aware(moment))
        return naive(calendar.get_moment(day, 0)), naive(calendar.get_moment(day + ONE_DAY, 0))

    @api.model
    def _get_capacity(self, calendar, leaves, low, high):
        """Return the minutes that somebody works between two moments, leaves taken off."""
        spans = without([(_aware(low), _aware(high))], leaves)
        worked = sum((measure_working_time(calendar, *span) for span in spans), timedelta())
        return int(worked.total_seconds()) // 60

    @api.model
    def _get_candidates(self, people, order, start, end, others=None):
        """Return what the engine wants to know about `people` for a job of that time.

        :param order: the job; with several orders at one time, the first of them
        :param others: orders that move together with it and are in nobody's way
        :return: list of `dispatch.Candidate` in the order of `people`
        """
        # a day is never longer than what is read here, whatever the time zone
        plans = self._get_plans(people, start - ONE_DAY, end + ONE_DAY, (others or order) | order)
        hours = self._get_hours(people, start - ONE_DAY, end + ONE_DAY)
        skills = self._get_skills(people)
        homes = self._get_homes(people)
        travel = self._get_travel_minutes(order)
        declined = order.sudo().decline_ids.employee_id  # sudo: who declined, no content
        last = order._get_last_engineer()
        wished = order.partner_id.aftersales_engineer_id
        wished |= order.partner_id.commercial_partner_id.aftersales_engineer_id
        candidates = []
        for person in people:
            calendar, leaves = hours[person.id]
            low, high = self._get_day(calendar, start)
            plan = plans[person.id]
            before = [job for job in plan if low <= job.planned_start < start and job.territory_id]
            candidates.append(
                dispatch.Candidate(
                    key=("engineer", person.id),
                    skill=skills[person.id]._get_level(order.product_id),
                    home=order.territory_id.id in homes[person.id],
                    planned=_get_minutes(plan, low, high),
                    capacity=self._get_capacity(calendar, leaves, low, high),
                    travel=travel(before[-1].territory_id.ids if before else homes[person.id]),
                    preferred=person in wished,
                    was_there=person in last,
                    absent=any(begin < _aware(end) and _aware(start) < finish for begin, finish in leaves),
                    overlaps=tuple(
                        job.name
                        for job in plan
                        if job.state in BUSY_STATES and job.planned_start < end and job.planned_end > start
                    ),
                    declined=person in declined,
                )
            )
        return candidates

    @api.model
    def _get_station_candidates(self, order, start, end):
        """Return the stations that can take the job, as the engine takes them (N1)."""
        stations = self.env["aftersales.station"].sudo()  # sudo: names and hours of stations
        stations = stations.search([("company_id", "=", order.company_id.id), ("state", "=", "active")])
        if not stations:
            return []
        territories = stations.env["aftersales.territory"].search([("station_ids", "in", stations.ids)])
        travel = self._get_travel_minutes(order)
        host = {each: each.calendar_id or each.company_id.resource_calendar_id for each in stations}
        calendars = self.env["resource.calendar"].union(*host.values())._get_aftersales_calendars()
        jobs = stations.env["aftersales.order"].search(
            [
                ("station_id", "in", stations.ids),
                ("planned_start", "<", end + ONE_DAY),
                ("planned_end", ">", start - ONE_DAY),
                ("state", "!=", "cancelled"),
                ("id", "!=", order._origin.id),
            ]
        )
        planned = jobs.grouped("station_id")
        candidates = []
        for station in stations:
            calendar = calendars[host[station].with_env(self.env)]
            low, high = self._get_day(calendar, start)
            homes = territories.filtered(lambda each, station=station: station in each.station_ids).ids
            served = station.product_categ_ids
            ranks = [category._get_aftersales_rank(order.product_id) for category in served]
            candidates.append(
                dispatch.Candidate(
                    key=("station", station.id),
                    skill=STATION_SKILL if not served or max(ranks) > 0 else 0,
                    home=order.territory_id.id in homes,
                    planned=_get_minutes(planned.get(station, ()), low, high),
                    capacity=self._get_capacity(calendar, [], low, high),
                    travel=travel(homes),
                    plans_itself=True,
                )
            )
        return candidates

    @api.model
    def _get_skills(self, people):
        """Return engineer id → skills; one query."""
        # sudo: not personal data: what the dispatch works with
        skills = self.env["aftersales.skill"].sudo().search([("employee_id", "in", people.ids)])
        grouped = skills.grouped(lambda skill: skill.employee_id.id)
        return {person.id: grouped.get(person.id, skills.browse()) for person in people}

    @api.model
    def _get_homes(self, people):
        """Return engineer id → ids of his home territories; two queries."""
        # sudo: as the skills
        territories = self.env["aftersales.territory"].sudo().search([("employee_ids", "in", people.ids)])
        homes = {person.id: [] for person in people}
        for territory in territories:
            for person in territory.employee_ids:
                if person.id in homes:
                    homes[person.id].append(territory.id)
        return homes

    @api.model
    def _get_travel_minutes(self, order):
        """Return a function: ids of territories where somebody may be → minutes to the order."""
        known = self.env["aftersales.territory"].sudo()._get_travel()  # sudo: policy, no secret
        otherwise = self._get_policy(order.company_id).default_travel
        here = order.territory_id.id
        return lambda sources: min(
            (known.get((each, here), otherwise) for each in sources), default=otherwise
        )

    # ------------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------------

    @api.model
    def _rank(self, order, start, end):
        """Return every engineer and station for an order at that time, the best first, in words.

        :return: list of dicts: kind ("engineer" or "station"), id, name, total, terms (label, points,
            words), objections (sentences)
        """
        policy = self._get_policy(order.company_id)._to_engine()
        people = self._get_engineers(order.company_id)
        candidates = self._get_candidates(people, order, start, end)
        candidates += self._get_station_candidates(order, start, end)
        minutes = int((end - start).total_seconds()) // 60
        is_repeat = bool(order._get_last_engineer())
        names = {("engineer", person.id): person.name for person in people}
        labels = self.env["aftersales.dispatch.policy"].fields_get(
            [f"weight_{term}" for term in dispatch.TERMS], ["string"]
        )
        rows = []
        for rating in dispatch.rank(candidates, policy, minutes, is_repeat):
            kind, key = candidate_key = rating.candidate.key
            # sudo: names of stations
            name = names.get(candidate_key) or self.env["aftersales.station"].sudo().browse(key).name
            rows.append(
                {
                    "kind": kind,
                    "id": key,
                    "name": name,
                    "total": float(rating.total),
                    "terms": [
                        {
                            "label": labels[f"weight_{term}"]["string"],
                            "points": float(points),
                            "words": self._render_term(term, rating.candidate, policy, is_repeat),
                        }
                        for term, points in rating.terms.items()
                    ],
                    "objections": [
                        self._render_objection(objection, rating.candidate, policy, name, minutes)
                        for objection in rating.objections
                    ],
                }
            )
        return rows

    @api.model
    def _find_conflicts(self, orders, people, start, end):
        """Return what speaks against giving `orders` to `people` at that time (S3).

        :return: list of (rule of the policy, sentence)
        """
        first = orders[:1]
        policy = self._get_policy(first.company_id)
        engine_policy = policy._to_engine()
        minutes = int((end - start).total_seconds()) // 60
        conflicts = []
        for person, candidate in zip(
            people, self._get_candidates(people, first, start, end, orders), strict=True
        ):
            for objection in dispatch.find_objections(candidate, engine_policy, minutes):
                sentence = self._render_objection(objection, candidate, engine_policy, person.name, minutes)
                conflicts.append((policy._get_rule(objection), sentence))
        return conflicts

    @api.model
    def _find_gap(self, person, minutes, low, high, order=None):
        """Return the first free time of `person` between two moments, not before now; else None."""
        calendar, leaves = self._get_hours(person, low, high)[person.id]
        busy = [
            (_aware(job.planned_start), _aware(job.planned_end))
            for job in self._get_plans(person, low, high, order)[person.id]
        ]
        day, last = calendar.get_day(_aware(low)), calendar.get_day(_aware(high) - timedelta(seconds=1))
        windows = []
        while day <= last:
            windows += without(calendar.get_windows(day), leaves)
            day += ONE_DAY
        now = fields.Datetime.now().replace(second=0, tzinfo=timezone.utc)
        start = dispatch.find_gap(windows, busy, timedelta(minutes=minutes), max(_aware(low), now))
        return naive(start) if start and start < _aware(high) else None

    # ------------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------------

    @api.model
    def _format_minutes(self, minutes):
        hours, rest = divmod(minutes, 60)
        return f"{hours}:{rest:02}"

    @api.model
    def _render_objection(self, objection, candidate, policy, name, minutes):
        """Return the sentence for an objection of the engine."""
        sentences = {
            dispatch.ABSENT: lambda: self.env._("%(name)s is on leave at that time.", name=name),
            dispatch.OVERLAP: lambda: self.env._(
                "%(name)s has another job at that time: %(orders)s.",
                name=name,
                orders=format_list(self.env, list(candidate.overlaps)),
            ),
            dispatch.OVERLOAD: lambda: self.env._(
                "The day of %(name)s becomes too full: %(planned)s planned, %(limit)s possible.",
                name=name,
                planned=self._format_minutes(candidate.planned + minutes),
                limit=self._format_minutes(dispatch.get_limit(candidate, policy)),
            ),
            dispatch.DECLINED: lambda: self.env._("%(name)s has declined this job.", name=name),
            dispatch.UNSKILLED: lambda: self.env._("%(name)s has no skill for this product.", name=name),
        }
        return sentences[objection]()

    @api.model
    def _render_term(self, term, candidate, policy, is_repeat):
        """Return in words what a term of the score stands on."""
        levels = dict(self.env["aftersales.skill"]._fields["level"]._description_selection(self.env))
        sentences = {
            dispatch.SKILL: lambda: (
                levels[str(candidate.skill)] if candidate.skill else self.env._("No skill recorded")
            ),
            dispatch.AREA: lambda: (
                self.env._("Home territory") if candidate.home else self.env._("Not the home territory")
            ),
            dispatch.LOAD: lambda: self.env._(
                "%(planned)s of %(limit)s planned",
                planned=self._format_minutes(candidate.planned),
                limit=self._format_minutes(dispatch.get_limit(candidate, policy)),
            ),
            dispatch.TRAVEL: lambda: self.env._("About %(minutes)s min away", minutes=candidate.travel),
            dispatch.PREFERENCE: lambda: (
                self.env._("The customer's wish") if candidate.preferred else self.env._("No wish")
            ),
            dispatch.REPEAT: lambda: (
                self.env._("Did the last job on this unit")
                if candidate.was_there
                else self.env._("Was not there last time")
                if is_repeat
                else self.env._("No repeat job")
            ),
        }
        return sentences[term]()


def _aware(moment):
    return moment.replace(tzinfo=timezone.utc)


def _get_minutes(orders, low, high):
    """Return the minutes that `orders` take between two moments."""
    taken = (min(order.planned_end, high) - max(order.planned_start, low) for order in orders)
    return sum(max(int(each.total_seconds()) // 60, 0) for each in taken)
