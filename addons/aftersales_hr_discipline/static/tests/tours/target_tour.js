import { registry } from "@web/core/registry";

/**
 * HR confirms the figures of a half-year; when the sweep has judged them, the person concerned finds
 * the proposal and answers it. `tests/test_tour_target.py` makes the data and runs the sweep between.
 */

const tours = registry.category("web_tour.tours");

tours.add("aftersales_target_confirm", {
    steps: () => [
        { content: "select all targets", trigger: ".o_list_view thead .o_list_record_selector input", run: "click" },
        { content: "confirm them", trigger: 'button[name="action_confirm"]', run: "click" },
        { content: "they are confirmed", trigger: '.o_data_row td[name="final"] input:checked' },
        { content: "one is below the limit", trigger: '.o_data_row td[name="standing"] .text-bg-danger' },
    ],
});

tours.add("aftersales_target_answer", {
    steps: () => [
        { content: "open the proposal", trigger: '.o_data_row td[name="name"]', run: "click" },
        { content: "the figures stand in it", trigger: '[name="facts"]:contains("65.00 %")' },
        { content: "answer", trigger: 'button[name="action_give_statement"]', run: "click" },
        { content: "write", trigger: '.modal [name="text"] textarea', run: "edit 上半年两个大客户推迟了订单。" },
        { content: "send", trigger: '.modal button[name="action_apply"]', run: "click" },
        { content: "heard", trigger: '.o_statusbar_status button[data-value="heard"].o_arrow_button_current' },
    ],
});
