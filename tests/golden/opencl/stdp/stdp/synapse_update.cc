#include "definitions.h"

/* What S_Apost_decay keeps during a run. */
extern "C" void bind_S_Apost_decay(State *s)
{
    genn_set_value(s->device, s->S_Apost_decay_kernel, 1, &s->neurons_N, 4);
    genn_set_value(s->device, s->S_Apost_decay_kernel, 2, &s->S_taupost, 8);
    genn_set_buffer(s->device, s->S_Apost_decay_kernel, 3, s->device_S_Apost_now);
}

/* S_Apost: decay of the value that all synapses of a neuron share */
extern "C" int32_t launch_S_Apost_decay(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t neurons_N = s->neurons_N;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->S_Apost_decay_kernel, 0, defaultclock_dt, 8);
    const int32_t failed = genn_launch(s->device, s->S_Apost_decay_kernel, int64_t(neurons_N), 64);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* S_Apost_decay, done when it returns. */
extern "C" int32_t S_Apost_decay(State *s, int32_t worker, int32_t workers)
{
    bind_S_Apost_decay(s);
    const int32_t status = launch_S_Apost_decay(s, worker, workers);
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

/* What S_Apre_decay keeps during a run. */
extern "C" void bind_S_Apre_decay(State *s)
{
    genn_set_value(s->device, s->S_Apre_decay_kernel, 1, &s->inputs_N, 4);
    genn_set_value(s->device, s->S_Apre_decay_kernel, 2, &s->S_taupre, 8);
    genn_set_buffer(s->device, s->S_Apre_decay_kernel, 3, s->device_S_Apre_now);
}

/* S_Apre: decay of the value that all synapses of a neuron share */
extern "C" int32_t launch_S_Apre_decay(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t inputs_N = s->inputs_N;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->S_Apre_decay_kernel, 0, defaultclock_dt, 8);
    const int32_t failed = genn_launch(s->device, s->S_Apre_decay_kernel, int64_t(inputs_N), 64);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* S_Apre_decay, done when it returns. */
extern "C" int32_t S_Apre_decay(State *s, int32_t worker, int32_t workers)
{
    bind_S_Apre_decay(s);
    const int32_t status = launch_S_Apre_decay(s, worker, workers);
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

/* What S_pre_traces keeps during a run. */
extern "C" void bind_S_pre_traces(State *s)
{
    genn_set_buffer(s->device, s->S_pre_traces_kernel, 1, s->device_inputs_spikespace);
    genn_set_value(s->device, s->S_pre_traces_kernel, 2, &s->inputs_N, 4);
    genn_set_value(s->device, s->S_pre_traces_kernel, 3, &s->S_dApre, 8);
    genn_set_buffer(s->device, s->S_pre_traces_kernel, 4, s->device_S_Apre_now);
    genn_set_buffer(s->device, s->S_pre_traces_kernel, 5, s->device_S_Apre_then);
    genn_set_buffer(s->device, s->S_pre_traces_kernel, 6, s->device_S_pre_times);
}

/* S_pre: traces of the neurons that spiked */
extern "C" int32_t launch_S_pre_traces(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->S_pre_traces_kernel, 0, defaultclock_t, 8);
    const int32_t failed = genn_launch(s->device, s->S_pre_traces_kernel, 256, 256);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* S_pre_traces, done when it returns. */
extern "C" int32_t S_pre_traces(State *s, int32_t worker, int32_t workers)
{
    bind_S_pre_traces(s);
    const int32_t status = launch_S_pre_traces(s, worker, workers);
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

/* What S_pre keeps during a run. */
extern "C" void bind_S_pre(State *s)
{
    genn_set_buffer(s->device, s->S_pre_kernel, 0, s->device_S_w);
    genn_set_buffer(s->device, s->S_pre_kernel, 1, s->device_neurons_ge);
    genn_set_buffer(s->device, s->S_pre_kernel, 2, s->device_inputs_spikespace);
    genn_set_value(s->device, s->S_pre_kernel, 3, &s->inputs_N, 4);
    genn_set_value(s->device, s->S_pre_kernel, 4, &s->S_gmax, 8);
    genn_set_buffer(s->device, s->S_pre_kernel, 5, s->device_S_synaptic_post);
    genn_set_buffer(s->device, s->S_pre_kernel, 6, s->device_S_pre_rows);
    genn_set_buffer(s->device, s->S_pre_kernel, 7, s->device_S_Apost_now);
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
    (void) worker;
    (void) workers;
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

/* What S_post_traces keeps during a run. */
extern "C" void bind_S_post_traces(State *s)
{
    genn_set_value(s->device, s->S_post_traces_kernel, 1, &s->neurons_N, 4);
    genn_set_buffer(s->device, s->S_post_traces_kernel, 2, s->device_neurons_spikespace);
    genn_set_value(s->device, s->S_post_traces_kernel, 3, &s->S_dApost, 8);
    genn_set_buffer(s->device, s->S_post_traces_kernel, 4, s->device_S_Apost_now);
    genn_set_buffer(s->device, s->S_post_traces_kernel, 5, s->device_S_Apost_then);
    genn_set_buffer(s->device, s->S_post_traces_kernel, 6, s->device_S_post_times);
}

/* S_post: traces of the neurons that spiked */
extern "C" int32_t launch_S_post_traces(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    (void) worker;
    (void) workers;
    genn_set_value(s->device, s->S_post_traces_kernel, 0, defaultclock_t, 8);
    const int32_t failed = genn_launch(s->device, s->S_post_traces_kernel, 256, 256);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* S_post_traces, done when it returns. */
extern "C" int32_t S_post_traces(State *s, int32_t worker, int32_t workers)
{
    bind_S_post_traces(s);
    const int32_t status = launch_S_post_traces(s, worker, workers);
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
    genn_set_buffer(s->device, s->S_post_kernel, 0, s->device_S_w);
    genn_set_value(s->device, s->S_post_kernel, 1, &s->neurons_N, 4);
    genn_set_buffer(s->device, s->S_post_kernel, 2, s->device_neurons_spikespace);
    genn_set_value(s->device, s->S_post_kernel, 3, &s->S_gmax, 8);
    genn_set_buffer(s->device, s->S_post_kernel, 4, s->device_S_synaptic_pre);
    genn_set_buffer(s->device, s->S_post_kernel, 5, s->device_S_post_rows);
    genn_set_buffer(s->device, s->S_post_kernel, 6, s->device_S_post_order);
    genn_set_buffer(s->device, s->S_post_kernel, 7, s->device_S_Apre_now);
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
    (void) worker;
    (void) workers;
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
