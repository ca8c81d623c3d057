from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import CHECKLIST_ANSWERS, CHECKLIST_RESULTS
from ..tools import checklist as engine

#: What is entered before an answer is kept; a change takes the answer back.
INPUT_FIELDS = {"number", "choice_id", "text"}

#: What the owner of an item hands in.
EVIDENCE_FIELDS = {"note", "attachment_ids"}


class AftersalesInspectionLine(models.Model):
    """An item on a sheet: its wording and points as they were, what was answered, the evidence (S29, S30)."""

    _name = "aftersales.inspection.line"
    _inherit = ["aftersales.guard.mixin", "aftersales.evidence.mixin"]
    _description = "Item of an Inspection Sheet"
    _order = "inspection_id, sequence, id"
    _check_company_auto = True

    inspection_id = fields.Many2one(
        "aftersales.inspection", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="inspection_id.company_id", store=True, precompute=True, index=True)
    state = fields.Selection(related="inspection_id.state")
    kind = fields.Selection(related="inspection_id.kind")
    item_id = fields.Many2one(
        "aftersales.checklist.item", string="Checklist Item", readonly=True, ondelete="set null", index=True
    )
    sequence = fields.Integer(readonly=True)
    section = fields.Char(readonly=True)
    heading = fields.Char(compute="_compute_heading")
    clause = fields.Char(readonly=True)
    name = fields.Char(string="Item", required=True, readonly=True)
    hint = fields.Char(string="Look At", readonly=True)
    answer = fields.Selection(CHECKLIST_ANSWERS, required=True, readonly=True)
    required = fields.Boolean(readonly=True)
    needs_photo = fields.Boolean(readonly=True)
    points = fields.Float(readonly=True, digits=(16, 2))
    minimum = fields.Float(readonly=True)
    maximum = fields.Float(readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="In Charge of It",
        check_company=True,
        domain="[('share', '=', False)]",
        index=True,
    )
    number = fields.Float()
    choice_id = fields.Many2one(
        "aftersales.checklist.choice",
        ondelete="set null",
        domain="[('item_id', '=', item_id)]",
    )
    text = fields.Char()
    note = fields.Char()
    attachment_ids = fields.Many2many("ir.attachment", string="Photos and Files", copy=False)
    value = fields.Char(readonly=True, help="The answer in words, as it was given.")
    result = fields.Selection(CHECKLIST_RESULTS, string="Item Result", readonly=True, index=True)
    given = fields.Float(string="Points Given", readonly=True, digits=(16, 2))
    answered_by_id = fields.Many2one("res.users", readonly=True)
    answered_on = fields.Datetime(readonly=True)
    finding_ids = fields.One2many("aftersales.inspection.finding", "line_id", string="Safety Findings")
    needs_finding = fields.Boolean(compute="_compute_needs_finding")

    _given_range = models.Constraint(
        "CHECK (given IS NULL OR given BETWEEN 0 AND points)",
        "Points given are between none and those of the item: check them.",
    )
    _answer_known = models.Constraint(
        "CHECK (result IS NULL OR (answered_by_id IS NOT NULL AND answered_on IS NOT NULL))",
        "An answer says who and when.",
    )

    @api.depends("section", "inspection_id.line_ids.section")
    def _compute_heading(self):
        for sheet in self.inspection_id:
            last = False
            for line in sheet.line_ids:
                line.heading = line.section if line.section != last else False
                last = line.section

    @api.depends("result", "finding_ids", "inspection_id.kind")
    def _compute_needs_finding(self):
        for line in self:
            line.needs_finding = (
                line.inspection_id.kind == "site" and line.result == engine.DEFECT and not line.finding_ids
            )

    @api.model
    def _prepare_vals(self, sheet, item):
        """Values of the line of `item` on `sheet`; extension seam."""
        return {
            "inspection_id": sheet.id,
            "item_id": item.id,
            "user_id": item.user_id.id,
            **{
                name: item[name]
                for name in (
                    "sequence",
                    "section",
                    "clause",
                    "name",
                    "hint",
                    "answer",
                    "required",
                    "needs_photo",
                    "points",
                    "minimum",
                    "maximum",
                )
            },
        }

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("The items of a sheet come from its checklist."))
        return super().create(vals_list)

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._refuse_guarded(vals)
        sheets = self.inspection_id
        if "user_id" in vals:
            sheets._ensure_dispatcher()
            sheets._ensure_open()
        if vals.keys() - {"user_id"}:
            sheets._ensure_progress()
            own = all(line.user_id == self.env.user for line in self)
            if not own or vals.keys() - EVIDENCE_FIELDS:
                sheets._ensure_inspector()
        result = super().write(vals)
        if INPUT_FIELDS & vals.keys():
            self.filtered(lambda line: line.answer not in ("ok", "yes_no", "photo"))._reset()
        self._adopt_files("attachment_ids", vals)
        return result

    def _reset(self):
        """Take the answers back."""
        # sudo: guarded fields, the right was checked
        self.filtered("result").sudo().write(
            {"result": False, "given": 0, "value": False, "answered_by_id": False, "answered_on": False}
        )

    # ------------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------------

    def _begin_answer(self):
        self.inspection_id._ensure_inspector()
        self.inspection_id._lock()
        self.inspection_id._ensure_progress()

    def _keep(self, result, given, value=False):
        """Keep an answer, in the name and at the time of who gives it.

        :raises UserError: without the photo that the item asks for
        """
        self.ensure_one()
        if self.needs_photo and result != engine.NOT_APPLICABLE and not self._has_photo():
            raise UserError(self.env._("“%(item)s” needs a photo: add it first.", item=self.name))
        # sudo: guarded fields, role and state checked by the caller
        self.sudo().write(
            {
                "result": result,
                "given": given,
                "value": value,
                "answered_by_id": self.env.uid,
                "answered_on": fields.Datetime.now(),
            }
        )

    def _has_photo(self):
        self.ensure_one()
        # sudo: whether there is one, no content
        return any((file.mimetype or "").startswith("image/") for file in self.sudo().attachment_ids)

    def action_ok(self):
        """Answer with OK or yes."""
        self._answer(engine.OK)

    def action_defect(self):
        """Answer with a defect or no; a safety inspection asks what was found (S29)."""
        self._answer(engine.DEFECT)
        return self.action_open_finding() if self.needs_finding else None

    def _answer(self, result):
        self.ensure_one()
        self._begin_answer()
        if self.answer not in ("ok", "yes_no"):
            raise UserError(self.env._("“%(item)s” wants an answer of its own: enter it.", item=self.name))
        self._keep(result, self.points if result == engine.OK else 0)

    def action_na(self):
        """Answer that the item does not apply; a self-assessment wants to know why (S30)."""
        self.ensure_one()
        self._begin_answer()
        if self.kind == "assessment" and not (self.note or "").strip():
            raise UserError(self.env._("Say in the note why “%(item)s” does not apply.", item=self.name))
        if self.finding_ids:
            raise UserError(self.env._("“%(item)s” has a finding: it applies.", item=self.name))
        self._keep(engine.NOT_APPLICABLE, 0)

    def action_clear(self):
        """Take an answer back that was a mistake."""
        self._begin_answer()
        self._reset()

    def action_open_answer(self):
        """Open the dialog that takes number, choice, text, note and photos."""
        self.ensure_one()
        self.check_access("read")
        view = self.env.ref("aftersales_service.aftersales_inspection_line_view_form")
        return {**open_dialog(self.name, self._name), "res_id": self.id, "views": [(view.id, "form")]}

    def action_keep(self):
        """Keep what was entered in the dialog, and judge it.

        :raises UserError: where the answer is missing, or more points than there are
        """
        self.ensure_one()
        self._begin_answer()
        if self.answer in ("ok", "yes_no"):
            raise UserError(self.env._("Say whether “%(item)s” is in order.", item=self.name))
        result, given, value = getattr(self, f"_judge_{self.answer}")()
        self._keep(result, given, value)
        if self.needs_finding:
            return self.action_open_finding()
        return {"type": "ir.actions.act_window_close"}

    def _judge_number(self):
        result = engine.judge_number(self.number, self.minimum, self.maximum)
        return result, self.points if result == engine.OK else 0, f"{self.number:g}"

    def _judge_points(self):
        try:
            result = engine.judge_points(self.number, self.points)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "“%(item)s” has %(points)s points: enter 0 to %(points)s.",
                    item=self.name,
                    points=f"{self.points:g}",
                )
            ) from error
        return result, self.number, f"{self.number:g}"

    def _judge_choice(self):
        choice = self.choice_id
        if not choice or choice.item_id != self.item_id:
            raise UserError(self.env._("Choose an answer to “%(item)s”.", item=self.name))
        name = choice.with_context(lang=self.inspection_id._get_language()).name
        return (engine.DEFECT, 0, name) if choice.defect else (engine.OK, self.points, name)

    def _judge_text(self):
        if not (self.text or "").strip():
            raise UserError(self.env._("Write an answer to “%(item)s”.", item=self.name))
        return engine.OK, self.points, self.text.strip()

    def _judge_photo(self):
        if not self._has_photo():
            raise UserError(self.env._("“%(item)s” needs a photo: add it first.", item=self.name))
        return engine.OK, self.points, False

    def action_open_finding(self):
        """Open the dialog that says what was found here, who puts it right and by when (S29)."""
        self.ensure_one()
        self.check_access("read")
        if self.result not in (engine.DEFECT, engine.PART):
            raise UserError(self.env._("“%(item)s” has no defect.", item=self.name))
        return open_dialog(
            self.env._("Safety Finding"),
            "aftersales.inspection.finding",
            inspection_id=self.inspection_id.id,
            line_id=self.id,
        )

    def _get_choices(self):
        """Return the boxes to tick on the printed sheet: pairs of result and words."""
        self.ensure_one()
        words = dict(self._fields["result"]._description_selection(self.env))
        if self.answer == "yes_no":
            words.update({engine.OK: self.env._("Yes"), engine.DEFECT: self.env._("No")})
        return [(result, words[result]) for result in (engine.OK, engine.DEFECT, engine.NOT_APPLICABLE)]

    def _get_missing(self):
        """Return in words what these lines still lack before their sheet is done."""
        missing = [line.name for line in self if line.required and not line.result]
        missing += [
            self.env._("photo: %(item)s", item=line.name)
            for line in self
            if line.needs_photo
            and line.result not in (False, engine.NOT_APPLICABLE)
            and not line._has_photo()
        ]
        missing += [self.env._("finding: %(item)s", item=line.name) for line in self if line.needs_finding]
        return missing
