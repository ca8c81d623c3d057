from odoo import api, models
from odoo.exceptions import LockError, UserError
from odoo.tools.i18n import format_list


class AftersalesGuardMixin(models.AbstractModel):
    """Fields that only the server writes: numbers, states, decisions, computed amounts.

    The host keeps a read-only field from the web client's forms, not from a remote call. Here every
    stored read-only field is guarded: refused in what a caller gives, ignored among the defaults of
    his context. The methods behind the buttons write them as superuser, after their checks.
    """

    _name = "aftersales.guard.mixin"
    _description = "Fields That Only the Server Writes"

    # Where the states of a model can go: state → states. A model without states has none.
    _transitions = {}

    @api.model
    def _get_guarded_fields(self):
        """Return the names of the stored read-only fields."""
        return {
            name
            for name, field in self._fields.items()
            if field.store and field.readonly and name not in models.MAGIC_COLUMNS
        }

    @api.model
    def _refuse_guarded(self, names, allowed=()):
        """Refuse the caller if one of `names` is guarded and not `allowed`; the server may."""
        if self.env.su:
            return
        guarded = sorted(self._get_guarded_fields().intersection(names).difference(allowed))
        if guarded:
            raise UserError(
                self.env._(
                    "“%(field)s” is kept by the system and cannot be given by hand: use the buttons.",
                    field=self._fields[guarded[0]]._description_string(self.env),
                )
            )

    @api.model
    def _drop_guarded_defaults(self, allowed=()):
        """Return `self` without the defaults of the context for guarded fields that are not `allowed`."""
        if self.env.su:
            return self
        dropped = {f"default_{name}" for name in self._get_guarded_fields().difference(allowed)}
        if not dropped & self.env.context.keys():
            return self
        kept = {key: value for key, value in self.env.context.items() if key not in dropped}
        return self.with_context(kept)  # pylint: disable=context-overridden

    def _lock(self):
        """Take these records for the rest of the transaction, or say that somebody else has them."""
        try:
            self.sorted("id").lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is changing %(names)s at this moment. Reload and look again.",
                    names=format_list(self.env, self.mapped("display_name")),
                )
            ) from error

    def _update_state(self, target, **vals):
        """Move these records to `target` and write `vals` with it: the one door for their states.

        Who may do it is checked by the caller. A model whose step does more than that extends it.

        :raises UserError: the state cannot be reached from here, or somebody else works on the record
        """
        self._lock()
        self._ensure_transition(target, self._transitions)
        self.sudo().write({"state": target, **vals})  # sudo: guarded fields, the caller has checked the role

    def _ensure_step(self, target, *sources):
        """Refuse the way to state `target` from any other state than `sources`."""
        wrong = self.filtered(lambda record: record.state not in sources)[:1]
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(document)s %(name)s is in step “%(state)s”; from there it cannot go to “%(target)s”.",
                    document=self.env["ir.model"]._get(self._name).name,
                    name=wrong.display_name,
                    state=labels[wrong.state],
                    target=labels[target],
                )
            )

    def _ensure_transition(self, target, transitions):
        """Refuse a way to `target` that is not in `transitions`: the targets of each state."""
        self._ensure_step(target, *(source for source, targets in transitions.items() if target in targets))
