import { registry } from "@web/core/registry";

/**
 * A quarter's appraisal in Chinese: the work plan of the next one, the cycle, self-assessment, superior and
 * peer, values and signature, calibration, publication, an appeal with its effect, what the person reads in
 * the end. `tests/test_tour_appraisal.py` makes the data, logs each person in and asserts what came of it.
 */

/** Register a tour whose steps wait long enough on a busy machine. */
function addTour(name, steps) {
    registry
        .category("web_tour.tours")
        .add(`appraisal_${name}`, { steps: () => steps().map((step) => ({ timeout: 60000, ...step })) });
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

/** Steps: write `value` into a cell of row number `row` of a list in a form. */
function fill(row, name, value) {
    const cell = `.o_data_row:nth-child(${row}) .o_data_cell[name="${name}"]`;
    return [
        { content: `cell ${name} of row ${row}`, trigger: cell, run: "click" },
        { content: `write ${value}`, trigger: `${cell} :is(input, textarea)`, run: `edit ${value}` },
    ];
}

/** Step: save the form. */
function save() {
    return { content: "save", trigger: ".o_form_button_save:enabled", run: "click" };
}

/** Steps: write the words that a step asks for, and confirm. */
function say(text) {
    return [
        {
            content: "write why",
            trigger: '.modal .o_field_widget[name="text"] textarea',
            run: `edit ${text}`,
        },
        press("action_apply", ".modal"),
        { content: "the dialog is closed", trigger: "body:not(:has(.modal))" },
    ];
}

/** Steps: write a number into a field of the dialog, and see what it would make of the score. */
function weigh(name, value, effect) {
    return [
        {
            content: `write ${name}`,
            trigger: `.modal .o_field_widget[name="${name}"] input`,
            run: `edit ${value} && press Tab`,
        },
        {
            content: "the effect is shown before",
            trigger: `.modal .o_field_widget[name="effect"]:contains("${effect}")`,
        },
    ];
}

/** Steps: answer both questions about 李工 from the inbox, and hand in. */
function rate(points) {
    return [
        { content: "the card in the inbox", trigger: '.o_kanban_record:contains("李工")', run: "click" },
        { content: "it says that nobody learns it", trigger: ".o_form_view .alert" },
        ...fill(1, "points", points),
        ...fill(2, "points", points),
        press("action_submit"),
        { content: "hand in", trigger: ".modal .btn-primary", run: "click" },
        {
            content: "the card is gone",
            trigger: '.o_kanban_view .o_kanban_renderer:not(:has(.o_kanban_record:contains("李工")))',
        },
    ];
}

addTour("plan", () => [
    {
        content: "a goal",
        trigger: '.o_field_widget[name="goal_ids"] .o_field_x2many_list_row_add a',
        run: "click",
    },
    ...["name:完成上门维修 180 单", "measure:工单统计"].map((pair) => {
        const [name, value] = pair.split(":");
        return {
            content: `write ${name}`,
            trigger: `.o_selected_row .o_field_widget[name="${name}"] :is(input, textarea)`,
            run: `edit ${value}`,
        };
    }),
    {
        content: "write the weight",
        trigger: '.o_selected_row .o_field_widget[name="weight"] input',
        run: "edit 100",
    },
    save(),
    press("action_submit"),
    inState("submitted"),
]);

addTour("plan_approve", () => [press("action_approve"), inState("approved")]);

addTour("start", () => [
    {
        content: "look for the template",
        trigger: '.o_field_widget[name="template_id"] input',
        run: "edit 维修人员季度考核",
    },
    {
        content: "take it",
        trigger: '.o-autocomplete--dropdown-item:contains("维修人员季度考核")',
        run: "click",
    },
    save(),
    press("action_start"),
    inState("running"),
    { content: "sheets are there", trigger: 'button[name="action_view_sheets"]:contains("考核表")' },
]);

for (const [who, points] of Object.entries({ self: 95, superior: 90, peer: 80 })) {
    addTour(`rate_${who}`, () => rate(points));
}

addTour("values", () => [
    ...fill(1, "actual", 80),
    ...fill(1, "evidence", "工单清单"),
    ...fill(2, "actual", 90),
    ...fill(2, "evidence", "上门记录"),
    save(),
    {
        content: "points of the second value",
        trigger: '.o_data_row:nth-child(2) .o_data_cell[name="score"]:contains("90.00")',
    },
]);

addTour("progress", () => [
    {
        content: "what is answered, without names",
        trigger: '.o_kanban_record:contains("维修人员季度考核"):contains("份评分已完成")',
        run: "click",
    },
    press("action_view_sheets"),
    { content: "the sheet", trigger: '.o_data_row:contains("李工") .o_data_cell', run: "click" },
    press("action_evaluate"),
    inState("superior"),
]);

addTour("sign", () => [
    { content: "the charts are drawn", trigger: '.o_field_widget[name="chart"] canvas' },
    { content: "the total", trigger: '.o_field_widget[name="score"]:contains("84.80")' },
    press("action_sign"),
    inState("head"),
]);

addTour("calibrate", () => [
    { content: "how grades are spread", trigger: ".o_graph_view canvas" },
    { content: "the list", trigger: ".o_switch_view.o_list", run: "click" },
    {
        content: "open the group",
        trigger: ".o_list_view .o_group_header:not(.o_group_open)",
        run: "click",
    },
    press("action_adjust", '.o_data_row:contains("李工")'),
    ...weigh("points", 2, "86.80"),
    ...say("与其他部门统一尺度"),
    {
        content: "the score is changed",
        trigger: '.o_data_row:contains("李工") .o_data_cell[name="score"]:contains("86.80")',
    },
]);

addTour("publish", () => [press("action_publish"), inState("published")]);

addTour("appeal", () => [
    { content: "my sheet", trigger: '.o_data_row:contains("86.80") .o_data_cell', run: "click" },
    {
        content: "the average of the peers",
        trigger: '.o_field_widget[name="peer_average"]:contains("75.00")',
    },
    press("action_acknowledge"),
    { content: "acknowledged", trigger: '.o_form_view .o_field_widget[name="acknowledged_on"]' },
    press("action_appeal"),
    {
        content: "against which line",
        trigger: '.modal .o_field_widget[name="indicator_id"] input',
        run: "edit 维修任务",
    },
    {
        content: "this one",
        trigger: '.o-autocomplete--dropdown-item:contains("维修任务")',
        run: "click",
    },
    ...say("三月份有二十单未计入。"),
    {
        content: "the appeal stands on the sheet",
        trigger: '.o_field_widget[name="appeal_ids"] .o_data_row:contains("维修任务")',
    },
]);

addTour("decide", () => [
    press("action_decide"),
    {
        content: "the result changes",
        trigger: '.modal .o_field_widget[name="outcome"] .o_radio_item:contains("变更") input',
        run: "click",
    },
    ...weigh("value", 90, "90.80"),
    ...say("补计二十单。"),
    inState("decided"),
]);

addTour("read", () => [
    { content: "my sheet", trigger: '.o_data_row:contains("90.80") .o_data_cell', run: "click" },
    inState("final"),
    { content: "the pay", trigger: '.o_field_widget[name="pay"]:contains("1,816.00")' },
]);
