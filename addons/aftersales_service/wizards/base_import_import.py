from odoo import models

from odoo.addons.base_import.models.base_import import ImportValidationError


class BaseImport(models.TransientModel):
    _inherit = "base_import.import"

    def execute_import(self, fields, columns, options, dryrun=False):
        """Tell the register on which line of the file its rows begin, for its messages."""
        first_line = options.get("skip", 0) + (2 if options.get("has_headers") else 1)
        self = self.with_context(aftersales_first_line=first_line)
        return super().execute_import(fields, columns, options, dryrun=dryrun)

    def _parse_date_from_data(self, data, index, name, field_type, options):
        """Leave a date of the register that cannot be read to `load`, which refuses its row only.

        The host stops the whole file at the first such cell.
        """
        parent = super()
        if self.res_model != "aftersales.order":
            return parent._parse_date_from_data(data, index, name, field_type, options)
        for line in data:
            try:
                parent._parse_date_from_data([line], index, name, field_type, options)
            except ImportValidationError:
                continue
        return None
