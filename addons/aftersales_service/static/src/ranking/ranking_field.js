import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Who is proposed for a job: one line per engineer or station, the best first, every term of the score
 * shown. A click on a line chooses it in the fields `engineer_id` and `station_id` of the record.
 */
export class RankingField extends Component {
    static template = "aftersales_service.RankingField";
    static props = { ...standardFieldProps };

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    isChosen(row) {
        return this.props.record.data[`${row.kind}_id`]?.id === row.id;
    }

    formatPoints(points) {
        return formatFloat(points, { digits: [16, 1] });
    }

    choose(row) {
        const chosen = { id: row.id, display_name: row.name };
        return this.props.record.update({
            engineer_id: row.kind === "engineer" ? chosen : false,
            station_id: row.kind === "station" ? chosen : false,
        });
    }
}

registry.category("fields").add("aftersales_ranking", {
    component: RankingField,
    supportedTypes: ["json"],
});
