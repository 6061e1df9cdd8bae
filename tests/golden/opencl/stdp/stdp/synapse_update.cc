#include "definitions.h"

/* What S_pre keeps during a run. */
extern "C" void bind_S_pre(State *s)
{
    genn_set_buffer(s->device, s->S_pre_kernel, 1, s->device_S_w);
    genn_set_buffer(s->device, s->S_pre_kernel, 2, s->device_neurons_ge);
    genn_set_buffer(s->device, s->S_pre_kernel, 3, s->device_inputs_spikespace);
    genn_set_value(s->device, s->S_pre_kernel, 4, &s->inputs_N, 4);
    genn_set_value(s->device, s->S_pre_kernel, 5, &s->S_dApre, 8);
    genn_set_value(s->device, s->S_pre_kernel, 6, &s->S_gmax, 8);
    genn_set_value(s->device, s->S_pre_kernel, 7, &s->S_taupost, 8);
    genn_set_value(s->device, s->S_pre_kernel, 8, &s->S_taupre, 8);
    genn_set_buffer(s->device, s->S_pre_kernel, 9, s->device_S_synaptic_post);
    genn_set_buffer(s->device, s->S_pre_kernel, 10, s->device_S_Apost);
    genn_set_buffer(s->device, s->S_pre_kernel, 11, s->device_S_Apre);
    genn_set_buffer(s->device, s->S_pre_kernel, 12, s->device_S_lastupdate);
    genn_set_buffer(s->device, s->S_pre_kernel, 13, s->device_S_pre_rows);
}

/* S: effect of spikes
 *     _Apost = Apost*exp(-(t - lastupdate)/taupost)
 *     _Apre = Apre*exp(-(t - lastupdate)/taupre)
 *     Apost = _Apost
 *     Apre = _Apre
 *     ge += w
 *     Apre += dApre
 *     w = clip(w + Apost, 0, gmax)
 *     lastupdate = t
 */
extern "C" int32_t launch_S_pre(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->S_pre_kernel, 0, defaultclock_t, 8);
    const int32_t failed = genn_launch(s->device, s->S_pre_kernel, 256, 256);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* S_pre, done when it returns. */
extern "C" int32_t S_pre(State *s, int32_t worker, int32_t workers)
{
    bind_S_pre(s);
    const int32_t status = launch_S_pre(s, worker, workers);
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

/* What S_post keeps during a run. */
extern "C" void bind_S_post(State *s)
{
    genn_set_buffer(s->device, s->S_post_kernel, 1, s->device_S_w);
    genn_set_value(s->device, s->S_post_kernel, 2, &s->neurons_N, 4);
    genn_set_buffer(s->device, s->S_post_kernel, 3, s->device_neurons_spikespace);
    genn_set_value(s->device, s->S_post_kernel, 4, &s->S_gmax, 8);
    genn_set_value(s->device, s->S_post_kernel, 5, &s->S_taupost, 8);
    genn_set_value(s->device, s->S_post_kernel, 6, &s->S_taupre, 8);
    genn_set_buffer(s->device, s->S_post_kernel, 7, s->device_S_Apost);
    genn_set_buffer(s->device, s->S_post_kernel, 8, s->device_S_Apre);
    genn_set_buffer(s->device, s->S_post_kernel, 9, s->device_S_lastupdate);
    genn_set_value(s->device, s->S_post_kernel, 10, &s->S_dApost, 8);
    genn_set_buffer(s->device, s->S_post_kernel, 11, s->device_S_post_rows);
    genn_set_buffer(s->device, s->S_post_kernel, 12, s->device_S_post_order);
}

/* S: effect of spikes
 *     _Apost = Apost*exp(-(t - lastupdate)/taupost)
 *     _Apre = Apre*exp(-(t - lastupdate)/taupre)
 *     Apost = _Apost
 *     Apre = _Apre
 *     Apost += dApost
 *     w = clip(w + Apre, 0, gmax)
 *     lastupdate = t
 */
extern "C" int32_t launch_S_post(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->S_post_kernel, 0, defaultclock_t, 8);
    const int32_t failed = genn_launch(s->device, s->S_post_kernel, 4096, 64);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* S_post, done when it returns. */
extern "C" int32_t S_post(State *s, int32_t worker, int32_t workers)
{
    bind_S_post(s);
    const int32_t status = launch_S_post(s, worker, workers);
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
