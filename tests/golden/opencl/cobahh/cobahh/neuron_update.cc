#include "definitions.h"

/* What P_stateupdater keeps during a run. */
extern "C" void bind_P_stateupdater(State *s)
{
    genn_set_buffer(s->device, s->P_stateupdater_kernel, 2, s->device_P_v);
    genn_set_value(s->device, s->P_stateupdater_kernel, 3, &s->P_Cm, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 4, &s->P_EK, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 5, &s->P_ENa, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 6, &s->P_Ee, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 7, &s->P_Ei, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 8, &s->P_El, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 9, &s->P_VT, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 10, &s->P_g_kd, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 11, &s->P_g_na, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 12, &s->P_gl, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 13, &s->P_mV, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 14, &s->P_ms, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 15, &s->P_refractory_period, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 16, &s->P_taue, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 17, &s->P_taui, 8);
    genn_set_buffer(s->device, s->P_stateupdater_kernel, 18, s->device_P_ge);
    genn_set_buffer(s->device, s->P_stateupdater_kernel, 19, s->device_P_gi);
    genn_set_buffer(s->device, s->P_stateupdater_kernel, 20, s->device_P_h);
    genn_set_buffer(s->device, s->P_stateupdater_kernel, 21, s->device_P_lastspike);
    genn_set_buffer(s->device, s->P_stateupdater_kernel, 22, s->device_P_m);
    genn_set_buffer(s->device, s->P_stateupdater_kernel, 23, s->device_P_n);
    genn_set_buffer(s->device, s->P_stateupdater_kernel, 24, s->device_P_not_refractory);
    genn_set_value(s->device, s->P_stateupdater_kernel, 25, &s->P_N, 4);
}

/* P: state update
 *     alpha_m = 0.32*(mV**-1)*4*mV/exprel((13*mV-v+VT)/(4*mV))/ms : Hz
 *     beta_m = 0.28*(mV**-1)*5*mV/exprel((v-VT-40*mV)/(5*mV))/ms : Hz
 *     alpha_h = 0.128*exp((17*mV-v+VT)/(18*mV))/ms : Hz
 *     beta_h = 4./(1+exp((40*mV-v+VT)/(5*mV)))/ms : Hz
 *     alpha_n = 0.032*(mV**-1)*5*mV/exprel((15*mV-v+VT)/(5*mV))/ms : Hz
 *     beta_n = .5*exp((10*mV-v+VT)/(40*mV))/ms : Hz
 *     dge/dt = -ge/taue : S
 *     dgi/dt = -gi/taui : S
 *     dh/dt = alpha_h*(1-h) - beta_h*h : 1
 *     dm/dt = alpha_m*(1-m) - beta_m*m : 1
 *     dn/dt = alpha_n*(1-n) - beta_n*n : 1
 *     dv/dt = (gl*(El-v) + ge*(Ee-v) + gi*(Ei-v) - g_na*(m*m*m)*h*(v-ENa) - g_kd*(n*n*n*n)*(v-EK))/Cm : V
 */
extern "C" int32_t launch_P_stateupdater(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t P_N = s->P_N;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->P_stateupdater_kernel, 0, defaultclock_t, 8);
    genn_set_value(s->device, s->P_stateupdater_kernel, 1, defaultclock_dt, 8);
    const int32_t failed = genn_launch(s->device, s->P_stateupdater_kernel, int64_t(P_N), 64);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* P_stateupdater, done when it returns. */
extern "C" int32_t P_stateupdater(State *s, int32_t worker, int32_t workers)
{
    bind_P_stateupdater(s);
    const int32_t status = launch_P_stateupdater(s, worker, workers);
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

/* What P_spike_thresholder keeps during a run. */
extern "C" void bind_P_spike_thresholder(State *s)
{
    genn_set_buffer(s->device, s->P_spike_thresholder_flags_kernel, 0, s->device_P_v);
    genn_set_value(s->device, s->P_spike_thresholder_flags_kernel, 1, &s->P_mV, 8);
    genn_set_buffer(s->device, s->P_spike_thresholder_flags_kernel, 2, s->device_P_not_refractory);
    genn_set_value(s->device, s->P_spike_thresholder_flags_kernel, 3, &s->P_N, 4);
    genn_set_buffer(s->device, s->P_spike_thresholder_flags_kernel, 4, s->device_P_spike_thresholder_flags);
    genn_set_buffer(s->device, s->P_spike_thresholder_kernel, 1, s->device_P_lastspike);
    genn_set_buffer(s->device, s->P_spike_thresholder_kernel, 2, s->device_P_not_refractory);
    genn_set_value(s->device, s->P_spike_thresholder_kernel, 3, &s->P_N, 4);
    genn_set_buffer(s->device, s->P_spike_thresholder_kernel, 4, s->device_P_spikespace);
    genn_set_buffer(s->device, s->P_spike_thresholder_kernel, 5, s->device_P_spike_thresholder_flags);
}

/* P: threshold
 *     _cond = (v > -20*mV) and not_refractory
 */
extern "C" int32_t launch_P_spike_thresholder(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    const int32_t P_N = s->P_N;
    (void) worker;
    (void) workers;
    const int32_t failed = genn_launch(s->device, s->P_spike_thresholder_flags_kernel, int64_t(P_N), 64);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    genn_set_value(s->device, s->P_spike_thresholder_kernel, 0, defaultclock_t, 8);
    const int32_t failed_1 = genn_launch(s->device, s->P_spike_thresholder_kernel, 256, 256);
    if (failed_1 != 0) {
        s->error_value = int64_t(failed_1);
        return -10;
    }
    return 0;
}

/* P_spike_thresholder, done when it returns. */
extern "C" int32_t P_spike_thresholder(State *s, int32_t worker, int32_t workers)
{
    bind_P_spike_thresholder(s);
    const int32_t status = launch_P_spike_thresholder(s, worker, workers);
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
