import { registry } from "@web/core/registry";

/**
 * Parts for a station, in Chinese, across its portal and the back office: asked for, signed for, approved,
 * received. `tests/test_tour_parts.py` logs each person in and asserts what came of each step.
 */

const tours = registry.category("web_tour.tours");

/** Step: press what is there, and stay on the page or go to the next one. */
function press(trigger, leaves = false) {
    return { content: `press ${trigger}`, trigger, run: "click", expectUnloadPage: leaves };
}

/** Step: type into a field of a form. */
function type(name, text) {
    return { content: `type ${name}`, trigger: `[name="${name}"]`, run: `edit ${text}` };
}

/** Steps: press the button of a method, and see the record in `state`. */
function bring(method, state) {
    return [
        press(`.o_statusbar_buttons button[name="${method}"]:enabled`),
        {
            content: `the record is in state ${state}`,
            trigger: `.o_form_view:has(.o_statusbar_status button[data-value="${state}"].o_arrow_button_current)`,
        },
    ];
}

const done = { content: "the page says so", trigger: ".alert-success" };

tours.add("aftersales_parts_ask", {
    steps: () => [
        { content: "the limit is seen before asking", trigger: '.o_aftersales_portal:contains("剩余额度")' },
        press('a[href$="/my/station-parts/new"]', true),
        { content: "the kind", trigger: '[name="kind"]', run: "select presale" },
        type("part_0", "TEST-M7"),
        type("quantity_0", "3"),
        type("note", "新品上市铺货"),
        press('form[action$="/ask"] button', true),
        done,
    ],
});

tours.add("aftersales_parts_sign", {
    steps: () => [
        press('.o_statusbar_buttons button[name="action_sign"]:enabled'),
        { content: "signed", trigger: '.o_field_widget[name="signed_by_id"]:visible' },
    ],
});

tours.add("aftersales_parts_approve", { steps: () => bring("action_approve", "approved") });

tours.add("aftersales_parts_receive", {
    steps: () => [press('form[action$="/receive"] button', true), done],
});
