import { registry } from "@web/core/registry";

/**
 * A maintenance contract from draft to invoice and renewal, a defect notice from publication to the
 * service order. `tests/test_tour_contract.py` makes the data, logs each person in and asserts what
 * came of it.
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

const confirm = { content: "confirm", trigger: ".modal .btn-primary", run: "click" };

tours.add("aftersales_contract_run", {
    steps: () => [
        press("action_run"),
        inState("running"),
        { content: "visits are planned", trigger: 'button[name="action_view_visits"]' },
    ],
});

tours.add("aftersales_contract_invoice", {
    steps: () => [
        press("action_invoice"),
        { content: "the draft invoice is listed", trigger: ".o_list_view .o_data_row" },
    ],
});

tours.add("aftersales_contract_renew", {
    steps: () => [
        press("action_renew"),
        inState("draft"),
        { content: "it follows the other", trigger: '.o_field_widget[name="previous_id"]' },
        press("action_run"),
        inState("running"),
    ],
});

tours.add("aftersales_defect_publish", {
    steps: () => [
        press("action_publish"),
        confirm,
        inState("published"),
        press("action_view_cases"),
        { content: "the unit is found", trigger: '.o_data_row:contains("SN-PAID-1")' },
    ],
});

tours.add("aftersales_defect_schedule", {
    steps: () => [
        press("action_told_phone"),
        inState("told"),
        press("action_create_orders"),
        { content: "its order is registered", trigger: ".o_form_view" },
        inState("registered"),
    ],
});
