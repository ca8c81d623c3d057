import { registry } from "@web/core/registry";
import { DateTimeField, dateField } from "@web/views/fields/datetime/datetime_field";

/** A month, kept as the date of its first day: shown as 2026-11. */
export class MonthField extends DateTimeField {
    getFormattedValue(valueIndex) {
        return this.values[valueIndex]?.toFormat("yyyy-MM") || "";
    }
}

registry.category("fields").add("aftersales_month", { ...dateField, component: MonthField });
