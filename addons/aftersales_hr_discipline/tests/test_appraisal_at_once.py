from odoo.fields import Command
from odoo.tests import tagged

from .common_at_once import TABLES, AtOnceCase

WHOSE = "employee_id IN %(people)s"


@tagged("post_install", "-at_install")
class TestAppraisalAtOnce(AtOnceCase):
    """Two results of one person become final at the same moment (A1, A8)."""

    tables = {
        "aftersales_appraisal_year": WHOSE,
        "aftersales_appraisal_proposal": "sheet_id IN (SELECT id FROM aftersales_appraisal_sheet"
        f" WHERE {WHOSE})",
        "aftersales_appraisal_sheet": WHOSE,
        "aftersales_appraisal_cycle": "template_id IN (SELECT id FROM aftersales_appraisal_template"
        " WHERE name->>'en_US' = 'Two at once')",
        "aftersales_appraisal_template": "name->>'en_US' = 'Two at once'",
        **TABLES,
    }

    def _create_published(self):
        """Commit sheets of two quarters of the person, shown to him; return their ids."""
        with self._environment() as env:
            template = env["aftersales.appraisal.template"].create(
                {
                    "name": "Two at once",
                    "company_id": self.company_id,
                    "with_conduct": False,
                    "line_ids": [Command.create({"name": "Work", "weight": 100})],
                }
            )
            template.action_publish()
            policy = env.ref("aftersales_hr_discipline.appraisal_policy_general")
            person = env["hr.employee"].browse(self.people["person"][0])
            sheets = env["aftersales.appraisal.sheet"]
            for day, score in (("2031-01-01", 80), ("2031-04-01", 90)):
                cycle = env["aftersales.appraisal.cycle"].create(
                    {"template_id": template.id, "company_id": self.company_id, "date_from": day}
                )
                cycle._update_state("running", policy_id=policy.id, rating_until=cycle.date_to)
                sheet = sheets.create(
                    {
                        "cycle_id": cycle.id,
                        "employee_id": person.id,
                        "company_id": self.company_id,
                        "period": "quarter",
                        "date_from": cycle.date_from,
                        "date_to": cycle.date_to,
                    }
                )
                line = template.line_ids._prepare_indicator_vals(sheet)
                env["aftersales.appraisal.indicator"].create({**line, "actual": score, "known": True})
                sheet.write({"state": "published", "score": score})
                sheets |= sheet
            env.cr.commit()
            return sheets.ids

    def test_a1_two_quarters_become_final_at_once(self):
        """Neither is lost, and the year is the mean of both, whoever was quicker."""
        ids = dict(zip(("manager", "boss"), self._create_published(), strict=True))
        users = {user: name for name, (_employee, user) in self.people.items()}

        def finish(env):
            sheet = env["aftersales.appraisal.sheet"].browse(ids[users[env.uid]])
            sheet.sudo()._finish()

        self.assertEqual(self._race(finish), ["", ""])
        with self._environment() as env:
            year = env["aftersales.appraisal.year"].search(
                [("employee_id", "=", self.people["person"][0]), ("year", "=", 2031)]
            )
            self.assertEqual((year.found, year.score), (2, 85))
            sheets = env["aftersales.appraisal.sheet"].browse(ids.values())
            self.assertEqual(set(sheets.mapped("state")), {"final"})
