from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_time

from odoo.addons.aftersales_service.const import BUSY_STATES, SETTLED_STATES, UNDISPATCHED_STATES

#: States in which an order waits for its owner at a desk.
DESK_STATES = (*UNDISPATCHED_STATES, "follow_up")
#: People and missed deadlines that a wall has room for; the figures above are those of all.
ROWS = 20
MISSED_ROWS = 12

#: Figures of a person: jobs, visits today and how many of them are done, deadlines of today, missed ones.
FIGURES = ("open", "visits", "done", "due", "missed")

MANAGERS = ("aftersales_service.group_manager", "aftersales_performance.group_manager")


class AftersalesTeamWall(models.AbstractModel):
    """The screen on the wall of a team (S9, S20): who has how much today, what is late, what customers say.

    A manager sees everybody, a leader the people below and in the departments led. Every number is the
    count of a domain, read with the rights of the reader, and a click opens the records of that domain. The
    number of queries does not depend on how many people and orders there are.
    """

    _name = "aftersales.team.wall"
    _inherit = ["aftersales.dashboard"]
    _description = "Team Wall"

    @api.model
    def get_data(self):
        """Return what the screen shows, as plain values, for the companies chosen.

        :raises AccessError: for whoever does not read all orders, or leads nobody
        """
        self = self.with_context(tz=self.env.company.resource_calendar_id.tz or self.env.user.tz or "UTC")
        led = self._get_led()
        domains = self._get_domains(led)
        load = self._get_load(domains, led)
        missed = self._get_missed(domains["missed"])
        late = sum(row["missed"] for row in load.values())
        return {
            "day": self._format_day("MMMMEEEEd", self._get_today()),
            "time": self.env._(
                "As of %(time)s", time=format_time(self.env, fields.Datetime.now(), time_format="HH:mm")
            ),
            "tiles": self._get_wall_tiles(domains, load) + self._get_opinions(domains["opinions"]),
            "teams": self._get_teams(load, domains),
            "people": [self._prepare_row(who, row, domains) for who, row in self._sort(load)[:ROWS]],
            "people_left": len(load) > ROWS
            and self.env._("and %(count)s more with less to do", count=len(load) - ROWS),
            "missed": missed,
            "missed_left": late > len(missed) and self.env._("and %(count)s more", count=late - len(missed)),
        }

    # Whose load ---------------------------------------------------------------------

    @api.model
    def _get_led(self):
        """Return the people whom the caller leads, himself included; None for all."""
        if not self.env.user.has_group("aftersales_service.group_clerk"):
            raise AccessError(self.env._("The team wall is for leaders with a role in the service office."))
        if any(self.env.user.has_group(group) for group in MANAGERS):
            return None
        # sudo: who is below whom
        me = self.env.user.sudo().employee_ids
        led = me.search(
            Domain("company_id", "in", self.env.companies.ids)
            & (
                Domain("id", "child_of", me.ids)
                | Domain("department_id", "child_of", me.aftersales_led_department_ids.ids)
            )
        )
        if not led - me:
            raise AccessError(
                self.env._("The team wall shows the people whom you lead: nobody is below you yet.")
            )
        return led

    @api.model
    def _get_domains(self, led):
        """Return name of a figure → the domain of its records, of these people or of everybody."""
        now, today = fields.Datetime.now(), self._get_span("planned_start", *self._get_day())
        due = Domain("ended_on", "=", False) & Domain("state", "in", ("running", "breached"))
        domains = {
            "jobs": Domain("state", "in", BUSY_STATES),
            "desk": Domain("state", "in", DESK_STATES),
            "visits": today & Domain("state", "!=", "cancelled"),
            "due": due & Domain("deadline", ">=", now) & Domain("deadline", "<", self._get_start(1)),
            "missed": due & Domain("deadline", "<", now),
            "opinions": Domain("state", "=", "answered"),
        }
        if led is not None:
            theirs = self._get_person_domains(led)
            domains = {name: domain & theirs[name] for name, domain in domains.items()}
        return domains

    @api.model
    def _get_day(self):
        return self._get_start(), self._get_start(1)

    @api.model
    def _get_person_domains(self, people):
        """Return name of a figure → what makes a record one of these people's; stations are their own.

        :param people: employees, or users without an employee, or stations
        """
        if people._name == "aftersales.station":
            mine = Domain("station_id", "in", people.ids)
            clocks = Domain("order_id.station_id", "in", people.ids)
            return {"jobs": mine, "desk": Domain.FALSE, "visits": mine, "due": clocks, "missed": clocks}
        users = people if people._name == "res.users" else people.user_id
        engineers = people.ids if people._name == "hr.employee" else []
        mine, owned = Domain("engineer_id", "in", engineers), Domain("user_id", "in", users.ids)
        nobody = Domain("engineer_id", "=", False) & Domain("station_id", "=", False)
        clocks = (
            Domain("order_id.engineer_id", "in", engineers)
            | (
                Domain("order_id.engineer_id", "=", False)
                & Domain("order_id.station_id", "=", False)
                & Domain("order_id.user_id", "in", users.ids)
            )
            | Domain("complaint_stage_id.user_id", "in", users.ids)
            | (Domain("complaint_stage_id", "=", False) & Domain("complaint_id.user_id", "in", users.ids))
        )
        return {
            "jobs": mine | (nobody & owned),
            "desk": owned,
            "visits": mine | (nobody & owned),
            "due": clocks,
            "missed": clocks,
            "opinions": mine,
        }

    # Figures ------------------------------------------------------------------------

    @api.model
    def _get_load(self, domains, led):
        """Return who has something to do → its figures; idle engineers and agents as far as there is room."""
        orders, clocks = self.env["aftersales.order"], self.env["aftersales.clock"]
        found = []  # (engineer or station, otherwise owner, figure, number)
        whom = ["engineer_id", "station_id", "user_id"]
        for engineer, station, owner, count in orders._read_group(domains["jobs"], whom, ["__count"]):
            found.append((engineer or station, owner, "open", count))
        for owner, count in orders._read_group(domains["desk"], ["user_id"], ["__count"]):
            found.append((None, owner, "open", count))
        groups = orders._read_group(domains["visits"], [*whom, "state"], ["__count"])
        for engineer, station, owner, state, count in groups:
            found.append((engineer or station, owner, "visits", count))
            if state in SETTLED_STATES:
                found.append((engineer or station, owner, "done", count))
        whom = [*(f"order_id.{name}" for name in whom), "complaint_stage_id.user_id", "complaint_id.user_id"]
        for name in ("due", "missed"):
            groups = clocks._read_group(domains[name], whom, ["__count"])
            for engineer, station, owner, stage_user, user, count in groups:
                found.append((engineer or station, owner or stage_user or user, name, count))
        load = self._add_up(found, self._get_people_of(found))
        room = max(0, ROWS - len(load))
        for person in self._get_idle(load, led, room) if room else ():
            load[person] = dict.fromkeys(FIGURES, 0)
        return load

    @api.model
    def _get_people_of(self, found):
        """Return user → employee of the owners; one query."""
        # sudo: names and teams of colleagues
        employees = self.env["hr.employee"].sudo()
        users = self.env["res.users"].union(*(owner for who, owner, _name, _count in found if not who))
        people = employees.search(
            [("user_id", "in", users.ids), ("company_id", "in", self.env.companies.ids)]
        )
        return {person.user_id: person for person in people}

    @api.model
    def _add_up(self, found, people):
        load = {}
        for who, owner, name, count in found:
            # sudo: names and teams of colleagues
            person = (who or people.get(owner) or owner).sudo()
            load.setdefault(person, dict.fromkeys(FIGURES, 0))[name] += count
        return load

    @api.model
    def _get_idle(self, load, led, room):
        """Return engineers and agents who have nothing to do."""
        busy = [who.id for who in load if who._name == "hr.employee"]
        domain = (
            Domain("company_id", "in", self.env.companies.ids)
            & (Domain("aftersales_engineer", "=", True) | Domain("aftersales_agent", "=", True))
            & Domain("id", "not in", busy)
        )
        if led is not None:
            domain &= Domain("id", "in", led.ids)
        # sudo: names and teams of colleagues
        return self.env["hr.employee"].sudo().search(domain, limit=room)

    @api.model
    def _sort(self, load):
        """Return (who, figures): first who needs help."""
        return sorted(
            load.items(),
            key=lambda item: (
                -item[1]["missed"],
                -item[1]["due"],
                -item[1]["open"],
                item[0].display_name or "",
            ),
        )

    @api.model
    def _get_wall_tiles(self, domains, load):
        orders, clocks = "aftersales.order", "aftersales.clock"
        total = {name: sum(row[name] for row in load.values()) for name in FIGURES}
        rows = [
            ("missed", self.env._("Deadline missed"), clocks, "danger"),
            ("due", self.env._("Due today"), clocks, "warning"),
            ("open", self.env._("Open jobs"), orders, "none"),
            ("visits", self.env._("Visits today"), orders, "none"),
        ]
        return [
            {
                "key": key,
                "label": label,
                "value": f"{total['done']} / {total[key]}" if key == "visits" else total[key],
                "hint": self.env._("done / planned") if key == "visits" else "",
                "tone": tone if total[key] else "none",
                "action": self._prepare_action(label, model, self._get_figure_domain(key, domains)),
            }
            for key, label, model, tone in rows
        ]

    @api.model
    def _get_figure_domain(self, key, domains):
        return domains["jobs"] | domains["desk"] if key == "open" else domains[key]

    @api.model
    def _get_opinions(self, domain):
        """Return the tiles of today's and this week's answers; below the least number they do not judge."""
        cards, least = (
            self.env["aftersales.opinion"],
            self.env.ref("aftersales_performance.indicator_satisfaction_rate").sudo().minimum_sample,
        )  # sudo: a figure of the definition
        tiles = []
        for key, label, start in (
            ("satisfaction_today", self.env._("Satisfaction today"), self._get_start()),
            (
                "satisfaction_week",
                self.env._("Satisfaction this week"),
                self._get_start(-self._get_today().weekday()),
            ),
        ):
            span = domain & self._get_span("answered_on", start, self._get_start(1))
            ((count, score),) = cards._read_group(span, [], ["__count", "score:avg"])
            is_enough = count >= least
            tiles.append(
                {
                    "key": key,
                    "label": label,
                    "value": self._format_rate(score) if is_enough else "–",
                    "hint": self.env._("%(number)s answers", number=count)
                    if is_enough
                    else self.env._("%(number)s of %(least)s answers", number=count, least=least),
                    "tone": "none"
                    if not is_enough
                    else "success"
                    if score >= self.env.company.aftersales_target_satisfaction
                    else "danger",
                    "action": self._prepare_action(label, cards._name, span),
                }
            )
        return tiles

    @api.model
    def _prepare_row(self, who, row, domains):
        """Return the row of a person or station, each figure with the list of its records."""
        theirs = self._get_person_domains(who)
        theirs = {name: domain & theirs[name] for name, domain in domains.items() if name in theirs}
        return {
            "name": who.display_name,
            "team": who.department_id.name if who._name == "hr.employee" else "",
            **self._prepare_figures(who.display_name, row, theirs),
        }

    @api.model
    def _prepare_figures(self, name, row, domains):
        return {
            **row,
            "actions": {
                key: self._prepare_action(
                    name,
                    "aftersales.clock" if key in ("due", "missed") else "aftersales.order",
                    self._get_figure_domain(key, domains),
                )
                for key in ("open", "visits", "due", "missed")
            },
        }

    @api.model
    def _get_teams(self, load, domains):
        """Return the sums of each team with something to do where there are several; stations are one."""
        teams = {}
        for who in load:
            team = who.department_id if who._name == "hr.employee" else who.browse()
            teams.setdefault(team, []).append(who)
        if len(teams) < 2:
            return []
        names = {"aftersales.station": self.env._("Service stations")}
        result = []
        for team, members in teams.items():
            row = {name: sum(load[who][name] for who in members) for name in FIGURES}
            if not any(row.values()):
                continue
            theirs = self._get_person_domains(members[0].union(*members))
            theirs = {name: domain & theirs[name] for name, domain in domains.items() if name in theirs}
            name = team.display_name or names.get(team._name) or self.env._("Without a team")
            result.append({"name": name, **self._prepare_figures(name, row, theirs)})
        return sorted(result, key=lambda row: (-row["missed"], -row["due"], -row["open"], row["name"]))

    @api.model
    def _get_missed(self, domain):
        """Return the deadlines that are late for the longest time: what, who, how late."""
        orders, now = self.env["aftersales.order"], fields.Datetime.now()
        # sudo: who works on what the reader sees
        found = self.env["aftersales.clock"].search(domain, order="deadline, id", limit=MISSED_ROWS).sudo()
        result = []
        for clock in found:
            subject = clock._get_subject()
            order = clock.order_id
            result.append(
                {
                    "key": clock.id,
                    "name": subject.name,
                    "what": clock._get_label(),
                    "who": (order.engineer_id or order.station_id or clock._get_worker()).name,
                    "late": orders._format_time_left(now - clock.deadline),
                    "action": {
                        "type": "ir.actions.act_window",
                        "res_model": subject._name,
                        "res_id": subject.id,
                        "views": [[False, "form"]],
                    },
                }
            )
        return result
