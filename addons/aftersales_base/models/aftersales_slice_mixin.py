from odoo import api, models
from odoo.fields import Domain

#: Records that a scheduled action works on before it commits.
SLICE = 200


class AftersalesSliceMixin(models.AbstractModel):
    """Scheduled work in slices, each of which is kept: it can be killed, and run twice."""

    _name = "aftersales.slice.mixin"
    _description = "Scheduled Work in Slices"

    @api.model
    def _work_in_slices(self, domain, work, together=None):
        """Do `work(records)` on the records of `domain`, slice by slice, and commit each.

        What another transaction has locked waits for the next run. `work` stores with its result
        that it is done, so that the records no longer match `domain`. It gets the records of one
        company at a time and speaks its language: the server's own user has another one.

        :param together: a many2one; records made together that share it are not put asunder
        """
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        last = 0
        while True:
            found = self.search(domain & Domain("id", ">", last), order="id", limit=SLICE)
            if not found:
                break
            if together:
                found |= self.search(domain & Domain(together, "=", found[-1][together].id))
            last = max(found.ids)
            records = found.try_lock_for_update()
            for company, part in records.grouped(self._get_slice_company).items():
                work(part.with_context(lang=company.partner_id.lang or self.env.lang))
            if not cron._commit_progress(len(records)):
                break

    @api.model
    def _get_slice_company(self, record):
        return ("company_id" in record._fields and record.company_id) or self.env.company
