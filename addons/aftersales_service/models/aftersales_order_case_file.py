from datetime import datetime

from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime, html2plaintext


class AftersalesOrder(models.Model):
    """The case file of a job: all that was asked, done, when, by whom and for how much, on paper."""

    _inherit = "aftersales.order"

    def _get_case_file(self):
        """Return what the case file tells beside the fields of the order, as plain values.

        money is None for who has no business with invoices.

        :raises AccessError: for anybody but the office
        """
        self.ensure_one()
        user = self.env.user
        if not self.env.su and not any(
            user.has_group(f"aftersales_service.group_{role}") for role in ("clerk", "accountant")
        ):
            raise AccessError(self.env._("The case file is printed by the office: ask a clerk for it."))
        self.check_access("read")
        sees_money = self.env.su or any(
            user.has_group(f"aftersales_service.group_{role}") for role in ("manager", "accountant")
        )
        return {
            "events": sorted(self._get_case_events(), key=lambda event: event["at"]),
            "clocks": self._get_case_clocks(),
            "money": self._get_case_money() if sees_money else None,
        }

    # ------------------------------------------------------------------------
    # Chronology
    # ------------------------------------------------------------------------

    def _get_case_events(self):
        """Return the events, each a dict: at (naive UTC), who, what, text; extension seam.

        Private notes of the staff stay in the house: of the messages, only those of the system and those
        exchanged with the customer are told.
        """
        self.ensure_one()
        return [
            {
                "at": self.request_date,
                "who": self.taken_by_id.name,
                "what": self.env._("Request"),
                "text": self.fault,
            },
            *self._get_case_messages(),
            *self._get_case_clock_events(),
            *self._get_case_receipt_events(),
            *self._get_case_visit_events(),
        ]

    def _get_case_messages(self):
        events = []
        # sudo: history of an order that the user may read
        for message in sorted(self.sudo().message_ids, key=lambda each: each.id):
            told = message.message_type != "comment" or not (
                message.is_internal or message.subtype_id.internal
            )
            body = html2plaintext(message.body).strip() if message.body and told else ""
            changes = [
                self._describe_change(change)
                for change in message.tracking_value_ids._tracking_value_format()
            ]
            text = "\n".join(filter(None, [*changes, body]))
            if text:
                events.append(
                    {
                        "at": message.date,
                        "who": message.author_id.name or message.email_from or "",
                        "what": self.env._("Change") if changes else self.env._("Message"),
                        "text": text,
                    }
                )
        return events

    def _describe_change(self, change):
        """Return "field: old → new" for a change as the host describes it."""
        old, new = (
            self._format_moment(value)
            if change["fieldInfo"]["fieldType"] == "datetime"
            else str(value or "–")
            for value in (change["oldValue"], change["newValue"])
        )
        return f"{change['fieldInfo']['changedField']}: {old} → {new}"

    def _format_moment(self, text):
        """Return a moment that the host writes as "2026-11-22 01:00:00Z" in the time zone of the paper."""
        moment = text and datetime.fromisoformat(text.removesuffix("Z"))
        return format_datetime(self.env, moment, tz=self.env.context.get("tz"), dt_format="short") or "–"

    def _get_case_clock_events(self):
        events = self.clock_event_ids
        kinds = dict(events._fields["kind"]._description_selection(self.env))
        clocks = dict(self.clock_ids._fields["kind"]._description_selection(self.env))
        reasons = dict(events._fields["reason"]._description_selection(self.env))
        return [
            {
                "at": event.occurred_on,
                "who": event.user_id.sudo().name,  # sudo: a name on paper
                "what": self.env._("Deadline"),
                "text": " · ".join(
                    filter(
                        None,
                        (
                            clocks[event.clock_id.kind],
                            kinds[event.kind],
                            reasons.get(event.reason),
                            event.note,
                        ),
                    )
                ),
            }
            for event in events
            if event.kind not in ("start", "met")
        ]

    def _get_case_receipt_events(self):
        events = []
        for receipt in self.receipt_ids:
            goods = f"{receipt.name} · {receipt.product_id.display_name or ''} × {receipt.quantity}"
            events.append(
                {
                    "at": receipt.received_on,
                    "who": receipt.received_by_id.sudo().name,  # sudo: a name on paper
                    "what": self.env._("Goods taken in"),
                    "text": goods,
                }
            )
            if receipt.returned_on:
                events.append(
                    {
                        "at": receipt.returned_on,
                        "who": receipt.returned_by_id.sudo().name,  # sudo: as above
                        "what": self.env._("Goods handed back"),
                        "text": goods,
                    }
                )
        return events

    def _get_case_visit_events(self):
        steps = (
            ("travel_started_on", self.env._("Set out")),
            ("arrived_on", self.env._("Arrived")),
            ("ended_on", self.env._("Visit over")),
        )
        return [
            {
                "at": visit[name],
                "who": visit.sudo().engineer_id.name or visit.station_id.name,  # sudo: a name on paper
                "what": what,
                "text": visit.display_name,
            }
            for visit in self.visit_ids
            for name, what in steps
            if visit[name]
        ]

    # ------------------------------------------------------------------------
    # Deadlines, money
    # ------------------------------------------------------------------------

    def _get_case_clocks(self):
        clocks = self.clock_ids
        kinds = dict(clocks._fields["kind"]._description_selection(self.env))
        states = dict(clocks._fields["state"]._description_selection(self.env))
        return [
            {
                "kind": kinds[each.kind],
                "rule": each.rule_id.sudo().code or "",  # sudo: the code of a policy, no secret
                "deadline": each.deadline,
                "ended_on": each.ended_on,
                "state": states[each.state],
                "late": each.state in ("met_late", "breached"),
            }
            for each in sorted(clocks, key=lambda each: each.id)
        ]

    def _get_case_money(self):
        """Return quotations, invoices and payments with their sums, in company currency.

        invoiced − paid = balance, to the cent: a credit note counts negative, what an invoice and its
        credit note settle between them is no payment, drafts and cancelled documents count nothing.
        """
        self.ensure_one()
        order = self.sudo()  # sudo: the order's own documents; the role was checked
        # lists, not `filtered` and `sorted`: those forget which records are read together
        invoices = sorted(order.invoice_ids, key=lambda each: each.id)
        posted = [move for move in invoices if move.state == "posted"]
        payments = [
            {
                "date": counterpart.date,
                "name": counterpart.move_id.name,
                "journal": counterpart.journal_id.name,
                "amount": sign * partial.amount,
            }
            for move in posted
            for line in move.line_ids
            if line.account_id.account_type == "asset_receivable"
            for partials, side, sign in (
                (line.matched_credit_ids, "credit_move_id", 1),
                (line.matched_debit_ids, "debit_move_id", -1),
            )
            for partial in partials
            if (counterpart := partial[side]).move_id not in posted
        ]
        currency = order.currency_id
        invoiced = currency.round(sum(move.amount_total_signed for move in posted))
        paid = currency.round(sum(payment["amount"] for payment in payments))
        return {
            "quotations": sorted(order.sale_order_ids, key=lambda each: each.id),
            "invoices": invoices,
            "payments": sorted(payments, key=lambda payment: payment["date"]),
            "invoiced": invoiced,
            "paid": paid,
            "balance": currency.round(invoiced - paid),
        }
