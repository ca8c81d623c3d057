import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

/**
 * A safety inspection with a finding and its fix, on the telephone (S29).
 * `tests/test_inspection_tour.py` logs each person in and asserts what came of it.
 */

const tours = registry.category("web_tour.tours");

const PNG =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

function makePhoto() {
    const bytes = Uint8Array.from(atob(PNG), (char) => char.charCodeAt(0));
    return new File([bytes], "photo.png", { type: "image/png" });
}

/** Step: press the button of a method on the card of an item, or on the page. */
function press(method, within = ".o_form_sheet") {
    return {
        content: `press ${method}`,
        trigger: `${within} button[name="${method}"]:enabled`,
        run: "click",
    };
}

const card = (name) => `.o_field_widget[name="line_ids"] .o_kanban_record:contains("${name}")`;

const noDialog = { content: "the dialog is closed", trigger: "body:not(:has(.modal))" };

/** Steps: add a photo to a field of files. */
function addPhoto(field, within = "") {
    const widget = `${within} .o_field_widget[name="${field}"]`;
    return [
        {
            content: `add a photo to ${field}`,
            trigger: widget,
            async run() {
                await inputFiles(`${widget} input[type="file"]`, [makePhoto()]);
            },
        },
        { content: "the photo is there", trigger: `${widget} .o_attachment` },
    ];
}

function open(text) {
    return { content: `open ${text}`, trigger: `.o_kanban_record:contains("${text}")`, run: "click" };
}

tours.add("aftersales_inspect", {
    steps: () => [
        open("北区车间"),
        press("action_start"),
        press("action_ok", card("配电箱")),
        { content: "it is in order", trigger: `${card("配电箱")} .badge` },
        press("action_defect", card("通道")),
        {
            content: "say what is wrong",
            trigger: '.modal .o_field_widget[name="name"] input',
            run: "edit 通道堆放纸箱",
        },
        { content: "keep the finding", trigger: ".modal .o_form_button_save", run: "click" },
        noDialog,
        {
            content: "the finding is on the sheet",
            trigger: '.o_field_widget[name="finding_ids"] .o_kanban_record:contains("通道堆放纸箱")',
        },
        press("action_open_answer", card("灭火器")),
        ...addPhoto("attachment_ids", ".modal"),
        press("action_ok", ".modal"),
        noDialog,
        press("action_done"),
        { content: "the sheet is done", trigger: ".o_form_sheet:not(:has(button[name=action_done]))" },
    ],
});

tours.add("aftersales_fix_finding", {
    steps: () => [
        open("通道堆放纸箱"),
        ...addPhoto("proof_ids"),
        press("action_fixed"),
        { content: "it waits", trigger: ".o_form_sheet:not(:has(button[name=action_fixed]))" },
    ],
});

tours.add("aftersales_verify_finding", {
    steps: () => [
        open("通道堆放纸箱"),
        press("action_verify"),
        { content: "it is closed", trigger: ".o_form_sheet:not(:has(button[name=action_verify]))" },
    ],
});
