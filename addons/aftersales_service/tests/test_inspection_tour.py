from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestInspectionTour(ServiceCase, HttpCase):
    """An inspection with a finding and its fix, in Chinese, on three people's telephones (S29)."""

    browser_size = "390x844"
    touch_enabled = True
    test_cursor_lock_timeout = 120  # three people, one busy machine

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.company.partner_id.lang = "zh_CN"
        for user in cls.engineer_user | cls.dispatcher:
            user.with_context(no_reset_password=True).write(
                {"password": user.login, "tz": "Asia/Shanghai", "lang": "zh_CN"}
            )
        checklist = cls.env["aftersales.checklist"].create(
            {
                "name": "安全检查",
                "kind": "site",
                "item_ids": [
                    Command.create({"sequence": 1, "section": "用电", "name": "配电箱"}),
                    Command.create({"sequence": 2, "section": "仓库", "name": "通道"}),
                    Command.create({"sequence": 3, "name": "灭火器", "needs_photo": True}),
                ],
            }
        )
        cls.site = cls.env["aftersales.site"].create(
            {
                "name": "北区车间",
                "user_id": cls.engineer_user.id,
                "responsible_id": cls.dispatcher.id,
                "checklist_id": checklist.id,
            }
        )
        cls.site._plan_month()

    def _play(self, tour, user, model):
        self.start_tour(
            f"/odoo/action-aftersales_service.{model}_action", tour, login=user.login, timeout=240
        )
        self.env.invalidate_all()

    def test_s29_inspected_found_and_fixed(self):
        self._play("aftersales_inspect", self.engineer_user, "aftersales_inspection")
        sheet = self.site.inspection_ids
        self.assertEqual((sheet.state, sheet.defect_count), ("done", 1))
        finding = sheet.finding_ids
        self.assertEqual((finding.name, finding.user_id), ("通道堆放纸箱", self.dispatcher))
        self._play("aftersales_fix_finding", self.dispatcher, "aftersales_inspection_finding")
        self.assertEqual((finding.state, finding.fixed_by_id), ("fixed", self.dispatcher))
        self.assertEqual(finding.proof_ids.res_id, finding.id)
        self._play("aftersales_verify_finding", self.engineer_user, "aftersales_inspection_finding")
        self.assertEqual((finding.state, finding.verified_by_id), ("closed", self.engineer_user))
