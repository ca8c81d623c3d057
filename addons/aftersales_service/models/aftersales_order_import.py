import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.i18n import format_list

from ..const import CHANNEL_WORDS
from ..tools.phone import phone_key


class AftersalesOrder(models.Model):
    """Taking over a request register (叫修登记簿) from a file, through the host's importer (S2).

    Good rows are taken, bad rows are named with line and column. Rows whose register number is
    known are left alone, so that the corrected file can be imported again as a whole.
    """

    _inherit = "aftersales.order"

    @api.model
    def load(self, fields, data):
        """Take over rows of a register; same contract as the host's `load`.

        Customers are found by phone number, else by name, and created where there is none;
        products by internal reference, barcode or name; units by serial number.

        :param fields: column → field name; a file with an "id" column is left to the host
        :param data: rows of strings
        :return: dict with `ids` of the orders of all good rows, also those that existed before,
            `messages` for the bad rows, `nextrow` as in the host
        """
        if {"id", ".id"} & set(fields) or "fault" not in fields:
            return super().load(fields, data)
        self.check_access("create")
        # What the importer offers for unknown cells is not for us: a bad row is named, not emptied.
        self = self.with_context(import_skip_records=[], import_set_empty_fields=[])
        limit = self.env.context.get("_import_limit") or len(data)
        rows = [dict(zip(fields, row, strict=False)) for row in data[:limit]]
        errors = {}  # row index → message
        known = self._import_known(rows, errors)
        todo = [index for index in range(len(rows)) if index not in known and index not in errors]
        self._import_resolve(rows, todo, errors)
        created = {}
        while todo := [index for index in todo if index not in errors]:
            try:
                with self.env.cr.savepoint():
                    created = self._import_create(fields, rows, todo, super().load)
                break
            except _BadRowsError as bad:
                errors.update(bad.messages)
        ids = [(known | created)[index] for index in range(len(rows)) if index in known | created]
        messages = [errors[index] for index in sorted(errors)]
        if messages:
            messages.insert(0, self._import_summary(len(rows) - len(messages), len(messages)))
        return {"ids": ids or False, "messages": messages, "nextrow": limit if limit < len(data) else 0}

    def _import_summary(self, good, bad):
        return {
            "type": "warning",
            "message": self.env._(
                "%(good)s rows are fine, %(bad)s are not. Correct those in the file and import the whole "
                "file again: no row is taken twice.",
                good=good,
                bad=bad,
            ),
        }

    def _import_error(self, index, field, message):
        """Return the importer's message for a row: it names the line of the file and the column."""
        label = self._fields[field]._description_string(self.env)
        line = index + self.env.context.get("aftersales_first_line", 1)
        return {
            "type": "error",
            "record": index,
            # Of several errors in one column the importer shows "<value> at row <from + 1>" only.
            "rows": {"from": line - 1, "to": line - 1},
            "value": message,
            "field": field,
            "field_name": label,
            "message": self.env._(
                "Line %(line)s, column “%(column)s”: %(message)s", line=line, column=label, message=message
            ),
        }

    def _import_known(self, rows, errors):
        """Return row index → id of the order that has the row's register number already.

        A number that stands twice in the file is an error of the second row; a row without one is
        refused, for it would be taken again with the corrected file.
        """
        references = {}
        for index, row in enumerate(rows):
            reference = row["register_ref"] = str(row.get("register_ref") or "").strip()
            if not reference:
                errors[index] = self._import_error(index, "register_ref", self._import_empty())
            elif reference in references:
                errors[index] = self._import_error(
                    index,
                    "register_ref",
                    self.env._(
                        "number %(number)s stands in line %(line)s as well.",
                        number=reference,
                        line=references[reference] + self.env.context.get("aftersales_first_line", 1),
                    ),
                )
            else:
                references[reference] = index
        orders = self.sudo().search(  # sudo: a clerk's rules must not hide a number that is taken
            [("register_ref", "in", list(references)), ("company_id", "=", self.env.company.id)]
        )
        return {references[order.register_ref]: order.id for order in orders}

    # ------------------------------------------------------------------------
    # Texts → records, one search per model
    # ------------------------------------------------------------------------

    def _import_resolve(self, rows, todo, errors):
        """Replace the texts for product, unit and customer by records; name what cannot be."""
        channels = self._import_get_channels()
        for index in todo:
            row = rows[index]
            for field in ("partner_id", "phone", "address", "product_id", "lot_id", "fault", "channel"):
                row[field] = str(row.get(field) or "").strip()
            for field in ("request_date", "fault"):
                if field in row and not row[field]:
                    errors[index] = self._import_error(index, field, self._import_empty())
            if row["channel"]:
                row["channel"] = channels.get(row["channel"].lower(), row["channel"])
        products = self._import_find_products({rows[index]["product_id"] for index in todo} - {""})
        lots = (
            self.env["stock.lot"]
            .search(
                [
                    ("name", "in", list({rows[index]["lot_id"] for index in todo} - {""})),
                    ("company_id", "in", [self.env.company.id, False]),
                ]
            )
            .grouped("name")
        )
        customers = _Customers(self.env, [rows[index] for index in todo])
        for index in todo:
            if index in errors:
                continue
            row = rows[index]
            for resolve, field in (
                (lambda row=row: self._import_product(row, products), "product_id"),
                (lambda row=row: self._import_lot(row, lots), "lot_id"),
                (lambda row=row: customers.resolve(row), "partner_id"),
            ):
                message = resolve()
                if message:
                    errors[index] = self._import_error(index, field, message)
                    break

    def _import_empty(self):
        return self.env._("the cell is empty.")

    def _import_get_channels(self):
        """Return word in small letters → channel: labels of the user's language, usual words."""
        labels = dict(self._fields["channel"]._description_selection(self.env))
        words = {label.lower(): channel for channel, label in labels.items()}
        return words | {word: channel for channel, found in CHANNEL_WORDS.items() for word in found}

    def _import_find_products(self, texts):
        """Return text → products whose reference, barcode, name or displayed name it is."""
        codes = {match[1] for match in (re.match(r"\[([^\]]+)\]", text) for text in texts) if match}
        wanted = [*texts, *codes]
        products = self.env["product.product"].search(
            Domain("type", "=", "consu")
            & Domain("company_id", "in", [self.env.company.id, False])
            & (
                Domain("default_code", "in", wanted)
                | Domain("barcode", "in", wanted)
                | Domain("name", "in", wanted)
            )
        )
        found = {}
        for product in products:
            for text in {product.default_code, product.barcode, product.name, product.display_name}:
                if text:
                    found[text] = found.get(text, products.browse()) | product
        return found

    def _import_product(self, row, products):
        text = row["product_id"]
        row["product"] = self.env["product.product"]
        if not text:
            return None
        row["product"] = products.get(text, row["product"])
        if not row["product"]:
            return self.env._("product “%(text)s” is not known.", text=text)
        if len(row["product"]) > 1:
            return self.env._(
                "“%(text)s” is the name of several products: write the internal reference.", text=text
            )
        return None

    def _import_lot(self, row, lots):
        text = row["lot_id"]
        row["lot"] = self.env["stock.lot"]
        if not text:
            return None
        found = lots.get(text, row["lot"])
        if row["product"]:
            row["lot"] = found.filtered(lambda lot: lot.product_id == row["product"])
            if found and not row["lot"]:
                return self.env._(
                    "serial number %(serial)s belongs to %(product)s.",
                    serial=text,
                    product=format_list(self.env, found.product_id.mapped("display_name")),
                )
        else:
            row["lot"] = found
        if not row["lot"]:
            return self.env._(
                "serial number %(serial)s is not known. Record the unit first, or leave the cell empty.",
                serial=text,
            )
        if len(row["lot"]) > 1:
            return self.env._(
                "serial number %(serial)s exists for %(products)s: fill in the product.",
                serial=text,
                products=format_list(self.env, row["lot"].product_id.mapped("display_name")),
            )
        return None

    def _import_create(self, fields, rows, todo, load):
        """Create customers and orders of the rows `todo`.

        :param load: the host's `load`
        :return: row index → id
        :raises _BadRowsError: with the messages of the rows the host refuses; nothing is kept
        """
        _Customers.create_missing(self.env, [rows[index] for index in todo])
        columns = [name for name in fields if name and name not in ("partner_id", "product_id", "lot_id")]
        default = self.default_get(["channel"])
        for index in todo:  # an empty cell must not empty what comes with the customer
            row, customer = rows[index], rows[index]["customer"]
            row["phone"] = row["phone"] or customer.phone
            row["address"] = row["address"] or customer._get_aftersales_address()
            row["channel"] = row["channel"] or default.get("channel")
            row["product"] = row["product"] or row["lot"].product_id
        matrix = [
            [
                *(rows[index].get(name) or "" for name in columns),
                str(rows[index]["customer"].id or ""),
                str(rows[index]["product"].id or ""),
                str(rows[index]["lot"].id or ""),
            ]
            for index in todo
        ]
        result = load([*columns, "partner_id/.id", "product_id/.id", "lot_id/.id"], matrix)
        if not result["ids"]:
            messages = {}
            for message in result["messages"]:
                if "rows" not in message:
                    continue
                index = todo[message["rows"]["from"]]
                field = (message.get("field") or "fault").split("/")[0]
                messages.setdefault(index, self._import_error(index, field, message["message"]))
            if not messages:
                messages = {
                    index: self._import_error(index, "fault", result["messages"][0]["message"])
                    for index in todo
                }
            raise _BadRowsError(messages)
        orders = self.browse(result["ids"])
        orders.filtered(lambda order: order.state == "enquiry")._update_state("registered")
        return dict(zip(todo, result["ids"], strict=True))


class _BadRowsError(Exception):
    """Rows the host refused: row index → message. Rolls the attempt back."""

    def __init__(self, messages):
        super().__init__(f"{len(messages)} bad rows")
        self.messages = messages


class _Customers:
    """The customers of a register: found by phone number, else by name, else to be created."""

    def __init__(self, env, rows):
        self.env = env
        partners = env["res.partner"].with_context(active_test=False)
        self.by_phone = partners._find_by_phone([row["phone"] for row in rows], env.company)
        names = {row["partner_id"] for row in rows if row["partner_id"] and not phone_key(row["phone"])}
        self.by_name = partners.search(
            [("name", "in", list(names)), ("company_id", "in", [env.company.id, False])]
        ).grouped("name")

    def resolve(self, row):
        """Set `row["customer"]`, empty if it must be created; return what is wrong, or None."""
        name, key = row["partner_id"], phone_key(row["phone"])
        none = self.env["res.partner"]
        found = self.by_phone.get(key, none) if key else self.by_name.get(name, none)
        if len(found) > 1:
            found = found.filtered(lambda partner: partner.name == name) or found
        if len(found.filtered("active")) == 1:
            found = found.filtered("active")
        if not found:
            found = row["lot"].aftersales_partner_id if not name else none
        row["customer"] = found
        if len(found) > 1:
            return self.env._(
                "several customers have this number or name: %(names)s.",
                names=format_list(self.env, found.mapped("display_name")),
            )
        if found and not found.active:
            return self.env._("customer %(name)s is closed (archived).", name=found.display_name)
        if not found and not name:
            return self.env._("the cell is empty, and no customer has this phone number.")
        return None

    @staticmethod
    def create_missing(env, rows):
        """Create the customers of rows that have none: one per phone number, else one per name."""
        missing = {}
        present = env["res.partner"].union(*(row["customer"] for row in rows)).exists()
        for row in rows:
            if row["customer"] not in present:  # also one whose creation was rolled back
                missing.setdefault(phone_key(row["phone"]) or row["partner_id"], []).append(row)
        partners = env["res.partner"].create(
            [
                {
                    "name": same[0]["partner_id"],
                    "phone": same[0]["phone"] or False,
                    "street": same[0]["address"] or False,
                }
                for same in missing.values()
            ]
        )
        for partner, same in zip(partners, missing.values(), strict=True):
            for row in same:
                row["customer"] = partner
