#include "definitions.h"

/* What spikes keeps during a run. */
extern "C" void bind_spikes(State *s)
{
    genn_set_value(s->device, s->spikes_kernel, 1, &s->P_N, 4);
    genn_set_buffer(s->device, s->spikes_kernel, 2, s->device_P_spikespace);
    genn_set_buffer(s->device, s->spikes_kernel, 3, s->device_P_i);
    genn_set_buffer(s->device, s->spikes_kernel, 4, s->device_spikes_i);
    genn_set_buffer(s->device, s->spikes_kernel, 5, s->device_spikes_t);
    genn_set_value(s->device, s->spikes_kernel, 6, &s->spikes_source_start, 8);
    genn_set_value(s->device, s->spikes_kernel, 7, &s->spikes_source_stop, 8);
    genn_set_buffer(s->device, s->spikes_kernel, 8, s->device_spikes_count);
    genn_set_buffer(s->device, s->spikes_kernel, 9, s->device_spikes_N);
}

/* spikes: events recorded
 *     _to_record_i = _source_i
 *     _to_record_t = _source_t
 */
extern "C" int32_t launch_spikes(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    const int32_t P_N = s->P_N;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->spikes_kernel, 0, defaultclock_t, 8);
    const int32_t failed = genn_launch(s->device, s->spikes_kernel, 256, 256);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    s->most_rows_spikes += int64_t(P_N);
    return 0;
}

/* spikes, done when it returns. */
extern "C" int32_t spikes(State *s, int32_t worker, int32_t workers)
{
    const int32_t P_N = s->P_N;
    const int64_t spikes_capacity = s->spikes_capacity;
    bind_spikes(s);
    s->most_rows_spikes = spikes_capacity;
    if (spikes_capacity - s->most_rows_spikes < int64_t(P_N)) {
        s->most_rows_spikes = genn_device_count(s->device, s->device_spikes_N);
        if (s->most_rows_spikes < 0) {
            s->error_value = s->most_rows_spikes;
            return -10;
        }
        if (spikes_capacity - s->most_rows_spikes < int64_t(P_N)) {
            return 1;
        }
    }
    const int32_t status = launch_spikes(s, worker, workers);
    if (status != 0) {
        return status;
    }
    const int32_t failed = genn_device_finish(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}
