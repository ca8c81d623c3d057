import csv
import io

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools.i18n import format_list

from ..const import SHEET_STATES
from ..tools.adjustment import to_cents


def render_csv(rows):
    """Return rows of cells as a text file that spreadsheets of every language open."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def render_workbook(rows):
    """Return rows of cells as a workbook: the head stays in sight, integers and amounts are numbers."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        page, head = book.add_worksheet(), book.add_format({"bold": True, "bottom": 1})
        money = book.add_format({"num_format": "#,##0.00"})
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    page.write_string(number, column, cell, head if number == 0 else None)
                else:
                    page.write_number(number, column, cell, None if isinstance(cell, int) else money)
        for column, cells in enumerate(zip(*rows, strict=True)):
            # a Chinese character is twice as wide as a letter
            widest = max(len(str(cell)) + sum(char > "\u2e7f" for char in str(cell)) for cell in cells)
            page.set_column(column, column, min(max(widest + 3, 10), 70))
        page.freeze_panes(1, 0)
    return content.getvalue()


class AftersalesAdjustmentSheet(models.Model):
    """The rewards and fines of a company's month (D46): guarded, approved, then handed to payroll."""

    _name = "aftersales.adjustment.sheet"
    _inherit = ["aftersales.guard.mixin", "aftersales.conduct.role.mixin", "mail.thread"]
    _description = "Adjustment Sheet"
    _order = "month desc, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, readonly=True, index=True, help="Its first day.")
    state = fields.Selection(
        SHEET_STATES, required=True, readonly=True, default="draft", index=True, tracking=True
    )
    line_ids = fields.One2many("aftersales.adjustment", "sheet_id", string="Adjustments")
    person_ids = fields.One2many("aftersales.adjustment.person", "sheet_id", string="Wages")
    preparer_ids = fields.Many2many(
        "res.users", string="Prepared By", readonly=True, help="Who calculated it or entered a wage."
    )
    calculated_on = fields.Datetime(readonly=True, help="Empty: lines have come since.")
    approver_id = fields.Many2one("res.users", string="Approved By", readonly=True, tracking=True)
    approved_on = fields.Datetime(readonly=True)
    export_id = fields.Many2one("ir.attachment", string="Payroll File", readonly=True)
    workbook_id = fields.Many2one("ir.attachment", string="Payroll Workbook", readonly=True)
    taken = fields.Monetary(string="This Month", compute="_compute_totals")
    carried = fields.Monetary(compute="_compute_totals")

    _month_unique = models.UniqueIndex("(company_id, month)", "There is one sheet a month for a company.")
    _month_first = models.Constraint(
        "CHECK (date_part('day', month) = 1)", "A month is given by its first day."
    )

    @api.depends("month")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = fields.Date.to_string(sheet.month)[:7] if sheet.month else ""

    @api.depends("line_ids.taken", "line_ids.carried")
    def _compute_totals(self):
        for sheet in self:
            sheet.taken = sum(sheet.line_ids.mapped("taken"))
            sheet.carried = sum(sheet.line_ids.mapped("carried"))

    @api.constrains("month", "company_id")
    def _check_after_approved(self):
        for sheet in self:
            if self.search_count(
                [
                    ("company_id", "=", sheet.company_id.id),
                    ("month", ">", sheet.month),
                    ("state", "!=", "draft"),
                ],
                limit=1,
            ):
                raise ValidationError(self.env._("A later month is approved already: use the next one."))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesAdjustmentSheet, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    # Lines --------------------------------------------------------------------------

    @api.model
    def _get_open(self, places):
        """Return the first open sheet for each of `places`, tuples (company id, month), not before it."""
        companies = {company for company, _month in places}
        sheets = self.search([("company_id", "in", list(companies))], order="month")
        closed = {sheet.company_id.id: sheet.month for sheet in sheets if sheet.state != "draft"}
        found = {(sheet.company_id.id, sheet.month): sheet for sheet in sheets}
        wanted = {}
        for company, month in places:
            last = closed.get(company)
            wanted[company, month] = (
                company,
                fields.Date.add(last, months=1) if last and month <= last else month,
            )
        missing = sorted(set(wanted.values()) - found.keys())
        for sheet in self.create([{"company_id": company, "month": month} for company, month in missing]):
            found[sheet.company_id.id, sheet.month] = sheet
        open_sheets = {place: found[target] for place, target in wanted.items()}
        self.union(*open_sheets.values())._lock()
        return open_sheets

    def _add_persons(self):
        """Give every person with a line a row for the wage, filled from the contract if it says one."""
        rows = []
        for sheet in self:
            policy = sheet._get_policy()
            for employee in sheet.line_ids.employee_id - sheet.person_ids.employee_id:
                version = employee._get_version(sheet.month)
                rows.append(
                    {
                        "sheet_id": sheet.id,
                        "employee_id": employee.id,
                        "wage": version.wage,
                        "minimum_wage": policy.minimum_wage,
                    }
                )
        self.env["aftersales.adjustment.person"].create(rows)

    def _get_policy(self):
        last = fields.Date.end_of(self.month, "month")
        return self.env["aftersales.conduct.policy"]._get_in_force(last, self.company_id)

    # Calculation --------------------------------------------------------------------

    def _reopen(self, lines):
        """Lines have come after the calculation: nobody approves what nobody has seen."""
        for sheet in self.filtered("calculated_on"):
            sheet.calculated_on = False
            names = format_list(self.env, sorted(set((lines & sheet.line_ids).mapped("reason"))))
            sheet._message_log(
                body=self.env._("New lines after the calculation: %(names)s. Calculate again.", names=names)
            )

    def action_calculate(self):
        """Collect what has taken effect, and show what the month comes to."""
        self._ensure_role("officer")
        self._lock()
        self._ensure_step("draft", "draft")
        # sudo: amounts are guarded; right and state checked above
        sheets = self.sudo()
        sheets.env["aftersales.conduct.record"]._collect_adjustments(self.company_id)
        sheets.person_ids._settle()
        sheets.write({"calculated_on": fields.Datetime.now(), "preparer_ids": [Command.link(self.env.uid)]})

    def action_approve(self):
        """Fix the month: what could not be deducted becomes lines of the next."""
        self._ensure_role("manager", "general_manager")
        self._lock()
        self._ensure_step("approved", "draft")
        for sheet in self.sorted("month"):
            sheet._ensure_approvable()
            approved = sheet.sudo()  # sudo: amounts and state are guarded; right and state checked above
            approved.person_ids._settle()
            approved.write(
                {"state": "approved", "approver_id": self.env.uid, "approved_on": fields.Datetime.now()}
            )
            approved._carry_over()

    def _ensure_approvable(self):
        self.ensure_one()
        policy = self._get_policy()
        if not self.calculated_on:
            raise UserError(self.env._("Sheet %(name)s: calculate it first.", name=self.display_name))
        if self.env.user in self.sudo().line_ids.employee_id.user_id:
            raise UserError(
                self.env._(
                    "Sheet %(name)s has lines of your own: somebody else approves it.",
                    name=self.display_name,
                )
            )
        if policy.second_person and self.env.user in self.preparer_ids:
            raise UserError(
                self.env._(
                    "Sheet %(name)s: who prepared it does not approve it. Ask a colleague.",
                    name=self.display_name,
                )
            )
        if self.search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("month", "<", self.month),
                ("state", "=", "draft"),
                ("line_ids", "!=", False),
            ],
            limit=1,
        ):
            raise UserError(
                self.env._("Sheet %(name)s: an earlier month is still open.", name=self.display_name)
            )
        owing = self.line_ids.filtered(lambda line: line.amount < 0).employee_id
        unknown = self.person_ids.filtered(
            lambda person: person.employee_id in owing and not (person.wage and person.minimum_wage)
        )
        if unknown:
            raise UserError(
                self.env._(
                    "Enter the wage and the minimum wage of %(names)s first.",
                    names=format_list(self.env, unknown.employee_id.mapped("name")),
                )
            )

    def _carry_over(self):
        month = fields.Date.add(self.month, months=1)
        rests = self.line_ids.filtered("carried")
        if not rests:
            return
        following = self._get_open({(self.company_id.id, month)})[self.company_id.id, month]
        rests.create(
            [
                {
                    "sheet_id": following.id,
                    "employee_id": line.employee_id.id,
                    "kind": line.kind,
                    "day": line.day,
                    "amount": line.carried,
                    "reason": line.reason,
                    "bonus_share": line.bonus_share,
                    "record_id": line.record_id.id,
                    "claim_id": (line.claim_id or line).id,
                    "carried_from_id": line.id,
                    "source_key": f"{line._name},{line.id},carried",
                }
                for line in rests
            ]
        )
        following._add_persons()
        following._reopen(rests.carried_to_ids)

    # Payroll ------------------------------------------------------------------------

    def action_export(self):
        """Hand the month to payroll: a text file with badge, name, month, amount."""
        return self._download("export_id")

    def action_export_workbook(self):
        """Hand the month to payroll: the same as a workbook."""
        return self._download("workbook_id")

    def _download(self, name):
        self.ensure_one()
        self._ensure_role("officer")
        self._lock()
        self._ensure_step("exported", "approved", "exported")
        if not self.export_id:
            # sudo: state and files are guarded; right and state checked above
            sheet = self.sudo()
            rows = sheet._get_payroll_rows()
            text, book = sheet.env["ir.attachment"].create(
                [
                    {
                        "name": f"adjustments-{self.display_name}.{ending}",
                        "raw": raw,
                        "res_model": self._name,
                        "res_id": self.id,
                    }
                    for ending, raw in (("csv", render_csv(rows)), ("xlsx", render_workbook(rows)))
                ]
            )
            sheet.write({"state": "exported", "export_id": text.id, "workbook_id": book.id})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self[name].id}?download=true",
            "target": "download",
        }

    def _get_payroll_rows(self):
        """Return a heading and one row a person; text that a spreadsheet would calculate is quoted."""
        self.ensure_one()
        head = self.env._
        rows = [[head("Badge"), head("Employee"), head("Month"), head("Amount")]]
        for person in self.person_ids:
            cells = [person.employee_id.barcode or "", person.employee_id.name]
            cells = ["'" + cell if cell[:1] in "=+-@" and cell else cell for cell in cells]
            rows.append([*cells, self.display_name, to_cents(person.taken)])
        return rows
