#include "definitions.h"

/* What inputs_spike_thresholder keeps during a run. */
extern "C" void bind_inputs_spike_thresholder(State *s)
{
    genn_set_buffer(s->device, s->inputs_spike_thresholder_flags_kernel, 2, s->device_inputs_rates);
    genn_set_buffer(s->device, s->inputs_spike_thresholder_flags_kernel, 3, s->device_inputs_spike_thresholder_flags);
    genn_set_value(s->device, s->inputs_spike_thresholder_flags_kernel, 4, &s->inputs_spike_thresholder_key, 8);
    genn_set_value(s->device, s->inputs_spike_thresholder_flags_kernel, 5, &s->inputs_spike_thresholder_began, 8);
    genn_set_value(s->device, s->inputs_spike_thresholder_flags_kernel, 6, &s->inputs_N, 4);
    genn_set_buffer(s->device, s->inputs_spike_thresholder_kernel, 0, s->device_inputs_spikespace);
    genn_set_buffer(s->device, s->inputs_spike_thresholder_kernel, 1, s->device_inputs_spike_thresholder_flags);
    genn_set_value(s->device, s->inputs_spike_thresholder_kernel, 2, &s->inputs_N, 4);
}

/* inputs: threshold
 *     _cond = rand() < rates * dt
 */
extern "C" int32_t launch_inputs_spike_thresholder(State *s, int32_t worker, int32_t workers)
{
    const int64_t *defaultclock_timestep = s->defaultclock_timestep;
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t inputs_N = s->inputs_N;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->inputs_spike_thresholder_flags_kernel, 0, defaultclock_timestep, 8);
    genn_set_value(s->device, s->inputs_spike_thresholder_flags_kernel, 1, defaultclock_dt, 8);
    const int32_t failed = genn_launch(s->device, s->inputs_spike_thresholder_flags_kernel, int64_t(inputs_N), 64);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    const int32_t failed_1 = genn_launch(s->device, s->inputs_spike_thresholder_kernel, 256, 256);
    if (failed_1 != 0) {
        s->error_value = int64_t(failed_1);
        return -10;
    }
    return 0;
}

/* inputs_spike_thresholder, done when it returns. */
extern "C" int32_t inputs_spike_thresholder(State *s, int32_t worker, int32_t workers)
{
    bind_inputs_spike_thresholder(s);
    const int32_t status = launch_inputs_spike_thresholder(s, worker, workers);
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

/* What neurons_stateupdater_and_threshold keeps during a run. */
extern "C" void bind_neurons_stateupdater_and_threshold(State *s)
{
    genn_set_value(s->device, s->neurons_stateupdater_and_threshold_flags_kernel, 1, &s->neurons_Ee, 8);
    genn_set_value(s->device, s->neurons_stateupdater_and_threshold_flags_kernel, 2, &s->neurons_El, 8);
    genn_set_value(s->device, s->neurons_stateupdater_and_threshold_flags_kernel, 3, &s->neurons_taue, 8);
    genn_set_value(s->device, s->neurons_stateupdater_and_threshold_flags_kernel, 4, &s->neurons_taum, 8);
    genn_set_buffer(s->device, s->neurons_stateupdater_and_threshold_flags_kernel, 5, s->device_neurons_ge);
    genn_set_buffer(s->device, s->neurons_stateupdater_and_threshold_flags_kernel, 6, s->device_neurons_v);
    genn_set_value(s->device, s->neurons_stateupdater_and_threshold_flags_kernel, 7, &s->neurons_N, 4);
    genn_set_value(s->device, s->neurons_stateupdater_and_threshold_flags_kernel, 8, &s->neurons_vt, 8);
    genn_set_buffer(s->device, s->neurons_stateupdater_and_threshold_flags_kernel, 9, s->device_neurons_spike_thresholder_flags);
    genn_set_value(s->device, s->neurons_stateupdater_and_threshold_kernel, 0, &s->neurons_N, 4);
    genn_set_buffer(s->device, s->neurons_stateupdater_and_threshold_kernel, 1, s->device_neurons_spikespace);
    genn_set_buffer(s->device, s->neurons_stateupdater_and_threshold_kernel, 2, s->device_neurons_spike_thresholder_flags);
}

/* neurons: state update
 *     dge/dt = -ge / taue : 1
 *     dv/dt = (ge * (Ee - v) + El - v) / taum : V
 * neurons: threshold
 *     _cond = v > vt
 */
extern "C" int32_t launch_neurons_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t neurons_N = s->neurons_N;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->neurons_stateupdater_and_threshold_flags_kernel, 0, defaultclock_dt, 8);
    const int32_t failed = genn_launch(s->device, s->neurons_stateupdater_and_threshold_flags_kernel, int64_t(neurons_N), 64);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    const int32_t failed_1 = genn_launch(s->device, s->neurons_stateupdater_and_threshold_kernel, 256, 256);
    if (failed_1 != 0) {
        s->error_value = int64_t(failed_1);
        return -10;
    }
    return 0;
}

/* neurons_stateupdater_and_threshold, done when it returns. */
extern "C" int32_t neurons_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers)
{
    bind_neurons_stateupdater_and_threshold(s);
    const int32_t status = launch_neurons_stateupdater_and_threshold(s, worker, workers);
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

/* What neurons_spike_resetter keeps during a run. */
extern "C" void bind_neurons_spike_resetter(State *s)
{
    genn_set_buffer(s->device, s->neurons_spike_resetter_kernel, 0, s->device_neurons_v);
    genn_set_value(s->device, s->neurons_spike_resetter_kernel, 1, &s->neurons_N, 4);
    genn_set_buffer(s->device, s->neurons_spike_resetter_kernel, 2, s->device_neurons_spikespace);
    genn_set_value(s->device, s->neurons_spike_resetter_kernel, 3, &s->neurons_vr, 8);
}

/* neurons: reset
 *     v = vr
 */
extern "C" int32_t launch_neurons_spike_resetter(State *s, int32_t worker, int32_t workers)
{
    (void) worker;
    (void) workers;
    const int32_t failed = genn_launch(s->device, s->neurons_spike_resetter_kernel, 256, 256);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* neurons_spike_resetter, done when it returns. */
extern "C" int32_t neurons_spike_resetter(State *s, int32_t worker, int32_t workers)
{
    bind_neurons_spike_resetter(s);
    const int32_t status = launch_neurons_spike_resetter(s, worker, workers);
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
