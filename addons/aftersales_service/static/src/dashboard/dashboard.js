import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const COLORS = { requested: "#1f77b4", closed: "#28a745" };

/**
 * The screen "Today": numbers, each of which opens its records, shares of the last days, today's visits
 * by engineer, the trend, what comes most often. Everything comes in one call of
 * `aftersales.dashboard.get_data`.
 */
export class AftersalesDashboard extends Component {
    static template = "aftersales_service.Dashboard";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null });
        this.canvas = useRef("trend");
        this.chart = null;
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load()]);
        });
        useEffect(
            () => this.drawTrend(),
            () => [this.state.data]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    async load() {
        this.state.data = await this.orm.call("aftersales.dashboard", "get_data", []);
    }

    /** Width of a part of a bar, in per cent of the longest one. */
    getWidth(rows, value, total = (row) => row.value) {
        return (100 * value) / Math.max(1, ...rows.map(total));
    }

    getVisits(row) {
        return row.done + row.open;
    }

    open(action) {
        this.action.doAction(action);
    }

    drawTrend() {
        this.chart?.destroy();
        const { days, series } = this.state.data.trend;
        this.chart = new Chart(this.canvas.el, {
            type: "line",
            data: {
                labels: days.map((day) => day.label),
                datasets: series.map(({ key, label, values }) => ({
                    label,
                    data: values,
                    borderColor: COLORS[key],
                    backgroundColor: COLORS[key],
                    borderWidth: 2,
                    pointRadius: 2,
                    pointHitRadius: 10,
                    cubicInterpolationMode: "monotone",
                })),
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "nearest", intersect: false },
                scales: {
                    x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 16 } },
                    y: { beginAtZero: true, ticks: { precision: 0 } },
                },
                plugins: { legend: { position: "bottom", labels: { boxWidth: 12, boxHeight: 12 } } },
                onClick: (event, [point]) => point && this.openDay(point),
            },
        });
    }

    /** Open the orders behind a point of the trend. */
    openDay({ index, datasetIndex }) {
        const day = this.state.data.trend.days[index];
        const { label, field, domain } = this.state.data.trend.series[datasetIndex];
        this.open({
            type: "ir.actions.act_window",
            name: `${label} ${day.label}`,
            res_model: "aftersales.order",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: ["&", "&", ...domain, [field, ">=", day.start], [field, "<", day.end]],
            context: { create: false },
        });
    }
}

registry.category("actions").add("aftersales_dashboard", AftersalesDashboard);
