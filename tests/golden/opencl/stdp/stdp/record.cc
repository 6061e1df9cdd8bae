#include "definitions.h"

/* What weights keeps during a run. */
extern "C" void bind_weights(State *s)
{
    genn_set_buffer(s->device, s->weights_kernel, 1, s->device_S_w);
    genn_set_buffer(s->device, s->weights_kernel, 2, s->device_weights_w);
    genn_set_buffer(s->device, s->weights_kernel, 3, s->device_weights_t);
    genn_set_value(s->device, s->weights_kernel, 4, &s->weights_n_indices, 4);
    genn_set_buffer(s->device, s->weights_kernel, 5, s->device_weights_indices);
}

/* weights: state recorded
 *     _to_record_w = _source_w
 */
extern "C" int32_t launch_weights(State *s, int32_t worker, int32_t workers)
{
    const double *weights_clock_t = s->weights_clock_t;
    const int32_t weights_n_indices = s->weights_n_indices;
    int32_t *weights_N = s->weights_N;
    const int64_t weights_capacity = s->weights_capacity;
    (void) worker;
    (void) workers;
    if (weights_capacity - int64_t(weights_N[0]) < 1) {
        return 1;
    }
    genn_set_value(s->device, s->weights_kernel, 0, weights_clock_t, 8);
    genn_set_value(s->device, s->weights_kernel, 6, weights_N, 4);
    const int32_t failed = genn_launch(s->device, s->weights_kernel, int64_t(weights_n_indices > 0 ? weights_n_indices : 1), 64);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    weights_N[0] += 1;
    return 0;
}

/* weights, done when it returns. */
extern "C" int32_t weights(State *s, int32_t worker, int32_t workers)
{
    bind_weights(s);
    const int32_t status = launch_weights(s, worker, workers);
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

/* What outputs keeps during a run. */
extern "C" void bind_outputs(State *s)
{
    genn_set_value(s->device, s->outputs_kernel, 1, &s->neurons_N, 4);
    genn_set_buffer(s->device, s->outputs_kernel, 2, s->device_neurons_spikespace);
    genn_set_buffer(s->device, s->outputs_kernel, 3, s->device_neurons_i);
    genn_set_buffer(s->device, s->outputs_kernel, 4, s->device_outputs_i);
    genn_set_buffer(s->device, s->outputs_kernel, 5, s->device_outputs_t);
    genn_set_value(s->device, s->outputs_kernel, 6, &s->outputs_source_start, 8);
    genn_set_value(s->device, s->outputs_kernel, 7, &s->outputs_source_stop, 8);
    genn_set_buffer(s->device, s->outputs_kernel, 8, s->device_outputs_count);
    genn_set_buffer(s->device, s->outputs_kernel, 9, s->device_outputs_N);
}

/* outputs: events recorded
 *     _to_record_i = _source_i
 *     _to_record_t = _source_t
 */
extern "C" int32_t launch_outputs(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    const int32_t neurons_N = s->neurons_N;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->outputs_kernel, 0, defaultclock_t, 8);
    const int32_t failed = genn_launch(s->device, s->outputs_kernel, 256, 256);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    s->most_rows_outputs += int64_t(neurons_N);
    return 0;
}

/* outputs, done when it returns. */
extern "C" int32_t outputs(State *s, int32_t worker, int32_t workers)
{
    const int32_t neurons_N = s->neurons_N;
    const int64_t outputs_capacity = s->outputs_capacity;
    bind_outputs(s);
    s->most_rows_outputs = outputs_capacity;
    if (outputs_capacity - s->most_rows_outputs < int64_t(neurons_N)) {
        s->most_rows_outputs = genn_device_count(s->device, s->device_outputs_N);
        if (s->most_rows_outputs < 0) {
            s->error_value = s->most_rows_outputs;
            return -10;
        }
        if (outputs_capacity - s->most_rows_outputs < int64_t(neurons_N)) {
            return 1;
        }
    }
    const int32_t status = launch_outputs(s, worker, workers);
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
    genn_set_buffer(s->device, s->spikes_kernel, 1, s->device_inputs_spikespace);
    genn_set_value(s->device, s->spikes_kernel, 2, &s->inputs_N, 4);
    genn_set_buffer(s->device, s->spikes_kernel, 3, s->device_inputs_i);
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
    const int32_t inputs_N = s->inputs_N;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->spikes_kernel, 0, defaultclock_t, 8);
    const int32_t failed = genn_launch(s->device, s->spikes_kernel, 256, 256);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    s->most_rows_spikes += int64_t(inputs_N);
    return 0;
}

/* spikes, done when it returns. */
extern "C" int32_t spikes(State *s, int32_t worker, int32_t workers)
{
    const int32_t inputs_N = s->inputs_N;
    const int64_t spikes_capacity = s->spikes_capacity;
    bind_spikes(s);
    s->most_rows_spikes = spikes_capacity;
    if (spikes_capacity - s->most_rows_spikes < int64_t(inputs_N)) {
        s->most_rows_spikes = genn_device_count(s->device, s->device_spikes_N);
        if (s->most_rows_spikes < 0) {
            s->error_value = s->most_rows_spikes;
            return -10;
        }
        if (spikes_capacity - s->most_rows_spikes < int64_t(inputs_N)) {
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
