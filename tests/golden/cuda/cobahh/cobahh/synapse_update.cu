#include "definitions.h"

/* Ce: effect of spikes
 *     ge += we
 */
__global__ void Ce_pre_kernel(double *P_ge, int32_t P_N, const int32_t *P_spikespace, double Ce_we, const int32_t *Ce_synaptic_post, const int64_t *Ce_pre_rows)
{
    const int32_t count = P_spikespace[P_N];
    for (int32_t spike = 0; spike < count; spike++) {
        const int32_t row = P_spikespace[spike];
        const int64_t row_begin = Ce_pre_rows[row];
        const int64_t row_end = Ce_pre_rows[row + 1];
        for (int64_t position = row_begin + int64_t(int32_t(threadIdx.x)); position < row_end; position += 256) {
            const int32_t synapse = int32_t(position);
            const int32_t postsynaptic_idx = Ce_synaptic_post[synapse];
            double ge = P_ge[postsynaptic_idx];
            ge = ge + Ce_we;
            P_ge[postsynaptic_idx] = ge;
        }
        __syncthreads();
    }
}

/* What Ce_pre keeps during a run. */
extern "C" void bind_Ce_pre(State *s)
{
    genn_device_select(s->device);
}

/* Ce: effect of spikes
 *     ge += we
 */
extern "C" int32_t launch_Ce_pre(State *s, int32_t worker, int32_t workers)
{
    (void) worker;
    (void) workers;
    Ce_pre_kernel<<<1, 256>>>(s->device_P_ge, s->P_N, s->device_P_spikespace, s->Ce_we, s->device_Ce_synaptic_post, s->device_Ce_pre_rows);
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* Ce_pre, done when it returns. */
extern "C" int32_t Ce_pre(State *s, int32_t worker, int32_t workers)
{
    bind_Ce_pre(s);
    const int32_t status = launch_Ce_pre(s, worker, workers);
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

/* Ci: effect of spikes
 *     gi += wi
 */
__global__ void Ci_pre_kernel(double *P_gi, int32_t P_N, const int32_t *P_spikespace, double Ci_wi, const int32_t *Ci_synaptic_post, const int64_t *Ci_pre_rows)
{
    const int32_t count = P_spikespace[P_N];
    for (int32_t spike = 0; spike < count; spike++) {
        const int32_t row = P_spikespace[spike];
        const int64_t row_begin = Ci_pre_rows[row];
        const int64_t row_end = Ci_pre_rows[row + 1];
        for (int64_t position = row_begin + int64_t(int32_t(threadIdx.x)); position < row_end; position += 256) {
            const int32_t synapse = int32_t(position);
            const int32_t postsynaptic_idx = Ci_synaptic_post[synapse];
            double gi = P_gi[postsynaptic_idx];
            gi = gi + Ci_wi;
            P_gi[postsynaptic_idx] = gi;
        }
        __syncthreads();
    }
}

/* What Ci_pre keeps during a run. */
extern "C" void bind_Ci_pre(State *s)
{
    genn_device_select(s->device);
}

/* Ci: effect of spikes
 *     gi += wi
 */
extern "C" int32_t launch_Ci_pre(State *s, int32_t worker, int32_t workers)
{
    (void) worker;
    (void) workers;
    Ci_pre_kernel<<<1, 256>>>(s->device_P_gi, s->P_N, s->device_P_spikespace, s->Ci_wi, s->device_Ci_synaptic_post, s->device_Ci_pre_rows);
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* Ci_pre, done when it returns. */
extern "C" int32_t Ci_pre(State *s, int32_t worker, int32_t workers)
{
    bind_Ci_pre(s);
    const int32_t status = launch_Ci_pre(s, worker, workers);
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
