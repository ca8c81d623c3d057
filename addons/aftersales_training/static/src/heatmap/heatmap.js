import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Who lacks what (T2): departments by courses, the redder the more people lack it; a cell opens them. */
export class TrainingHeatmap extends Component {
    static template = "aftersales_training.Heatmap";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ departments: [], courses: [], cells: {} });
        onWillStart(() => this.load());
    }

    async load() {
        const groups = await this.orm.call("aftersales.training.need", "formatted_read_group", [
            [],
            ["department_id", "course_id"],
            ["lacks:sum", "__count"],
        ]);
        const departments = new Map();
        const courses = new Map();
        for (const group of groups) {
            const [department, name] = group.department_id || [false, _t("No department")];
            const [course, title] = group.course_id;
            departments.set(department, name);
            courses.set(course, title);
            this.state.cells[`${department},${course}`] = {
                lacks: group["lacks:sum"],
                share: group["lacks:sum"] / group.__count,
                count: group.__count,
            };
        }
        this.state.departments = [...departments];
        this.state.courses = [...courses];
    }

    getCell(department, course) {
        return this.state.cells[`${department},${course}`];
    }

    getStyle(cell) {
        return `background-color: rgba(220, 53, 69, ${(0.8 * cell.share).toFixed(2)})`;
    }

    open(department, course) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Who Lacks What"),
            res_model: "aftersales.training.need",
            views: [[false, "list"]],
            domain: [
                ["department_id", "=", department],
                ["course_id", "=", course],
            ],
            context: { search_default_lacking: 1 },
        });
    }
}

registry.category("actions").add("aftersales_training_heatmap", TrainingHeatmap);
