from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import ServiceCase

CONTRACT = "/odoo/action-aftersales_service.aftersales_contract_action"
NOTICE = "/odoo/action-aftersales_service.aftersales_defect_notice_action"
CASE = "/odoo/action-aftersales_service.aftersales_defect_case_action"


@tagged("post_install", "-at_install")
class TestTourContract(ServiceCase, HttpCase):
    """Contracts (S15) and defect notices (S19) in the browser, by the people of each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.clerk | cls.manager | cls.accountant:
            user.with_context(no_reset_password=True).write({"password": user.login, "tz": "Asia/Shanghai"})

    def _play(self, tour, user, path):
        self.start_tour(path, tour, login=user.login, timeout=120)
        self.env.invalidate_all()

    def test_s15_contract_from_draft_to_invoice_and_renewal(self):
        contract = self.env["aftersales.contract"].create(
            {
                "partner_id": self.customer.id,
                "date_start": self.today,
                "date_end": self.today + relativedelta(years=1),
                "price": 1200,
                "billing_period": "quarter",
                "visit_plan": "per_year",
                "visit_number": 4,
            }
        )
        self._play("aftersales_contract_run", self.clerk, f"{CONTRACT}/{contract.id}")
        self.assertEqual(contract.state, "running")
        self.assertGreaterEqual(len(contract.visit_ids), 4)
        self.assertEqual(round(sum(contract.period_ids.mapped("amount")), 2), 1200)

        self._play("aftersales_contract_invoice", self.accountant, f"{CONTRACT}/{contract.id}")
        invoice = contract.invoice_ids
        self.assertEqual((len(invoice), invoice.state), (1, "draft"))
        self.assertEqual(contract.period_ids.sorted("date_from")[0].move_id, invoice)

        self._play("aftersales_contract_renew", self.clerk, f"{CONTRACT}/{contract.id}")
        self.assertEqual((contract.next_ids.state, contract.is_renewed), ("running", True))
        self.assertGreater(contract.next_ids.date_start, contract.date_end)

    def test_s19_notice_from_publication_to_order(self):
        notice = self.env["aftersales.defect.notice"].create(
            {
                "title": "Capacitor may overheat",
                "remedy": "Replace the capacitor",
                "product_tmpl_ids": [Command.set(self.appliance.product_tmpl_id.ids)],
                "serial_from": "SN-PAID-1",
                "serial_to": "SN-PAID-9",
            }
        )
        self._play("aftersales_defect_publish", self.manager, f"{NOTICE}/{notice.id}")
        self.assertEqual(notice.case_ids.lot_id, self.unit_paid)
        self._play("aftersales_defect_schedule", self.clerk, f"{CASE}/{notice.case_ids.id}")
        self.assertEqual(notice.case_ids.state, "scheduled")
        order = notice.case_ids.order_id
        self.assertEqual((order.service_type, order.lot_id), ("C", self.unit_paid))
