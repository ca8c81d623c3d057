from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.phone import phone_key


class ResPartner(models.Model):
    _inherit = "res.partner"

    aftersales_phone_key = fields.Char(
        string="Phone Digits",
        compute="_compute_aftersales_phone_key",
        store=True,
        index="btree_not_null",
        help="The digits of the phone number without country code, by which a caller is found.",
    )
    aftersales_order_ids = fields.One2many("aftersales.order", "partner_id", string="Service Orders")
    aftersales_order_count = fields.Integer(compute="_compute_aftersales_counts")
    aftersales_lot_ids = fields.One2many("stock.lot", "aftersales_partner_id", string="Installed Units")
    aftersales_lot_count = fields.Integer(compute="_compute_aftersales_counts")

    @api.depends("phone")
    def _compute_aftersales_phone_key(self):
        for partner in self:
            partner.aftersales_phone_key = phone_key(partner.phone) or False

    def _compute_aftersales_counts(self):
        for model, field, count in (
            ("aftersales.order", "partner_id", "aftersales_order_count"),
            ("stock.lot", "aftersales_partner_id", "aftersales_lot_count"),
        ):
            records = self.env[model]
            counts = {}
            if records.has_access("read"):
                counts = dict(records._read_group([(field, "in", self.ids)], [field], ["__count"]))
            for partner in self:
                partner[count] = counts.get(partner, 0)

    def _get_aftersales_address(self):
        """Return where the work is done, on one line: without country, in the country's order."""
        self.ensure_one()
        if self.country_id.code == "CN":
            return " ".join(filter(None, (self.state_id.name, self.city, self.street, self.street2)))
        lines = self._display_address(without_company=True).splitlines()
        return ", ".join(line.strip(" ,") for line in lines if line.strip(" ,"))

    @api.model
    def _find_by_phone(self, phones, company):
        """Find the customers with the given phone numbers.

        :param phones: iterable of numbers as people write them
        :param company: the company in which the customers must be usable
        :return: dict of phone key → customers with that key; active ones only; one search
        """
        keys = {phone_key(phone) for phone in phones} - {""}
        partners = self.search(
            Domain("aftersales_phone_key", "in", list(keys)) & Domain("company_id", "in", [company.id, False])
        )
        return partners.grouped("aftersales_phone_key")

    def action_view_aftersales_orders(self):
        """Open the service orders of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_order_action_all"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }

    def action_view_aftersales_lots(self):
        """Open the installed units of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.stock_lot_action_installed"
        )
        return {
            **action,
            "domain": [("aftersales_partner_id", "=", self.id)],
            "context": {"default_aftersales_partner_id": self.id},
        }
