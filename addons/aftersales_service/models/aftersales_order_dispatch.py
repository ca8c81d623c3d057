from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import BUSY_STATES, UNDISPATCHED_STATES

#: What the dispatcher plans; a change goes through the same checks as an assignment.
PLAN_FIELDS = frozenset({"planned_start", "planned_end"})


class AftersalesOrder(models.Model):
    """Who does a job and when (S3, G4)."""

    _inherit = "aftersales.order"

    territory_id = fields.Many2one(
        "aftersales.territory",
        index="btree_not_null",
        check_company=True,
        compute="_compute_territory_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Where the work is done: it proposes the area and who is near.",
    )
    decline_ids = fields.One2many("aftersales.order.decline", "order_id", string="Declined By")

    @api.depends("partner_id")
    def _compute_territory_id(self):
        for order in self:
            territory = order.partner_id.aftersales_territory_id
            order.territory_id = (
                territory
                if territory.company_id in (order.company_id, territory.company_id.browse())
                else False
            ) or order.territory_id

    def write(self, vals):
        """A time moved by hand, as in the calendar, is checked like an assignment (S3)."""
        replanned = not self.env.su and PLAN_FIELDS & vals.keys()
        if replanned:
            self._lock()
        result = super().write(vals)
        if replanned:
            for order in self.filtered(lambda order: order.state not in UNDISPATCHED_STATES):
                order._check_replanned()
        return result

    def _check_replanned(self):
        self._ensure_open_to_dispatch()
        people = self.engineer_id | self.worker_ids
        if people and self.planned_start and self.planned_end:
            self._check_conflicts(people, self.planned_start, self.planned_end)

    def action_open_assign(self):
        """Open the dialog that gives these orders to an engineer or a station."""
        self._ensure_role("dispatcher")
        first = self[:1]
        if any(
            (order.engineer_id, order.station_id) != (first.engineer_id, first.station_id) for order in self
        ):
            raise UserError(
                self.env._("These orders are with different engineers: reassign them one by one.")
            )
        planned = {name: first[name] for name in ("planned_start", "planned_end") if first[name]}
        return open_dialog(
            self.env._("Assign"),
            "aftersales.assign",
            order_ids=self.ids,
            expected_engineer_id=first.engineer_id.id,
            engineer_id=first.engineer_id.id,
            worker_ids=first.worker_ids.ids,
            expected_station_id=first.station_id.id,
            station_id=first.station_id.id,
            **planned,
        )

    def _assign(
        self,
        engineer,
        planned_start,
        planned_end,
        expected_engineer,
        expected_station=None,
        workers=None,
        confirmed=True,
    ):
        """Give these orders to an engineer for a time (S3, G4).

        :param expected_engineer: whom the dispatcher saw when he opened the dialog (empty or one
            employee); somebody else there now means that another dispatcher was quicker
        :param workers: engineers who go along
        :param confirmed: the dispatcher has seen what speaks against it and wants it all the same;
            screens ask first with False
        :return: sentences that warn
        :raises UserError: if the order was assigned meanwhile, is not open to dispatch, an engineer has
            left, or something that the policy does not let pass speaks against it
        """
        self._ensure_role("dispatcher")
        self._lock()
        self._ensure_dispatchable(expected_engineer, expected_station)
        if not engineer:
            raise UserError(self.env._("Choose an engineer."))
        workers = (workers or self.env["hr.employee"]) - engineer
        self._ensure_engineers(engineer | workers)
        if not planned_end or not planned_start or planned_end <= planned_start:
            raise UserError(self.env._("The planned end must come after the planned start."))
        warnings = self._check_conflicts(engineer | workers, planned_start, planned_end, confirmed)
        self._give(engineer, planned_start, planned_end, workers)
        return warnings

    @api.model
    def _ensure_engineers(self, people):
        for person in people:
            if not person.active or not person.sudo().aftersales_engineer:  # sudo: private profile
                raise UserError(
                    self.env._(
                        "%(name)s is not a service engineer, or has left: choose another one.",
                        name=person.name,
                    )
                )

    def _give(self, engineer, planned_start, planned_end, workers):
        """Write who does these orders and when; rights and conflicts were checked by the caller."""
        # sudo: guarded fields
        self.sudo().write(
            {
                "engineer_id": engineer.id,
                "worker_ids": [fields.Command.set(workers.ids)],
                "station_id": False,
                "planned_start": planned_start,
                "planned_end": planned_end,
            }
        )
        self.filtered(lambda order: order.state == "registered")._update_state("assessment")
        # sudo: private profiles, only their users are read
        partners = (engineer | workers).sudo().user_id.partner_id
        if partners:
            self.sudo().message_subscribe(partners.ids)

    def _check_conflicts(self, people, planned_start, planned_end, confirmed=False):
        """Refuse a time at which `people` cannot, as far as the policy says so (S3).

        The plans of these people are locked: what is found holds until the transaction ends.

        :return: sentences that warn, also those that were confirmed
        """
        dispatch = self.env["aftersales.dispatch"]
        dispatch._lock_people(people)
        conflicts = dispatch._find_conflicts(self, people, planned_start, planned_end)
        stopping = ("refuse",) if confirmed else ("refuse", "confirm")
        sentences = [sentence for rule, sentence in conflicts if rule in stopping]
        if sentences:
            raise UserError(
                self.env._(
                    "%(reasons)s Choose another time or engineer, or confirm where it is allowed.",
                    reasons=" ".join(sentences),
                )
            )
        return [sentence for _rule, sentence in conflicts]

    def _ensure_dispatchable(self, expected_engineer=None, expected_station=None):
        """Refuse orders that somebody else got meanwhile, or that are past dispatch (G4)."""
        expected = (
            expected_engineer or self.env["hr.employee"],
            expected_station or self.env["aftersales.station"],
        )
        for order in self:
            if (order.engineer_id, order.station_id) != expected:
                raise UserError(
                    self.env._(
                        "Order %(name)s was assigned to %(engineer)s in the meantime. Open it again to "
                        "reassign it.",
                        name=order.name,
                        engineer=order.engineer_id.name or order.station_id.name,
                    )
                )
        self._ensure_open_to_dispatch()

    def _ensure_open_to_dispatch(self):
        past = self.filtered(lambda order: order.state not in ("registered", *BUSY_STATES))[:1]
        if past:
            raise UserError(self.env._("Order %(name)s is not open to dispatch any more.", name=past.name))

    def _get_planned_minutes(self):
        """Return how long the work is likely to take: the fault's time, or the policy's."""
        self.ensure_one()
        return (
            self.planned_minutes
            or self.env["aftersales.dispatch"]._get_policy(self.company_id).default_minutes
        )

    def _get_last_engineer(self):
        """Return who did the last job on this unit if this one repeats it, else nobody (S3, S11)."""
        self.ensure_one()
        if self.repeat_refusal:
            return self.env["hr.employee"]
        last = self._find_repeated().get(self, self.browse())[:1]
        return last.sudo().engineer_id  # sudo: who was there, no content

    def action_hand_back(self):
        """Assessment → registered: the dispatcher takes the job back."""
        self._ensure_role("dispatcher")
        self._hand_back()

    def _hand_back(self):
        self._ensure_step("registered", "assessment")
        self._update_state("registered")
        self.sudo().write(  # sudo: guarded field, transition checked above
            {
                "engineer_id": False,
                "worker_ids": [fields.Command.clear()],
                "station_id": False,
                "planned_start": False,
                "planned_end": False,
            }
        )

    # ------------------------------------------------------------------------
    # Engineers among themselves
    # ------------------------------------------------------------------------

    def action_open_decline(self):
        """Open the dialog in which an engineer says why he declines these jobs."""
        self._ensure_role("engineer", "dispatcher")
        return self._open_reason("decline")

    def action_open_hand_over(self):
        """Open the dialog in which a job is handed over to a colleague."""
        self._ensure_role("engineer", "dispatcher")
        return self._open_reason("hand_over")

    def _decline(self, reason):
        """Give these jobs back to the pool with a reason; their owners are told (G4).

        :raises UserError: without a reason, or once the repair has begun
        """
        self._ensure_role("engineer", "dispatcher")
        reason = self._ensure_reason(reason)
        self._lock()
        self._ensure_step("registered", "assessment")
        self._ensure_given_away_by_its_engineer()
        self._note_decline(reason)
        self._hand_back()
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].sudo().create(  # sudo: the engineer has no right on the order any more
            [
                {
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "res_model_id": model_id,
                    "res_id": order.id,
                    "user_id": order.user_id.id,
                    "summary": self.env._("Declined: %(reason)s", reason=reason),
                    "automated": True,
                }
                for order in self.sudo()  # sudo: as above
            ]
        )

    def _hand_over(self, engineer, reason):
        """Give these jobs to a colleague with a reason, at the planned time (G4).

        :raises UserError: without a reason, to nobody, to a station's job, once the work is finished, or
            if the colleague has something else at that time
        """
        self._ensure_role("engineer", "dispatcher")
        reason = self._ensure_reason(reason)
        self._lock()
        self._ensure_open_to_dispatch()
        self._ensure_given_away_by_its_engineer()
        if not engineer:
            raise UserError(self.env._("Choose an engineer."))
        self._ensure_engineers(engineer)
        for order in self:
            if not order.engineer_id or order.engineer_id == engineer:
                raise UserError(
                    self.env._(
                        "Order %(name)s is not with another engineer: there is nothing to hand over.",
                        name=order.name,
                    )
                )
            if order.company_id not in engineer.sudo().company_id:  # sudo: private profile
                raise ValidationError(self.env._("%(name)s works for another company.", name=engineer.name))
            order._check_conflicts(engineer, order.planned_start, order.planned_end)
        self._note_decline(reason, engineer)
        for order in self:
            order._give(engineer, order.planned_start, order.planned_end, order.worker_ids - engineer)

    @api.model
    def _ensure_reason(self, reason):
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why."))
        return reason.strip()

    def _ensure_given_away_by_its_engineer(self):
        """A fellow worker does not give away the job; its engineer and the dispatcher do (G4)."""
        if self.env.user.has_group("aftersales_service.group_dispatcher"):
            return
        for order in self:
            if order.engineer_id.sudo().user_id != self.env.user:  # sudo: private profile, only its user
                raise UserError(
                    self.env._(
                        "Order %(name)s is the job of %(engineer)s, who alone can give it away.",
                        name=order.name,
                        engineer=order.engineer_id.name,
                    )
                )

    def _note_decline(self, reason, successor=None):
        self.env["aftersales.order.decline"].sudo().create(  # sudo: written by the system only
            [
                {
                    "order_id": order.id,
                    "employee_id": order.engineer_id.id,
                    "successor_id": successor and successor.id,
                    "reason": reason,
                }
                for order in self
                if order.engineer_id
            ]
        )
        self._message_log_batch(
            bodies=dict.fromkeys(
                self.ids,
                self.env._("Handed to %(name)s: %(reason)s", name=successor.name, reason=reason)
                if successor
                else self.env._("Declined: %(reason)s", reason=reason),
            )
        )

    def _take(self, planned_start, planned_end):
        """An engineer takes a job from the pool (G4).

        The caller checks that the job is in the caller's pool; the engineer has no right on it yet.

        :raises UserError: if somebody was quicker, or the engineer has something else at that time
        """
        self.ensure_one()
        order = self.sudo()  # sudo: as said above
        engineer = self.env["aftersales.pool"]._get_engineer()
        order._lock()
        if order.engineer_id or order.station_id or order.state != "registered":
            raise UserError(
                self.env._(
                    "Order %(name)s is not in the pool any more: somebody else was quicker.", name=order.name
                )
            )
        if not planned_start or not planned_end or planned_end <= planned_start:
            raise UserError(self.env._("The planned end must come after the planned start."))
        order._check_conflicts(engineer, planned_start, planned_end)
        order._give(engineer, planned_start, planned_end, engineer.browse())
