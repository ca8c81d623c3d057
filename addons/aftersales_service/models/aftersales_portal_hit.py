import hashlib
import hmac
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: How long uses are counted together.
HOUR = timedelta(hours=1)


class AftersalesPortalHit(models.Model):
    """How often somebody used a public form within the hour; one row per somebody and hour.

    Who it is stands there as a keyed digest only: an internet address is not kept.
    """

    _name = "aftersales.portal.hit"
    _description = "Use of a Public Form"
    _log_access = False

    key = fields.Char(required=True)
    hour = fields.Datetime(required=True, index=True)
    hits = fields.Integer(required=True)

    _key_unique = models.UniqueIndex("(key, hour)")

    @api.model
    def _allow(self, limits):
        """Count one use and tell whether everybody in `limits` is still within his limit.

        :param limits: dict of name (e.g. "unit 12") → uses allowed in an hour
        """
        now = fields.Datetime.now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        # sudo: the secret of the database
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret").encode()
        names = {
            hmac.new(secret, name.encode(), hashlib.sha256).hexdigest(): limit
            for name, limit in limits.items()
        }
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO aftersales_portal_hit (key, hour, hits)
                   SELECT key, %s, 1 FROM unnest(%s) AS key
                   ON CONFLICT (key, hour) DO UPDATE SET hits = aftersales_portal_hit.hits + 1
                   RETURNING key, hits""",
                hour,
                sorted(names),
            )
        )
        return all(hits <= names[key] for key, hits in rows)

    @api.autovacuum
    def _gc_hits(self):
        """Forget the hours that are over."""
        # sudo: the host's clean-up
        self.sudo().search([("hour", "<", fields.Datetime.now() - HOUR)]).unlink()
