#include "definitions.h"

/* What P_stateupdater_and_threshold keeps during a run. */
extern "C" void bind_P_stateupdater_and_threshold(State *s)
{
    genn_set_value(s->device, s->P_stateupdater_and_threshold_flags_kernel, 2, &s->P_El, 8);
    genn_set_value(s->device, s->P_stateupdater_and_threshold_flags_kernel, 3, &s->P_refractory_period, 8);
    genn_set_value(s->device, s->P_stateupdater_and_threshold_flags_kernel, 4, &s->P_taue, 8);
    genn_set_value(s->device, s->P_stateupdater_and_threshold_flags_kernel, 5, &s->P_taui, 8);
    genn_set_value(s->device, s->P_stateupdater_and_threshold_flags_kernel, 6, &s->P_taum, 8);
    genn_set_buffer(s->device, s->P_stateupdater_and_threshold_flags_kernel, 7, s->device_P_ge);
    genn_set_buffer(s->device, s->P_stateupdater_and_threshold_flags_kernel, 8, s->device_P_gi);
    genn_set_buffer(s->device, s->P_stateupdater_and_threshold_flags_kernel, 9, s->device_P_lastspike);
    genn_set_buffer(s->device, s->P_stateupdater_and_threshold_flags_kernel, 10, s->device_P_not_refractory);
    genn_set_buffer(s->device, s->P_stateupdater_and_threshold_flags_kernel, 11, s->device_P_v);
    genn_set_value(s->device, s->P_stateupdater_and_threshold_flags_kernel, 12, &s->P_N, 4);
    genn_set_value(s->device, s->P_stateupdater_and_threshold_flags_kernel, 13, &s->P_Vt, 8);
    genn_set_buffer(s->device, s->P_stateupdater_and_threshold_flags_kernel, 14, s->device_P_spike_thresholder_flags);
    genn_set_buffer(s->device, s->P_stateupdater_and_threshold_kernel, 1, s->device_P_lastspike);
    genn_set_buffer(s->device, s->P_stateupdater_and_threshold_kernel, 2, s->device_P_not_refractory);
    genn_set_value(s->device, s->P_stateupdater_and_threshold_kernel, 3, &s->P_N, 4);
    genn_set_buffer(s->device, s->P_stateupdater_and_threshold_kernel, 4, s->device_P_spikespace);
    genn_set_buffer(s->device, s->P_stateupdater_and_threshold_kernel, 5, s->device_P_spike_thresholder_flags);
}

/* P: state update
 *     dge/dt = -ge / taue : V
 *     dgi/dt = -gi / taui : V
 *     dv/dt = (ge + gi - (v - El)) / taum : V (unless refractory)
 * P: threshold
 *     _cond = (v > Vt) and not_refractory
 */
extern "C" int32_t launch_P_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t P_N = s->P_N;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->P_stateupdater_and_threshold_flags_kernel, 0, defaultclock_t, 8);
    genn_set_value(s->device, s->P_stateupdater_and_threshold_flags_kernel, 1, defaultclock_dt, 8);
    const int32_t failed = genn_launch(s->device, s->P_stateupdater_and_threshold_flags_kernel, int64_t(P_N), 64);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    genn_set_value(s->device, s->P_stateupdater_and_threshold_kernel, 0, defaultclock_t, 8);
    const int32_t failed_1 = genn_launch(s->device, s->P_stateupdater_and_threshold_kernel, 256, 256);
    if (failed_1 != 0) {
        s->error_value = int64_t(failed_1);
        return -10;
    }
    return 0;
}

/* P_stateupdater_and_threshold, done when it returns. */
extern "C" int32_t P_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers)
{
    bind_P_stateupdater_and_threshold(s);
    const int32_t status = launch_P_stateupdater_and_threshold(s, worker, workers);
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

/* What P_spike_resetter keeps during a run. */
extern "C" void bind_P_spike_resetter(State *s)
{
    genn_set_buffer(s->device, s->P_spike_resetter_kernel, 0, s->device_P_v);
    genn_set_value(s->device, s->P_spike_resetter_kernel, 1, &s->P_N, 4);
    genn_set_buffer(s->device, s->P_spike_resetter_kernel, 2, s->device_P_spikespace);
    genn_set_value(s->device, s->P_spike_resetter_kernel, 3, &s->P_Vr, 8);
}

/* P: reset
 *     v = Vr
 */
extern "C" int32_t launch_P_spike_resetter(State *s, int32_t worker, int32_t workers)
{
    (void) worker;
    (void) workers;
    const int32_t failed = genn_launch(s->device, s->P_spike_resetter_kernel, 256, 256);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* P_spike_resetter, done when it returns. */
extern "C" int32_t P_spike_resetter(State *s, int32_t worker, int32_t workers)
{
    bind_P_spike_resetter(s);
    const int32_t status = launch_P_spike_resetter(s, worker, workers);
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
