#include "definitions.h"

/* S_Apost: decay of the value that all synapses of a neuron share */
__global__ void S_Apost_decay_kernel(double defaultclock_dt, int32_t neurons_N, double S_taupost, double *__restrict__ S_Apost_now)
{
    const int32_t i = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < neurons_N) {
        const double invariant_1 = 1.0 / S_taupost;
        const double decay = exp(invariant_1 * -defaultclock_dt);
        S_Apost_now[i] = S_Apost_now[i] * decay;
    }
}

/* What S_Apost_decay keeps during a run. */
extern "C" void bind_S_Apost_decay(State *s)
{
    genn_device_select(s->device);
}

/* S_Apost: decay of the value that all synapses of a neuron share */
extern "C" int32_t launch_S_Apost_decay(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t neurons_N = s->neurons_N;
    (void) worker;
    (void) workers;
    const int64_t items = int64_t(neurons_N);
    if (items > 0) {
        S_Apost_decay_kernel<<<int32_t((items + 63) / 64), 64>>>(defaultclock_dt[0], s->neurons_N, s->S_taupost, s->device_S_Apost_now);
    }
    const int32_t failed = genn_launched(s->device);
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

/* S_Apre: decay of the value that all synapses of a neuron share */
__global__ void S_Apre_decay_kernel(double defaultclock_dt, int32_t inputs_N, double S_taupre, double *__restrict__ S_Apre_now)
{
    const int32_t i = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < inputs_N) {
        const double invariant_2 = 1.0 / S_taupre;
        const double decay = exp(invariant_2 * -defaultclock_dt);
        S_Apre_now[i] = S_Apre_now[i] * decay;
    }
}

/* What S_Apre_decay keeps during a run. */
extern "C" void bind_S_Apre_decay(State *s)
{
    genn_device_select(s->device);
}

/* S_Apre: decay of the value that all synapses of a neuron share */
extern "C" int32_t launch_S_Apre_decay(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t inputs_N = s->inputs_N;
    (void) worker;
    (void) workers;
    const int64_t items = int64_t(inputs_N);
    if (items > 0) {
        S_Apre_decay_kernel<<<int32_t((items + 63) / 64), 64>>>(defaultclock_dt[0], s->inputs_N, s->S_taupre, s->device_S_Apre_now);
    }
    const int32_t failed = genn_launched(s->device);
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

/* S_pre: traces of the neurons that spiked */
__global__ void S_pre_traces_kernel(double defaultclock_t, const int32_t *__restrict__ inputs_spikespace, int32_t inputs_N, double S_dApre, double *__restrict__ S_Apre_now, double *__restrict__ S_Apre_then, double *__restrict__ S_pre_times)
{
    const double t = defaultclock_t;
    const int32_t count = inputs_spikespace[inputs_N];
    for (int32_t event = int32_t(threadIdx.x); event < count; event += 256) {
        const int32_t i = inputs_spikespace[event];
        const double Apre_1 = S_Apre_now[i] + S_dApre;
        S_Apre_now[i] = Apre_1;
        S_Apre_then[i] = Apre_1;
        S_pre_times[i] = t;
    }
}

/* What S_pre_traces keeps during a run. */
extern "C" void bind_S_pre_traces(State *s)
{
    genn_device_select(s->device);
}

/* S_pre: traces of the neurons that spiked */
extern "C" int32_t launch_S_pre_traces(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    (void) worker;
    (void) workers;
    S_pre_traces_kernel<<<1, 256>>>(defaultclock_t[0], s->device_inputs_spikespace, s->inputs_N, s->S_dApre, s->device_S_Apre_now, s->device_S_Apre_then, s->device_S_pre_times);
    const int32_t failed = genn_launched(s->device);
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
__global__ void S_pre_kernel(double *S_w, double *neurons_ge, const int32_t *inputs_spikespace, int32_t inputs_N, double S_gmax, const int32_t *S_synaptic_post, const int64_t *S_pre_rows, const double *S_Apost_now)
{
    const int32_t count = inputs_spikespace[inputs_N];
    for (int32_t spike = 0; spike < count; spike++) {
        const int32_t row = inputs_spikespace[spike];
        const int64_t row_begin = S_pre_rows[row];
        const int64_t row_end = S_pre_rows[row + 1];
        for (int64_t position = row_begin + int64_t(int32_t(threadIdx.x)); position < row_end; position += 256) {
            const int32_t synapse = int32_t(position);
            const int32_t postsynaptic_idx = S_synaptic_post[synapse];
            const double Apost = S_Apost_now[postsynaptic_idx];
            double ge = neurons_ge[postsynaptic_idx];
            double w = S_w[synapse];
            ge = ge + w;
            w = w + Apost < 0.0 ? 0.0 : (w + Apost > S_gmax ? S_gmax : w + Apost);
            neurons_ge[postsynaptic_idx] = ge;
            S_w[synapse] = w;
        }
        __syncthreads();
    }
}

/* What S_pre keeps during a run. */
extern "C" void bind_S_pre(State *s)
{
    genn_device_select(s->device);
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
    S_pre_kernel<<<1, 256>>>(s->device_S_w, s->device_neurons_ge, s->device_inputs_spikespace, s->inputs_N, s->S_gmax, s->device_S_synaptic_post, s->device_S_pre_rows, s->device_S_Apost_now);
    const int32_t failed = genn_launched(s->device);
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

/* S_post: traces of the neurons that spiked */
__global__ void S_post_traces_kernel(double defaultclock_t, int32_t neurons_N, const int32_t *__restrict__ neurons_spikespace, double S_dApost, double *__restrict__ S_Apost_now, double *__restrict__ S_Apost_then, double *__restrict__ S_post_times)
{
    const double t = defaultclock_t;
    const int32_t count = neurons_spikespace[neurons_N];
    for (int32_t event = int32_t(threadIdx.x); event < count; event += 256) {
        const int32_t i = neurons_spikespace[event];
        const double Apost_1 = S_Apost_now[i] + S_dApost;
        S_Apost_now[i] = Apost_1;
        S_Apost_then[i] = Apost_1;
        S_post_times[i] = t;
    }
}

/* What S_post_traces keeps during a run. */
extern "C" void bind_S_post_traces(State *s)
{
    genn_device_select(s->device);
}

/* S_post: traces of the neurons that spiked */
extern "C" int32_t launch_S_post_traces(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    (void) worker;
    (void) workers;
    S_post_traces_kernel<<<1, 256>>>(defaultclock_t[0], s->neurons_N, s->device_neurons_spikespace, s->S_dApost, s->device_S_Apost_now, s->device_S_Apost_then, s->device_S_post_times);
    const int32_t failed = genn_launched(s->device);
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

/* S: effect of spikes
 *     _Apost = Apost*exp(-(t - lastupdate)/taupost)
 *     _Apre = Apre*exp(-(t - lastupdate)/taupre)
 *     Apost = _Apost
 *     Apre = _Apre
 *     Apost += dApost
 *     w = clip(w + Apre, 0, gmax)
 *     lastupdate = t
 */
__global__ void S_post_kernel(double *__restrict__ S_w, int32_t neurons_N, const int32_t *__restrict__ neurons_spikespace, double S_gmax, const int32_t *__restrict__ S_synaptic_pre, const int64_t *__restrict__ S_post_rows, const int32_t *__restrict__ S_post_order, const double *__restrict__ S_Apre_now)
{
    const int32_t count = neurons_spikespace[neurons_N];
    for (int32_t spike = 0 + int32_t(blockIdx.x); spike < count; spike += int32_t(gridDim.x)) {
        const int32_t row = neurons_spikespace[spike];
        const int64_t row_begin = S_post_rows[row];
        const int64_t row_end = S_post_rows[row + 1];
        for (int64_t position = row_begin + int64_t(int32_t(threadIdx.x)); position < row_end; position += 64) {
            const int32_t synapse = S_post_order[position];
            const int32_t neuron = S_synaptic_pre[synapse];
            const double Apre = S_Apre_now[neuron];
            double w = S_w[synapse];
            w = w + Apre < 0.0 ? 0.0 : (w + Apre > S_gmax ? S_gmax : w + Apre);
            S_w[synapse] = w;
        }
    }
}

/* What S_post keeps during a run. */
extern "C" void bind_S_post(State *s)
{
    genn_device_select(s->device);
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
    S_post_kernel<<<64, 64>>>(s->device_S_w, s->neurons_N, s->device_neurons_spikespace, s->S_gmax, s->device_S_synaptic_pre, s->device_S_post_rows, s->device_S_post_order, s->device_S_Apre_now);
    const int32_t failed = genn_launched(s->device);
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
