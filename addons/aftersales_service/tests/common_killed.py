from contextlib import suppress
from unittest.mock import patch

from .test_sweep_at_once import Killed

ONE_BY_ONE = "odoo.addons.aftersales_base.models.aftersales_slice_mixin.SLICE"


class KilledMixin:
    """A scheduled run whose process dies in its second slice, after the work and before it is kept."""

    def _run(self, model, method):
        """Run `method` of `model` record by record; a savepoint stands for each commit."""

        def keep(_cron, *_args, **_options):
            self.env.flush_all()
            self.env.cr.execute("SAVEPOINT kept")
            return 1

        with patch(ONE_BY_ONE, 1), patch.object(self.registry["ir.cron"], "_commit_progress", keep):
            getattr(self.env[model], method)()

    def _kill(self, model, method, work):
        """Run `method` of `model` record by record; it dies in the second call of `work`.

        What the run has kept until then stands, the rest is undone as by the database.

        :param work: name of the method that does a slice, with its model in front where that is another one
        """
        worker, _dot, work = work.rpartition(".")
        worker = self.registry[worker or model]
        original, slices = getattr(worker, work), []

        def die(*args, **kwargs):
            original(*args, **kwargs)
            self.env.flush_all()
            slices.append(args)
            if len(slices) == 2:
                raise Killed

        # assertRaises would undo what was kept, too
        with patch.object(worker, work, die), suppress(Killed):
            self._run(model, method)
        self.assertEqual(len(slices), 2)
        self.env.cr.execute("ROLLBACK TO SAVEPOINT kept")
        self.env.transaction.clear()

    def _check_killed(self, model, method, work, count):
        """`count()` is one after a run that is killed, three after the next one, and stays so."""
        self._kill(model, method, work)
        self.assertEqual(count(), 1)
        for _run in range(2):
            self._run(model, method)
            self.env.invalidate_all()
            self.assertEqual(count(), 3)
