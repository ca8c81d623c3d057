from base64 import b64encode

from reportlab.graphics.barcode.code128 import Code128
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
        return self._encode_svg(f"-2 -2 {size + 4} {size + 4}", path)

    @api.model
    def _draw_barcode(self, text):
        """Return the Code 128 of `text`, in ASCII, as `_draw_qr_code` does; it fills what it is put into."""
        code = Code128(text)
        code.validate()
        code.encode()
        code.decompose()
        path, place = "", 0
        for stripe in code.decomposed:  # capitals are bars, the letter says how wide
            width = "abcd".index(stripe.lower()) + 1
            path += f"M{place} 0h{width}v1h-{width}z" if stripe.isupper() else ""
            place += width
        return self._encode_svg(f"-10 0 {place + 20} 1", path, 'preserveAspectRatio="none"')

    @api.model
    def _encode_svg(self, box, path, options=""):
        picture = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {options}><path d="{path}"/></svg>'
        )
        return b64encode(picture.encode()).decode()
