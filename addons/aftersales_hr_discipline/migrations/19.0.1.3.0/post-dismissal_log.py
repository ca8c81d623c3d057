"""Proposals of dismissal have a log like records: that of older ones begins here."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["aftersales.conduct.dismissal"].search([("log_ids", "=", False)])._log("followed")
