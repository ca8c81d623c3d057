from odoo import api, models

#: T5, T6: number → name, measure, and what it is proposed from.
ARTICLES = {
    "T5": ("Breach of training discipline", "warning", "training_breach"),
    "T6.1": ("Failed evaluation", "warning", "training_fail"),
    "T6.2": ("Failed several months in a row", "major_demerit", "training_streak"),
}


class AftersalesConductRulebook(models.Model):
    """The shipped rulebook gets articles on training, as long as it is a draft."""

    _inherit = "aftersales.conduct.rulebook"

    @api.model
    def _add_training_articles(self):
        """Add the articles to the shipped rulebook, once."""
        rulebook = self.env.ref("aftersales_hr_discipline.conduct_rulebook_general", raise_if_not_found=False)
        if not rulebook or rulebook.state != "draft":
            return
        chapter = self.env.ref("aftersales_training_hr_discipline.conduct_chapter_training")
        rows = [
            {
                "xml_id": f"aftersales_training_hr_discipline.conduct_article_{trigger}",
                "noupdate": True,
                "values": {
                    "rulebook_id": rulebook.id,
                    "chapter_id": chapter.id,
                    "sequence": 900 + index,
                    "number": number,
                    "code": number.partition(".")[0],
                    "name": name,
                    "measure": measure,
                    "severe_measure": "transfer" if trigger == "training_streak" else False,
                    "trigger": trigger,
                },
            }
            for index, (number, (name, measure, trigger)) in enumerate(ARTICLES.items())
        ]
        self.env["aftersales.conduct.article"]._load_records(rows)
