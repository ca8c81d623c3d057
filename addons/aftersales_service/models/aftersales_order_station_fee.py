from odoo import fields, models

#: Who sees what a station gets.
OFFICE = "aftersales_service.group_dispatcher,aftersales_service.group_accountant"


class AftersalesOrder(models.Model):
    """What a station gets for a job (N3): due when the job is accepted as complete.

    That is the step out of acceptance: the voucher is valid (S7) and the customer has signed it. A job
    that is reopened takes its fee back; a repeat repair takes back the fee of the job before (S11).
    """

    _inherit = "aftersales.order"

    station_fee_ids = fields.One2many(
        "aftersales.station.fee", "order_id", string="Station Fees", groups=OFFICE
    )
    station_fee_total = fields.Monetary(
        string="Station Fee", compute="_compute_station_fee_total", groups=OFFICE
    )

    def _compute_station_fee_total(self):
        totals = dict(
            self.env["aftersales.station.fee"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["amount:sum"]
            )
        )
        for order in self:
            order.station_fee_total = totals.get(order, 0.0)

    def _update_state(self, target, message=None):
        before = self.grouped("state")
        result = super()._update_state(target, message)
        empty = self.browse()
        if target in ("settlement", "follow_up", "closed"):
            accepted = before.get("repair", empty) | before.get("acceptance", empty)
            accepted.sudo()._add_station_fees()  # sudo: follows from the step, whoever takes it
        elif target == "assessment":
            reopened = before.get("follow_up", empty).sudo()  # sudo: as above
            reopened.station_fee_ids.filtered(
                lambda line: line.kind == "job" and not line.taken_back
            )._take_back()
        return result

    def _add_station_fees(self):
        """Reckon what stations get for these jobs, and what repeats take back of the jobs before (N3)."""
        lines = self.env["aftersales.station.fee"]
        jobs = self.filtered("station_id")
        vals_list = lines._prepare_job_vals_list(jobs) if jobs else []
        repeats = self.filtered("repeat_of_id")
        if repeats:
            policies = self.env["aftersales.station.policy"]._get_of_companies(repeats.company_id)
            for order, before in repeats._get_fees_before().items():
                vals_list.append(lines._prepare_clawback_vals(order, before, policies))
        lines.create([vals for vals in vals_list if vals["kind"] == "job" or vals["amount"]])

    def _get_fees_before(self):
        """Return the fee each of these repeats takes back: of the last job before it in its chain.

        :return: order → fee; only what stands, and each fee once
        """
        firsts = self.repeat_of_id
        chain = firsts | firsts.repeat_ids
        standing = chain.station_fee_ids.filtered(lambda line: line.kind == "job" and not line.taken_back)
        clawed = chain.station_fee_ids.filtered(lambda line: line.kind == "clawback")
        found = {}
        for order in self - clawed.order_id:
            candidates = standing.filtered(
                lambda line, order=order: (
                    line.order_id != order
                    and order.repeat_of_id in (line.order_id | line.order_id.repeat_of_id)
                    and line not in clawed.corrects_id
                )
            )
            last = candidates.sorted(lambda line: (line.order_id._get_end(), line.id))[-1:]
            if last:
                found[order] = last
                standing -= last
        return found

    def _get_record_labels(self):
        """Return the names of what makes the record of a station's job complete (N3)."""
        return {
            **self._get_voucher_labels(),
            "unit": self.env._("serial number"),
            "fault_code": self.env._("fault code"),
            "photo_before": self.env._("photo before the work"),
            "photo_after": self.env._("photo after the work"),
            "old_parts": self.env._("whereabouts of the old parts"),
        }

    def action_view_station_fees(self):
        """Open what stations get for this job."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_station_fee_action"
        )
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}
