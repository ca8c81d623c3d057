import { registry } from "@web/core/registry";

/**
 * A complaint from its opening to the check of its effect. `tests/test_complaint_tour.py`
 * makes the data, logs each person in and asserts what came of it.
 */

const tours = registry.category("web_tour.tours");

/** Step: press the button of a method. */
function press(method) {
    return { content: `press ${method}`, trigger: `button[name="${method}"]:enabled`, run: "click" };
}

/** Step: wait until the record stands in `state`. */
function inState(state) {
    return {
        content: `the record is in state ${state}`,
        trigger: `.o_form_view:has(.o_statusbar_status button[data-value="${state}"].o_arrow_button_current)`,
        timeout: 60000, // documents are made and customers told before it stands there
    };
}

/** Step: fill the field `name` of the form. */
function fill(name, text) {
    return {
        content: `fill ${name}`,
        trigger: `.o_field_widget[name="${name}"] textarea, .o_field_widget[name="${name}"] input`,
        run: `edit ${text}`,
    };
}

/** Step: open a page of the notebook. */
function page(name) {
    return { content: `page ${name}`, trigger: `.o_notebook .nav-link[name="${name}"]`, run: "click" };
}

const confirm = { content: "confirm", trigger: ".modal .btn-primary", run: "click" };
const running = '.o_field_widget[name="stage_ids"] .o_data_row:has(button[name="action_sign"])';

/** Steps: write the findings of the stage in progress and sign it off. */
const sign = [
    page("stages"),
    {
        content: "the stage in progress",
        trigger: `${running} .o_data_cell[name="findings"]`,
        run: "click",
    },
    {
        content: "its findings",
        trigger: '.o_selected_row .o_field_widget[name="findings"] textarea',
        run: "edit 已核实",
    },
    { content: "sign off", trigger: '.o_selected_row button[name="action_sign"]', run: "click" },
];

tours.add("aftersales_opinion_complains", {
    steps: () => [
        ...["attitude_fair", "skill_satisfied", "arrival_unsatisfied", "promise_unsatisfied"].map((level) => ({
            content: level,
            trigger: `label[for="${level}"]`,
            run: "click",
        })),
        { content: "what went wrong", trigger: "#remark", run: "edit 约好上午来，下午才到" },
        { content: "it is a complaint", trigger: "#is_complaint", run: "click" },
        {
            content: "send",
            trigger: '.o_aftersales_opinion button[type="submit"]',
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the complaint has a number",
            trigger: '.o_aftersales_portal .alert-info b:contains("/")',
        },
        { content: "and can be followed", trigger: '.alert-info a[href*="/my/complaints/"]' },
    ],
});

tours.add("aftersales_complaint_take", {
    steps: () => [
        press("action_answer"),
        confirm,
        { content: "answered", trigger: '.o_field_widget[name="answered_on"]' },
        ...sign,
        inState("investigation"),
    ],
});

tours.add("aftersales_complaint_open", {
    steps: () => [
        {
            content: "the customer",
            trigger: '.o_field_widget[name="partner_id"] input',
            run: "edit Zhang Wei",
        },
        {
            content: "choose the customer",
            trigger: '.o-autocomplete--dropdown-item:contains("Zhang Wei") a',
            run: "click",
        },
        fill("description", "还是不制冷"),
        { content: "save", trigger: ".o_form_button_save", run: "click" },
        { content: "it has a number", trigger: '.o_field_widget[name="name"]:contains("/")' },
        press("action_answer"),
        confirm,
        { content: "answered", trigger: '.o_field_widget[name="answered_on"]' },
        ...sign,
        inState("investigation"),
    ],
});

tours.add("aftersales_complaint_propose", {
    steps: () => [page("decision"), fill("decision", "退还80元折让"), ...sign, inState("decision")],
});

tours.add("aftersales_complaint_approve", {
    steps: () => [
        press("action_approve"),
        confirm,
        inState("approved"),
        page("decision"),
        {
            content: "the credit note is made",
            trigger: '.o_field_widget[name="outcome_ids"] .o_data_cell[name="move_id"]:not(:empty)',
        },
    ],
});

tours.add("aftersales_complaint_close", {
    steps: () => [page("cause"), fill("root_cause", "来料未抽检"), press("action_close"), inState("closed")],
});

tours.add("aftersales_complaint_effect", {
    steps: () => [
        fill("check_note", "一个月内没有再发生"),
        press("action_effective"),
        inState("effective"),
    ],
});
