import { registry } from "@web/core/registry";

/**
 * The dispatch board: a card from the panel to an engineer, to a busy one with a question, and back.
 * `tests/test_board.py` makes the data: engineers Li and Wang, one waiting job “Drag me”.
 */

const card = '.o_aftersales_card:contains("Drag me")';
const row = (name) => `.o_aftersales_row:has(.o_aftersales_name:contains("${name}")) .o_aftersales_track`;
/** Drop the card on the track of an engineer, some way into the day. */
const dropOn = (name) => (helpers) =>
    helpers.drag_and_drop(row(name), { position: { top: 20, left: 300 }, relative: true });

registry.category("web_tour.tours").add("aftersales_board", {
    steps: () => [
        {
            content: "the waiting job goes to Li",
            trigger: `.o_aftersales_waiting ${card}`,
            run: dropOn("Li"),
        },
        {
            content: "it stands in his row; on to Wang, who is busy",
            trigger: `${row("Li")} ${card}`,
            run: dropOn("Wang"),
        },
        {
            content: "the board asks first",
            trigger: '.modal:contains("another job at that time") .btn-primary',
            run: "click",
        },
        {
            content: "it stands in her row; back to the panel",
            trigger: `${row("Wang")} ${card}`,
            run: (helpers) =>
                helpers.drag_and_drop(".o_aftersales_waiting h5", {
                    position: { top: 10, left: 50 },
                    relative: true,
                }),
        },
        { content: "it waits again", trigger: `.o_aftersales_waiting ${card}` },
        { content: "the week", trigger: ".o_scale_week", run: "click" },
        { content: "has seven days", trigger: ".o_aftersales_head .o_aftersales_day:nth-child(7)" },
        {
            content: "filter by text",
            trigger: ".o_aftersales_board_action input[type=search]",
            run: "edit Drag me",
        },
        {
            content: "the other job is filtered out",
            trigger: '.o_aftersales_grid:not(:has(.o_aftersales_card:contains("In the way")))',
        },
        { content: "open the card", trigger: `.o_aftersales_waiting ${card}`, run: "click" },
        { content: "its form in a dialog", trigger: ".modal .o_form_view .o_field_widget[name=fault]" },
        { content: "close it", trigger: ".modal .btn-close", run: "click" },
        { content: "closed", trigger: "body:not(:has(.modal))" },
    ],
});
