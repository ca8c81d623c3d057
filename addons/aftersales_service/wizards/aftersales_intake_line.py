from odoo import api, fields, models

from ..const import FINAL_STATES, UNIT_GONE_STATES
from ..tools import intake


class AftersalesIntakeLine(models.TransientModel):
    """A unit of a batch that is to be taken in, with what we know of it (S8)."""

    _name = "aftersales.intake.line"
    _description = "Unit to Take In"
    _order = "intake_id, sequence, id"

    intake_id = fields.Many2one("aftersales.intake", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(string="#", readonly=True)
    serial = fields.Char(string="Serial Number", readonly=True)
    is_taken = fields.Boolean(string="Take In")
    product_id = fields.Many2one("product.product", domain=[("type", "=", "consu")])
    lot_id = fields.Many2one(
        "stock.lot",
        string="Installed Unit",
        domain="[('name', '=ilike', serial)]",
        context={"aftersales_show_product": True},
    )
    fault = fields.Char(help="Where it differs from the fault of the batch.")
    verdict = fields.Selection(
        [
            (intake.KNOWN, "Known"),
            (intake.NEW, "New: will be recorded"),
            (intake.TEXT, "Unknown: number written down"),
            (intake.BARE, "Without number"),
            (intake.FOREIGN, "Another customer's"),
            (intake.ELSEWHERE, "Another order is open"),
            (intake.DUPLICATE, "Twice in the list"),
            (intake.HERE, "With us already"),
            (intake.AMBIGUOUS, "On several products: choose"),
            (intake.NO_PRODUCT, "Unknown: choose the product"),
        ],
        readonly=True,
    )
    owner_id = fields.Many2one(related="lot_id.aftersales_partner_id", string="Unit Owner")
    warranty_state = fields.Selection(related="lot_id.aftersales_warranty_state", string="Warranty")

    @api.onchange("lot_id", "product_id")
    def _onchange_lot_id(self):
        """A unit or a product that was chosen answers the question."""
        if self.lot_id and self.lot_id.product_id != self.product_id:
            self.product_id = self.lot_id.product_id
        if self.verdict == intake.AMBIGUOUS and self.lot_id:
            self.verdict, self.is_taken = intake.KNOWN, True
        elif self.verdict == intake.NO_PRODUCT and self.product_id:
            self.verdict, self.is_taken = intake.NEW, True

    def _judge(self):
        """Return the verdict for each of these lines, in their order; a fixed number of searches."""
        candidates = self._get_candidates()
        written = self._get_written_serials()
        seen, verdicts = set(), []
        for line in self:
            wizard = line.intake_id
            number = intake.key(line.serial or "")
            product = line.product_id or wizard.product_id
            verdict = intake.judge(
                line.serial or "",
                candidates.get(number, []),
                wizard.partner_id.commercial_partner_id.id,
                product=product.id or 0,
                chosen=line.lot_id.id or 0,
                is_repeat=bool(number) and number in seen,
                record=wizard.unknown == "record" and (not product or product.tracking != "none"),
            )
            if verdict.code in (intake.NEW, intake.TEXT) and number in written:
                verdict = intake.Verdict(intake.HERE)
            seen.add(number)
            verdicts.append(verdict)
        return verdicts

    def _get_candidates(self):
        """Return key of the serial number → units on record with it."""
        company = self.intake_id.company_id
        serials = {text for line in self if line.serial for text in _spellings(line.serial)}
        lots = self.env["stock.lot"].search(
            [("name", "in", list(serials)), ("company_id", "in", [False, company.id])]
        )
        # sudo: custody and open jobs count, whoever sees them
        units = self.env["aftersales.order.unit"].sudo()
        here = units.search([("lot_id", "in", lots.ids), ("state", "not in", UNIT_GONE_STATES)]).lot_id
        orders = self.env["aftersales.order"].sudo()
        elsewhere = orders.search(
            [
                ("lot_id", "in", lots.ids),
                ("state", "not in", FINAL_STATES),
                ("id", "not in", self.intake_id.order_id.ids),
            ]
        ).lot_id
        found = {}
        for lot in lots:
            found.setdefault(intake.key(lot.name), []).append(
                intake.Candidate(
                    id=lot.id,
                    product=lot.product_id.id,
                    owner=lot.aftersales_partner_id.commercial_partner_id.id or 0,
                    here=lot in here.sudo(False) and lot.product_id.tracking == "serial",
                    elsewhere=lot in elsewhere.sudo(False),
                )
            )
        return found

    def _get_written_serials(self):
        """Return the keys of numbers that are here without a unit on record, from the same customer."""
        units = self.env["aftersales.order.unit"].sudo()  # sudo: as in _get_candidates
        here = units.search(
            [
                ("partner_id", "in", self.intake_id.partner_id.ids),
                ("lot_id", "=", False),
                ("serial", "!=", False),
                ("state", "not in", UNIT_GONE_STATES),
            ]
        )
        return {intake.key(unit.serial) for unit in here}

    def _get_refusal(self, code):
        """Return the sentence for a line that cannot be taken in."""
        return {
            intake.DUPLICATE: self.env._(
                "Serial number %(serial)s stands twice in the list: untick one of the lines.",
                serial=self.serial,
            ),
            intake.HERE: self.env._(
                "Unit %(serial)s is in our custody already: look at the goods in/out register.",
                serial=self.serial,
            ),
            intake.AMBIGUOUS: self.env._(
                "Serial number %(serial)s stands on several products: choose the unit.", serial=self.serial
            ),
            intake.NO_PRODUCT: self.env._(
                "Serial number %(serial)s is not known: choose its product.", serial=self.serial
            ),
        }[code]

    def _record_units(self, verdicts):
        """Record the unknown units and give their customer those that are nobody's, in one go each."""
        lots = self.env["stock.lot"]
        new = self.browse()
        for line, verdict in zip(self, verdicts, strict=True):
            line.lot_id = lots.browse(verdict.candidate)
            if verdict.code == intake.NEW:
                new |= line
        created = lots.create([line._prepare_lot_vals() for line in new])
        for line, lot in zip(new, created, strict=True):
            line.lot_id = lot
        for wizard, lines in self.grouped("intake_id").items():
            nobodys = lines.lot_id.filtered(lambda lot: not lot.aftersales_partner_id)
            nobodys.aftersales_partner_id = wizard.partner_id

    def _prepare_lot_vals(self):
        """Values of the installed unit of this line; extension seam."""
        product = self.product_id or self.intake_id.product_id
        return {
            "name": self.serial,
            "product_id": product.id,
            "aftersales_partner_id": self.intake_id.partner_id.id,
        }

    def _prepare_unit_vals(self, order, index):
        """Values of the repair card of this line; extension seam."""
        wizard = self.intake_id
        return {
            "order_id": order.id,
            "sequence": index,
            "product_id": (self.lot_id.product_id or self.product_id or wizard.product_id).id,
            "lot_id": self.lot_id.id,
            "serial": self.lot_id.name or self.serial or False,
            "fault": self.fault or wizard.fault,
            "storage_place": wizard.storage_place,
            "bench_id": wizard.bench_id.id,
        }

    def _get_common_product(self):
        """Return the product of all these lines, or none where they differ."""
        products = self.env["product.product"].union(
            *(line.lot_id.product_id or line.product_id or line.intake_id.product_id for line in self)
        )
        return products if len(products) == 1 else products.browse()


def _spellings(serial):
    return {serial, serial.upper(), serial.lower()}
