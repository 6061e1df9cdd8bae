#include "definitions.h"

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
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    const int32_t count = cells_spikes[cells_N];
    for (int32_t event = 0; event < count; event++) {
        const int32_t source = cells_spikes[event];
        for (int32_t synapse = int32_t(inhibition_rows[source]); synapse < int32_t(inhibition_rows[source + 1]); synapse++) {
            const int32_t j = inhibition_target[synapse];
            cells_g[j] += -inhibition_w[synapse];
        }
    }
    return 0;
}
