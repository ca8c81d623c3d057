import { registry } from "@web/core/registry";

/**
 * A demerit from the proposal to the appeal that is won, and a month's adjustments to payroll, in
 * Chinese. `tests/test_tour.py` makes the data, logs each person in and asserts what came of it.
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
    };
}

/** Steps: choose `text` in a field that points to another record. */
function choose(field, text, within = "") {
    const widget = `${within} .o_field_widget[name="${field}"]`;
    return [
        { content: `look for ${text}`, trigger: `${widget} input`, run: `edit ${text}` },
        {
            content: `take ${text}`,
            trigger: `.o-autocomplete--dropdown-item:contains("${text}")`,
            run: "click",
        },
    ];
}

/** Step: write `text` into a field. */
function write(field, text, within = "") {
    return {
        content: `write ${field}`,
        trigger: `${within} .o_field_widget[name="${field}"] textarea`,
        run: `edit ${text}`,
    };
}

/** Steps: write the words that a step asks for, and confirm. */
function say(text) {
    return [
        write("text", text, ".modal"),
        { content: "confirm", trigger: '.modal button[name="action_apply"]', run: "click" },
        { content: "the dialog is closed", trigger: "body:not(:has(.modal))" },
    ];
}

tours.add("conduct_propose", {
    steps: () => [
        ...choose("employee_id", "李工"),
        ...choose("article_id", "D25"),
        write("facts", "客户张伟的设备档案三周未建立。"),
        { content: "save", trigger: ".o_form_button_save:enabled", run: "click" },
        press("action_propose"),
        inState("proposed"),
    ],
});

tours.add("conduct_statement", {
    steps: () => [
        { content: "my record", trigger: '.o_data_row:contains("D25") .o_data_cell', run: "click" },
        { content: "I am asked until a day", trigger: '.alert:contains("陈述")' },
        press("action_give_statement"),
        ...say("那段时间出差较多，确实没有及时补录。"),
        inState("heard"),
    ],
});

tours.add("conduct_decide", {
    steps: () => [
        press("action_decide"),
        {
            content: "what it comes to: three demerits make a major one",
            trigger: '.modal .o_field_widget[name="balance_then"]:contains("记大过 × 1")',
        },
        write("note", "事实清楚，依据充分。", ".modal"),
        { content: "decide", trigger: '.modal .modal-footer button[name="action_decide"]', run: "click" },
        inState("decided"),
    ],
});

tours.add("conduct_notify", { steps: () => [press("action_notify"), inState("notified")] });

tours.add("conduct_appeal", {
    steps: () => [
        press("action_acknowledge"),
        { content: "receipt is no consent", trigger: ".modal .btn-primary", run: "click" },
        inState("in_force"),
        press("action_appeal"),
        ...say("档案已于事发当日交主管，请求撤销。"),
        inState("appealed"),
    ],
});

tours.add("conduct_committee", {
    steps: () => [
        press("action_call_committee"),
        ...choose("user_ids", "评委甲", ".modal"),
        ...choose("user_ids", "评委乙", ".modal"),
        ...choose("user_ids", "评委丙", ".modal"),
        { content: "call them", trigger: '.modal button[name="action_call"]', run: "click" },
        { content: "they are called", trigger: '.o_field_widget[name="member_ids"]:contains("评委丙")' },
    ],
});

tours.add("conduct_verdict", {
    steps: () => [
        press("action_decide"),
        {
            content: "revoked",
            trigger: '.modal .o_field_widget[name="outcome"] input[data-value="revoked"]',
            run: "click",
        },
        write("reason", "档案确已交付，原决定撤销。", ".modal"),
        { content: "record it", trigger: '.modal .modal-footer button[name="action_decide"]', run: "click" },
        inState("decided"),
    ],
});

tours.add("conduct_sheet_calculate", {
    steps: () => [
        press("action_calculate"),
        {
            content: "1,000 of 1,200 can be deducted",
            trigger: '.o_field_widget[name="carried"]:contains("200.00")',
        },
    ],
});

tours.add("conduct_sheet_approve", { steps: () => [press("action_approve"), inState("approved")] });

tours.add("conduct_sheet_export", {
    steps: () => [
        press("action_export_workbook"),
        { content: "it is there", trigger: 'button[name="action_export_workbook"]:enabled' },
    ],
});
