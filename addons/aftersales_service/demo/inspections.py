"""The inspections of the demo: four months of two sites with what was found, and two self-assessments."""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from .evidence import draw_photo
from .play import Play
from .simulated_time import present

#: Months ago, site, item of the checklist, what was found, how it was put right, how far that is.
FINDINGS = (
    (3, "workshop", "cabinet", "配电箱前堆放纸箱", "已清理，地面画黄线", "closed"),
    (3, "warehouse", "aisle", "三号货架通道被托盘占用", "托盘移到待检区", "closed"),
    (2, "workshop", "exit", "后门疏散指示灯不亮", "已更换指示灯", "closed"),
    (1, "warehouse", "flammable", "仓库内存放两桶清洗剂", "已移入防爆柜", "fixed"),
    (1, "workshop", "cable", "三号工位插座外壳破损", "", "open"),
    (0, "workshop", "floor", "五号工位地面有油污", "", "open"),
)

#: Points given by clause, where not all; the first assessment was a year ago.
ASSESSMENTS = (
    (12, {"5.1.2": 3, "5.1.5": 2.5, "5.2.4": 3.5, "5.3.1": 3, "5.3.2": 3}),
    (1, {"5.1.2": 3.5, "5.1.5": 3, "5.2.4": 4.5, "5.3.2": 4}),
)


class Inspections(Play):
    """Plays the inspections, once per database."""

    def play(self):
        if self.env.ref("aftersales_service.site_demo_workshop", raise_if_not_found=False):
            return
        self.today = self.company._get_aftersales_date(self.now)
        self.add_sites()
        for months in (3, 2, 1, 0):
            self.play_month(months)
        for months, lost in ASSESSMENTS:
            self.assess(months, lost)

    def add_sites(self):
        names = {"workshop": "维修车间", "warehouse": "配件仓库", "office": "客服大厅"}
        sites = self.as_user("manager", self.env["aftersales.site"]).create(
            [
                {
                    "name": name,
                    "kind": kind,
                    "company_id": self.company.id,
                    "user_id": self.ref("user_engineer").id,
                    "responsible_id": self.ref("user_clerk" if kind == "office" else "user_dispatcher").id,
                    "checklist_id": self.ref("checklist_site").id,
                }
                for kind, name in names.items()
            ]
        )
        for kind, site in zip(names, sites, strict=True):
            self.give_xml_id(f"site_demo_{kind}", site)

    def at(self, day):
        """Return the morning of `day`, or the present moment where that is still to come."""
        return min(datetime.combine(day, time(2)), self.now)

    def play_month(self, months):
        """Plan the month; the workshop and the warehouse are inspected, this month the workshop is begun."""
        month = self.today.replace(day=1) - relativedelta(months=months)
        sites = self.ref("site_demo_workshop") | self.ref("site_demo_warehouse")
        if months < 2:
            sites |= self.ref("site_demo_office")  # the newest site
        with present(self.at(month)):
            sites._plan_month()
        for kind in ("workshop", "warehouse") if months else ("workshop",):
            sheet = self.ref(f"site_demo_{kind}").inspection_ids.filtered(lambda each: each.month == month)
            with present(self.at(sheet.planned_on)):
                self.inspect(sheet, months, kind)
            self.give_xml_id(f"inspection_demo_{kind}_{months}", sheet)
        if months == 1:
            sheet = self.ref("site_demo_office").inspection_ids.filtered(lambda each: each.month == month)
            self.as_user("manager", sheet)._miss("客服大厅装修停业")

    def inspect(self, sheet, months, kind):
        """Fill the sheet in as its inspector; this month's is not finished yet."""
        sheet = self.as_user("engineer", sheet)
        sheet.action_start()
        found = {
            self.ref(f"checklist_site_{item}"): rest
            for ago, site, item, *rest in FINDINGS
            if (ago, site) == (months, kind)
        }
        lines = sheet.line_ids
        for line in lines if months else lines[:12]:
            if line.needs_photo:
                self.attach(line, "attachment_ids", line.name)
            if line.item_id in found:
                line.action_defect()
                self.find(line, *found[line.item_id])
            elif line.answer == "number":
                line.number = 2.8
                line.action_keep()
            else:
                line.action_ok()
        if months:
            sheet.action_done()

    def attach(self, record, field, title):
        """Add a drawn photo to `record`."""
        name, image = f"{title}.png", draw_photo(title, (80, 160, 90))
        vals = {"name": name, "datas": image, "res_model": record._name, "res_id": record.id}
        record[field] = record.env["ir.attachment"].create(vals)

    def find(self, line, name, fix, state):
        """Note what is wrong; its owner puts it right, the inspector verifies."""
        action = line.action_open_finding()
        findings = line.env["aftersales.inspection.finding"].with_context(**action["context"])
        finding = findings.create({"name": name, "action": "当天整改，班前会上通报。"})
        self.attach(finding, "attachment_ids", name)
        if state == "open":
            return
        owner = finding.with_user(finding.user_id)
        owner.proof = fix
        self.attach(owner, "proof_ids", fix)
        owner.action_fixed()
        if state == "closed":
            finding.action_verify()

    def assess(self, months, lost):
        """Assess the centre as the manager, with the points of `lost` clauses given in part."""
        day = self.today - relativedelta(months=months)
        with present(self.at(day)):
            sheet = self.as_user("manager", self.env["aftersales.inspection"]).create(
                {
                    "kind": "assessment",
                    "company_id": self.company.id,
                    "checklist_id": self.ref("checklist_assessment").id,
                    "planned_on": day + timedelta(days=3),
                }
            )
            sheet.action_start()
            for line in sheet.line_ids:
                line.note = "已查资料，有据可查。" if line.clause not in lost else "资料不全，需要改进。"
                if line.clause == "5.2.3":
                    line.note = "本中心不送货，由物流公司负责。"
                    line.action_na()
                    continue
                line.number = min(line.points, lost.get(line.clause, line.points))
                line.action_keep()
            sheet.action_done()
        self.give_xml_id(f"assessment_demo_{months}", sheet)
