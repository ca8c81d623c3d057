import { registry } from "@web/core/registry";

/**
 * The accountant's month end in Chinese: a slip is counted, finished jobs are invoiced in one go, the stations'
 * statements are made, sent and billed, documents and ledger are compared and filed. `tests/test_tour_month_end.py` makes the data and asserts what came of it.
 */

const tours = registry.category("web_tour.tours");

/** Step: press the button of a method. */
function press(method) {
    return { content: `press ${method}`, trigger: `button[name="${method}"]:enabled`, run: "click" };
}

tours.add("aftersales_month_end_count", {
    steps: () => [
        { content: "the slip waits", trigger: ".o_data_row .o_data_cell", run: "click" },
        {
            content: "count the cash",
            trigger: '.o_field_widget[name="cash_counted"] input',
            run: "edit 130",
        },
        press("action_accept"),
        {
            content: "it is accepted",
            trigger: '.o_statusbar_status button[data-value="accepted"].o_arrow_button_current',
        },
    ],
});

tours.add("aftersales_month_end_invoice", {
    steps: () => [
        { content: "two jobs to invoice", trigger: ".o_data_row:nth-child(2)" },
        { content: "select all", trigger: ".o_list_record_selector input", run: "click" },
        { content: "the invoices are drawn up", trigger: 'button[name="action_invoice"]', run: "click" },
        { content: "they are drafts", trigger: '.o_data_row:contains("草稿")' },
        { content: "two of them", trigger: ".o_data_row:nth-child(2)" },
    ],
});

tours.add("aftersales_month_end_statements", {
    steps: () => [
        { content: "make them", trigger: '.o_control_panel button:contains("生成对账单")', run: "click" },
        { content: "of last month, every station", trigger: '.modal button[name="action_make"]', run: "click" },
        { content: "open the station's", trigger: '.o_data_row:contains("140") .o_data_cell', run: "click" },
        press("action_send"),
        {
            content: "the station has it",
            trigger: '.o_statusbar_status button[data-value="sent"].o_arrow_button_current',
        },
    ],
});

tours.add("aftersales_month_end_bill", {
    steps: () => [
        { content: "the station has confirmed", trigger: '.o_data_row:contains("已确认") .o_data_cell', run: "click" },
        press("action_bill"),
        { content: "its bill waits for the accountant", trigger: '.o_data_row:contains("草稿")' },
    ],
});

tours.add("aftersales_month_end_agrees", {
    steps: () => [
        { content: "all agrees", trigger: '.alert-success:contains("相符")' },
        {
            content: "the customer still owes",
            trigger: '.o_field_widget[name="fee_line_ids"] .o_data_row:contains("130")',
        },
        { content: "from the line to the invoice", trigger: '[name="action_view_documents"]', run: "click" },
        { content: "the invoice", trigger: '.o_data_row:contains("130")' },
        { content: "and back", trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        { content: "the form again", trigger: ".alert-success" },
        press("action_export"),
        { content: "nothing went wrong", trigger: ".alert-success" },
    ],
});
