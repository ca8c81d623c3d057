import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * The manager's month in figures: a tile of each indicator, of the chosen one the trend and a comparison,
 * stars and bonus pools. Everything comes in one call of `aftersales.performance.dashboard.get_data`.
 */
export class AftersalesPerformanceDashboard extends Component {
    static template = "aftersales_performance.Dashboard";
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

    /** Read the screen, with something else chosen than now. */
    async load(changes = {}) {
        const { month, indicator_id, kind } = { ...this.state.data, ...changes };
        this.state.data = await this.orm.call("aftersales.performance.dashboard", "get_data", [], {
            month: month || false,
            indicator_id: indicator_id || false,
            kind: kind || "team",
        });
    }

    open(action) {
        this.action.doAction(action);
    }

    /** List the records that a value was reckoned from. */
    async openRecords(valueId) {
        this.open(await this.orm.call("aftersales.indicator.value", "action_view_records", [valueId]));
    }

    getWidth(rows, value, measure) {
        return (100 * Math.max(0, value)) / Math.max(1e-9, ...rows.map((row) => row[measure]));
    }

    drawTrend() {
        this.chart?.destroy();
        this.chart = null;
        const trend = this.state.data.trend;
        if (!trend) {
            return;
        }
        this.chart = new Chart(this.canvas.el, {
            type: "bar",
            data: {
                labels: trend.labels,
                datasets: [
                    {
                        label: trend.label,
                        data: trend.values,
                        backgroundColor: trend.values.map((value, index) =>
                            index === trend.values.length - 1 ? "#1f77b4" : "#9ec5e8"
                        ),
                        maxBarThickness: 48,
                    },
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "nearest", intersect: false },
                scales: {
                    x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } },
                    y: { beginAtZero: true },
                },
                plugins: {
                    legend: { display: false },
                    tooltip: { callbacks: { label: ({ dataIndex }) => trend.texts[dataIndex] } },
                },
                onClick: (event, [point]) =>
                    point && trend.ids[point.index] && this.openRecords(trend.ids[point.index]),
            },
        });
    }
}

registry.category("actions").add("aftersales_performance_dashboard", AftersalesPerformanceDashboard);
