import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { deserializeDateTime, serializeDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDraggable } from "@web/core/utils/draggable";
import { Layout } from "@web/search/layout";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { getLanes, getOverlap, matches, snap } from "./board_model";

const { DateTime } = luxon;

/** The hours a day shows at least; jobs outside widen it. */
const FROM_HOUR = 8;
const TO_HOUR = 18;

/**
 * The dispatch board: engineers down, hours of a day or days of a week across, the jobs that wait for
 * an engineer beside it. A card is dragged to an engineer and a time, to another one, or back.
 *
 * One call reads everything (`get_board`), one call moves a card (`move_on_board`): the server checks
 * role, state and conflicts anew, whatever the board shows.
 */
export class DispatchBoard extends Component {
    static template = "aftersales_service.DispatchBoard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.ui = useState(useService("ui"));
        this.root = useRef("root");
        this.state = useState({
            scale: "day",
            date: DateTime.now().startOf("day"),
            text: "",
            territory: 0,
            category: 0,
            loading: false,
            over: null,
            board: null,
        });
        onWillStart(() => this.load());
        useDraggable({
            ref: this.root,
            elements: ".o_aftersales_card.o_movable",
            enable: () => !this.ui.isSmall,
            onDragStart: ({ element }) => element.classList.add("o_dragging"),
            onDrag: ({ x, y }) => {
                const target = this.getTarget(x, y);
                this.state.over = target && (target.engineer || "waiting");
            },
            onDragEnd: ({ element }) => {
                element.classList.remove("o_dragging");
                this.state.over = null;
            },
            onDrop: ({ element, x, y }) => this.onDrop(element, x, y),
        });
    }

    // Data ---------------------------------------------------------------------------

    get days() {
        const first = this.state.date;
        const count = this.state.scale === "week" ? 7 : 1;
        return Array.from({ length: count }, (_, index) => first.plus({ days: index }));
    }

    get span() {
        return [this.days[0], this.days.at(-1).plus({ days: 1 })];
    }

    async load() {
        this.state.loading = true;
        const [start, end] = this.span;
        const board = await this.orm.call("aftersales.order", "get_board", [
            serializeDateTime(start),
            serializeDateTime(end),
        ]);
        for (const job of [...board.jobs, ...board.waiting]) {
            for (const name of ["start", "end", "deadline"]) {
                job[name] = job[name] ? deserializeDateTime(job[name]) : null;
            }
        }
        for (const engineer of board.engineers) {
            engineer.leaves = engineer.leaves.map((leave) => leave.map((each) => deserializeDateTime(each)));
        }
        this.state.board = board;
        this.state.loading = false;
    }

    isShown(job) {
        return matches(job, this.state);
    }

    get waiting() {
        return this.state.board.waiting.filter((job) => this.isShown(job));
    }

    /** Engineers that the filters leave: by their own territory or skill, or because a job of theirs fits. */
    get engineers() {
        const { territory, category, text } = this.state;
        const isFiltered = territory || category || text;
        return this.state.board.engineers.filter((engineer) => {
            if (!isFiltered || this.getJobs(engineer).length) {
                return true;
            }
            const words = `${engineer.name} ${engineer.skills.join(" ")} ${engineer.territory}`;
            return (
                (!territory || engineer.territories.includes(territory)) &&
                (!category || engineer.categories.includes(category)) &&
                words.toLowerCase().includes(text.toLowerCase())
            );
        });
    }

    /** Jobs of an engineer, his own and those he goes along to; on one day if `day` is given. */
    getJobs(engineer, day = null) {
        return this.state.board.jobs.filter(
            (job) =>
                (job.engineer === engineer.id || job.workers.includes(engineer.id)) &&
                this.isShown(job) &&
                (!day || (job.start < day.plus({ days: 1 }) && job.end > day))
        );
    }

    // What is shown ------------------------------------------------------------------

    get hours() {
        let from = FROM_HOUR;
        let to = TO_HOUR;
        const [low, high] = this.span;
        for (const job of this.state.board.jobs) {
            const overlap = getOverlap(job, low, high);
            if (overlap && this.state.scale === "day") {
                from = Math.min(from, Math.floor(overlap[0].diff(low, "hours").hours));
                to = Math.max(to, Math.ceil(overlap[1].diff(low, "hours").hours));
            }
        }
        return Array.from({ length: to - from }, (_, index) => from + index);
    }

    get hourLabels() {
        return this.hours.map((hour) => ({ hour, label: this.state.date.set({ hour }).toFormat("HH:mm") }));
    }

    get gridStart() {
        return this.state.date.set({ hour: this.hours[0] });
    }

    get gridMinutes() {
        return this.hours.length * 60;
    }

    /** Cards of an engineer in the view of the day: job, lane and style. */
    getCards(engineer) {
        const low = this.gridStart;
        const high = low.plus({ minutes: this.gridMinutes });
        const jobs = this.getJobs(engineer).filter((job) => getOverlap(job, low, high));
        const lanes = getLanes(jobs);
        return jobs.map((job) => {
            const [start, end] = getOverlap(job, low, high);
            const left = (start.diff(low, "minutes").minutes / this.gridMinutes) * 100;
            const width = (end.diff(start, "minutes").minutes / this.gridMinutes) * 100;
            return { job, lane: lanes.get(job), style: `left: ${left}%; width: ${width}%; --lane: ${lanes.get(job)}` };
        });
    }

    getLaneCount(cards) {
        return Math.max(1, ...cards.map((card) => card.lane + 1));
    }

    /** Leaves of an engineer as bars behind his day. */
    getLeaveStyles(engineer) {
        const low = this.gridStart;
        const high = low.plus({ minutes: this.gridMinutes });
        return engineer.leaves
            .map(([start, end]) => getOverlap({ start, end }, low, high))
            .filter(Boolean)
            .map(([start, end]) => {
                const left = (start.diff(low, "minutes").minutes / this.gridMinutes) * 100;
                const width = (end.diff(start, "minutes").minutes / this.gridMinutes) * 100;
                return `left: ${left}%; width: ${width}%`;
            });
    }

    isOnLeave(engineer, day) {
        return engineer.leaves.some(([start, end]) => getOverlap({ start, end }, day, day.plus({ days: 1 })));
    }

    /** Where the line of the present moment stands, in percent; nothing on another day. */
    get nowLeft() {
        const left = (DateTime.now().diff(this.gridStart, "minutes").minutes / this.gridMinutes) * 100;
        return this.state.scale === "day" && left >= 0 && left <= 100 ? left : null;
    }

    isToday(day) {
        return day.hasSame(DateTime.now(), "day");
    }

    getLoad(engineer) {
        const share = engineer.capacity ? engineer.planned / engineer.capacity : engineer.planned ? 2 : 0;
        return {
            width: `${Math.min(share, 1) * 100}%`,
            color: share > 1 ? "bg-danger" : share > 0.8 ? "bg-warning" : "bg-success",
            text: _t("%(planned)s of %(capacity)s hours", {
                planned: this.formatMinutes(engineer.planned),
                capacity: this.formatMinutes(engineer.capacity),
            }),
        };
    }

    formatMinutes(minutes) {
        return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
    }

    formatDay(day) {
        return day.toLocaleString({ weekday: "short", month: "numeric", day: "numeric" });
    }

    get title() {
        const [first, last] = [this.days[0], this.days.at(-1)];
        const format = { year: "numeric", month: "long", day: "numeric", weekday: "short" };
        return this.state.scale === "day"
            ? first.toLocaleString(format)
            : `${this.formatDay(first)} – ${this.formatDay(last)}`;
    }

    formatTime(moment) {
        return moment ? moment.toFormat("HH:mm") : "";
    }

    getTooltip(job) {
        return [job.name, job.customer, job.address, job.product, job.fault].filter(Boolean).join("\n");
    }

    getCardClass(job) {
        return {
            o_movable: job.movable,
            o_late: job.deadline_state === "late",
            o_near: job.deadline_state === "near",
            o_safety: job.severity === "safety",
            o_urgent: job.priority !== "0",
            o_done: !job.movable,
        };
    }

    // Toolbar ------------------------------------------------------------------------

    setScale(scale) {
        this.state.scale = scale;
        if (scale === "week") {
            const offset = (this.state.date.weekday - localization.weekStart + 7) % 7;
            this.state.date = this.state.date.minus({ days: offset });
        }
        return this.load();
    }

    go(step) {
        this.state.date = this.state.date.plus({ [this.state.scale === "week" ? "weeks" : "days"]: step });
        return this.load();
    }

    goToday() {
        this.state.date = DateTime.now().startOf("day");
        return this.setScale(this.state.scale);
    }

    openDay(day) {
        this.state.date = day;
        return this.setScale("day");
    }

    // Cards --------------------------------------------------------------------------

    /** Return the engineer's row, and on the grid the moment or day, under a point of the screen. */
    getTarget(x, y) {
        const isInside = (el) => {
            const box = el.getBoundingClientRect();
            return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
        };
        const panel = this.root.el.querySelector(".o_aftersales_waiting");
        if (isInside(panel)) {
            return { engineer: false };
        }
        const area = [...this.root.el.querySelectorAll("[data-engineer]")].find(isInside);
        if (!area || !isInside(this.root.el.querySelector(".o_aftersales_grid"))) {
            return null;
        }
        const engineer = Number(area.dataset.engineer);
        return { engineer, area, day: area.dataset.day && DateTime.fromISO(area.dataset.day) };
    }

    onDrop(element, x, y) {
        const target = this.getTarget(x, y);
        const { jobs, waiting } = this.state.board;
        const id = Number(element.dataset.job);
        const job = jobs.find((each) => each.id === id) || waiting.find((each) => each.id === id);
        if (!target || !job) {
            return;
        }
        if (!target.engineer) {
            return job.engineer ? this.move(job, false, false, false) : null;
        }
        if (target.day) {
            const isThere = job.engineer === target.engineer && job.start?.hasSame(target.day, "day");
            return isThere ? null : this.move(job, target.engineer, target.day, false);
        }
        const box = target.area.getBoundingClientRect();
        // a card of the grid lands where its left edge is, one of the panel where the pointer is
        const edge = job.engineer ? element.getBoundingClientRect().left : x;
        const minutes = snap(((edge - box.left) / box.width) * this.gridMinutes);
        const start = this.gridStart.plus({ minutes: Math.max(0, minutes) });
        const length = job.start
            ? job.end.diff(job.start, "minutes").minutes
            : job.minutes || this.state.board.minutes;
        return this.move(job, target.engineer, start, start.plus({ minutes: length }));
    }

    /**
     * Give `job` to an engineer for a time; without an engineer it goes back to the waiting ones,
     * without an end it gets the first free time of the day `start`.
     */
    async move(job, engineer, start, end, confirmed = false) {
        const answer = await this.orm.call("aftersales.order", "move_on_board", [
            [job.id],
            engineer,
            start && serializeDateTime(start),
            end && serializeDateTime(end),
            job.engineer || false,
            confirmed,
        ]);
        if (answer.question) {
            this.dialog.add(ConfirmationDialog, {
                title: _t("Plan it all the same?"),
                body: answer.question,
                confirmLabel: _t("Plan it"),
                confirm: () => this.move(job, engineer, start, end, true),
                cancel: () => {},
            });
            return;
        }
        for (const warning of answer.warnings) {
            this.notification.add(warning, { type: "warning" });
        }
        await this.load();
    }

    open(job) {
        this.dialog.add(
            FormViewDialog,
            { resModel: "aftersales.order", resId: job.id, title: job.name },
            { onClose: () => this.load() }
        );
    }

    async assign(job) {
        const action = await this.orm.call("aftersales.order", "action_open_assign", [[job.id]]);
        return this.action.doAction(action, { onClose: () => this.load() });
    }
}

registry.category("actions").add("aftersales_service.board", DispatchBoard);
