import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const COLOR = "#1f77b4";
const FILL = "rgba(31, 119, 180, 0.2)";

/**
 * A sheet at a glance: points by dimension as a radar, the last results as a line. A click on a dimension
 * lists its indicators, one on a result opens that sheet.
 */
export class AppraisalChartField extends Component {
    static template = "aftersales_hr_discipline.AppraisalChartField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.radar = useRef("radar");
        this.trend = useRef("trend");
        this.charts = [];
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [JSON.stringify(this.value)]
        );
        onWillUnmount(() => this.clear());
    }

    get value() {
        return this.props.record.data[this.props.name] || { axes: [], trend: [] };
    }

    /** Two corners are no radar: few dimensions are drawn as bars. */
    get kind() {
        return this.value.axes.length > 2 ? "radar" : "bar";
    }

    clear() {
        this.charts.forEach((chart) => chart.destroy());
        this.charts = [];
    }

    draw() {
        this.clear();
        const { axes, trend } = this.value;
        if (axes.length) {
            const scale = { min: 0, suggestedMax: 100, ticks: { stepSize: 20 } };
            this.add(this.radar, this.kind, axes, "points", {
                scales: this.kind === "radar" ? { r: scale } : { y: scale },
                onClick: (event, [point]) => point && this.openDimension(axes[point.index]),
            });
        }
        if (trend.length) {
            this.add(this.trend, "line", trend, "score", {
                scales: { y: { min: 0, suggestedMax: 100 } },
                onClick: (event, [point]) => point && this.openSheet(trend[point.index]),
            });
        }
    }

    add(canvas, type, rows, key, options) {
        const dataset = {
            data: rows.map((row) => row[key]),
            borderColor: COLOR,
            backgroundColor: type === "line" ? COLOR : FILL,
            borderWidth: 2,
            pointRadius: 3,
            pointHitRadius: 12,
        };
        this.charts.push(
            new Chart(canvas.el, {
                type,
                data: { labels: rows.map((row) => row.label), datasets: [dataset] },
                options: {
                    maintainAspectRatio: false,
                    animation: false,
                    plugins: { legend: { display: false } },
                    ...options,
                },
            })
        );
    }

    openDimension({ key, label }) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: label,
            res_model: "aftersales.appraisal.indicator",
            views: [[false, "list"]],
            domain: [
                ["sheet_id", "=", this.props.record.resId],
                ["dimension", "=", key],
            ],
            context: { create: false },
        });
    }

    openSheet({ id }) {
        if (id !== this.props.record.resId) {
            this.action.doAction({
                type: "ir.actions.act_window",
                name: _t("Appraisal Sheets"),
                res_model: "aftersales.appraisal.sheet",
                res_id: id,
                views: [[false, "form"]],
            });
        }
    }
}

registry.category("fields").add("aftersales_appraisal_chart", {
    component: AppraisalChartField,
    supportedTypes: ["json"],
});
