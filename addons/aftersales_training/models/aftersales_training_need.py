from odoo import fields, models
from odoo.tools import SQL

from ..const import TOPICS


class AftersalesTrainingNeed(models.Model):
    """Who lacks what: a row for each person and each course that he or she needs again and again (T2, T6).

    A course is needed by the people of its jobs, by everybody where it names none. It is lacking where nobody
    signed in to a held session of it within its months. One query, whatever the grouping.
    """

    _name = "aftersales.training.need"
    _description = "Training Needs"
    _auto = False
    _rec_name = "employee_id"
    _order = "lacks desc, department_id, employee_id, course_id"
    _depends = {
        "aftersales.training.attendance": [
            "employee_id", "course_id", "session_id", "signed_at", "start", "class_hours"
        ],
        "aftersales.training.session": ["state"],
        "aftersales.training.course": ["active", "company_id", "repeat_months", "job_ids", "topic"],
        "hr.employee": ["active", "company_id", "current_version_id"],
        "hr.version": ["department_id", "job_id"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    job_id = fields.Many2one("hr.job", readonly=True)
    employee_id = fields.Many2one("hr.employee", readonly=True)
    course_id = fields.Many2one("aftersales.training.course", readonly=True)
    topic = fields.Selection(TOPICS, readonly=True)
    last_on = fields.Datetime(string="Last Attended", readonly=True)
    class_hours = fields.Float(string="Class Hours in That Time", readonly=True)
    lacks = fields.Integer(string="Lacking", readonly=True)
    share = fields.Float(string="Lacking (%)", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return SQL(
            """SELECT employee.id * 100000::bigint + course.id AS id, employee.company_id,
                      version.department_id, version.job_id, employee.id AS employee_id,
                      course.id AS course_id, course.topic, done.last_on,
                      COALESCE(done.class_hours, 0) AS class_hours,
                      (done.last_on IS NULL)::int AS lacks,
                      CASE WHEN done.last_on IS NULL THEN 100.0 ELSE 0.0 END AS share
                 FROM hr_employee employee
                 JOIN hr_version version ON version.id = employee.current_version_id
                 JOIN aftersales_training_course course
                   ON course.active AND course.repeat_months > 0
                  AND COALESCE(course.company_id, employee.company_id) = employee.company_id
                 LEFT JOIN (
                      SELECT row.employee_id, row.course_id, MAX(row.start) AS last_on,
                             SUM(row.class_hours) AS class_hours
                        FROM aftersales_training_attendance row
                        JOIN aftersales_training_session session
                          ON session.id = row.session_id AND session.state = 'held'
                        JOIN aftersales_training_course had ON had.id = row.course_id
                       WHERE row.signed_at IS NOT NULL
                         AND row.start >= NOW() AT TIME ZONE 'UTC' - had.repeat_months * INTERVAL '1 month'
                       GROUP BY row.employee_id, row.course_id
                      ) done ON done.employee_id = employee.id AND done.course_id = course.id
                WHERE employee.active
                  AND (NOT EXISTS (SELECT FROM %(jobs)s rel WHERE rel.%(course)s = course.id)
                       OR EXISTS (SELECT FROM %(jobs)s rel
                                   WHERE rel.%(course)s = course.id AND rel.%(job)s = version.job_id))""",
            **self._get_job_table(),
        )

    def _get_job_table(self):
        field = self.env["aftersales.training.course"]._fields["job_ids"]
        return {
            "jobs": SQL.identifier(field.relation),
            "course": SQL.identifier(field.column1),
            "job": SQL.identifier(field.column2),
        }
