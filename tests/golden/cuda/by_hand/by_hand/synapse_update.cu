#include "definitions.h"

/* inhibition: effect of spikes
 *     g += -w
 */
__global__ void inhibition_spikes_kernel(int32_t cells_N, double *__restrict__ cells_g, const int32_t *__restrict__ cells_spikes, const int64_t *__restrict__ inhibition_rows, const int32_t *__restrict__ inhibition_target, const double *__restrict__ inhibition_w)
{
    const int32_t count = cells_spikes[cells_N];
    for (int32_t spike = 0; spike < count; spike++) {
        const int32_t row = cells_spikes[spike];
        const int64_t row_begin = inhibition_rows[row];
        const int64_t row_end = inhibition_rows[row + 1];
        for (int64_t position = row_begin; position < row_end; position++) {
            const int32_t synapse = int32_t(position);
            const int32_t j = inhibition_target[synapse];
            cells_g[j] += -inhibition_w[synapse];
        }
    }
}

/* What inhibition_spikes keeps during a run. */
extern "C" void bind_inhibition_spikes(State *s)
{
    genn_device_select(s->device);
}

/* inhibition: effect of spikes
 *     g += -w
 */
extern "C" int32_t launch_inhibition_spikes(State *s, int32_t worker, int32_t workers)
{
    (void) worker;
    (void) workers;
    inhibition_spikes_kernel<<<1, 1>>>(s->cells_N, s->device_cells_g, s->device_cells_spikes, s->device_inhibition_rows, s->device_inhibition_target, s->device_inhibition_w);
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* inhibition_spikes, done when it returns. */
extern "C" int32_t inhibition_spikes(State *s, int32_t worker, int32_t workers)
{
    bind_inhibition_spikes(s);
    const int32_t status = launch_inhibition_spikes(s, worker, workers);
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
