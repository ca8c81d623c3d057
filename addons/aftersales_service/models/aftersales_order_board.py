from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import BUSY_STATES, UNDISPATCHED_STATES
from ..tools.working_time import ONE_DAY

#: More days or more waiting jobs than people can look at are not sent.
LONGEST = timedelta(days=31)
MOST_WAITING = 500


class AftersalesOrder(models.Model):
    """What the dispatch board shows, and what a card dropped on it does (S3).

    Moments go to the browser and come back as the host writes them: naive UTC.
    """

    _inherit = "aftersales.order"

    @api.model
    def get_board(self, start=None, end=None):
        """Return engineers, their jobs between two moments and the jobs that wait for an engineer.

        :param start, end: naive UTC, at most a month apart
        :return: dict of "engineers", "jobs", "waiting" (lists of dicts), "waiting_count", "territories",
            "categories" and "minutes" (the usual length of a job); the number of queries depends on
            none of them
        :raises AccessError: unless the caller is a dispatcher
        """
        self._ensure_role("dispatcher")
        low, high = self._parse_span(start, end)
        people = self.env["aftersales.dispatch"]._get_engineers(self.env.companies)
        jobs = self.search(
            Domain("planned_start", "<", high)
            & Domain("planned_end", ">", low)
            & Domain("state", "not in", (*UNDISPATCHED_STATES, "cancelled"))
            & (Domain("engineer_id", "in", people.ids) | Domain("worker_ids", "in", people.ids)),
            order="planned_start, id",
        )
        waiting_domain = (
            Domain("state", "=", "registered")
            & Domain("engineer_id", "=", False)
            & Domain("station_id", "=", False)
            & Domain("company_id", "in", self.env.companies.ids)
        )
        waiting = self.search(
            waiting_domain,
            order="carried_over desc, priority desc, next_deadline, request_date, id",
            limit=MOST_WAITING,
        )
        orders = jobs | waiting
        categories = orders.product_id.categ_id
        territories = self.env["aftersales.territory"].search([("active", "=", True)])
        return {
            "engineers": self._get_board_engineers(people, jobs, low, high),
            "jobs": [order._prepare_board_job() for order in jobs],
            "waiting": [order._prepare_board_job() for order in waiting],
            "waiting_count": self.search_count(waiting_domain),
            "territories": [{"id": each.id, "name": each.name} for each in territories],
            "categories": [{"id": each.id, "name": each.name} for each in categories],
            "minutes": self.env["aftersales.dispatch"]._get_policy(self.env.company).default_minutes,
        }

    @api.model
    def _parse_span(self, start, end):
        low, high = self._parse_moment(start), self._parse_moment(end)
        if not timedelta() < high - low <= LONGEST:
            raise UserError(self.env._("The board shows at most a month: choose a shorter time."))
        return low, high

    @api.model
    def _parse_moment(self, text):
        try:
            return fields.Datetime.to_datetime(text).replace(tzinfo=None)
        except (AttributeError, TypeError, ValueError) as error:
            raise UserError(self.env._("The times of the board are not understood: reload it.")) from error

    @api.model
    def _get_board_engineers(self, people, jobs, low, high):
        dispatch = self.env["aftersales.dispatch"]
        hours = dispatch._get_hours(people, low, high)
        skills, homes = dispatch._get_skills(people), dispatch._get_homes(people)
        # sudo: names of territories
        territories = (
            self.env["aftersales.territory"].sudo().browse({each for ids in homes.values() for each in ids})
        )
        names = {each.id: each.name for each in territories}
        planned = dict.fromkeys(people.ids, 0)
        for job in jobs:
            minutes = (min(job.planned_end, high) - max(job.planned_start, low)).total_seconds() // 60
            for person in job.engineer_id | job.worker_ids:
                if person.id in planned:
                    planned[person.id] += int(minutes)
        rows = []
        for person in people:
            calendar, leaves = hours[person.id]
            rows.append(
                {
                    "id": person.id,
                    "name": person.name,
                    "skills": skills[person.id].mapped("display_name"),
                    "categories": skills[person.id].product_categ_id.ids,
                    "territories": homes[person.id],
                    "territory": " · ".join(names[home] for home in homes[person.id]),
                    "planned": planned[person.id],
                    "capacity": dispatch._get_capacity(calendar, leaves, low, high),
                    "leaves": [
                        [fields.Datetime.to_string(each.replace(tzinfo=None)) for each in leave]
                        for leave in leaves
                    ],
                }
            )
        return rows

    def _prepare_board_job(self):
        """Return a card of the board; extension seam."""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "customer": self.partner_id.name,
            "address": self.address or "",
            "product": self.product_id.name or "",
            "category": self.product_id.categ_id.id,
            "fault": self.fault,
            "state": self.state,
            "priority": self.priority,
            "severity": self.severity,
            "territory": self.territory_id.id,
            "territory_name": self.territory_id.name or "",
            "engineer": self.engineer_id.id,
            "workers": self.worker_ids.ids,
            "start": fields.Datetime.to_string(self.planned_start),
            "end": fields.Datetime.to_string(self.planned_end),
            "minutes": self.planned_minutes,
            "deadline": fields.Datetime.to_string(self.next_deadline),
            "time_left": self.time_left,
            "deadline_state": self.deadline_state,
            "carried_over": self.carried_over,
            "movable": self.state in BUSY_STATES or self.state == "registered",
            "returnable": self.state == "assessment",
        }

    def move_on_board(self, engineer_id=False, start=False, end=False, expected_id=False, confirmed=False):
        """Give one job to an engineer for a time, or hand it back: a card was dropped on the board.

        :param engineer_id: id of the employee; false hands the job back to the waiting ones
        :param start: naive UTC
        :param end: naive UTC; false: `start` is a day, and the engineer's first free time of it counts
        :param expected_id: the engineer the dispatcher saw on the card
        :param confirmed: he has read what speaks against it
        :return: dict of "done", "warnings" (sentences) and, where he has to confirm first, "question"
        :raises UserError: where it is refused in any case
        """
        self.ensure_one()
        self._ensure_role("dispatcher")
        employees = self.env["hr.employee"]
        if not all(isinstance(each, int) for each in (engineer_id, expected_id)):
            raise UserError(self.env._("Choose an engineer."))
        expected = employees.browse(expected_id or [])
        if not engineer_id:
            self._lock()
            self._ensure_dispatchable(expected, self.station_id)
            self.action_hand_back()
            return {"done": True, "warnings": []}
        engineer = employees.browse(engineer_id).exists()
        if end:
            low, high = self._parse_span(start, end)
        else:
            low, high = self._find_time_on(engineer, start)
        workers = self.worker_ids - engineer
        people = engineer | workers
        dispatch = self.env["aftersales.dispatch"]
        conflicts = [] if confirmed else dispatch._find_conflicts(self, people, low, high)
        rules = {rule for rule, _sentence in conflicts}
        if "confirm" in rules and "refuse" not in rules:
            question = "\n".join(sentence for _rule, sentence in conflicts)
            return {"done": False, "warnings": [], "question": question}
        warnings = self._assign(engineer, low, high, expected, self.station_id, workers, bool(confirmed))
        return {"done": True, "warnings": [] if confirmed else warnings}

    def _find_time_on(self, engineer, start):
        """Return the engineer's first free time of the day that begins at `start`, or its beginning."""
        low = self._parse_moment(start)
        high, minutes = low + ONE_DAY, self._get_length()
        begin = self.env["aftersales.dispatch"]._find_gap(engineer, minutes, low, high, self)
        if not begin:
            raise UserError(
                self.env._(
                    "%(engineer)s has no free time left for order %(name)s on that day: choose another day, "
                    "or an hour in the view of the day.",
                    engineer=engineer.name,
                    name=self.name,
                )
            )
        return begin, begin + timedelta(minutes=minutes)

    def _get_length(self):
        """Return the minutes a job keeps when it is moved: those planned now, else the usual ones."""
        if self.planned_start and self.planned_end:
            return int((self.planned_end - self.planned_start).total_seconds()) // 60
        return self._get_planned_minutes()
