from odoo import models


class AftersalesOrder(models.Model):
    """The parts of a repeat repair are charged to the station that did the first job (S11, N3).

    At supply price, with the job's acceptance; a job that is reopened takes the charge back, and is charged
    anew only where it is a repeat still.
    """

    _inherit = "aftersales.order"

    def _update_state(self, target, message=None):
        reopened = self.filtered(lambda order: order.state == "follow_up" and target == "assessment")
        result = super()._update_state(target, message)
        # sudo: follows from the step, whoever takes it
        reopened.sudo().station_fee_ids.filtered(
            lambda line: line.order_line_id and line.kind == "deduction" and not line.taken_back
        )._give_back()
        return result

    def _add_station_fees(self):
        result = super()._add_station_fees()
        lines = self.repeat_of_id.station_id and self.line_ids.filtered(
            lambda line: line.kind == "part" and line.payer == "station" and line.move_id.state == "done"
        )
        if lines:
            self.env["aftersales.station.fee"]._charge_repeat_parts(lines)
        return result
