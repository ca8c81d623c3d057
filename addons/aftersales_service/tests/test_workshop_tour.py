from odoo.tests import HttpCase, tagged

from .test_workshop import WorkshopCase

CARDS = "/odoo/action-aftersales_service.aftersales_order_unit_action"
INSPECT = "/odoo/action-aftersales_service.aftersales_order_unit_action_inspect"


@tagged("post_install", "-at_install")
class TestWorkshopTour(WorkshopCase, HttpCase):
    """S5, S8 in the browser, in Chinese: pasted list, bench, inspection, partial return."""

    def _play(self, tour, user, path):
        self.browser_size = "1400x900"
        self.start_tour(path, tour, login=user.login, timeout=120)
        self.env.invalidate_all()

    def test_s8_batch_in_the_browser(self):
        """S8: thirty numbers become thirty cards; one on a bench; two inspected and collected."""
        self.env["res.lang"]._activate_lang("zh_CN")
        people = (self.clerk | self.dispatcher).with_context(no_reset_password=True)
        for user in people:
            user.write({"lang": "zh_CN", "tz": "Asia/Shanghai", "password": user.login})
        self.customer.name = "张伟"
        self._play("aftersales_workshop_intake", self.clerk, CARDS)
        units = self.env["aftersales.order.unit"].search([("serial", "=like", "SN-T-%")], order="sequence")
        self.assertEqual(len(units), 30)
        self.assertEqual(len(units.order_id), 1)
        self._play("aftersales_workshop_bench", self.dispatcher, CARDS)
        self.assertEqual(units[0].bench_id, self.bench)
        self._assign(units.order_id)
        units.order_id.sudo().override_type = "C"
        self._repair(units[:2])
        self._play("aftersales_workshop_inspect", self.dispatcher, INSPECT)
        self.assertEqual(set(units[:2].mapped("state")), {"ready"})
        ready = self.env["ir.actions.act_window"].create(
            {
                "name": "Ready",
                "res_model": "aftersales.order.unit",
                "view_mode": "list,form",
                "domain": f"[('id', 'in', {units[:2].ids})]",
            }
        )
        path = f"/odoo/action-{ready.id}"
        self._play("aftersales_workshop_return", self.clerk, path)
        self.assertEqual(set(units[:2].mapped("state")), {"returned"})
        self.assertTrue(units[:2].return_id.on_paper)
        self.assertEqual(units.receipt_id.state, "open")
