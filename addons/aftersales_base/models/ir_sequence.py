from odoo import api, models


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _next_batch(self, code, vals_list):
        """Draw one number per values dict in one query per company.

        :param code: the sequence's code
        :param vals_list: values for `create()`; "company_id" tells whose sequence is meant, the
            current company where it is absent
        :return: list of numbers, in the order of `vals_list`
        :raises UserError: if a company has no such sequence
        """
        numbers = [None] * len(vals_list)
        by_company = {}
        for index, vals in enumerate(vals_list):
            by_company.setdefault(vals.get("company_id") or self.env.company.id, []).append(index)
        for company_id, indexes in by_company.items():
            sequence = self.sudo().search(  # sudo: as the host's next_by_code, numbers are no secret
                [("code", "=", code), ("company_id", "in", [company_id, False])],
                order="company_id",
                limit=1,
            )
            if not sequence:
                sequence = self.env["res.company"].browse(company_id)._create_aftersales_sequence(code)
            for index, number in zip(indexes, sequence._draw(len(indexes)), strict=True):
                numbers[index] = number
        return numbers

    @api.model
    def _number(self, code, vals_list):
        """Return `vals_list` with the number of each document as its "name"; see `_next_batch`."""
        numbers = self._next_batch(code, vals_list)
        return [{**vals, "name": number} for vals, number in zip(vals_list, numbers, strict=True)]

    def _draw(self, count):
        """Return the next `count` numbers of this sequence."""
        self.ensure_one()
        if self.implementation != "standard" or self.use_date_range:
            return [self._next() for _index in range(count)]
        self.env.cr.execute(
            "SELECT nextval(%s) FROM generate_series(1, %s)",
            [f"ir_sequence_{self.id:03d}", count],
        )
        return [self.get_next_char(number) for (number,) in self.env.cr.fetchall()]

    @api.model
    def _remove_aftersales(self, module):
        """Delete the numbers of the documents that addon `module` brought; for its uninstallation."""
        codes = [
            code
            for code in self.env["res.company"]._get_aftersales_sequences()
            if self.env[code]._original_module == module
        ]
        self.search([("code", "in", codes)]).unlink()
