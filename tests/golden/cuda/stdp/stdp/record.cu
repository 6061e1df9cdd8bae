#include "definitions.h"

/* weights: state recorded
 *     _to_record_w = _source_w
 */
__global__ void weights_kernel(double weights_clock_t, const double *__restrict__ S_w, double *__restrict__ weights_w, double *__restrict__ weights_t, int32_t weights_n_indices, const int32_t *__restrict__ weights_indices, int32_t weights_N)
{
    const int32_t k = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (k == 0) {
        weights_t[weights_N] = weights_clock_t;
    }
    if (k < weights_n_indices) {
        const int32_t i = weights_indices[k];
        const double source_w = S_w[i];
        const double to_record_w = source_w;
        const int64_t place = int64_t(weights_N) * int64_t(weights_n_indices) + int64_t(k);
        weights_w[place] = to_record_w;
    }
}

/* What weights keeps during a run. */
extern "C" void bind_weights(State *s)
{
    genn_device_select(s->device);
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
    const int64_t items = int64_t(weights_n_indices > 0 ? weights_n_indices : 1);
    if (items > 0) {
        weights_kernel<<<int32_t((items + 63) / 64), 64>>>(weights_clock_t[0], s->device_S_w, s->device_weights_w, s->device_weights_t, s->weights_n_indices, s->device_weights_indices, weights_N[0]);
    }
    const int32_t failed = genn_launched(s->device);
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

/* outputs: events recorded
 *     _to_record_i = _source_i
 *     _to_record_t = _source_t
 */
__global__ void outputs_kernel(double defaultclock_t, int32_t neurons_N, const int32_t *neurons_spikespace, const int32_t *neurons_i, int32_t *outputs_i, double *outputs_t, int64_t outputs_source_start, int64_t outputs_source_stop, int32_t *outputs_count, int32_t *outputs_N)
{
    const double source_t = defaultclock_t;
    const int32_t count = neurons_spikespace[neurons_N];
    int32_t low = 0;
    int32_t high = count;
    while (low < high) {
        const int32_t middle = (low + high) / 2;
        if (neurons_spikespace[middle] < int32_t(outputs_source_start)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    int32_t low_1 = 0;
    int32_t high_1 = count;
    while (low_1 < high_1) {
        const int32_t middle_1 = (low_1 + high_1) / 2;
        if (neurons_spikespace[middle_1] < int32_t(outputs_source_stop)) {
            low_1 = middle_1 + 1;
        } else {
            high_1 = middle_1;
        }
    }
    const int32_t item = int32_t(threadIdx.x);
    const int32_t base = outputs_N[0];
    __syncthreads();
    for (int32_t event = low + item; event < low_1; event += 256) {
        const int32_t i = neurons_spikespace[event];
        const int32_t source_i = neurons_i[i];
        const int64_t to_record_i = int64_t(source_i);
        const double to_record_t = source_t;
        const int32_t row = base + (event - low);
        outputs_i[row] = int32_t(to_record_i);
        outputs_t[row] = to_record_t;
        outputs_count[i - int32_t(outputs_source_start)] += 1;
    }
    if (item == 0) {
        outputs_N[0] = base + (low_1 - low);
    }
}

/* What outputs keeps during a run. */
extern "C" void bind_outputs(State *s)
{
    genn_device_select(s->device);
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
    outputs_kernel<<<1, 256>>>(defaultclock_t[0], s->neurons_N, s->device_neurons_spikespace, s->device_neurons_i, s->device_outputs_i, s->device_outputs_t, s->outputs_source_start, s->outputs_source_stop, s->device_outputs_count, s->device_outputs_N);
    const int32_t failed = genn_launched(s->device);
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

/* spikes: events recorded
 *     _to_record_i = _source_i
 *     _to_record_t = _source_t
 */
__global__ void spikes_kernel(double defaultclock_t, const int32_t *inputs_spikespace, int32_t inputs_N, const int32_t *inputs_i, int32_t *spikes_i, double *spikes_t, int64_t spikes_source_start, int64_t spikes_source_stop, int32_t *spikes_count, int32_t *spikes_N)
{
    const double source_t = defaultclock_t;
    const int32_t count = inputs_spikespace[inputs_N];
    int32_t low = 0;
    int32_t high = count;
    while (low < high) {
        const int32_t middle = (low + high) / 2;
        if (inputs_spikespace[middle] < int32_t(spikes_source_start)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    int32_t low_1 = 0;
    int32_t high_1 = count;
    while (low_1 < high_1) {
        const int32_t middle_1 = (low_1 + high_1) / 2;
        if (inputs_spikespace[middle_1] < int32_t(spikes_source_stop)) {
            low_1 = middle_1 + 1;
        } else {
            high_1 = middle_1;
        }
    }
    const int32_t item = int32_t(threadIdx.x);
    const int32_t base = spikes_N[0];
    __syncthreads();
    for (int32_t event = low + item; event < low_1; event += 256) {
        const int32_t i = inputs_spikespace[event];
        const int32_t source_i = inputs_i[i];
        const int64_t to_record_i = int64_t(source_i);
        const double to_record_t = source_t;
        const int32_t row = base + (event - low);
        spikes_i[row] = int32_t(to_record_i);
        spikes_t[row] = to_record_t;
        spikes_count[i - int32_t(spikes_source_start)] += 1;
    }
    if (item == 0) {
        spikes_N[0] = base + (low_1 - low);
    }
}

/* What spikes keeps during a run. */
extern "C" void bind_spikes(State *s)
{
    genn_device_select(s->device);
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
    spikes_kernel<<<1, 256>>>(defaultclock_t[0], s->device_inputs_spikespace, s->inputs_N, s->device_inputs_i, s->device_spikes_i, s->device_spikes_t, s->spikes_source_start, s->spikes_source_stop, s->device_spikes_count, s->device_spikes_N);
    const int32_t failed = genn_launched(s->device);
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
