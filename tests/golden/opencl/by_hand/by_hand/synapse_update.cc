#include "definitions.h"

/* What inhibition_spikes keeps during a run. */
extern "C" void bind_inhibition_spikes(State *s)
{
    genn_set_value(s->device, s->inhibition_spikes_kernel, 0, &s->cells_N, 4);
    genn_set_buffer(s->device, s->inhibition_spikes_kernel, 1, s->device_cells_g);
    genn_set_buffer(s->device, s->inhibition_spikes_kernel, 2, s->device_cells_spikes);
    genn_set_buffer(s->device, s->inhibition_spikes_kernel, 3, s->device_inhibition_rows);
    genn_set_buffer(s->device, s->inhibition_spikes_kernel, 4, s->device_inhibition_target);
    genn_set_buffer(s->device, s->inhibition_spikes_kernel, 5, s->device_inhibition_w);
}

/* inhibition: effect of spikes
 *     g += -w
 */
extern "C" int32_t launch_inhibition_spikes(State *s, int32_t worker, int32_t workers)
{
    (void) worker;
    (void) workers;
    const int32_t failed = genn_launch(s->device, s->inhibition_spikes_kernel, 1, 1);
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
