from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import AUDIENCES, JOINT_CASES, MEASURES, MONEY_KINDS, REWARDS, SEVERITY


class AftersalesConductArticle(models.Model):
    """One article: who, for what, which reward or measure, which money, and what follows from it."""

    _name = "aftersales.conduct.article"
    _description = "Conduct Article"
    _order = "rulebook_id, sequence, id"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True

    rulebook_id = fields.Many2one(
        "aftersales.conduct.rulebook", required=True, index=True, ondelete="cascade", check_company=True
    )
    rulebook_state = fields.Selection(related="rulebook_id.state", string="Rulebook State")
    company_id = fields.Many2one(related="rulebook_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="rulebook_id.currency_id")
    chapter_id = fields.Many2one("aftersales.conduct.chapter", required=True, ondelete="restrict", index=True)
    sequence = fields.Integer(default=10)
    number = fields.Char(required=True, help="Number of the article in this rulebook.")
    code = fields.Char(string="Rule", help="Identifier of the rule in the regulation, e.g. D16.")
    name = fields.Char(string="For What", required=True, translate=True)
    audience = fields.Selection(AUDIENCES, string="For Whom", required=True, default="all")
    measure = fields.Selection(MEASURES, string="Reward or Measure", required=True, index=True)
    severe_measure = fields.Selection(
        MEASURES, string="In Serious Cases", help="Empty: the measure is always the same."
    )
    is_reward = fields.Boolean(compute="_compute_is_reward", store=True)
    protected = fields.Boolean(string="Not Offset", help="No reward cancels this measure.")
    money_kind = fields.Selection(MONEY_KINDS, string="Money", required=True, default="none")
    money_min = fields.Float(string="Amount or Share", digits=(12, 2), aggregator=None)
    money_max = fields.Float(string="At Most", digits=(12, 2), aggregator=None)
    money_again = fields.Float(
        string="Again in the Year",
        digits=(12, 2),
        aggregator=None,
        help="Amount when it happens again; empty: the same.",
    )
    follow_up_id = fields.Many2one(
        "aftersales.conduct.article",
        string="Follow-up",
        ondelete="set null",
        domain="[('rulebook_id', '=', rulebook_id), ('id', '!=', id)]",
        help="What is added when the success proves itself.",
    )
    follow_up_profit = fields.Monetary(string="Profit at Least")
    follow_up_months = fields.Integer(string="Within Months", default=12)
    joint_case = fields.Selection(JOINT_CASES, string="Superior Answers When")
    joint_measure = fields.Selection(
        [row for row in MEASURES if row[0] not in REWARDS], string="Measure for the Superior"
    )

    _number_unique = models.UniqueIndex(
        "(rulebook_id, number)", "This rulebook has an article with that number already."
    )
    _money_positive = models.Constraint(
        "CHECK (money_min >= 0 AND money_max >= 0 AND money_again >= 0 AND follow_up_profit >= 0"
        " AND (money_max = 0 OR money_max >= money_min))",
        "Amounts are not negative, and the highest is not below the lowest.",
    )
    _joint_whole = models.Constraint(
        "CHECK ((joint_case IS NULL) = (joint_measure IS NULL))",
        "Say both when the superior answers and with which measure.",
    )

    @api.depends("number", "name")
    def _compute_display_name(self):
        for article in self:
            article.display_name = f"{article.number} {article.name}"

    @api.depends("measure")
    def _compute_is_reward(self):
        for article in self:
            article.is_reward = article.measure in REWARDS

    @api.constrains("measure", "severe_measure", "protected")
    def _check_measures(self):
        for article in self:
            severe = article.severe_measure
            if severe and (
                article.is_reward
                or severe not in SEVERITY
                or SEVERITY.index(severe) <= SEVERITY.index(article.measure)
            ):
                raise ValidationError(
                    self.env._(
                        "Article %(number)s: what holds in serious cases must be a graver measure.",
                        number=article.number,
                    )
                )
            if article.protected and article.is_reward:
                raise ValidationError(
                    self.env._(
                        "Article %(number)s: only a measure can be kept from being offset.",
                        number=article.number,
                    )
                )

    def _get_highest_money(self):
        """Return the most that this article provides for, `None` where it names no amount."""
        self.ensure_one()
        if self.money_kind == "none":
            return 0.0
        if self.money_kind == "fixed":
            return max(self.money_min, self.money_again)
        return (self.money_max or None) if self.money_kind == "range" else None

    @api.model_create_multi
    def create(self, vals_list):
        articles = super().create(vals_list)
        articles._ensure_draft()
        return articles

    def write(self, vals):
        self._ensure_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._ensure_draft()

    def _ensure_draft(self):
        """An article is changed while its rulebook is a draft; the installation may write its own."""
        if not self.env.su:
            self.rulebook_id._ensure_draft()
