"""What the plays of stations and warehouse have in common: their own people, at another present."""

from contextlib import contextmanager
from datetime import time, timedelta, timezone

from odoo.fields import Command

from odoo.addons.aftersales_service.demo import play
from odoo.addons.aftersales_service.demo.simulated_time import present


class Play(play.Play):
    """A play with the people of this addon beside those of the service desk."""

    def ref(self, name):
        own = self.env.ref(f"aftersales_stock.{name}", raise_if_not_found=False)
        return own or super().ref(name)

    def give_xml_id(self, name, record):
        vals = {"xml_id": f"aftersales_stock.{name}", "record": record, "noupdate": True}
        self.env["ir.model.data"]._update_xmlids([vals])

    @property
    def today(self):
        """Today in Shanghai."""
        return self.now.replace(tzinfo=timezone.utc).astimezone(play.ZONE).date()

    @contextmanager
    def at(self, day, hour=9, minute=0):
        """Do what is inside at that hour of that day (a date, or days before today); never after now."""
        day = day if hasattr(day, "year") else self.today - timedelta(days=day)
        with present(min(self.get_time(day, time(hour, minute)), self.now)):
            yield
            self.env.flush_all()
            self.env.cr.flush()  # the chatter's notes on changed fields are written here

    @property
    def warehouse(self):
        return self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)

    def buy(self, rows):
        """Order parts from the demo's supplier; return the receipt."""
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.ref("partner_supplier").id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create({"product_id": self.ref(f"product_{part}").id, "product_qty": quantity})
                    for part, quantity in rows
                ],
            }
        )
        order.button_confirm()
        return order.picking_ids

    @staticmethod
    def done(picking, user):
        """Validate a transfer with everything that is asked for."""
        picking = picking.with_user(user).with_context(skip_backorder=True)
        picking.move_ids.picked = True
        picking.button_validate()

    @property
    def keeper(self):
        return self.ref("user_keeper")

    @property
    def checker(self):
        return self.ref("user_keeper2")

    def count_by_two(self, picking, *counts, on_slip=None):
        """Each of the two people in turn counts all lines of `picking`; return the slip."""
        for user, more in zip((self.keeper, self.checker), counts, strict=False):
            slip = self.env["aftersales.slip"].with_user(user)._open_for(picking)
            demand = picking._get_aftersales_demand()
            slip._sign({product: quantity + more for product, quantity in demand.items()}, on_slip)
        return slip.with_env(self.env)

    def ship(self, picking, days, tracking, way="shipped"):
        """Two people count, then the goods leave; return the shipment."""
        with self.at(days, 15):
            slip = self.count_by_two(picking, 0, 0)
            slip.with_user(self.keeper).write({"way": way})
            self.done(picking, self.keeper)
            shipment = picking.aftersales_shipment_ids
            shipment.with_user(self.keeper).write(
                {"carrier_id": self.ref("partner_carrier").id, "tracking_number": tracking}
            )
        return shipment
