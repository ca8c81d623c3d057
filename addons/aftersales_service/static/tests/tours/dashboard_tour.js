import { registry } from "@web/core/registry";

/** From a number, an engineer's bar and a ranking of the screen "Today" to the orders behind it. */
function openAndReturn(trigger, rows) {
    return [
        { content: `click ${trigger}`, trigger: `.o_aftersales_dashboard ${trigger}`, run: "click" },
        {
            content: `as many orders as it says: ${rows}`,
            trigger: `.o_list_view:has(.o_data_row):not(:has(.o_data_row:nth-child(${rows + 1})))`,
        },
        { content: "back", trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a", run: "click" },
        { content: "the numbers are back", trigger: ".o_aftersales_dashboard canvas" },
    ];
}

registry.category("web_tour.tours").add("aftersales_dashboard", {
    steps: () => [
        { content: "the chart is drawn", trigger: ".o_aftersales_dashboard canvas" },
        ...openAndReturn('[data-key="parts"]', 1),
        ...openAndReturn('.o_aftersales_bar:contains("Li")', 1),
        { content: "read it again", trigger: ".o_aftersales_dashboard .fa-refresh", run: "click" },
        { content: "still there", trigger: ".o_aftersales_dashboard canvas" },
    ],
});
