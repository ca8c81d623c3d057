"""Articles of older databases learn from which target they are proposed (D14, D19, D24, D32, D36)."""

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import file_open

NAMES = ("trigger", "target_period", "target_from", "target_below", "target_streak")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    articles = env["aftersales.conduct.article"].with_context(active_test=False)
    with file_open("aftersales_hr_discipline/data/conduct_article_data.xml", "rb") as file:
        records = etree.parse(file).findall(".//record[@model='aftersales.conduct.article']")
    for record in records:
        values = {
            field.get("name"): float(field.get("eval")) if field.get("eval") else field.text
            for field in record.findall("field")
            if field.get("name") in NAMES
        }
        number = record.find("field[@name='number']").text
        if values:
            articles.search([("number", "=", number), ("trigger", "=", False)]).write(values)
    # computed since this version: what was ticked by hand without a source is no longer automatic
    cr.execute("UPDATE aftersales_conduct_article SET automatic = (trigger IS NOT NULL)")
    env.invalidate_all()
