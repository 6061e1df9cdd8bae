#include "definitions.h"
#include "genn_emit/rng.h"

/* inputs: threshold
 *     _cond = rand() < rates * dt
 */
__global__ void inputs_spike_thresholder_flags_kernel(int64_t defaultclock_timestep, double defaultclock_dt, const double *__restrict__ inputs_rates, uint8_t *__restrict__ inputs_spike_thresholder_flags, uint64_t inputs_spike_thresholder_key, int64_t inputs_spike_thresholder_began, int32_t inputs_N)
{
    const int32_t i = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < inputs_N) {
        const double dt = defaultclock_dt;
        const double rates = inputs_rates[i];
        const bool cond = genn_uniform_f64(inputs_spike_thresholder_key, uint32_t(i), 0u, uint64_t(defaultclock_timestep - inputs_spike_thresholder_began)) < dt * rates;
        inputs_spike_thresholder_flags[i] = uint8_t(cond);
    }
}

/* inputs_spike_thresholder, continued */
__global__ void inputs_spike_thresholder_kernel(int32_t *inputs_spikespace, const uint8_t *inputs_spike_thresholder_flags, int32_t inputs_N)
{
    __shared__ int32_t ends[256];
    const int32_t item = int32_t(threadIdx.x);
    const int32_t n_words = (inputs_N + 7) / 8;
    const int32_t share = (n_words + 255) / 256;
    const int32_t first_word = item * share < n_words ? item * share : n_words;
    const int32_t last_word = first_word + share < n_words ? first_word + share : n_words;
    const uint64_t *word = (const uint64_t *) inputs_spike_thresholder_flags;
    int32_t found = 0;
    for (int32_t w = first_word; w < last_word; w++) {
        found += int32_t((word[w] * 72340172838076673ull) >> 56u);
    }
    ends[item] = found;
    __syncthreads();
    for (int32_t shift = 1; shift < 256; shift += shift) {
        int32_t before = 0;
        if (item >= shift) {
            before = ends[item - shift];
        }
        __syncthreads();
        ends[item] += before;
        __syncthreads();
    }
    int32_t slot = ends[item] - found;
    for (int32_t w_1 = first_word; w_1 < last_word; w_1++) {
        const uint64_t bits = word[w_1];
        if (bits != 0u) {
            for (int32_t b = 0; b < 8; b++) {
                if (((bits >> uint64_t(b * 8)) & 1u) != 0u) {
                    inputs_spikespace[slot] = w_1 * 8 + b;
                    slot += 1;
                }
            }
        }
    }
    const int32_t count = ends[255];
    if (item == 0) {
        inputs_spikespace[inputs_N] = count;
    }
}

/* What inputs_spike_thresholder keeps during a run. */
extern "C" void bind_inputs_spike_thresholder(State *s)
{
    genn_device_select(s->device);
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
    const int64_t items = int64_t(inputs_N);
    if (items > 0) {
        inputs_spike_thresholder_flags_kernel<<<int32_t((items + 63) / 64), 64>>>(defaultclock_timestep[0], defaultclock_dt[0], s->device_inputs_rates, s->device_inputs_spike_thresholder_flags, s->inputs_spike_thresholder_key, s->inputs_spike_thresholder_began, s->inputs_N);
    }
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    inputs_spike_thresholder_kernel<<<1, 256>>>(s->device_inputs_spikespace, s->device_inputs_spike_thresholder_flags, s->inputs_N);
    const int32_t failed_1 = genn_launched(s->device);
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

/* neurons: state update
 *     dge/dt = -ge / taue : 1
 *     dv/dt = (ge * (Ee - v) + El - v) / taum : V
 * neurons: threshold
 *     _cond = v > vt
 */
__global__ void neurons_stateupdater_and_threshold_flags_kernel(double defaultclock_dt, double neurons_Ee, double neurons_El, double neurons_taue, double neurons_taum, double *__restrict__ neurons_ge, double *__restrict__ neurons_v, int32_t neurons_N, double neurons_vt, uint8_t *__restrict__ neurons_spike_thresholder_flags)
{
    const int32_t i = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < neurons_N) {
        const double dt = defaultclock_dt;
        const double invariant_1 = -dt / neurons_taue;
        const double invariant_2 = dt / neurons_taum;
        double ge = neurons_ge[i];
        double v = neurons_v[i];
        const double ge_next = invariant_1 * ge + ge;
        const double v_next = invariant_2 * (neurons_El + ge * (neurons_Ee - v) - v) + v;
        ge = ge_next;
        v = v_next;
        const bool cond = v > neurons_vt;
        neurons_ge[i] = ge;
        neurons_v[i] = v;
        neurons_spike_thresholder_flags[i] = uint8_t(cond);
    }
}

/* neurons_stateupdater_and_threshold, continued */
__global__ void neurons_stateupdater_and_threshold_kernel(int32_t neurons_N, int32_t *neurons_spikespace, const uint8_t *neurons_spike_thresholder_flags)
{
    __shared__ int32_t ends[256];
    const int32_t item = int32_t(threadIdx.x);
    const int32_t n_words = (neurons_N + 7) / 8;
    const int32_t share = (n_words + 255) / 256;
    const int32_t first_word = item * share < n_words ? item * share : n_words;
    const int32_t last_word = first_word + share < n_words ? first_word + share : n_words;
    const uint64_t *word = (const uint64_t *) neurons_spike_thresholder_flags;
    int32_t found = 0;
    for (int32_t w = first_word; w < last_word; w++) {
        found += int32_t((word[w] * 72340172838076673ull) >> 56u);
    }
    ends[item] = found;
    __syncthreads();
    for (int32_t shift = 1; shift < 256; shift += shift) {
        int32_t before = 0;
        if (item >= shift) {
            before = ends[item - shift];
        }
        __syncthreads();
        ends[item] += before;
        __syncthreads();
    }
    int32_t slot = ends[item] - found;
    for (int32_t w_1 = first_word; w_1 < last_word; w_1++) {
        const uint64_t bits = word[w_1];
        if (bits != 0u) {
            for (int32_t b = 0; b < 8; b++) {
                if (((bits >> uint64_t(b * 8)) & 1u) != 0u) {
                    neurons_spikespace[slot] = w_1 * 8 + b;
                    slot += 1;
                }
            }
        }
    }
    const int32_t count = ends[255];
    if (item == 0) {
        neurons_spikespace[neurons_N] = count;
    }
}

/* What neurons_stateupdater_and_threshold keeps during a run. */
extern "C" void bind_neurons_stateupdater_and_threshold(State *s)
{
    genn_device_select(s->device);
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
    const int64_t items = int64_t(neurons_N);
    if (items > 0) {
        neurons_stateupdater_and_threshold_flags_kernel<<<int32_t((items + 63) / 64), 64>>>(defaultclock_dt[0], s->neurons_Ee, s->neurons_El, s->neurons_taue, s->neurons_taum, s->device_neurons_ge, s->device_neurons_v, s->neurons_N, s->neurons_vt, s->device_neurons_spike_thresholder_flags);
    }
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    neurons_stateupdater_and_threshold_kernel<<<1, 256>>>(s->neurons_N, s->device_neurons_spikespace, s->device_neurons_spike_thresholder_flags);
    const int32_t failed_1 = genn_launched(s->device);
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

/* neurons: reset
 *     v = vr
 */
__global__ void neurons_spike_resetter_kernel(double *__restrict__ neurons_v, int32_t neurons_N, const int32_t *__restrict__ neurons_spikespace, double neurons_vr)
{
    const int32_t count = neurons_spikespace[neurons_N];
    for (int32_t event = int32_t(threadIdx.x); event < count; event += 256) {
        const int32_t i = neurons_spikespace[event];
        double v;
        v = neurons_vr;
        neurons_v[i] = v;
    }
}

/* What neurons_spike_resetter keeps during a run. */
extern "C" void bind_neurons_spike_resetter(State *s)
{
    genn_device_select(s->device);
}

/* neurons: reset
 *     v = vr
 */
extern "C" int32_t launch_neurons_spike_resetter(State *s, int32_t worker, int32_t workers)
{
    (void) worker;
    (void) workers;
    neurons_spike_resetter_kernel<<<1, 256>>>(s->device_neurons_v, s->neurons_N, s->device_neurons_spikespace, s->neurons_vr);
    const int32_t failed = genn_launched(s->device);
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
