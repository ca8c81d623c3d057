from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Plan the calls of the jobs that wait for one (S6)."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["aftersales.order"].search([("state", "=", "follow_up")])._plan_callbacks()
