import { registry } from "@web/core/registry";

/**
 * The pages of the portal on a telephone, in Chinese: the customer reports, follows, signs and
 * gives his opinion; a visitor scans a unit; a station works a job. `tests/test_portal_tour.py` makes the data
 * and asserts what came of it.
 */

const tours = registry.category("web_tour.tours");

/** Step: press what is there, and stay on the page or go to the next one. */
function press(trigger, leaves = false) {
    return { content: `press ${trigger}`, trigger, run: "click", expectUnloadPage: leaves };
}

/** Step: type into a field of a form. */
function type(name, text) {
    return { content: `type ${name}`, trigger: `[name="${name}"]`, run: `edit ${text}` };
}

/** Steps: sign on the pad. */
function sign() {
    return [
        press(".o_web_sign_auto_button"),
        { content: "the name is there", trigger: "canvas.o_web_sign_signature", run: "canvasNotEmpty" },
        press(".o_portal_sign_submit:enabled", true),
    ];
}

tours.add("aftersales_portal_report", {
    steps: () => [
        press('a[href="/my/service/new"], a[href$="/my/service/new"]', true),
        type("fault", "开机不制冷"),
        type("wanted", "周六上午"),
        press('form[action$="/my/service/new"] button[type="submit"]', true),
        { content: "the report is there", trigger: ".alert-success" },
        { content: "and says where it stands", trigger: ".o_aftersales_status" },
    ],
});

tours.add("aftersales_portal_sign", {
    steps: () => [
        ...sign(),
        { content: "signed", trigger: ".alert-success" },
        press("#opinion a", true),
        press('label[for="attitude_very"]'),
        press('label[for="skill_very"]'),
        press('label[for="arrival_satisfied"]'),
        press('label[for="promise_very"]'),
        type("remark", "师傅很专业"),
        press(".o_aftersales_opinion button", true),
        { content: "answered", trigger: ".alert-success" },
        { content: "and can be changed", trigger: "#attitude_very:checked" },
    ],
});

tours.add("aftersales_portal_unit", {
    steps: () => [
        { content: "the warranty is there", trigger: ".o_aftersales_fact .text-success" },
        type("fault", "外机漏水"),
        type("name", "王先生"),
        type("phone", "137 0000 0000"),
        press('form[enctype] button[type="submit"]', true),
        { content: "reported", trigger: ".alert-success b" },
    ],
});

tours.add("aftersales_portal_station", {
    steps: () => [
        press(".list-group-item", true),
        press('form[action$="/accept"] button', true),
        { content: "accepted", trigger: ".alert-success" },
        press('form[action$="/start"] button', true),
        type("handling", "清洗冷凝器"),
        type("result", "制冷正常"),
        type("time_spent", "1"),
        press("#no_parts"),
        press('form[action$="/finish"] button.btn-primary', true),
        { content: "finished", trigger: "#sign" },
        ...sign(),
        { content: "signed", trigger: ".alert-success" },
    ],
});
