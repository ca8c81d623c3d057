from odoo.http import Request
from odoo.tests import HttpCase

from .common import SIGNATURE
from .test_station import StationCase

PNG = SIGNATURE.decode()


class PortalCase(StationCase, HttpCase):
    """The customer of the tests with a log-in, a stranger with another, and two stations."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer_user = cls._create_portal_user("customer", partner=cls.customer)
        cls.stranger_user = cls._create_portal_user("stranger")

    def _visit(self, path, user=None):
        """Open a page as `user`, or as a visitor."""
        self.authenticate(user and user.login, user and user.login)
        return self.url_open(f"/en{path}")

    def _post(self, path, user=None, files=None, **values):
        """Send a form as `user`, or as a visitor; return the page it led to."""
        self.authenticate(user and user.login, user and user.login)
        values["csrf_token"] = Request.csrf_token(self)
        return self.url_open(f"/en{path}", data=values, files=files)

    def _json(self, path, user=None, **params):
        self.authenticate(user and user.login, user and user.login)
        return self.make_jsonrpc_request(path, params, cookies={"frontend_lang": "en_US"})

    def _orders_since(self, order_ids):
        return self.env["aftersales.order"].search([("id", "not in", order_ids)])
