import csv
import io

from .common import ServiceCase

#: Headings of a Chinese request register (S2) → fields.
HEADINGS = {
    "编号": "register_ref",
    "时间": "request_date",
    "客户": "partner_id",
    "电话": "phone",
    "地址": "address",
    "产品": "product_id",
    "序列号": "lot_id",
    "故障": "fault",
    "渠道": "channel",
}
CHANNELS = ("电话", "柜台", "服务网点", "网站", "电子邮件")
FAULTS = ("不制冷", "漏水", "噪音大", "遥控器失灵", "开机跳闸")


class RegisterCase(ServiceCase):
    """A register in a spreadsheet, taken over through the host's importer by a clerk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk.tz = "Asia/Shanghai"
        cls.orders = cls.env["aftersales.order"]

    def _row(self, number, **cells):
        """Cells of one row; without a unit, a customer of its own."""
        return {
            "编号": f"JX-{number:04d}",
            "时间": f"2026-11-{number % 20 + 1:02d} 09:{number % 60:02d}",
            "客户": f"客户{number:03d}",
            "电话": f"139{number:08d}",
            "地址": f"人民路{number}号",
            "产品": "",
            "序列号": "",
            "故障": FAULTS[number % len(FAULTS)],
            "渠道": CHANNELS[number % len(CHANNELS)],
            **cells,
        }

    def _file(self, rows):
        text = io.StringIO()
        writer = csv.DictWriter(text, list(HEADINGS))
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode()

    def _upload(self, content, user=None, lang="zh_CN", file_type="text/csv", skip=0):
        """Upload a file as the web client does; return (importer, preview, options)."""
        importer = (
            self.env["base_import.import"]
            .with_user(user or self.clerk)
            .with_context(lang=lang, tz="Asia/Shanghai")
            .create({"res_model": "aftersales.order", "file": content, "file_type": file_type})
        )
        options = {
            "quoting": '"',
            "separator": "" if file_type != "text/csv" else ",",
            "has_headers": True,
            "encoding": "utf-8",
            "skip": skip,
            "limit": 2000,
        }
        preview = importer.parse_preview(options)
        return importer, preview, preview["options"]

    def _import(self, rows, dryrun=False, content=None, **options):
        """Upload and import rows with the fields the preview proposes; return the result."""
        importer, preview, found = self._upload(content or self._file(rows), **options)
        matches = preview["matches"]
        columns = [
            "/".join(matches[index]) if index in matches else False
            for index in range(len(preview["headers"]))
        ]
        result = importer.execute_import(
            columns, [heading.lower() for heading in preview["headers"]], found, dryrun=dryrun
        )
        self.env.invalidate_all()
        return result

    def _errors(self, result):
        return [message for message in result["messages"] if message["type"] == "error"]

    def _taken(self, prefix="JX-"):
        return self.orders.search([("register_ref", "=like", f"{prefix}%")], order="register_ref")
