#include "definitions.h"

/* What trace keeps during a run. */
extern "C" void bind_trace(State *s)
{
    genn_set_buffer(s->device, s->trace_kernel, 1, s->device_P_v);
    genn_set_buffer(s->device, s->trace_kernel, 2, s->device_trace_v);
    genn_set_buffer(s->device, s->trace_kernel, 3, s->device_trace_t);
    genn_set_value(s->device, s->trace_kernel, 4, &s->trace_n_indices, 4);
    genn_set_buffer(s->device, s->trace_kernel, 5, s->device_trace_indices);
}

/* trace: state recorded
 *     _to_record_v = _source_v
 */
extern "C" int32_t launch_trace(State *s, int32_t worker, int32_t workers)
{
    const double *trace_clock_t = s->trace_clock_t;
    const int32_t trace_n_indices = s->trace_n_indices;
    int32_t *trace_N = s->trace_N;
    const int64_t trace_capacity = s->trace_capacity;
    (void) worker;
    (void) workers;
    if (trace_capacity - int64_t(trace_N[0]) < 1) {
        return 1;
    }
    genn_set_value(s->device, s->trace_kernel, 0, trace_clock_t, 8);
    genn_set_value(s->device, s->trace_kernel, 6, trace_N, 4);
    const int32_t failed = genn_launch(s->device, s->trace_kernel, int64_t(trace_n_indices > 0 ? trace_n_indices : 1), 64);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    trace_N[0] += 1;
    return 0;
}

/* trace, done when it returns. */
extern "C" int32_t trace(State *s, int32_t worker, int32_t workers)
{
    bind_trace(s);
    const int32_t status = launch_trace(s, worker, workers);
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
