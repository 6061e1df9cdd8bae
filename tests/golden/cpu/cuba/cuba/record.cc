#include "definitions.h"

/* spikes: events recorded
 *     _to_record_i = _source_i
 *     _to_record_t = _source_t
 */
extern "C" int32_t spikes(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_t = s->defaultclock_t;
    const int32_t P_N = s->P_N;
    const int32_t *__restrict P_spikespace = s->P_spikespace;
    const int32_t *__restrict P_i = s->P_i;
    int32_t *__restrict spikes_i = s->spikes_i;
    double *__restrict spikes_t = s->spikes_t;
    const int64_t spikes_source_start = s->spikes_source_start;
    const int64_t spikes_source_stop = s->spikes_source_stop;
    int32_t *__restrict spikes_count = s->spikes_count;
    int32_t *__restrict spikes_N = s->spikes_N;
    const int64_t spikes_capacity = s->spikes_capacity;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    if (spikes_capacity - int64_t(spikes_N[0]) < int64_t(P_spikespace[P_N])) {
        return 1;
    }
    const double source_t = defaultclock_t[0];
    int32_t row = spikes_N[0];
    const int32_t count = P_spikespace[P_N];
    for (int32_t event = 0; event < count; event++) {
        const int32_t i = P_spikespace[event];
        if (i >= int32_t(spikes_source_start) && i < int32_t(spikes_source_stop)) {
            const int32_t source_i = P_i[i];
            const int64_t to_record_i = int64_t(source_i);
            const double to_record_t = source_t;
            spikes_i[row] = int32_t(to_record_i);
            spikes_t[row] = to_record_t;
            spikes_count[i - int32_t(spikes_source_start)] += 1;
            row += 1;
        }
    }
    spikes_N[0] = row;
    return 0;
}
