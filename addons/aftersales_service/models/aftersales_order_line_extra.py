from decimal import Decimal

from odoo import api, fields, models

from ..tools import entitlement


class AftersalesOrderLine(models.Model):
    """Extra services sold by an engineer (S14): his share is recorded here, paid elsewhere."""

    _inherit = "aftersales.order.line"

    extra_service = fields.Boolean(help="Sold to the customer besides the repair; the customer pays it.")
    earner_id = fields.Many2one(
        "hr.employee",
        string="Sold By",
        compute="_compute_earner_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        check_company=True,
    )
    earner_share = fields.Float(
        string="Earner's Share (%)",
        digits="Discount",
        compute="_compute_earner_share",
        store=True,
        aggregator=None,
    )
    net_income = fields.Monetary(
        compute="_compute_earner_amount",
        store=True,
        groups="aftersales_service.group_manager,aftersales_service.group_accountant",
        help="What the customer pays for the extra service, less the cost of its parts.",
    )
    earner_amount = fields.Monetary(
        string="Due to the Earner",
        compute="_compute_earner_amount",
        store=True,
        groups="aftersales_service.group_manager,aftersales_service.group_accountant",
        help="Share of the net income; nothing where there is a loss.",
    )

    @api.depends("extra_service", "order_id.engineer_id")
    def _compute_earner_id(self):
        """The engineer of the job sold it, unless somebody else is named."""
        for line in self:
            line.earner_id = line.extra_service and (line.earner_id or line.order_id.engineer_id)

    @api.depends("extra_service", "order_id.request_date", "company_id")
    def _compute_earner_share(self):
        """Take the share in force on the day of the request."""
        extras = self.filtered("extra_service")
        (self - extras).earner_share = 0.0
        shares = self.env["aftersales.extra.policy"]._get_shares(
            [(line.order_id._get_request_day(), line.company_id) for line in extras]
        )
        for line, share in zip(extras, shares, strict=True):
            line.earner_share = share

    @api.depends("extra_service", "customer_amount", "cost", "earner_share")
    def _compute_earner_amount(self):
        for line in self:
            income = line.customer_amount - line.cost
            net = line.currency_id.round(income) if line.extra_service else 0.0
            line.net_income = net
            line.earner_amount = entitlement.share_of(
                Decimal(str(max(net, 0.0))),
                Decimal(str(line.earner_share)),
                Decimal(str(line.currency_id.rounding)),
            )
