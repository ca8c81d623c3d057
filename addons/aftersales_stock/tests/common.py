from odoo.fields import Command

from odoo.addons.aftersales_service.tests.common import ServiceCase


class StockCase(ServiceCase):
    """Two active stations with a portal user each, a warehouse keeper, and the figures of the rulebook."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._get_aftersales_today()
        cls.keeper = cls._create_keeper()
        cls.stations = cls.env["aftersales.station"]
        for name in ("North", "South"):
            cls.stations |= cls._create_station(f"Station {name}")
        cls.north, cls.south = cls.stations
        cls.policy = cls.env["aftersales.part.policy"]._get_current(cls.company)
        cls.cash_box = cls.company._get_aftersales_journal("cash")

    @classmethod
    def _create_keeper(cls):
        return cls.env["res.users"].create(
            {
                "name": "Gao",
                "login": "test-keeper-gao",
                "email": "test-keeper-gao@example.com",
                "group_ids": [Command.link(cls.env.ref("aftersales_stock.group_keeper").id)],
            }
        )

    @classmethod
    def _create_station(cls, name, **vals):
        partner = cls.env["res.partner"].create({"name": name, "is_company": True, "lang": "en_US"})
        return cls.env["aftersales.station"].create(
            {"partner_id": partner.id, "user_id": cls.dispatcher.id, "state": "active", **vals}
        )

    @classmethod
    def _create_station_user(cls, station, login):
        return cls.env["res.users"].create(
            {
                "login": login,
                "password": login,
                "email": f"{login}@example.com",
                "partner_id": cls.env["res.partner"]
                .create({"name": login, "parent_id": station.partner_id.id})
                .id,
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )

    def _run_cron(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"aftersales_stock.ir_cron_{name}").method_direct_trigger()

    def _pay(self, station, amount=1000.0):
        """The station pays a deposit into the cash box."""
        return station.with_user(self.accountant)._move_deposit("receive", amount, self.cash_box)

    def _deduct(self, station, amount, reason="Broken tool"):
        return station.with_user(self.accountant)._move_deposit("deduction", amount, reason=reason)

    def _refund(self, station, amount):
        return station.with_user(self.accountant)._move_deposit("refund", amount, self.cash_box)

    def _get_ledger(self, station, date=None):
        """What the general ledger owes the station: balance of its items on the account of deposits."""
        domain = [
            ("account_id", "=", self.company._get_aftersales_station_deposit_account().id),
            ("partner_id", "=", station.partner_id.id),
            ("parent_state", "=", "posted"),
            ("date", "<=", date or self.company._get_aftersales_today()),
        ]
        ((balance,),) = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return round(-balance, 2)

    def _check_ties(self, date=None):
        """S16: deposits and ledger agree to the cent, and nothing stands there without a document."""
        report = self.env["aftersales.reconciliation"].with_user(self.accountant).create({})
        if date:
            report.date = date
        report.action_refresh()
        lines = report.line_ids.filtered(lambda line: line.section == "stations")
        for line in lines | report.charge_line_ids:
            self.assertEqual((line.difference, line.by_hand), (0, 0), line.name)
        if not date:
            total = sum(self.env["aftersales.station"].search([]).mapped("deposit_balance"))
            self.assertAlmostEqual(sum(lines.mapped("ledger")), total, 2)
        return lines

    # Parts ---------------------------------------------------------------------------

    @classmethod
    def _set_price(cls, price, product=None, date_from="2001-01-01"):
        return cls.env["aftersales.supply.price"].create(
            {
                "product_id": (product or cls.part).id,
                "company_id": cls.company.id,
                "date_from": date_from,
                "price": price,
            }
        )

    def _stock(self, quantity, product=None, **options):
        self.env["stock.quant"]._update_available_quantity(
            product or self.part, self.warehouse.lot_stock_id, quantity, **options
        )

    def _move_by_hand(self, station, quantity, product=None, user=None, done=True):
        """A transfer to the station's location that somebody makes in the host's own app."""
        station._ensure_locations()
        product = product or self.part
        picking = (
            self.env["stock.picking"]
            .with_user(user or self.keeper)
            .create(
                {
                    "picking_type_id": self.warehouse.int_type_id.id,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "location_dest_id": station.location_id.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": quantity,
                                "location_id": self.warehouse.lot_stock_id.id,
                                "location_dest_id": station.location_id.id,
                            }
                        )
                    ],
                }
            )
        )
        picking.action_confirm()
        if done:
            picking.action_assign()
            picking.move_ids.picked = True
            picking._action_done()
        return picking.with_env(self.env)
