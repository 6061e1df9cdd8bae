#include "definitions.h"

/* spikes: events recorded
 *     _to_record_i = _source_i
 *     _to_record_t = _source_t
 */
__global__ void spikes_kernel(double defaultclock_t, int32_t P_N, const int32_t *P_spikespace, const int32_t *P_i, int32_t *spikes_i, double *spikes_t, int64_t spikes_source_start, int64_t spikes_source_stop, int32_t *spikes_count, int32_t *spikes_N)
{
    const double source_t = defaultclock_t;
    const int32_t count = P_spikespace[P_N];
    int32_t low = 0;
    int32_t high = count;
    while (low < high) {
        const int32_t middle = (low + high) / 2;
        if (P_spikespace[middle] < int32_t(spikes_source_start)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    int32_t low_1 = 0;
    int32_t high_1 = count;
    while (low_1 < high_1) {
        const int32_t middle_1 = (low_1 + high_1) / 2;
        if (P_spikespace[middle_1] < int32_t(spikes_source_stop)) {
            low_1 = middle_1 + 1;
        } else {
            high_1 = middle_1;
        }
    }
    const int32_t item = int32_t(threadIdx.x);
    const int32_t base = spikes_N[0];
    __syncthreads();
    for (int32_t event = low + item; event < low_1; event += 256) {
        const int32_t i = P_spikespace[event];
        const int32_t source_i = P_i[i];
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
    const int32_t P_N = s->P_N;
    (void) worker;
    (void) workers;
    spikes_kernel<<<1, 256>>>(defaultclock_t[0], s->P_N, s->device_P_spikespace, s->device_P_i, s->device_spikes_i, s->device_spikes_t, s->spikes_source_start, s->spikes_source_stop, s->device_spikes_count, s->device_spikes_N);
    const int32_t failed = genn_launched(s->device);
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
