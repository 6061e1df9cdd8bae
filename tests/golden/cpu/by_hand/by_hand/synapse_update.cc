#include "definitions.h"
#include "genn_emit/slices.h"

/* inhibition: effect of spikes
 *     g += -w
 */
extern "C" int32_t inhibition_spikes(State *s, int32_t worker, int32_t workers)
{
    const int32_t cells_N = s->cells_N;
    double *__restrict cells_g = s->cells_g;
    const int32_t *__restrict cells_spikes = s->cells_spikes;
    const int64_t *__restrict inhibition_rows = s->inhibition_rows;
    const int32_t *__restrict inhibition_target = s->inhibition_target;
    const double *__restrict inhibition_w = s->inhibition_w;
    const int32_t first = genn_slice(s->team, cells_N, worker, workers);
    const int32_t last = genn_slice(s->team, cells_N, worker + 1, workers);
    const bool ascending = workers == 1 || 1 != 0;
    const int32_t count = cells_spikes[cells_N];
    for (int32_t event = 0; event < count; event++) {
        const int32_t source = cells_spikes[event];
        const int32_t later = cells_spikes[event + 2 < count ? event + 2 : event];
        genn_fetch_row(inhibition_target, inhibition_rows[later], inhibition_rows[later + 1]);
        const int64_t row_end = inhibition_rows[source + 1];
        int64_t position = inhibition_rows[source];
        while (position < row_end) {
            const int64_t run = genn_run_begin(inhibition_target, (const int32_t *) 0, position, row_end, first, last, cells_N, ascending);
            const int64_t run_end = genn_run_end(inhibition_target, (const int32_t *) 0, run, row_end, first, last, cells_N, ascending);
            for (int32_t synapse = int32_t(run); synapse < int32_t(run_end); synapse++) {
                const int32_t j = inhibition_target[synapse];
                cells_g[j] += -inhibition_w[synapse];
            }
            position = ascending ? row_end : run_end;
        }
    }
    return 0;
}
