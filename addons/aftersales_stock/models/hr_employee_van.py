from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools.i18n import format_list


class HrEmployee(models.Model):
    """What an engineer may carry along: the value of his van stock and its limit."""

    _inherit = "hr.employee"

    aftersales_van_limit = fields.Monetary(
        string="Van Stock Limit",
        currency_field="currency_id",
        groups="hr.group_hr_user",
        help="Cost of the parts the engineer may carry along; 0: no limit.",
    )

    _aftersales_van_limit_not_negative = models.Constraint(
        "CHECK (aftersales_van_limit >= 0)", "The limit of van stock is not negative."
    )

    def _get_aftersales_van_value(self):
        """Return the cost of what lies in the van, and is on its way there, in company currency."""
        self.ensure_one()
        employee = self.sudo()  # sudo: sums of the engineer's own stock, for whoever was checked to see them
        location, company = employee.aftersales_location_id, employee.company_id
        if not location:
            return 0.0
        held = self.env["stock.quant"].sudo()  # sudo: as above
        groups = held._read_group(
            [("location_id", "child_of", location.id)], ["product_id"], ["quantity:sum"]
        )
        # sudo: as above
        moves = self.env["stock.move"].sudo()
        coming = moves._read_group(
            [
                ("location_dest_id", "child_of", location.id),
                ("state", "not in", ("draft", "done", "cancel")),
            ],
            ["product_id"],
            ["product_qty:sum"],
        )
        return company.currency_id.round(
            sum(
                product.with_company(company).standard_price * quantity
                for product, quantity in [*groups, *coming]
            )
        )

    def _check_aftersales_van_limit(self, more):
        """Refuse parts of cost `more` where they would exceed the limit of this engineer's van."""
        self.ensure_one()
        employee = self.sudo()  # sudo: limit and sums, checked for whoever approves
        limit, currency = employee.aftersales_van_limit, employee.company_id.currency_id
        held = employee._get_aftersales_van_value()
        if limit and currency.compare_amounts(held + more, limit) > 0:
            raise UserError(
                self.env._(
                    "%(employee)s may carry parts for %(limit)s: %(held)s are there or on their way, "
                    "%(more)s more is too much.",
                    employee=employee.name,
                    limit=currency.format(limit),
                    held=currency.format(held),
                    more=currency.format(more),
                )
            )

    def _hold_aftersales_van(self):
        """Take the rows of these engineers: of two approvals at once the later counts the first."""
        employees = self.sudo()  # sudo: held and not changed
        try:
            employees.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is changing what %(names)s may carry: try again in a moment.",
                    names=format_list(self.env, self.mapped("name")),
                )
            ) from error
        self.env.cr.execute(
            "UPDATE hr_employee SET write_date = write_date WHERE id IN %s", [tuple(self.ids)]
        )
