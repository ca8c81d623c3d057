import { registry } from "@web/core/registry";

/**
 * A batch in the workshop (S5, S8): thirty pasted serial numbers, a bench, the inspection, two units
 * collected. `tests/test_workshop_tour.py` logs each person in and asserts what came of it.
 */

const tours = registry.category("web_tour.tours");

const SERIALS = [...Array(30).keys()].map((index) => `SN-T-${index}`).join("\n");

function menu(xmlid) {
    return [
        {
            content: "open the menu of the workshop",
            trigger: '.o_menu_sections [data-menu-xmlid="aftersales_service.aftersales_workshop_menu"]',
            run: "click",
        },
        {
            content: `choose ${xmlid}`,
            trigger: `[data-menu-xmlid="aftersales_service.${xmlid}"]`,
            run: "click",
        },
    ];
}

function choose(field, text) {
    return [
        {
            content: `type into ${field}`,
            trigger: `.modal .o_field_widget[name="${field}"] input`,
            run: `edit ${text}`,
        },
        {
            content: `choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item:contains("${text}") a`,
            run: "click",
        },
    ];
}

function pressInDialog(method) {
    return {
        content: `press ${method}`,
        trigger: `.modal button[name="${method}"]:enabled`,
        run: "click",
    };
}

const noDialog = { content: "the dialog is closed", trigger: "body:not(:has(.modal))" };

tours.add("aftersales_workshop_intake", {
    steps: () => [
        ...menu("aftersales_intake_menu"),
        ...choose("partner_id", "张伟"),
        ...choose("product_id", "X1"),
        {
            content: "what is wrong",
            trigger: '.modal .o_field_widget[name="fault"] textarea',
            run: "edit 不制冷",
        },
        {
            content: "paste the serial numbers",
            trigger: '.modal .o_field_widget[name="serials"] textarea',
            run() {
                this.anchor.value = SERIALS;
                this.anchor.dispatchEvent(new Event("input", { bubbles: true }));
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        pressInDialog("action_check"),
        {
            content: "each number has its verdict",
            trigger: '.modal .o_field_widget[name="line_ids"] .o_data_row:nth-child(30) .badge',
        },
        pressInDialog("action_take_in"),
        {
            content: "the order shows its thirty units",
            trigger: 'button[name="action_view_units"]:contains("30")',
        },
    ],
});

tours.add("aftersales_workshop_bench", {
    steps: () => [
        {
            content: "open the column of the cards on no bench",
            trigger: ".o_kanban_group.o_column_folded",
            run: "click",
        },
        {
            content: "drag a card to the bench",
            trigger: '.o_kanban_record:contains("不制冷"):contains("SN-T-0")',
            run: 'drag_and_drop(.o_kanban_group:contains("Bench 2"))',
        },
        {
            content: "it lies there",
            trigger: '.o_kanban_group:contains("Bench 2") .o_kanban_record:contains("SN-T-0")',
        },
    ],
});

tours.add("aftersales_workshop_inspect", {
    steps: () => [
        {
            content: "choose all",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "they pass",
            trigger: '.o_control_panel button[name="action_pass"]',
            run: "click",
        },
        { content: "nothing waits any more", trigger: ".o_view_nocontent" },
    ],
});

tours.add("aftersales_workshop_return", {
    steps: () => [
        {
            content: "choose the units that are collected",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "hand back",
            trigger: '.o_control_panel button[name="action_open_return"]',
            run: "click",
        },
        {
            content: "the customer's name is there",
            trigger: '.modal .o_field_widget[name="signed_by"] input:value(张伟)',
        },
        {
            content: "he signs the paper receipt",
            trigger: '.modal .o_field_widget[name="on_paper"] input',
            run: "click",
        },
        pressInDialog("action_hand_back"),
        noDialog,
    ],
});
