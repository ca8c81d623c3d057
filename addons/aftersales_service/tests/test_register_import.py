import io
from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_import import HEADINGS, RegisterCase


@tagged("post_install", "-at_install")
class TestRegisterImport(RegisterCase):
    """A register of 500 requests in Chinese is taken over from a file (S2)."""

    def test_headings_are_matched_by_themselves(self):
        """S2: in Chinese and in English the nine columns find their fields without a hand."""
        content = self._file([self._row(1)])
        for lang in ("zh_CN", "en_US"):
            _importer, preview, _options = self._upload(content, lang=lang)
            found = {
                heading: "/".join(preview["matches"].get(index, []))
                for index, heading in enumerate(preview["headers"])
            }
            with self.subTest(lang=lang):
                self.assertEqual(found, HEADINGS)

    def test_500_rows_are_taken(self):
        """S2: every row is an order, registered, with customer, unit, local time and channel."""
        rows = [self._row(number) for number in range(1, 501)]
        rows[0] |= {"客户": "张伟", "电话": "138 0013 8000", "产品": "TEST-AC-X1", "序列号": "SN-PAID-1"}
        rows[1] |= {"时间": "2026-11-05 08:30", "渠道": "柜台"}
        result = self._import(rows)
        self.assertEqual(result["messages"], [])
        self.assertEqual(len(result["ids"]), 500)
        orders = self._taken()
        self.assertEqual(len(orders), 500)
        self.assertEqual(set(orders.mapped("state")), {"registered"})
        first = orders[0]
        self.assertEqual(first.partner_id, self.customer, "found by phone, however it is written")
        self.assertEqual(first.lot_id, self.unit_paid)
        self.assertEqual(first.service_type, "A")
        self.assertEqual(orders[1].request_date, datetime(2026, 11, 5, 0, 30), "08:30 in Shanghai")
        self.assertEqual(orders[1].channel, "counter")
        self.assertEqual(orders[1].partner_id.name, "客户002")
        self.assertEqual(orders[1].user_id, self.clerk, "whoever takes it owns it (G4)")
        channels = {"phone", "counter", "station", "web", "email"}
        self.assertEqual(set(orders.mapped("channel")), channels)

    def test_the_same_file_twice_doubles_nothing(self):
        """S2: neither orders nor customers; the ids of the first time come back."""
        rows = [self._row(number) for number in range(1, 21)]
        first = self._import(rows)
        partners = self.env["res.partner"].search_count([])
        second = self._import(rows)
        self.assertEqual(second["ids"], first["ids"])
        self.assertEqual(second["messages"], [])
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(len(self._taken()), 20)

    def test_each_bad_row_is_named_and_no_good_row_is_lost(self):
        """S2: line of the file, column and what is wrong; the others are taken."""
        vals = {"is_storable": True, "tracking": "serial"}
        other, *_twins = self.env["product.product"].create(
            [
                {**vals, "name": "空调 X2", "default_code": "TEST-X2"},
                {**vals, "name": "同名产品"},
                {**vals, "name": "同名产品"},
            ]
        )
        for product in (self.appliance, other):
            self._create_unit("SN-TWICE", self.today, product)
        closed = self.env["res.partner"].create({"name": "停用客户", "phone": "13711112222"})
        closed.active = False
        bad = {
            3: ({"序列号": "SN-NONE"}, "lot_id", "SN-NONE"),
            4: ({"序列号": "SN-TWICE"}, "lot_id", "X2"),
            5: ({"产品": "没有的产品"}, "product_id", "没有的产品"),
            6: ({"时间": "2026-13-45 99:00"}, "request_date", "2026-13-45"),
            7: ({"故障": "  "}, "fault", ""),
            8: ({"电话": "137-1111-2222", "客户": "停用客户"}, "partner_id", "停用客户"),
            9: ({"编号": "JX-0001"}, "register_ref", "JX-0001"),
            10: ({"渠道": "飞鸽传书"}, "channel", "飞鸽传书"),
            11: ({"产品": "同名产品"}, "product_id", "同名产品"),
            12: ({"产品": "TEST-X2", "序列号": "SN-PAID-1"}, "lot_id", "X1"),
            13: ({"编号": ""}, "register_ref", ""),
            14: ({"客户": "", "电话": ""}, "partner_id", ""),
            15: ({"时间": ""}, "request_date", ""),
        }
        rows = [self._row(number, **bad.get(number, [{}])[0]) for number in range(1, 21)]
        result = self._import(rows)
        errors = self._errors(result)
        self.assertEqual(len(errors), len(bad), errors)
        for error, (number, (_cells, field, word)) in zip(errors, bad.items(), strict=True):
            with self.subTest(row=number):
                self.assertEqual(error["field"], field, error)
                self.assertIn(str(number + 1), error["message"], "the heading is line 1")
                self.assertIn(word, error["message"])
                label = (
                    self.orders.with_context(lang="zh_CN")
                    ._fields[field]
                    ._description_string(self.env(context={"lang": "zh_CN"}))
                )
                self.assertIn(label, error["message"])
        self.assertEqual(len(result["ids"]), 7)
        self.assertEqual(len(self._taken()), 7)
        corrected = [self._row(number) for number in range(1, 21)]
        again = self._import(corrected)
        self.assertEqual(again["messages"], [])
        self.assertEqual(len(self._taken()), 20, "the corrected file takes only the rest")

    def test_messages_fit_the_importers_screen(self):
        """S2: what `import_model.js` and `ImportDataColumnError` read is there, for one and many."""
        rows = [self._row(1), self._row(2, 序列号="SN-A"), self._row(3, 序列号="SN-B")]
        messages = self._import(rows, dryrun=True)["messages"]
        self.assertEqual(messages[0]["type"], "warning")
        self.assertNotIn("record", messages[0], "without a record it is shown above the columns")
        for line, error in enumerate(messages[1:], 3):
            self.assertEqual(error["type"], "error")
            self.assertEqual(error["rows"], {"from": line - 1, "to": line - 1})
            self.assertIn(error["value"], error["message"])
            self.assertEqual(error["field"], "lot_id")
            self.assertIsInstance(error["record"], int)

    def test_line_numbers_go_on_in_the_next_batch(self):
        """S2: the importer sends long files in parts; the line is still that of the file."""
        rows = [self._row(number) for number in range(1, 6)]
        rows[4]["故障"] = ""
        errors = self._errors(self._import(rows, skip=3))
        self.assertIn("6", errors[0]["message"])
        self.assertEqual(errors[0]["rows"]["from"], 5)

    def test_dry_run_keeps_nothing(self):
        """S2: the Test button leaves no order, no customer, no number behind."""
        partners = self.env["res.partner"].search_count([])
        result = self._import([self._row(number) for number in range(1, 6)], dryrun=True)
        self.assertEqual(result["messages"], [])
        self.assertFalse(self._taken())
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_one_customer_per_phone_number(self):
        """S2: the same number, written differently, is the same customer; so is a known one."""
        rows = [
            self._row(1, 客户="李娜", 电话="+86 137-0000-1111"),
            self._row(2, 客户="李娜", 电话="137 0000 1111"),
            self._row(3, 客户="李小姐", 电话="１３７００００１１１１"),
            self._row(4, 客户="随便", 电话="0086 13800138000"),
            self._row(5, 客户="", 电话="13800138000", 地址=""),
        ]
        self.assertEqual(self._import(rows)["messages"], [])
        orders = self._taken()
        self.assertEqual(len(orders[:3].partner_id), 1)
        self.assertEqual(orders[0].partner_id.name, "李娜")
        self.assertEqual(orders[3:].partner_id, self.customer)
        self.assertIn("88 Renmin Road", orders[4].address, "an empty cell keeps the customer's address")

    def test_serial_number_alone_brings_customer_and_product(self):
        """S1, S2: owner, product and type come with the unit."""
        rows = [self._row(1, 客户="", 电话="", 序列号="SN-FREE-1")]
        self.assertEqual(self._import(rows)["messages"], [])
        order = self._taken()
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(order.product_id, self.appliance)
        self.assertEqual(order.service_type, "C")
        self.assertEqual(order.phone, self.customer.phone)

    def test_a_failed_row_leaves_no_customer_behind(self):
        """S2: the customer of a row that is refused is not created on the way."""
        self._import([self._row(1), self._row(2, 客户="幽灵", 时间="昨天")])
        self.assertFalse(self.env["res.partner"].search([("name", "=", "幽灵")]))
        self.assertEqual(len(self._taken()), 1)

    def test_users_without_the_right_are_refused(self):
        """G1, S2: engineer and accountant take over no register."""
        content = self._file([self._row(1)])
        for user in (self.engineer_user, self.accountant):
            importer, preview, options = self._upload(content, user=user)
            columns = list(HEADINGS.values())
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                importer.execute_import(columns, preview["headers"], options)

    def test_guarded_columns_are_refused(self):
        """G3: a column "state" or "service type" in the file closes no order."""
        result = self.orders.with_user(self.clerk).load(
            ["register_ref", "partner_id", "fault", "state"], [["JX-1", "Zhang Wei", "坏", "closed"]]
        )
        self.assertFalse(result["ids"])
        self.assertTrue(self._errors(result))
        self.assertFalse(self._taken())

    def test_spreadsheet_file(self):
        """S2: an .xlsx file with true dates and numbers is read like the CSV."""
        import openpyxl

        book = openpyxl.Workbook()
        book.active.append(list(HEADINGS))
        row = self._row(1, 时间=datetime(2026, 11, 5, 8, 30), 电话=13912345678)
        book.active.append(list(row.values()))
        content = io.BytesIO()
        book.save(content)
        result = self._import(
            [],
            content=content.getvalue(),
            file_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
        self.assertEqual(result["messages"], [])
        self.assertEqual(self._taken().phone, "13912345678")
        self.assertEqual(self._taken().request_date, datetime(2026, 11, 5, 0, 30))

    def test_queries_grow_slowly_with_the_rows(self):
        """S2: no search per row: 40 rows more cost less than three queries each."""
        counts = []
        for start, size in ((1000, 5), (2000, 10), (3000, 50)):
            rows = [self._row(start + number) for number in range(size)]
            fields = list(HEADINGS.values())
            data = [list(row.values()) for row in rows]
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertFalse(self.orders.with_user(self.clerk).load(fields, data)["messages"])
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual((counts[2] - counts[1]) / 40, 3, counts)
