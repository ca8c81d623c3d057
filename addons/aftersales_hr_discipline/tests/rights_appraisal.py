"""Rows of appraisals for the tables of `test_rights_matrix.py`, and their samples."""

from odoo.fields import Command

#: A10: the sample rating is the superior's; nobody else reads it, HR included.
MODELS = {
    "aftersales.appraisal.policy": "- - - - r cru r - r",
    "aftersales.appraisal.grade": "r r r r r crud r r r",
    "aftersales.appraisal.template": "- - - - r crud r - r",
    "aftersales.appraisal.line": "- - - - r crud r - r",
    "aftersales.appraisal.point": "- - - - r crud r - r",
    "aftersales.appraisal.question": "- - - - r crud r - r",
    "aftersales.appraisal.cycle": "- - - - crud crud r - r",
    "aftersales.appraisal.sheet": "- - ru ru ru ru r - r",
    "aftersales.appraisal.indicator": "- - ru ru ru ru ru - ru",
    "aftersales.appraisal.rating": "- - ru - - - - - -",
    "aftersales.appraisal.answer": "- - ru - - - - - -",
    "aftersales.appraisal.appeal": "r - - - r r r r r",
    "aftersales.appraisal.proposal": "- - - - ru ru ru - r",
    "aftersales.appraisal.step": "- - - - - cru - - -",
    "aftersales.appraisal.plan": "cru - cru cru crud crud r - r",
    "aftersales.appraisal.goal": "cru - cru cru crud crud r - r",
    "aftersales.appraisal.year": "r - r r r r r - r",
    "aftersales.appraisal.promotion": "- - - - crud crud ru - r",
}

ABOVE = "superior chief officer manager director auditor"

METHODS = {
    ("aftersales.appraisal.template", "action_publish"): ("draft template", "manager"),
    ("aftersales.appraisal.template", "action_new_version"): (None, "manager"),
    ("aftersales.appraisal.cycle", "action_start"): ("draft cycle", "officer manager"),
    ("aftersales.appraisal.cycle", "action_cancel"): (None, "manager"),
    ("aftersales.appraisal.cycle", "action_close"): ("finished cycle", "manager"),
    ("aftersales.appraisal.cycle", "action_view_sheets"): (None, "officer manager director auditor"),
    ("aftersales.appraisal.sheet", "action_evaluate"): ("open sheet", "superior chief officer manager"),
    ("aftersales.appraisal.sheet", "action_extend"): ("late sheet", "superior chief manager"),
    ("aftersales.appraisal.sheet", "action_waive"): ("late sheet", "superior chief manager"),
    ("aftersales.appraisal.sheet", "action_sign"): (None, "superior chief"),
    ("aftersales.appraisal.sheet", "action_return"): (None, "superior chief"),
    ("aftersales.appraisal.sheet", "action_adjust"): (None, "superior chief"),
    ("aftersales.appraisal.sheet", "action_publish"): ("confirmed sheet", "officer manager"),
    ("aftersales.appraisal.sheet", "action_acknowledge"): ("published sheet", "person"),
    ("aftersales.appraisal.sheet", "action_appeal"): ("published sheet", "person"),
    ("aftersales.appraisal.sheet", "action_correct"): ("final sheet", "director"),
    ("aftersales.appraisal.appeal", "action_call_committee"): (None, "manager"),
    ("aftersales.appraisal.appeal", "action_decide"): (None, "committee"),
    ("aftersales.appraisal.proposal", "action_approve"): (None, "director"),
    ("aftersales.appraisal.proposal", "action_reject"): (None, "director"),
    ("aftersales.appraisal.indicator", "action_view_source"): ("measured indicator", ABOVE),
    ("aftersales.appraisal.rating", "action_open"): (None, "superior"),
    ("aftersales.appraisal.rating", "action_submit"): (None, "superior"),
    ("aftersales.appraisal.step", "action_apply"): ("manager's step", "manager"),
    ("aftersales.appraisal.sheet", "action_view_conduct"): (None, ABOVE),
    ("aftersales.appraisal.sheet", "action_export_results"): (None, ABOVE),
    ("aftersales.appraisal.sheet", "action_propose_placement"): ("last sheet", "officer manager"),
    ("aftersales.appraisal.cycle", "action_export_results"): (None, "officer manager director auditor"),
    ("aftersales.appraisal.goal", "action_remove"): (None, "person superior chief officer manager"),
    ("aftersales.appraisal.plan", "action_submit"): (None, "person superior chief officer manager"),
    ("aftersales.appraisal.plan", "action_approve"): ("submitted plan", "superior chief"),
    ("aftersales.appraisal.plan", "action_return"): ("submitted plan", "superior chief"),
    ("aftersales.appraisal.plan", "action_file"): ("approved plan", "officer manager"),
    ("aftersales.appraisal.plan", "action_change"): (
        "approved plan",
        "person superior chief officer manager",
    ),
    ("aftersales.appraisal.year", "action_view_sheets"): (None, f"person {ABOVE}"),
    ("aftersales.appraisal.promotion", "action_check"): (None, "officer manager"),
    ("aftersales.appraisal.promotion", "action_approve"): (None, "director"),
    ("aftersales.appraisal.promotion", "action_extend"): ("promotion on trial", "director"),
    ("aftersales.appraisal.promotion", "action_promote"): ("promotion on trial", "director"),
    ("aftersales.appraisal.promotion", "action_end"): (None, "manager director"),
}


def create_samples(case):
    """Return sheets of the engineer in the states that methods need, with what hangs on them."""
    line = {"rule": "direct", "name": "Secret work"}
    templates = case.env["aftersales.appraisal.template"]
    vals = {
        "name": "Secret template",
        "company_id": case.company.id,
        "line_ids": [
            Command.create({**line, "weight": 50, "source": "raters"}),
            Command.create({**line, "weight": 50, "source": "hours", "rule": "steps"}),
        ],
        "question_ids": [Command.create({"name": "Duty"})],
        "department_ids": [Command.set(case.department.ids)],
    }
    draft = templates.create(vals)
    draft.line_ids[1].point_ids = [Command.create({"value": 0, "points": 100})]
    template = draft.copy()
    template.with_user(case.users["manager"]).action_publish()
    cycles = case.env["aftersales.appraisal.cycle"]
    found = {}
    for year, state in (
        (2025, "superior"), (2024, "open"), (2023, "late"), (2022, "confirmed"), (2021, "published"),
        (2020, "finished"), (2019, "draft"), (2018, "appealed"),
    ):  # fmt: skip
        cycle = cycles.create(
            {"template_id": template.id, "company_id": case.company.id, "date_from": f"{year}-01-01"}
        )
        if state == "draft":
            found["draft cycle"] = cycle
            continue
        cycle.with_user(case.users["officer"]).action_start()
        sheet = cycle.sheet_ids.filtered(lambda sheet: sheet.employee_id == case.engineer).sudo()
        if state == "late":
            sheet.waiting = "peer"
        elif state == "finished":
            cycle.sheet_ids.sudo().state = "final"
            found |= {"finished cycle": cycle, "final sheet": sheet}
        else:
            sheet.write({"state": "published" if state == "appealed" else state, "appeal_until": case.today})
        found[f"{state} sheet"] = sheet
    sheet = found["superior sheet"]
    rating = case.env["aftersales.appraisal.rating"].search(
        [("sheet_id", "=", found["open sheet"].id), ("rater_id", "=", case.head.id)]
    )
    rating.sudo().rating_until = "2026-12-31"
    own = rating.with_user(case.users["superior"])
    own.action_open()
    own.answer_ids.points = 77
    found["appealed sheet"].with_user(case.users["person"])._appeal(sheet.indicator_ids[:0], "Secret grounds")
    appeal = found["appealed sheet"].appeal_ids
    appeal.with_user(case.users["manager"])._call_committee(case.members)
    proposal = case.env["aftersales.appraisal.proposal"].create(
        {"sheet_id": found["final sheet"].id, "kind": "freeze"}
    )
    step = {"sheet_id": found["late sheet"].id, "purpose": "waive", "text": "Secret reason"}
    return {
        **found,
        "aftersales.appraisal.policy": case.env.ref("aftersales_hr_discipline.appraisal_policy_general"),
        "aftersales.appraisal.grade": case.env.ref("aftersales_hr_discipline.appraisal_grade_good"),
        "aftersales.appraisal.template": template,
        "draft template": draft,
        "aftersales.appraisal.line": template.line_ids[1],
        "aftersales.appraisal.point": template.line_ids[1].point_ids,
        "aftersales.appraisal.question": template.question_ids,
        "aftersales.appraisal.cycle": sheet.cycle_id,
        "aftersales.appraisal.sheet": sheet,
        "aftersales.appraisal.indicator": sheet.indicator_ids[0],
        "measured indicator": sheet.indicator_ids[1],
        "aftersales.appraisal.rating": rating,
        "aftersales.appraisal.answer": rating.answer_ids,
        "aftersales.appraisal.appeal": appeal,
        "aftersales.appraisal.proposal": proposal,
        "aftersales.appraisal.step": case.env["aftersales.appraisal.step"]
        .with_user(case.users["manager"])
        .create(step),
        **_create_plans(case),
        **_create_promotions(case, found["final sheet"]),
        "manager's step": case.env["aftersales.appraisal.step"].with_user(case.users["manager"]).create(step),
    }


def _create_plans(case):
    """Return plans of the engineer on each step."""
    goal = Command.create({"name": "Secret goal", "weight": 100})
    found = {}
    for year, state in ((2027, "draft"), (2028, "submitted"), (2029, "approved")):
        plan = (
            case.env["aftersales.appraisal.plan"]
            .with_user(case.users["person"])
            .create({"date_from": f"{year}-01-01", "goal_ids": [goal]})
        )
        plan.sudo().write({"state": state})
        found[f"{state} plan"] = plan.with_env(case.env)
    plan = found["draft plan"]
    return {**found, "aftersales.appraisal.plan": plan, "aftersales.appraisal.goal": plan.goal_ids}


def _create_promotions(case, sheet):
    """Return a year result, a sheet that is the last one, and promotions on each step."""
    others = sheet.cycle_id.sheet_ids - sheet
    others.sudo().write({"score": 90})
    sheet.sudo().write({"rater_score": 90, "score": 50})
    policy = case.env.ref("aftersales_hr_discipline.appraisal_policy_general")
    policy.write({"promotion_results": 1, "promotion_days": 0})
    case.env["aftersales.appraisal.year"]._refresh(sheet.sudo())
    found = {
        "last sheet": sheet,
        "aftersales.appraisal.year": case.env["aftersales.appraisal.year"].search(
            [("employee_id", "=", case.engineer.id)], limit=1
        ),
    }
    job = case.env["hr.job"].create({"name": "Secret job", "company_id": case.company.id})
    promotions = case.env["aftersales.appraisal.promotion"]
    for key, person in (
        ("aftersales.appraisal.promotion", case.engineer),
        ("promotion on trial", case.colleague),
    ):
        found[key] = promotions.create(
            {"employee_id": person.id, "company_id": case.company.id, "target_job_id": job.id, "note": "x"}
        )
    found["promotion on trial"].sudo().write(
        {"state": "trial", "trial_from": case.today, "trial_until": case.today}
    )
    return found
