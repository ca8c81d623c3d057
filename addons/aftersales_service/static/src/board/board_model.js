/** Times on the board are set in steps of so many minutes. */
const STEP = 15;

/** Return `minutes` at the nearest step. */
export function snap(minutes) {
    return Math.round(minutes / STEP) * STEP;
}

/** Return the part of a job between two moments as [start, end], or null. */
export function getOverlap(job, low, high) {
    return job.start < high && job.end > low
        ? [job.start > low ? job.start : low, job.end < high ? job.end : high]
        : null;
}

/** Return job → lane: jobs at the same time lie below each other. */
export function getLanes(jobs) {
    const lanes = new Map();
    const ends = [];
    for (const job of [...jobs].sort((one, other) => one.start - other.start)) {
        let lane = ends.findIndex((end) => end <= job.start);
        lane = lane < 0 ? ends.length : lane;
        ends[lane] = job.end;
        lanes.set(job, lane);
    }
    return lanes;
}

/** Tell whether a job passes the filters: text, territory, product category. */
export function matches(job, { text, territory, category }) {
    const words = [job.name, job.customer, job.address, job.product, job.fault, job.territory_name];
    return (
        (!territory || job.territory === territory) &&
        (!category || job.category === category) &&
        words.join(" ").toLowerCase().includes(text.toLowerCase())
    );
}
