#include "definitions.h"
#include "genn_emit/loops.h"
#include "genn_emit/cpu_math.h"
#include "genn_emit/rng.h"

/* neurons: state update
 *     dge/dt = -ge / taue : 1
 *     dv/dt = (ge * (Ee - v) + El - v) / taum : V
 */
extern "C" int32_t neurons_stateupdater(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_dt = s->defaultclock_dt;
    const double neurons_Ee = s->neurons_Ee;
    const double neurons_El = s->neurons_El;
    const double neurons_taue = s->neurons_taue;
    const double neurons_taum = s->neurons_taum;
    double *__restrict neurons_ge = s->neurons_ge;
    double *__restrict neurons_v = s->neurons_v;
    const int32_t neurons_N = s->neurons_N;
    const int32_t first = int32_t(int64_t(neurons_N) * int64_t(worker) / int64_t(workers));
    const int32_t last = int32_t(int64_t(neurons_N) * (int64_t(worker) + 1) / int64_t(workers));
    const double dt = defaultclock_dt[0];
    const double invariant_1 = -dt / neurons_taue;
    const double invariant_2 = dt / neurons_taum;
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        double ge = neurons_ge[i];
        double v = neurons_v[i];
        const double ge_next = invariant_1 * ge + ge;
        const double v_next = invariant_2 * (neurons_El + ge * (neurons_Ee - v) - v) + v;
        ge = ge_next;
        v = v_next;
        neurons_ge[i] = ge;
        neurons_v[i] = v;
    }
    return 0;
}

/* inputs_spike_thresholder: a flag for each element that crosses its threshold */
extern "C" int32_t inputs_spike_thresholder_flags(State *s, int32_t worker, int32_t workers)
{
    const int64_t *__restrict defaultclock_timestep = s->defaultclock_timestep;
    const double *__restrict defaultclock_dt = s->defaultclock_dt;
    const double *__restrict inputs_rates = s->inputs_rates;
    uint8_t *__restrict inputs_spike_thresholder_flags = s->inputs_spike_thresholder_flags;
    const uint64_t inputs_spike_thresholder_key = s->inputs_spike_thresholder_key;
    const int64_t inputs_spike_thresholder_began = s->inputs_spike_thresholder_began;
    const int32_t inputs_N = s->inputs_N;
    const int32_t first = int32_t(int64_t(inputs_N) * int64_t(worker) / int64_t(workers));
    const int32_t last = int32_t(int64_t(inputs_N) * (int64_t(worker) + 1) / int64_t(workers));
    const double dt = defaultclock_dt[0];
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        const double rates = inputs_rates[i];
        const bool cond = genn_uniform_f64(inputs_spike_thresholder_key, uint32_t(i), 0u, uint64_t(defaultclock_timestep[0] - inputs_spike_thresholder_began)) < dt * rates;
        inputs_spike_thresholder_flags[i] = uint8_t(cond);
    }
    return 0;
}

/* inputs: threshold
 *     _cond = rand() < rates * dt
 */
extern "C" int32_t inputs_spike_thresholder(State *s, int32_t worker, int32_t workers)
{
    int32_t *__restrict inputs_spikespace = s->inputs_spikespace;
    const uint8_t *__restrict inputs_spike_thresholder_flags = s->inputs_spike_thresholder_flags;
    const int32_t inputs_N = s->inputs_N;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    const uint64_t *word = (const uint64_t *) inputs_spike_thresholder_flags;
    int32_t count = 0;
    for (int32_t block = 0; block < inputs_N; block += 8) {
        uint64_t bits = word[block / 8];
        while (bits != 0u) {
            inputs_spikespace[count] = block + (__builtin_ctzll(bits) >> 3);
            count += 1;
            bits = bits & (bits - 1u);
        }
    }
    inputs_spikespace[inputs_N] = count;
    return 0;
}

/* neurons_spike_thresholder: a flag for each element that crosses its threshold */
extern "C" int32_t neurons_spike_thresholder_flags(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict neurons_v = s->neurons_v;
    const int32_t neurons_N = s->neurons_N;
    const double neurons_vt = s->neurons_vt;
    uint8_t *__restrict neurons_spike_thresholder_flags = s->neurons_spike_thresholder_flags;
    const int32_t first = int32_t(int64_t(neurons_N) * int64_t(worker) / int64_t(workers));
    const int32_t last = int32_t(int64_t(neurons_N) * (int64_t(worker) + 1) / int64_t(workers));
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        const double v = neurons_v[i];
        const bool cond = v > neurons_vt;
        neurons_spike_thresholder_flags[i] = uint8_t(cond);
    }
    return 0;
}

/* neurons: threshold
 *     _cond = v > vt
 */
extern "C" int32_t neurons_spike_thresholder(State *s, int32_t worker, int32_t workers)
{
    const int32_t neurons_N = s->neurons_N;
    int32_t *__restrict neurons_spikespace = s->neurons_spikespace;
    const uint8_t *__restrict neurons_spike_thresholder_flags = s->neurons_spike_thresholder_flags;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    const uint64_t *word = (const uint64_t *) neurons_spike_thresholder_flags;
    int32_t count = 0;
    for (int32_t block = 0; block < neurons_N; block += 8) {
        uint64_t bits = word[block / 8];
        while (bits != 0u) {
            neurons_spikespace[count] = block + (__builtin_ctzll(bits) >> 3);
            count += 1;
            bits = bits & (bits - 1u);
        }
    }
    neurons_spikespace[neurons_N] = count;
    return 0;
}

/* neurons: reset
 *     v = vr
 */
extern "C" int32_t neurons_spike_resetter(State *s, int32_t worker, int32_t workers)
{
    double *__restrict neurons_v = s->neurons_v;
    const int32_t *__restrict neurons_spikespace = s->neurons_spikespace;
    const int32_t neurons_spikespace_size = s->neurons_spikespace_size;
    const double neurons_vr = s->neurons_vr;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    const int32_t count = neurons_spikespace[neurons_spikespace_size];
    for (int32_t event = 0; event < count; event++) {
        const int32_t i = neurons_spikespace[event];
        double v;
        v = neurons_vr;
        neurons_v[i] = v;
    }
    return 0;
}
