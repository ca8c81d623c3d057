import { registry } from "@web/core/registry";

/**
 * The way of a service order through the hands of every role, once out of warranty and once in
 * warranty. `tests/test_tour.py` makes the data, logs each person in and asserts what came of it.
 *
 * Elements are found by the names of fields and buttons. Chinese labels are checked in `label`
 * only, and only where a translation is loaded.
 */

const tours = registry.category("web_tour.tours");

const REGISTER = "/odoo/action-aftersales_service.aftersales_order_action/new";
const PHONE = "138 0013 8000";

/** Step: the button or tab reads as the people say it. */
function label(trigger, chinese) {
    return {
        content: `${trigger} reads ${chinese}`,
        trigger,
        run() {
            const text = this.anchor.textContent.trim();
            const isTranslated = /[^\x00-\x7F]/.test(text);
            if (isTranslated && !text.includes(chinese)) {
                throw new Error(`${trigger} reads “${text}” instead of “${chinese}”`);
            }
        },
    };
}

/** Step: wait until the order stands in `state`; a narrow status bar may fold the button away. */
function inState(state) {
    return {
        content: `the order is in state ${state}`,
        trigger: `.o_form_view:has(.o_statusbar_status button[data-value="${state}"].o_arrow_button_current)`,
    };
}

/** Step: press the button of a method, in a dialog where one is open. */
function press(method) {
    return {
        content: `press ${method}`,
        trigger: `button[name="${method}"]:enabled`,
        run: "click",
    };
}

/** Steps: choose the record `text` in a many2one field, on a desktop. */
function choose(field, text, within = "") {
    return [
        {
            content: `type into ${field}`,
            trigger: `${within} .o_field_widget[name="${field}"] input`,
            run: `edit ${text}`,
        },
        {
            content: `choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item:contains("${text}") a`,
            run: "click",
        },
    ];
}

/** Step: write into a text field. */
function write(field, text, tag = "textarea") {
    return {
        content: `write ${field}`,
        trigger: `.o_field_widget[name="${field}"] ${tag}`,
        run: `edit ${text} && press Tab`,
    };
}

/** Step: open a tab of the form. */
function openTab(name) {
    return { content: `open tab ${name}`, trigger: `.nav-link[name="${name}"]`, run: "click" };
}

const save = [
    { content: "save", trigger: ".o_form_button_save:enabled", run: "click" },
    { content: "saved", trigger: ".o_form_saved" },
];

// The clerk takes the call -----------------------------------------------------------

function takeCall(serial, type) {
    return [
        {
            content: "type the caller's number",
            trigger: '.o_field_widget[name="phone"] input',
            run: `edit ${PHONE} && press Tab`,
        },
        {
            content: "the customer is found",
            trigger: '.o_field_widget[name="partner_id"] input:value(张伟)',
        },
        ...choose("lot_id", serial),
        {
            content: "the product comes with the unit",
            trigger: '.o_field_widget[name="product_id"] input:value(X1)',
        },
        {
            content: "the type is proposed",
            trigger: `.o_field_widget[name="service_type"] .badge:contains("${type}")`,
        },
        {
            content: "and the reason is shown",
            trigger: '.o_field_widget[name="proposal_reason"]:contains(/20\\d\\d/)',
        },
        write("fault", "开机半小时不制冷"),
        ...save,
        label('button[name="action_register"]', "登记"),
        press("action_register"),
        inState("registered"),
    ];
}
tours.add("aftersales_take_call_paid", {
    url: REGISTER,
    steps: () => takeCall("SN-PAID-1", "A"),
});
tours.add("aftersales_take_call_free", {
    url: REGISTER,
    steps: () => takeCall("SN-FREE-1", "C"),
});

// The dispatcher finds the order on the board and assigns it --------------------------

tours.add("aftersales_assign", {
    steps: () => [
        {
            content: "open the request from the board",
            trigger: '.o_kanban_record:contains("张伟"):contains("开机半小时不制冷")',
            run: "click",
        },
        label('button[name="action_open_assign"]', "派工"),
        press("action_open_assign"),
        ...choose("engineer_id", "李工", ".modal"),
        {
            content: "set the time",
            trigger: '.modal .o_field_widget[name="planned_start"] .o_input',
            run: "click",
        },
        {
            content: "type the time",
            trigger: '.modal .o_field_widget[name="planned_start"] input',
            run: `edit 2031-03-04 09:30:00 && press Tab`,
        },
        { ...press("action_assign"), trigger: '.modal button[name="action_assign"]:enabled' },
        { content: "the dialog is closed", trigger: "body:not(:has(.modal))" },
        inState("assessment"),
    ],
});

// The engineer works with the telephone ----------------------------------------------

function openJob() {
    return {
        content: "open the job",
        trigger: '.o_kanban_record:contains("张伟") .fs-5',
        run: "click",
    };
}

/** Steps: add a line in its dialog, which knows the price. */
function addLine(kind, quantity, price, product) {
    const steps = [
        {
            content: `add a line: ${kind}`,
            trigger: `.o_field_widget[name="line_ids"] .o_aftersales_add_${kind}`,
            run: "click",
        },
    ];
    if (product) {
        steps.push(
            {
                content: "look for the part",
                trigger: '.modal .o_field_widget[name="product_id"] input',
                run: "click",
            },
            {
                content: "choose the part",
                trigger: `.modal .o_kanban_record:contains("${product}")`,
                run: "click",
            }
        );
    }
    steps.push(
        {
            content: "the price is known",
            trigger: `.modal .o_field_widget[name="price_unit"] input:value(${price})`,
        },
        {
            content: "set the quantity",
            trigger: '.modal .o_field_widget[name="quantity"] input',
            run: `edit ${quantity} && press Tab`,
        },
        {
            content: "keep the line",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        { content: "the line is there", trigger: "body:not(:has(.modal))" }
    );
    return steps;
}

const goThere = [
    label('button[name="action_travel"]', "出发"),
    press("action_travel"),
    label('button[name="action_arrive"]', "已到达"),
    press("action_arrive"),
    { content: "on site", trigger: ".o_form_view:not(:has(button[name=action_arrive]))" },
];

tours.add("aftersales_quote", {
    steps: () => [
        openJob(),
        inStateOnPhone("assessment"),
        ...goThere,
        ...addLine("part", 2, 100, "M7"),
        ...addLine("labour", 1.5, 80),
        ...save,
        press("action_prepare_quotation"),
        {
            content: "the quotation waits for the customer: work cannot start",
            trigger: ".o_form_view:not(:has(button[name=action_start]))",
        },
    ],
});

tours.add("aftersales_use_part", {
    steps: () => [
        openJob(),
        inStateOnPhone("assessment"),
        ...goThere,
        ...addLine("part", 1, 100, "M7"),
        ...save,
    ],
});

/** Step: on a telephone only the present state is shown. */
function inStateOnPhone(state) {
    return {
        content: `the order is in state ${state}`,
        trigger: `.o_statusbar_status button[data-value="${state}"], .o_statusbar_status .dropdown-toggle`,
    };
}

/** Step: sign on the pad with the finger. */
function draw() {
    const canvas = "canvas.o_web_sign_signature";
    return [
        { content: "open the pad", trigger: ".modal .o_signature", run: "click" },
        { content: "draw by hand", trigger: ".modal .o_web_sign_draw_button", run: "click" },
        {
            content: "draw",
            trigger: `.modal ${canvas}`,
            async run() {
                const box = this.anchor.getBoundingClientRect();
                const at = (type, x, y) =>
                    this.anchor.dispatchEvent(
                        new PointerEvent(type, {
                            bubbles: true,
                            pointerId: 1,
                            isPrimary: true,
                            button: 0,
                            buttons: type === "pointerup" ? 0 : 1,
                            pressure: 0.5,
                            clientX: box.x + x * box.width,
                            clientY: box.y + y * box.height,
                        })
                    );
                at("pointerdown", 0.2, 0.6);
                for (const [x, y] of [[0.3, 0.3], [0.4, 0.7], [0.55, 0.35], [0.7, 0.6], [0.8, 0.4]]) {
                    at("pointermove", x, y);
                    await new Promise((resolve) => setTimeout(resolve, 40));
                }
                at("pointerup", 0.8, 0.4);
            },
        },
        { content: "something is drawn", trigger: `.modal ${canvas}`, run: "canvasNotEmpty" },
        {
            content: "take it over",
            trigger: ".modal:has(canvas) footer .btn-primary:enabled",
            run: "click",
        },
        { content: "the signature is there", trigger: ".modal img.o_signature" },
    ];
}

tours.add("aftersales_repair", {
    steps: () => [
        openJob(),
        inStateOnPhone("assessment"),
        press("action_start"),
        { content: "work has begun", trigger: 'button[name="action_finish"]' },
        openTab("voucher"),
        write("handling", "更换室内机风扇电机"),
        write("result", "制冷恢复正常"),
        write("time_spent", "01:30", "input"),
        press("action_finish"),
        press("action_open_sign"),
        {
            content: "the dialog names the customer",
            trigger: '.modal .o_field_widget[name="signed_by"] input:value(张伟)',
        },
        ...draw(),
        { ...press("action_sign"), trigger: '.modal button[name="action_sign"]:enabled' },
        { content: "signed", trigger: "body:not(:has(.modal))" },
    ],
});

// The whole day, in `tests/test_tour_day.py` --------------------------------------------

/** Step: a photo as the camera hands it over. */
function takePhoto() {
    return {
        content: "take a photo",
        trigger: '.modal .o_field_widget[name="attachment_ids"]',
        async run() {
            const canvas = document.createElement("canvas");
            canvas.width = canvas.height = 8;
            canvas.getContext("2d").fillRect(0, 0, 8, 8);
            const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
            const files = new DataTransfer();
            files.items.add(new File([blob], "unit.png", { type: "image/png" }));
            const input = this.anchor.querySelector("input[type=file]");
            input.files = files.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
        },
    };
}

const firstJob = ".o_kanban_record:has(.fs-5)";

tours.add("aftersales_engineer_day", {
    steps: () => [
        { content: "set out", trigger: `${firstJob} button[name="action_travel"]`, run: "click" },
        { content: "arrive", trigger: `${firstJob} button[name="action_arrive"]`, run: "click" },
        { content: "two safety checks are open", trigger: `${firstJob} .text-danger:contains("2")` },
        { content: "open the job", trigger: `${firstJob} .fs-5`, run: "click" },
        openTab("checks"),
        {
            content: "tick the first check",
            trigger: '.o_kanban_record:contains("Locked out") button[name="action_open_tick"]',
            run: "click",
        },
        {
            content: "it is ticked",
            trigger: '.o_kanban_record:contains("Locked out") button[name="action_untick"]',
        },
        {
            content: "the second one asks for a reading",
            trigger: '.o_kanban_record:contains("Volts") button[name="action_open_tick"]',
            run: "click",
        },
        { ...write("value", "0 V", "input"), trigger: '.modal .o_field_widget[name="value"] input' },
        { ...press("action_tick"), trigger: '.modal button[name="action_tick"]:enabled' },
        {
            content: "it is ticked too",
            trigger: '.o_kanban_record:contains("Volts") button[name="action_untick"]',
        },
        press("action_start"),
        { content: "work has begun", trigger: 'button[name="action_finish"]' },
        openTab("lines"),
        ...addLine("part", 1, 100, "M7"),
        ...save,
        openTab("photos"),
        press("action_open_photos"),
        takePhoto(),
        { content: "it is uploaded", trigger: '.modal .o_attachment:contains("unit.png")' },
        { ...press("action_add"), trigger: '.modal button[name="action_add"]:enabled' },
        { content: "it is kept", trigger: '.o_field_widget[name="photo_ids"] .o_kanban_record img' },
        openTab("voucher"),
        write("handling", "Fan motor replaced"),
        write("result", "Cools again"),
        write("time_spent", "00:30", "input"),
        press("action_finish"),
        press("action_open_sign"),
        ...draw(),
        { ...press("action_sign"), trigger: '.modal button[name="action_sign"]:enabled' },
        { content: "signed", trigger: "body:not(:has(.modal))" },
    ],
});

tours.add("aftersales_engineer_report", {
    steps: () => [
        { content: "open today's report", trigger: ".o_kanban_record:not(.o_kanban_ghost)", run: "click" },
        press("action_submit"),
        inStateOnPhone("submitted"),
        { content: "handed in", trigger: ".o_form_view:not(:has(button[name=action_submit]))" },
    ],
});

// The office: acceptance, money, follow-up --------------------------------------------

tours.add("aftersales_accept_quotation", {
    steps: () => [
        press("action_accept_quotation"),
        {
            content: "accepted",
            trigger: ".o_form_view:not(:has(button[name=action_accept_quotation]))",
        },
    ],
});

tours.add("aftersales_invoice", {
    steps: () => [
        press("action_invoice"),
        { ...press("action_post"), trigger: 'button[name="action_post"]:enabled' },
        press("action_register_payment"),
        {
            ...press("action_create_payments"),
            trigger: '.modal button[name="action_create_payments"]:enabled',
        },
        { content: "paid", trigger: "body:not(:has(.modal))" },
        {
            content: "nothing is left to pay",
            trigger: ".o_form_view:not(:has(button[name=action_register_payment]))",
        },
    ],
});

/** Steps: call the customer back and keep his answers; a solved job is closed with them. */
function callBack(charged) {
    const answers = { solved: "yes", attitude: "satisfied", charged };
    return [
        press("action_view_call"),
        ...Object.entries(answers).map(([field, value]) => ({
            content: `the customer's answer on ${field}`,
            trigger: `.o_field_widget[name="${field}"] input[data-value="${value}"]`,
            run: "click",
        })),
        { content: "his score", trigger: '.o_field_widget[name="score"] input', run: "edit 9" },
        press("action_done"),
        inState("done"),
    ];
}
tours.add("aftersales_settle_and_close", {
    steps: () => [press("action_settled"), inState("follow_up"), ...callBack("yes")],
});
tours.add("aftersales_close", { steps: () => callBack("no") });
