from odoo import api, fields, models


class AftersalesSlaPolicy(models.Model):
    """The deadlines a company keeps, in force from one day to another (S3, S4, S5, S9).

    A company's own policy stands in place of the general one, all its rules included.
    """

    _name = "aftersales.sla.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Deadline Policy"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    rule_ids = fields.One2many("aftersales.sla.rule", "policy_id", string="Rules", copy=True)
    escalation_user_id = fields.Many2one(
        "res.users",
        string="Escalate To",
        check_company=True,
        domain=[("share", "=", False)],
        help="The supervisor who is told of missed deadlines. Empty: the owner of the order.",
    )

    @api.model
    def _get_rules(self, order_kinds):
        """Return the rule of each clock: the first one of the policy in force that fits.

        :param order_kinds: pairs of an order and a kind of clock
        :return: list of rules, empty ones where no rule fits; in the order of the pairs
        """
        # sudo: policy, no secret; clocks start in the name of whoever registers
        policies = self.sudo().search(
            self._get_company_domain(
                self.env["res.company"].union(*(order.company_id for order, _ in order_kinds))
            )
        )
        picked = {}
        rules = []
        for order, kind in order_kinds:
            key = (order._get_local_date(order.request_date), order.company_id)
            if key not in picked:
                picked[key] = policies._pick(*key)
            rules.append(picked[key]._get_rule(order, kind))
        return rules

    def _get_rule(self, order, kind):
        """Return the first rule of this policy for a clock of `kind` on `order`, or an empty one."""
        fitting = (rule for rule in self.rule_ids if rule.kind == kind and rule._fits(order))
        return next(fitting, self.env["aftersales.sla.rule"].sudo())
