import { Component, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** How often the wall is read anew, in milliseconds. */
const EVERY = 60000;

/**
 * The screen on the wall of a team: today's load, missed deadlines, satisfaction. Everything comes in one call
 * of `aftersales.team.wall.get_data`, again and again; without a connection it says how old it is.
 */
export class AftersalesTeamWall extends Component {
    static template = "aftersales_performance.TeamWall";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.wall = useRef("wall");
        this.figures = ["missed", "due", "open", "visits"];
        this.state = useState({ data: null, isStale: false });
        onWillStart(() => this.load());
        const timer = browser.setInterval(() => this.load(true), EVERY);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    /** Read the figures; one that nobody asked for neither blocks the screen nor opens a dialog. */
    async load(inBackground = false) {
        const orm = inBackground ? this.orm.silent : this.orm;
        try {
            this.state.data = await orm.call("aftersales.team.wall", "get_data", []);
            this.state.isStale = false;
        } catch (error) {
            if (!inBackground || !(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.isStale = true;
        }
    }

    getFigure(row, name) {
        return name === "visits" ? `${row.done} / ${row.visits}` : row[name];
    }

    getTone(row, name) {
        if (!row[name]) {
            return "text-muted";
        }
        return { missed: "text-danger fw-bold", due: "fw-bold" }[name] || "";
    }

    async open(action) {
        if (document.fullscreenElement) {
            await document.exitFullscreen();
        }
        this.action.doAction(action);
    }

    fillScreen() {
        this.wall.el.requestFullscreen();
    }
}

registry.category("actions").add("aftersales_team_wall", AftersalesTeamWall);
