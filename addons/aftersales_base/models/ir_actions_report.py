from base64 import b64encode

from reportlab.graphics.barcode.qr import QrCodeWidget

from odoo import api, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _draw_qr_code(self, text):
        """Return the QR code of `text` as SVG in base64: sharp at any size, whatever draws it.

        The host's barcodes want a drawing library that not every installation has.
        """
        code = QrCodeWidget(text, barLevel="M").qr
        code.make()
        size = code.getModuleCount()
        cells = ((column, row) for row in range(size) for column in range(size) if code.isDark(row, column))
        path = "".join(f"M{column} {row}h1v1h-1z" for column, row in cells)
        box = f"-2 -2 {size + 4} {size + 4}"
        picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path d="{path}"/></svg>'
        return b64encode(picture.encode()).decode()
