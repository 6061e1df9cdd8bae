#include "definitions.h"

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
__global__ void S_pre_kernel(double defaultclock_t, double *S_w, double *neurons_ge, const int32_t *inputs_spikespace, int32_t inputs_N, double S_dApre, double S_gmax, double S_taupost, double S_taupre, const int32_t *S_synaptic_post, double *S_Apost, double *S_Apre, double *S_lastupdate, const int64_t *S_pre_rows)
{
    const double t = defaultclock_t;
    const double invariant_1 = 1.0 / S_taupost;
    const double invariant_2 = 1.0 / S_taupre;
    const int32_t count = inputs_spikespace[inputs_N];
    for (int32_t spike = 0; spike < count; spike++) {
        const int32_t row = inputs_spikespace[spike];
        const int64_t row_begin = S_pre_rows[row];
        const int64_t row_end = S_pre_rows[row + 1];
        for (int64_t position = row_begin + int64_t(int32_t(threadIdx.x)); position < row_end; position += 256) {
            const int32_t synapse = int32_t(position);
            const int32_t postsynaptic_idx = S_synaptic_post[synapse];
            double Apost = S_Apost[synapse];
            double Apre = S_Apre[synapse];
            double ge = neurons_ge[postsynaptic_idx];
            double lastupdate = S_lastupdate[synapse];
            double w = S_w[synapse];
            const double Apost_next = Apost * exp(invariant_1 * -(t - lastupdate));
            const double Apre_next = Apre * exp(invariant_2 * -(t - lastupdate));
            Apost = Apost_next;
            Apre = Apre_next;
            ge = ge + w;
            Apre = Apre + S_dApre;
            w = w + Apost < 0.0 ? 0.0 : (w + Apost > S_gmax ? S_gmax : w + Apost);
            lastupdate = t;
            S_Apost[synapse] = Apost;
            S_Apre[synapse] = Apre;
            neurons_ge[postsynaptic_idx] = ge;
            S_lastupdate[synapse] = lastupdate;
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
    const double *defaultclock_t = s->defaultclock_t;
    (void) worker;
    (void) workers;
    S_pre_kernel<<<1, 256>>>(defaultclock_t[0], s->device_S_w, s->device_neurons_ge, s->device_inputs_spikespace, s->inputs_N, s->S_dApre, s->S_gmax, s->S_taupost, s->S_taupre, s->device_S_synaptic_post, s->device_S_Apost, s->device_S_Apre, s->device_S_lastupdate, s->device_S_pre_rows);
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

/* S: effect of spikes
 *     _Apost = Apost*exp(-(t - lastupdate)/taupost)
 *     _Apre = Apre*exp(-(t - lastupdate)/taupre)
 *     Apost = _Apost
 *     Apre = _Apre
 *     Apost += dApost
 *     w = clip(w + Apre, 0, gmax)
 *     lastupdate = t
 */
__global__ void S_post_kernel(double defaultclock_t, double *__restrict__ S_w, int32_t neurons_N, const int32_t *__restrict__ neurons_spikespace, double S_gmax, double S_taupost, double S_taupre, double *__restrict__ S_Apost, double *__restrict__ S_Apre, double *__restrict__ S_lastupdate, double S_dApost, const int64_t *__restrict__ S_post_rows, const int32_t *__restrict__ S_post_order)
{
    const double t = defaultclock_t;
    const double invariant_1 = 1.0 / S_taupost;
    const double invariant_2 = 1.0 / S_taupre;
    const int32_t count = neurons_spikespace[neurons_N];
    for (int32_t spike = 0 + int32_t(blockIdx.x); spike < count; spike += int32_t(gridDim.x)) {
        const int32_t row = neurons_spikespace[spike];
        const int64_t row_begin = S_post_rows[row];
        const int64_t row_end = S_post_rows[row + 1];
        for (int64_t position = row_begin + int64_t(int32_t(threadIdx.x)); position < row_end; position += 64) {
            const int32_t synapse = S_post_order[position];
            double Apost = S_Apost[synapse];
            double Apre = S_Apre[synapse];
            double lastupdate = S_lastupdate[synapse];
            double w = S_w[synapse];
            const double Apost_next = Apost * exp(invariant_1 * -(t - lastupdate));
            const double Apre_next = Apre * exp(invariant_2 * -(t - lastupdate));
            Apost = Apost_next;
            Apre = Apre_next;
            Apost = Apost + S_dApost;
            w = w + Apre < 0.0 ? 0.0 : (w + Apre > S_gmax ? S_gmax : w + Apre);
            lastupdate = t;
            S_Apost[synapse] = Apost;
            S_Apre[synapse] = Apre;
            S_lastupdate[synapse] = lastupdate;
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
    const double *defaultclock_t = s->defaultclock_t;
    (void) worker;
    (void) workers;
    S_post_kernel<<<64, 64>>>(defaultclock_t[0], s->device_S_w, s->neurons_N, s->device_neurons_spikespace, s->S_gmax, s->S_taupost, s->S_taupre, s->device_S_Apost, s->device_S_Apre, s->device_S_lastupdate, s->S_dApost, s->device_S_post_rows, s->device_S_post_order);
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
