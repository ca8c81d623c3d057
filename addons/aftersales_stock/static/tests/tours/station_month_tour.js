import { registry } from "@web/core/registry";

/**
 * A station's month, in Chinese, across its portal and the back office: parts are asked for, approved, shipped,
 * received and used; the old ones are sent in, inspected and written off; statement and bill.
 * `tests/test_tour_month.py` logs each person in, lets the time pass and asserts what came of each step.
 */

const tours = registry.category("web_tour.tours");

/** How long a page may take on a busy machine, in milliseconds. */
const timeout = 60000;

/** Step: press what is there, and stay on the page or go to the next one. */
function press(trigger, leaves = false) {
    return { content: `press ${trigger}`, trigger, run: "click", expectUnloadPage: leaves, timeout };
}

/** Step: type into a field of a form. */
function type(name, text) {
    return { content: `type ${name}`, trigger: `[name="${name}"]`, run: `edit ${text}`, timeout };
}

/** Step: the page says that it is done. */
const done = { content: "the page says so", trigger: ".alert-success", timeout };

/** Steps: send the form of the page that ends in `action`, and read that it is done. */
function send(action) {
    return [press(`form[action$="/${action}"] button.w-100`, true), done];
}

/** Step: the record of the form is in `state`. */
function isIn(state) {
    return {
        content: `the record is in state ${state}`,
        trigger: `.o_form_view:has(.o_statusbar_status button[data-value="${state}"].o_arrow_button_current)`,
        timeout,
    };
}

/** Steps: press the button of a method, and see the record in `state`. */
function bring(method, state) {
    return [press(`.o_statusbar_buttons button[name="${method}"]:enabled`), isIn(state)];
}

tours.add("aftersales_month_ask", {
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

tours.add("aftersales_month_sign", {
    steps: () => [
        press('.o_statusbar_buttons button[name="action_sign"]:enabled'),
        { content: "signed", trigger: '.o_field_widget[name="signed_by_id"]:visible' },
    ],
});

tours.add("aftersales_month_approve", { steps: () => bring("action_approve", "approved") });

tours.add("aftersales_month_ship", { steps: () => bring("button_validate", "done") });

tours.add("aftersales_month_receive", {
    steps: () => [press('form[action$="/receive"] button', true), done],
});

tours.add("aftersales_month_work", {
    steps: () => [
        ...send("accept"),
        type("part", "TEST-M7"),
        { content: "two pieces", trigger: 'form[action$="/add"] [name="quantity"]', run: "edit 2" },
        press('form[action$="/add"] button', true),
        { content: "they are on the job", trigger: 'form[action$="/old_part"]' },
        press('form[action$="/start"] button', true),
        type("handling", "更换风扇电机"),
        type("result", "试机正常，无异响"),
        type("time_spent", "1"),
        press('form[action$="/finish"] button.btn-primary', true),
        { content: "finished", trigger: "#sign" },
        press(".o_web_sign_auto_button"),
        { content: "the name is there", trigger: "canvas.o_web_sign_signature", run: "canvasNotEmpty" },
        press(".o_portal_sign_submit:enabled", true),
        done,
    ],
});

tours.add("aftersales_month_return", {
    steps: () => [
        press('a[href*="/my/station-usage/"]', true),
        type("note", "本月全部用件"),
        ...send("submit"),
        press('.breadcrumb a[href$="/my/station-old-parts"]', true),
        press('a[href*="/my/station-returns/new/"]', true),
        { content: "its fault", trigger: '.list-group-item:first [name^="fault_"]', run: "edit 轴承异响", timeout },
        { content: "its fault", trigger: '.list-group-item:last [name^="fault_"]', run: "edit 绕组烧毁" },
        type("carrier", "顺丰"),
        type("tracking", "SF1380042268814"),
        ...send("send"),
    ],
});

tours.add("aftersales_month_inspect", {
    steps: () => [
        ...bring("action_receive", "received"),
        press('.o_data_row:first .o_data_cell[name="result"]'),
        press('.o_selected_row [name="result"] .o_select_menu input'),
        press('.o_select_menu_item:contains("无故障")'),
        { content: "it is chosen", trigger: '.o_selected_row [name="result"] input:value("无故障")' },
        press('.o_statusbar_buttons button[name="action_confirm_faults"]:enabled'),
        { content: "the other is faulty", trigger: '.o_data_row .o_data_cell[name="result"]:contains("确认故障")' },
        ...bring("action_inspect", "inspected"),
    ],
});

tours.add("aftersales_month_answer", {
    steps: () => [
        { content: "what is charged", trigger: '.o_aftersales_portal:contains("140.00")' },
        ...send("accept"),
    ],
});

tours.add("aftersales_month_post", {
    steps: () => [
        ...bring("action_post", "posted"),
        press('.o_notebook a[name="statement"]'),
        { content: "it waits for the statement", trigger: '.o_field_widget[name="fee_ids"] .o_data_row:contains("140.00")' },
    ],
});

tours.add("aftersales_month_statement", { steps: () => bring("action_send", "sent") });

tours.add("aftersales_month_confirm", { steps: () => send("confirm") });

tours.add("aftersales_month_bill", {
    steps: () => [
        press('.o_statusbar_buttons button[name="action_bill"]:enabled'),
        press('.o_data_row:contains("草稿") .o_data_cell'),
        ...bring("action_post", "posted"),
    ],
});
