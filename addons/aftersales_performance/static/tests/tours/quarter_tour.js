import { registry } from "@web/core/registry";

/**
 * A quarter of performance in Chinese: a contact is scored, disputed and decided, the month and its stars are
 * approved, the engineer looks at the own page, the bonus pool is shown, objected to, approved and paid.
 * `tests/test_tour_quarter.py` makes the data, logs each person in and asserts what came of it.
 */

/** Register a tour whose steps wait long enough on a busy machine. */
function addTour(name, steps) {
    registry
        .category("web_tour.tours")
        .add(`quarter_${name}`, { steps: () => steps.map((step) => ({ timeout: 30000, ...step })) });
}

/** Step: press the button of a method. */
function press(method, within = "") {
    return { content: `press ${method}`, trigger: `${within} button[name="${method}"]:enabled`, run: "click" };
}

/** Step: wait until the record stands in `state`. */
function inState(state) {
    return {
        content: `the record is in state ${state}`,
        trigger: `.o_form_view:has(.o_statusbar_status button[data-value="${state}"].o_arrow_button_current)`,
    };
}

/** Step: write into a field of the form or the dialog. */
function write(name, text, within = ".o_form_view") {
    return {
        content: `write ${name}`,
        trigger: `${within} .o_field_widget[name="${name}"] :is(input, textarea)`,
        run: `edit ${text}`,
    };
}

const closed = { content: "the dialog is closed", trigger: "body:not(:has(.modal))" };

addTour("score", [
    press("action_score", ".o_data_row"),
    {
        content: "the greeting was missed",
        trigger: '.o_data_row:first .o_data_cell[name="missed"] input',
        run: "click",
    },
    press("action_done"),
    inState("done"),
    { content: "it says how good that is", trigger: '.o_field_widget[name="grade"]:contains("良")' },
]);

addTour("dispute", [
    { content: "the grade", trigger: '.o_data_row:contains("良") .o_data_cell', run: "click" },
    { content: "no name of who scored", trigger: '.o_form_view:not(:contains("Checker"))' },
    press("action_dispute"),
    write("text", "客户自己要求先挂断，请复听录音。", ".modal"),
    press("action_apply", ".modal"),
    closed,
    inState("disputed"),
]);

addTour("decide", [
    { content: "the agent's words", trigger: '.o_field_widget[name="dispute"]:contains("复听录音")' },
    press("action_decide"),
    { content: "the grade", trigger: '.modal .o_field_widget[name="grade"] input', run: "click" },
    { content: "excellent", trigger: '.o_select_menu_item:contains("优")', run: "click" },
    write("text", "录音属实", ".modal"),
    press("action_apply", ".modal"),
    closed,
    inState("decided"),
]);

addTour("month", [
    { content: "what it pays", trigger: '.o_field_widget[name="total_pay"]:contains("150.00")' },
    press("action_approve"),
    inState("approved"),
]);

addTour("stars", [
    { content: "a part is unknown", trigger: '.o_field_widget[name="missing_count"]:contains("1")' },
    {
        content: "marks of colleagues",
        trigger: '.o_data_row:contains("同事") .o_data_cell[name="value"]',
        run: "click",
    },
    { content: "ninety", trigger: '.o_selected_row .o_field_widget[name="value"] input', run: "edit 90" },
    { content: "save", trigger: ".o_form_button_save:enabled", run: "click" },
    { content: "nothing is unknown", trigger: '.o_form_view:not(:has(.o_field_widget[name="missing_count"]))' },
    press("action_approve"),
    inState("approved"),
]);

addTour("mine", [
    { content: "valid tickets", trigger: 'button[name="action_view_tickets"]:contains("2")' },
    { content: "a voucher is missing", trigger: 'button[name="action_view_missing_vouchers"]:contains("1")' },
    { content: "the bonus to expect", trigger: '.o_field_widget[name="expected"]:contains("20.00")' },
    { content: "which one", trigger: '.alert button[name="action_view_missing_vouchers"]', run: "click" },
    { content: "the job", trigger: ".o_data_row:contains('Does not cool')" },
]);

addTour("publish", [press("action_publish"), inState("review")]);

addTour("object", [
    { content: "the own share", trigger: '.o_kanban_record:contains("尾差")', run: "click" },
    press("action_open_appeal", ".o_form_view"),
    { content: "the jobs", trigger: '.modal .o_field_widget[name="order_ids"] input', run: "click" },
    { content: "choose it", trigger: ".o-autocomplete--dropdown-item:first a:not(.o_loading)", run: "click" },
    { content: "it is chosen", trigger: '.modal .o_field_widget[name="order_ids"] .o_tag' },
    write("text", "客户已在纸质凭证上签字", ".modal"),
    { content: "save", trigger: ".modal .o_form_button_save:enabled", run: "click" },
    closed,
    { content: "one ticket is claimed", trigger: '.o_field_widget[name="claimed"]:contains("1")' },
    press("action_open_appeal", ".o_form_view"),
    { content: "nothing is left", trigger: '.modal:contains("没有可申诉的工单")' },
]);

addTour("accept", [
    write("answer", "凭证已核对"),
    press("action_accept"),
    inState("accepted"),
]);

addTour("approve", [press("action_approve"), inState("approved")]);

addTour("pay", [press("action_pay"), inState("paid")]);
