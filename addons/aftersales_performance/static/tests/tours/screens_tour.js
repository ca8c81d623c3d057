import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Steps: from a number to a list of so many rows, and back to the screen. */
function openAndReturn(trigger, rows, screen) {
    return [
        { content: `click ${trigger}`, trigger, run: "click" },
        {
            content: `as many records as it says: ${rows}`,
            trigger: `.o_list_view:has(.o_data_row):not(:has(.o_data_row:nth-child(${rows + 1})))`,
        },
        { content: "back", trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a", run: "click" },
        { content: "the screen is back", trigger: screen },
    ];
}

tours.add("aftersales_team_wall", {
    steps: () => [
        ...openAndReturn('.o_aftersales_wall [data-key="missed"]', 1, ".o_aftersales_wall"),
        ...openAndReturn('tr:contains("Engineer") td[data-key="open"] button', 1, ".o_aftersales_wall"),
        { content: "read it again", trigger: ".o_action .fa-refresh", run: "click" },
        { content: "the order that is late", trigger: ".o_aftersales_wall_missed", run: "click" },
        { content: "it is open", trigger: '.o_form_view .o_field_widget[name="engineer_id"]' },
    ],
});

tours.add("aftersales_performance_dashboard", {
    steps: () => [
        { content: "the chart is drawn", trigger: ".o_aftersales_figures canvas" },
        {
            content: "choose an indicator",
            trigger: '.o_aftersales_figures .o_aftersales_figure:contains("Closed Jobs")',
            run: "click",
        },
        { content: "it is chosen", trigger: '.o_aftersales_chosen:contains("Closed Jobs")' },
        { content: "the best team", trigger: '.o_aftersales_bar[data-value]:first:contains("(2)")' },
        ...openAndReturn(
            '.o_aftersales_chosen .o_aftersales_figure_records:contains("3")',
            3,
            ".o_aftersales_figures canvas"
        ),
        { content: "the month before", trigger: ".o_aftersales_figures .fa-chevron-left", run: "click" },
        { content: "January", trigger: '.o_aftersales_figures_month:contains("January")' },
    ],
});
