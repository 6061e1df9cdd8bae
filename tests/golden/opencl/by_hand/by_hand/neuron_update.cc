#include "definitions.h"

/* What cells_update_and_threshold keeps during a run. */
extern "C" void bind_cells_update_and_threshold(State *s)
{
    genn_set_value(s->device, s->cells_update_and_threshold_flags_kernel, 1, &s->cells_N, 4);
    genn_set_value(s->device, s->cells_update_and_threshold_flags_kernel, 2, &s->cells_tau, 8);
    genn_set_value(s->device, s->cells_update_and_threshold_flags_kernel, 3, &s->cells_tau_g, 8);
    genn_set_buffer(s->device, s->cells_update_and_threshold_flags_kernel, 4, s->device_cells_v);
    genn_set_buffer(s->device, s->cells_update_and_threshold_flags_kernel, 5, s->device_cells_g);
    genn_set_buffer(s->device, s->cells_update_and_threshold_flags_kernel, 6, s->device_cells_I);
    genn_set_buffer(s->device, s->cells_update_and_threshold_flags_kernel, 7, s->device_cells_flags);
    genn_set_value(s->device, s->cells_update_and_threshold_kernel, 0, &s->cells_N, 4);
    genn_set_buffer(s->device, s->cells_update_and_threshold_kernel, 1, s->device_cells_spikes);
    genn_set_buffer(s->device, s->cells_update_and_threshold_kernel, 2, s->device_cells_flags);
}

/* cells: update
 *     v = v + dt*(I + g - v)/tau
 *     g = g - dt*g/tau_g
 * cells: threshold v > 1
 */
extern "C" int32_t launch_cells_update_and_threshold(State *s, int32_t worker, int32_t workers)
{
    const double *clock_dt = s->clock_dt;
    const int32_t cells_N = s->cells_N;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->cells_update_and_threshold_flags_kernel, 0, clock_dt, 8);
    const int32_t failed = genn_launch(s->device, s->cells_update_and_threshold_flags_kernel, int64_t(cells_N), 64);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    const int32_t failed_1 = genn_launch(s->device, s->cells_update_and_threshold_kernel, 256, 256);
    if (failed_1 != 0) {
        s->error_value = int64_t(failed_1);
        return -10;
    }
    return 0;
}

/* cells_update_and_threshold, done when it returns. */
extern "C" int32_t cells_update_and_threshold(State *s, int32_t worker, int32_t workers)
{
    bind_cells_update_and_threshold(s);
    const int32_t status = launch_cells_update_and_threshold(s, worker, workers);
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

/* What cells_reset keeps during a run. */
extern "C" void bind_cells_reset(State *s)
{
    genn_set_value(s->device, s->cells_reset_kernel, 0, &s->cells_N, 4);
    genn_set_buffer(s->device, s->cells_reset_kernel, 1, s->device_cells_v);
    genn_set_buffer(s->device, s->cells_reset_kernel, 2, s->device_cells_count);
    genn_set_buffer(s->device, s->cells_reset_kernel, 3, s->device_cells_spikes);
}

/* cells: reset
 *     v = 0.0
 *     count = count + 1
 */
extern "C" int32_t launch_cells_reset(State *s, int32_t worker, int32_t workers)
{
    (void) worker;
    (void) workers;
    const int32_t failed = genn_launch(s->device, s->cells_reset_kernel, 256, 256);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* cells_reset, done when it returns. */
extern "C" int32_t cells_reset(State *s, int32_t worker, int32_t workers)
{
    bind_cells_reset(s);
    const int32_t status = launch_cells_reset(s, worker, workers);
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
