from odoo import fields, models
from odoo.tools import SQL

from ..const import KINDS, OUTCOMES


class AftersalesTrainingImplementation(models.Model):
    """The monthly implementation table (月度培训实施一览表, T3): a row for each training planned or added.

    Planned trainings of issued monthly plans count, held or not, in the month of the plan; what was
    added is shown beside them and raises no rate. The rate of any group of rows is their average.
    """

    _name = "aftersales.training.implementation"
    _description = "Monthly Implementation Table"
    _auto = False
    _rec_name = "course_id"
    _order = "month desc, department_id, day, id"
    _depends = {
        "aftersales.training.plan": ["period", "state"],
        "aftersales.training.plan.item": [
            "plan_id", "company_id", "department_id", "course_id", "kind", "date"
        ],
        "aftersales.training.policy": ["company_id", "date_from", "date_to", "active", "rate"],
        "aftersales.training.session": [
            "plan_item_id", "company_id", "department_id", "course_id", "kind", "date", "state"
        ],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", string="Unit", readonly=True)
    month = fields.Date(readonly=True)
    day = fields.Date(string="Planned or Added For", readonly=True)
    course_id = fields.Many2one("aftersales.training.course", readonly=True)
    kind = fields.Selection(KINDS, string="Training", readonly=True)
    session_id = fields.Many2one("aftersales.training.session", readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    planned = fields.Integer(string="Trainings Planned", readonly=True)
    held = fields.Integer(string="Held as Planned", readonly=True)
    added = fields.Integer(string="Held beside the Plan", readonly=True)
    rate = fields.Float(
        string="Implementation Rate", readonly=True, aggregator="avg", help="Percent of what was planned."
    )
    is_below = fields.Boolean(
        string="Unit below the Rate", readonly=True, help="The unit's month is below the rate of the policy."
    )
    add_reason = fields.Text(related="session_id.add_reason")
    cancel_reason = fields.Text(related="session_id.cancel_reason")

    @property
    def _table_query(self):
        return SQL(
            """SELECT training.id, training.company_id, department_id, month, day, course_id, kind,
                      session_id, outcome, planned, held, added,
                      CASE WHEN planned = 1 THEN 100.0 * held END AS rate,
                      100 * SUM(held) OVER unit < policy.rate * SUM(planned) OVER unit AS is_below
                 FROM (%s) training
                 LEFT JOIN LATERAL (
                      SELECT rate FROM aftersales_training_policy
                       WHERE active AND COALESCE(company_id, training.company_id) = training.company_id
                         AND date_from <= month AND COALESCE(date_to, month) >= month
                       ORDER BY company_id NULLS LAST, date_from DESC
                       LIMIT 1
                 ) policy ON TRUE
               WINDOW unit AS (PARTITION BY department_id, month)""",
            self._get_training_query(),
        )

    def _get_training_query(self):
        """Trainings of issued monthly plans with what became of them, and those that were added."""
        return SQL(
            """SELECT planned.*, (outcome = 'held')::int AS held, 1 AS planned, 0 AS added
                 FROM (
                      SELECT item.id * 2 AS id, item.company_id, item.department_id,
                             DATE_TRUNC('month', item.date)::date AS month, item.date AS day,
                             item.course_id, item.kind, session.id AS session_id,
                             CASE WHEN session.state = 'cancelled' THEN 'cancelled'
                                  WHEN session.state IS DISTINCT FROM 'held' THEN 'open'
                                  WHEN DATE_TRUNC('month', session.date) = DATE_TRUNC('month', item.date)
                                  THEN 'held' ELSE 'moved' END AS outcome
                        FROM aftersales_training_plan_item item
                        JOIN aftersales_training_plan plan ON plan.id = item.plan_id
                        LEFT JOIN aftersales_training_session session ON session.plan_item_id = item.id
                       WHERE plan.period = 'month' AND plan.state = 'issued'
                      ) planned
                UNION ALL
               SELECT id * 2 + 1, company_id, department_id, DATE_TRUNC('month', date)::date, date, course_id,
                      kind, id, 'added', 0, 0, 1
                 FROM aftersales_training_session
                WHERE plan_item_id IS NULL AND state = 'held'"""
        )
