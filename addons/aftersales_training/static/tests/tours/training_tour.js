import { registry } from "@web/core/registry";

/**
 * A month of training in Chinese: plan, approval, session, exam, feedback, implementation table.
 * `tests/test_tour.py` makes the data, logs each person in, signs in by phone and asserts what came of it.
 */

const tours = registry.category("web_tour.tours");

/** Add a tour; a step has a minute, for slow machines. */
function add(name, steps) {
    tours.add(name, { timeout: 60000, steps });
}

/** Step: press the button of a method. */
function press(method) {
    return { content: `press ${method}`, trigger: `button[name="${method}"]:enabled`, run: "click" };
}

/** Step: wait until the document stands in `state`. */
function inState(state) {
    return {
        content: `the document is in state ${state}`,
        trigger: `.o_form_view:has(.o_statusbar_status button[data-value="${state}"].o_arrow_button_current)`,
    };
}

/** Step: write `text` into a field. */
function write(field, text) {
    return {
        content: `write ${field}`,
        trigger: `.o_field_widget[name="${field}"] textarea`,
        run: `edit ${text}`,
    };
}

const save = { content: "save", trigger: ".o_form_button_save:enabled", run: "click" };
const saved = { content: "saved", trigger: ".o_form_saved" };

add("training_submit", () => [
    { content: "what the plan misses is shown", trigger: '.o_form_view:contains("课时")' },
    press("action_submit"),
    inState("submitted"),
]);

add("training_consolidate", () => [press("action_consolidate"), inState("consolidated")]);

add("training_approve", () => [
    press("action_approve"),
    inState("approved"),
    press("action_issue"),
    inState("issued"),
]);

add("training_invite", () => [
    press("action_fill"),
    {
        content: "somebody is on the list",
        trigger: '.o_stat_value:has(.o_field_widget[name="invited_count"]:not(:contains("0")))',
    },
    press("action_schedule"),
    inState("scheduled"),
]);

add("training_hold", () => [
    { content: "the archive", trigger: '.o_notebook .nav-link[name="archive"]', run: "click" },
    write("minutes_text", "讲解与分组实操。"),
    write("summary", "重点内容已掌握。"),
    save,
    saved,
    press("action_hold"),
    inState("held"),
]);

add("training_evaluate", () => [
    press("action_fill"),
    { content: "the list is filled", trigger: '.o_data_row:contains("李工")' },
    press("action_open"),
    inState("open"),
]);

add("training_sit_exam", () => [
    {
        content: "start the exam",
        trigger: 'button[name="action_start_exam"]',
        run: "click",
        expectUnloadPage: true,
    },
    { content: "begin", trigger: "button.btn-primary[type=submit]", run: "click" },
    {
        content: "the first answer",
        trigger: 'div.js_question-wrapper:contains("抽真空") label:contains("排除水分")',
        run: "click",
    },
    {
        content: "hand in",
        trigger: 'button[type=submit][value="finish"]',
        run: "click",
    },
    { content: "yes", trigger: ".modal .btn-primary", run: "click" },
    { content: "the exam is over", trigger: ".o_survey_finished" },
]);

add("training_close_evaluation", () => [
    { content: "the exam was passed", trigger: '.o_data_row.text-success:contains("李工")' },
    press("action_close"),
    { content: "yes", trigger: ".modal .btn-primary", run: "click" },
    inState("closed"),
]);

add("training_feedback", () => [
    ...["content_score", "lecturer_score", "organisation_score"].map((field) => ({
        content: `answer ${field}`,
        trigger: `.o_field_widget[name="${field}"] input[data-value="5"]`,
        run: "click",
    })),
    write("better", "增加实操时间。"),
    save,
    saved,
    press("action_give"),
    inState("given"),
]);

add("training_hand_in", () => [
    {
        content: "the training was held",
        trigger: '.o_field_widget[name="line_ids"] .o_data_row:contains("按计划举办")',
    },
    press("action_hand_in"),
    inState("handed"),
]);
