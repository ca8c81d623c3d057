from base64 import b64encode
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..const import LINE_KINDS, OLD_PARTS, PHOTO_KINDS


class AftersalesOrder(models.Model):
    """Jobs that a service station does instead of an engineer (N1)."""

    _inherit = "aftersales.order"

    station_id = fields.Many2one(
        "aftersales.station",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        check_company=True,
        ondelete="restrict",
        help="The outside partner who does the job, instead of an engineer.",
    )
    station_accepted_on = fields.Datetime(string="Accepted by the Station", readonly=True, copy=False)

    def _assign_station(self, station, planned_start=None, planned_end=None, expected=(None, None)):
        """Give these orders to a station; without a time the station plans it itself (N1, G4).

        :param expected: engineer and station whom the dispatcher saw when he opened the dialog
        :raises UserError: if the order was assigned meanwhile, is not open to dispatch, or the
            station takes no jobs
        """
        self._ensure_role("dispatcher")
        self._lock()
        self._ensure_dispatchable(*expected)
        if not station:
            raise UserError(self.env._("Choose a station."))
        station._ensure_takes_jobs()
        if bool(planned_start) != bool(planned_end) or (planned_start and planned_end <= planned_start):
            raise UserError(self.env._("The planned end must come after the planned start."))
        # sudo: guarded field, role and state checked above
        self.sudo().write(
            {
                "engineer_id": False,
                "worker_ids": [Command.clear()],
                "station_id": station.id,
                "planned_start": planned_start,
                "planned_end": planned_end,
            }
        )
        self.filtered(lambda order: order.state == "registered")._update_state("assessment")

    def write(self, vals):
        """Another station has other working hours: the deadlines follow them (G2)."""
        if "station_id" not in vals:
            return super().write(vals)
        moved = self.filtered(lambda order: order.station_id.id != (vals["station_id"] or False))
        result = super().write({"station_accepted_on": False, **vals})
        if moved:
            moved._get_open_clocks()._replay()
        return result

    def _get_working_calendar(self):
        """Return the calendar by which deadlines are counted: the station's, or the company's (G2)."""
        self.ensure_one()
        return self.station_id.calendar_id or self.company_id.resource_calendar_id

    # ------------------------------------------------------------------------
    # Portal of the station. A portal user holds no right on orders: the routes go through
    # `_find_for_station`, and what follows is called as superuser on what it returned.
    # ------------------------------------------------------------------------

    @api.model
    def _get_station_domain(self, user):
        """Jobs of the stations that `user` works for."""
        return Domain("station_id", "in", self.env["aftersales.station"]._get_of_user(user).ids)

    @api.model
    def _find_for_station(self, order_id):
        """Return the job for a page of the station's portal, as superuser; none if it is not its own."""
        order = self.sudo().browse(order_id).exists()
        return order.filtered_domain(self._get_station_domain(self.env.user))

    @api.model
    def _get_job_filters(self):
        """Filters of the station's list: key → (label, domain)."""
        to_do = ("assessment", "parts", "repair", "acceptance")
        return {
            "open": (self.env._("To do"), Domain("state", "in", to_do)),
            "new": (
                self.env._("To accept"),
                Domain("state", "=", "assessment") & Domain("station_accepted_on", "=", False),
            ),
            "done": (self.env._("Done"), Domain("state", "not in", to_do)),
        }

    def _get_station_status(self):
        """Return the state as the station's people read it, and whether something is waited for."""
        self.ensure_one()
        if self.state == "assessment" and not self.station_accepted_on:
            return self.env._("To accept")
        if self.quotation_state == "open":
            return self.env._("The customer has the quotation")
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _station_ensure_accepted(self):
        """Refuse to work on a job that the station has not taken on."""
        if not self.station_accepted_on:
            raise UserError(self.env._("Accept order %(name)s first.", name=self.name))

    def _station_ensure_open(self):
        """Refuse to change a job whose work is finished."""
        self._station_ensure_accepted()
        self._ensure_unsigned()
        if self.state not in ("assessment", "parts", "repair"):
            raise UserError(
                self.env._("The work of order %(name)s is finished: it can no longer change.", name=self.name)
            )

    def _station_accept(self):
        """The station takes the job on."""
        self._lock()
        if self.state != "assessment" or self.station_accepted_on:
            raise UserError(self.env._("Order %(name)s does not wait for acceptance.", name=self.name))
        self.station_accepted_on = fields.Datetime.now()
        self._message_log(body=self.env._("Station %(name)s accepted the job.", name=self.station_id.name))

    def _station_decline(self, reason):
        """The station gives the job back to the dispatcher, with a reason (G4)."""
        if not reason:
            raise UserError(self.env._("Say why you decline the job."))
        station = self.station_id
        self.action_hand_back()
        self._message_log(
            body=self.env._("Station %(name)s declined the job: %(reason)s", name=station.name, reason=reason)
        )
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=(station.user_id or self.user_id).id,
            summary=self.env._("Station %(name)s declined the job", name=station.name),
            note=reason,
            automated=True,
        )

    def _station_plan(self, start, hours):
        """The station agrees a time with the customer (S3, S9).

        :param start: local time as a browser's field gives it, "2031-03-12T09:30"
        :param hours: how long it takes
        """
        self._lock()
        self._station_ensure_open()
        duration = self._read_number(hours)
        try:
            local = datetime.fromisoformat(start).replace(
                tzinfo=ZoneInfo(self._get_working_calendar().tz or "UTC")
            )
        except ValueError:
            raise UserError(self.env._("Choose day and time of the visit.")) from None
        moment = local.astimezone(timezone.utc).replace(tzinfo=None)
        if moment < fields.Datetime.now():
            raise UserError(self.env._("The visit cannot be planned in the past: choose a later time."))
        self.write({"planned_start": moment, "planned_end": moment + timedelta(hours=duration)})

    @api.model
    def _read_number(self, text, at_most=1000):
        """Return a number above zero that somebody typed.

        :raises UserError: if it is none
        """
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            number = 0.0
        if not 0 < number <= at_most:  # also refuses "nan"
            raise UserError(self.env._("“%(text)s” is not a figure we can use here.", text=text))
        return number

    def _station_add_line(self, kind, part, quantity):
        """Add a part by its number, hours of labour or a call-out (S7)."""
        self._lock()
        self._station_ensure_open()
        if kind not in dict(LINE_KINDS):
            raise UserError(self.env._("Choose part, labour or call-out."))
        vals = {"order_id": self.id, "kind": kind, "quantity": self._read_number(quantity)}
        if kind == "part":
            products = self.env["product.product"]
            vals["product_id"] = products._find_aftersales_part(part, self.company_id).id
        self.env["aftersales.order.line"].create(vals)

    def _station_remove_line(self, line_id):
        """Take a line off the job, unless it is quoted or used."""
        self._lock()
        self._station_ensure_open()
        line = self.line_ids.filtered(lambda line: str(line.id) == line_id)
        if not line:
            raise UserError(self.env._("This line is gone already."))
        line.unlink()

    def _station_note_old_part(self, line_id, old_part, old_serial):
        """Write down where the part that was replaced went (S7)."""
        self._lock()
        self._station_ensure_open()
        line = self.line_ids.filtered(lambda line: str(line.id) == line_id and line.kind == "part")
        if not line or old_part not in dict(OLD_PARTS):
            raise UserError(self.env._("Choose where the old part went."))
        line.write({"old_part": old_part, "old_serial": old_serial})

    def _station_tick(self, check_id, value, note, photos):
        """Tick one of the checks that are open, with reading, remark and photos (S7, S29).

        :param photos: list of (file name, bytes)
        """
        check = self._station_find_check(check_id, done=False)
        check.write({"value": value, "note": note})
        self._station_keep_photos("other", photos, check)
        check.action_tick()

    def _station_untick(self, check_id):
        """Take a tick back that was a mistake."""
        self._station_find_check(check_id, done=True).action_untick()

    def _station_find_check(self, check_id, done):
        """Return one of the checks of this job that can be ticked now."""
        self._lock()
        self._station_ensure_open()
        check = self.current_check_ids.filtered(
            lambda check: str(check.id) == check_id and check.done is done
        )
        if not check:
            raise UserError(self.env._("This check has changed in the meantime: look at the job again."))
        return check

    def _station_fill_voucher(self, handling, result, time_spent, no_parts):
        """Write down what was done (S7); what is still empty is asked for when the work is finished."""
        self._lock()
        self._station_ensure_open()
        self.write(
            {
                "handling": handling,
                "result": result,
                "time_spent": self._read_number(time_spent) if time_spent else 0.0,
                "no_parts": no_parts,
            }
        )

    def _station_add_photos(self, kind, photos):
        """Keep photos of the job, until the customer has signed (S7).

        :param kind: key of `const.PHOTO_KINDS`
        :param photos: list of (file name, bytes)
        """
        self._station_ensure_accepted()
        self._ensure_unsigned()
        if kind not in dict(PHOTO_KINDS) or not photos:
            raise UserError(self.env._("Choose a photo first."))
        self._station_keep_photos(kind, photos)

    def _station_keep_photos(self, kind, photos, check=None):
        self.env["aftersales.photo"].create(
            [
                {
                    "order_id": self.id,
                    "check_id": check and check.id,
                    "kind": kind,
                    "caption": name,
                    "image": b64encode(content),
                }
                for name, content in photos
            ]
        )

    def _station_note(self, note):
        """Write to the owner of the order; the customer does not see it."""
        if not note:
            raise UserError(self.env._("Write something first."))
        self.message_post(
            body=note,
            author_id=self.env.user.partner_id.id,
            partner_ids=self.user_id.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
