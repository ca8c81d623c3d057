from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.aftersales_conduct_dismissal import AftersalesConductDismissal
from . import rights_appraisal
from .common_rights import ROLES, RightsCase

ADDON = "aftersales_hr_discipline"

#: D47: model → what each role may do with the sample, in the order of `ROLES`; c, r, u, d or -.
#: What the rows let pass the methods refuse once more: states, published versions, the ledger.
MODELS = {
    "aftersales.conduct.policy": "- - - - r cru r - r",
    "aftersales.conduct.chapter": "r r r r r crud r r r",
    "aftersales.conduct.rulebook": "r r r r r crud r r r",
    "aftersales.conduct.article": "r r r r r crud r r r",
    "aftersales.conduct.acknowledgement": "r - - - r r r - r",
    "aftersales.conduct.record": "r - cru r crud crud r r r",
    "aftersales.conduct.log": "- - - - r r r - r",
    "aftersales.conduct.ledger": "r - r r r r r - r",
    "aftersales.conduct.entry": "r - r r r r r - r",
    "aftersales.conduct.points": "r - r r r r r - r",
    "aftersales.conduct.snapshot": "- - - - r r - - r",
    "aftersales.conduct.dismissal": "- - - - r r r - r",
    "aftersales.conduct.appeal": "r - - - r r r r r",
    "aftersales.conduct.history": "- - - - r cr - - r",
    "aftersales.conduct.step": "cru - - - - - - - -",
    "aftersales.conduct.story": "- - cru - - - - - -",
    "aftersales.conduct.decision": "- - - cru - - - - -",
    "aftersales.conduct.verdict": "- - - - - - - cru -",
    "aftersales.adjustment": "r - r r r r r - r",
    "aftersales.adjustment.sheet": "- - - - r r r - r",
    "aftersales.adjustment.person": "- - - - ru ru r - r",
    "aftersales.target": "r - r r crud crud r - r",
    "aftersales.target.plan": "- - - - cru - - - -",
    "aftersales.award.programme": "r r r r r cru r r r",
    "aftersales.award": "- - cru r crud crud r - r",
    "aftersales.award.step": "- - - - cru - - - -",
    **rights_appraisal.MODELS,
}

READERS = "person superior chief officer manager director auditor"

#: G1: model and public method → the sample it is called on, and who may. Everybody else is refused.
METHODS = {
    ("aftersales.conduct.record", "action_propose"): ("draft", "superior officer manager"),
    ("aftersales.conduct.record", "action_add_person"): ("draft", "superior officer manager"),
    ("aftersales.conduct.record", "action_view_case"): ("aftersales.conduct.record", f"{READERS} committee"),
    ("aftersales.conduct.record", "action_give_statement"): ("proposed", "person"),
    ("aftersales.conduct.record", "action_record_refusal"): ("proposed", "officer manager"),
    ("aftersales.conduct.record", "action_decide"): ("heard", "chief manager"),
    ("aftersales.conduct.record", "action_reject"): ("heard", "chief manager director"),
    ("aftersales.conduct.record", "action_notify_union"): ("graver", "officer manager"),
    ("aftersales.conduct.record", "action_notify"): ("decided", "officer manager"),
    ("aftersales.conduct.record", "action_acknowledge"): ("notified", "person"),
    ("aftersales.conduct.record", "action_record_delivery"): ("notified", "officer manager"),
    ("aftersales.conduct.record", "action_appeal"): ("notified", "person"),
    ("aftersales.conduct.record", "action_revoke"): ("in_force", "director"),
    ("aftersales.conduct.record", "action_follow_up"): ("reward", "officer manager"),
    ("aftersales.conduct.record", "action_view_report"): ("in_force", ""),
    ("aftersales.conduct.record", "action_verify_log"): ("in_force", "officer manager director auditor"),
    ("aftersales.conduct.appeal", "action_call_committee"): ("aftersales.conduct.appeal", "manager"),
    ("aftersales.conduct.appeal", "action_decide"): ("aftersales.conduct.appeal", "committee"),
    ("aftersales.conduct.dismissal", "action_notify_union"): (None, "officer manager"),
    ("aftersales.conduct.dismissal", "action_see_reward"): (None, "director"),
    ("aftersales.conduct.dismissal", "action_hear"): (None, "officer manager"),
    ("aftersales.conduct.dismissal", "action_review"): (None, "manager"),
    ("aftersales.conduct.dismissal", "action_approve"): (None, "director"),
    ("aftersales.conduct.dismissal", "action_reject"): (None, "director"),
    ("aftersales.conduct.dismissal", "action_verify_log"): (None, "officer manager director auditor"),
    ("aftersales.conduct.ledger", "action_view_records"): (None, READERS),
    ("aftersales.conduct.ledger", "action_view_story"): (None, READERS),
    ("aftersales.conduct.rulebook", "action_new_version"): (None, "manager"),
    ("aftersales.conduct.rulebook", "action_publish"): ("book", "manager"),
    ("aftersales.conduct.rulebook", "action_ask_everybody"): (None, "manager"),
    ("aftersales.conduct.rulebook", "action_withdraw"): (None, "manager"),
    ("aftersales.conduct.acknowledgement", "action_acknowledge"): (None, "person"),
    ("aftersales.adjustment.sheet", "action_calculate"): (None, "officer manager"),
    ("aftersales.adjustment.sheet", "action_approve"): ("calculated", "manager director"),
    ("aftersales.adjustment.sheet", "action_export"): ("approved", "officer manager"),
    ("aftersales.adjustment.sheet", "action_export_workbook"): ("approved", "officer manager"),
    ("aftersales.conduct.step", "action_apply"): (None, "person"),
    ("aftersales.conduct.decision", "action_decide"): (None, "chief"),
    ("aftersales.conduct.verdict", "action_call"): ("call", "manager"),
    ("aftersales.conduct.verdict", "action_decide"): (None, "committee"),
    ("aftersales.target", "action_confirm"): (None, "officer manager"),
    ("aftersales.target", "action_view_records"): (None, READERS),
    ("aftersales.target", "action_view_source"): (None, ""),
    ("aftersales.target", "get_import_templates"): (None, " ".join(ROLES)),
    ("aftersales.target.plan", "action_apply"): (None, "officer"),
    ("aftersales.award", "action_review"): (None, "officer manager"),
    ("aftersales.award", "action_approve"): (None, "manager"),
    ("aftersales.award", "action_reject"): (None, "officer manager"),
    ("aftersales.award", "action_announce"): ("approved award", "officer manager"),
    ("aftersales.award", "action_revoke"): ("approved award", "director"),
    ("aftersales.award", "action_view_adjustments"): (
        None,
        "superior chief officer manager director auditor",
    ),
    ("aftersales.award.step", "action_apply"): (None, "officer"),
    ("hr.employee", "action_view_aftersales_conduct"): (None, "officer manager director"),
    ("hr.employee", "action_view_aftersales_conduct_story"): (None, "officer manager director"),
    **rights_appraisal.METHODS,
}

#: Methods of the host that models redefine; the table of models is about them.
REDEFINED = {"create", "write", "copy", "unlink", "load"}


@tagged("post_install", "-at_install")
class TestRightsMatrix(RightsCase):
    """D47, G1: every model and every public method for every role; a new one without a row fails."""

    def test_d47_every_model_has_a_row(self):
        own = {
            name
            for name, model in self.registry.items()
            if model._original_module == ADDON and not model._abstract
        }
        self.assertEqual(own, set(MODELS))

    def test_g1_every_public_method_has_a_row(self):
        found = set()
        for name, model in self.registry.items():
            for base in () if model._abstract else model.mro():
                if not base.__module__.startswith(f"odoo.addons.{ADDON}."):
                    continue
                found |= {
                    (name, method)
                    for method, value in vars(base).items()
                    if callable(value)
                    and not method.startswith("_")
                    and method not in REDEFINED
                    and not getattr(value, "_api_private", False)
                }
        self.assertEqual(found, set(METHODS))

    def test_d47_create_read_write_delete_for_every_role(self):
        names = {"c": "create", "r": "read", "u": "write", "d": "unlink"}
        for model, row in MODELS.items():
            sample = self.samples[model].sudo(False)
            for role, allowed in zip(ROLES, row.split(), strict=True):
                records = sample.with_user(self.users[role])
                found = "".join(key for key, name in names.items() if records.has_access(name))
                with self.subTest(f"{model} {role}"):
                    self.assertEqual(found or "-", allowed)
                    self.assertEqual(bool(self._find(records)), "r" in allowed)

    def _find(self, records):
        """What a search by number finds; nothing where the model is closed."""
        try:
            return records.search([("id", "in", records.ids)])
        except AccessError:
            return records.browse()

    def test_g1_every_public_method_by_every_role(self):
        """Called as a remote call would: whoever is not in the table gets a sentence and changes nothing."""
        self.samples["calculated"] = self.samples["aftersales.adjustment.sheet"]
        self.samples["calculated"].with_user(self.users["officer"]).action_calculate()
        self.env.flush_all()
        with patch.object(AftersalesConductDismissal, "_get_gaps", lambda proposal: []):
            for (model, method), (key, allowed) in METHODS.items():
                sample = self.samples[key or model].sudo(False)
                found = [role for role in ROLES if self._may(sample, method, role)]
                with self.subTest(f"{model}.{method}"):
                    self.assertEqual(set(found), set(allowed.split()))

    def _may(self, sample, method, role):
        savepoint = self.cr.savepoint(flush=False)
        try:
            self.env.invalidate_all()
            getattr(sample.with_user(self.users[role]), method)()
            self.env.flush_all()
        except UserError:
            return False
        else:
            return True
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.rollback()
