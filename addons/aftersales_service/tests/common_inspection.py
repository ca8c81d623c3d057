from datetime import datetime

from freezegun import freeze_time

from odoo.fields import Command

from .common import SIGNATURE, ServiceCase

#: A Wednesday; the first working day from the 5th on is Friday 5 June 2026.
NOW = datetime(2026, 6, 3, 2, 0)


class InspectionCase(ServiceCase):
    """A workshop inspected by Li for Chen, with an item of every kind of answer, on a day in June 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.env["aftersales.site"].search([]).active = False
        cls.checklist = cls.env["aftersales.checklist"].create(
            {
                "name": "Safety (test)",
                "kind": "site",
                "item_ids": [
                    Command.create({"sequence": 1, "section": "Electricity", "name": "Cabinets"}),
                    Command.create({"sequence": 2, "name": "Earth", "answer": "number", "maximum": 4}),
                    Command.create({"sequence": 3, "name": "Flammables", "answer": "yes_no"}),
                    Command.create(
                        {
                            "sequence": 4,
                            "name": "Extinguisher",
                            "answer": "choice",
                            "choice_ids": [
                                Command.create({"name": "Green"}),
                                Command.create({"name": "Red", "defect": True}),
                            ],
                        }
                    ),
                    Command.create({"sequence": 5, "name": "Who was there", "answer": "text", "points": 0}),
                    Command.create({"sequence": 6, "name": "Aisle", "answer": "photo"}),
                    Command.create({"sequence": 7, "name": "Guards", "needs_photo": True}),
                    Command.create({"sequence": 8, "name": "Voluntary", "required": False}),
                ],
            }
        )
        cls.site = cls.env["aftersales.site"].create(cls._site_vals("Workshop North"))

    @classmethod
    def _site_vals(cls, name):
        return {
            "name": name,
            "user_id": cls.engineer_user.id,
            "responsible_id": cls.clerk.id,
            "checklist_id": cls.checklist.id,
        }

    def _run(self, cron):
        """Run a scheduled action as the server does."""
        with self.enter_registry_test_mode():
            self.env.ref(f"aftersales_service.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def _plan(self):
        """The inspection of the month, as its inspector sees it."""
        self._run("ir_cron_plan_inspections")
        return self.site.inspection_ids.with_user(self.engineer_user)

    def _begin(self):
        sheet = self._plan()
        sheet.action_start()
        return sheet

    def _line(self, sheet, name):
        return sheet.line_ids.filtered(lambda line: line.name == name)

    def _file(self, record, user=None, name="a.png"):
        """A photo as the web client uploads it to `record`."""
        files = self.env["ir.attachment"].with_user(user or self.engineer_user)
        return files.create({"name": name, "datas": SIGNATURE, "res_model": record._name, "res_id": 0})

    def _answer_all(self, sheet, leave=()):
        """Answer everything as being in order, but for the items named in `leave`."""
        for line in sheet.line_ids.filtered(lambda each: each.name not in leave and not each.result):
            if line.answer == "photo" or line.needs_photo:
                line.attachment_ids = self._file(line, sheet.env.user)
            if line.answer == "number":
                line.number = 4
            elif line.answer == "choice":
                line.choice_id = line.item_id.choice_ids[0]
            elif line.answer == "text":
                line.text = "Li, Chen"
            elif line.answer == "points":
                line.number = line.points
            line.action_ok() if line.answer in ("ok", "yes_no") else line.action_keep()

    def _find(self, line, **vals):
        """What is wrong with an item, as its dialog takes it."""
        action = line.action_open_finding()
        findings = line.env["aftersales.inspection.finding"].with_context(**action["context"])
        return findings.create({"name": "Blocked", **vals})

    def _fix(self, finding, user=None):
        """The owner has it put right, with a photo."""
        finding = finding.with_user(user or finding.user_id)
        finding.proof_ids = self._file(finding, finding.env.user)
        finding.action_fixed()
        return finding
