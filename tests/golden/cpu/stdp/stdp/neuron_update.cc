#include "definitions.h"
#include "genn_emit/slices.h"
#include "genn_emit/loops.h"
#include "genn_emit/cpu_math.h"
#include "genn_emit/rng.h"
#include "genn_emit/chances.h"

/* inputs: threshold
 *     _cond = rand() < rates * dt
 */
extern "C" int32_t inputs_spike_thresholder_flags(State *s, int32_t worker, int32_t workers)
{
    const int64_t *__restrict defaultclock_timestep = s->defaultclock_timestep;
    const double *__restrict defaultclock_dt = s->defaultclock_dt;
    const double *__restrict inputs_rates = s->inputs_rates;
    uint8_t *__restrict inputs_spike_thresholder_flags = s->inputs_spike_thresholder_flags;
    const uint64_t inputs_spike_thresholder_key = s->inputs_spike_thresholder_key;
    const int64_t inputs_spike_thresholder_began = s->inputs_spike_thresholder_began;
    const int32_t inputs_N = s->inputs_N;
    const int32_t first = genn_slice(s->team, inputs_N, worker, workers);
    const int32_t last = genn_slice(s->team, inputs_N, worker + 1, workers);
    const double dt = defaultclock_dt[0];
    for (int32_t block = first; block < last; block += 64) {
        const int32_t end = block + 64 < last ? block + 64 : last;
        int32_t parts = 0;
        GENN_INDEPENDENT
        for (int32_t i = block; i < end; i++) {
            const double rates = inputs_rates[i];
            const int32_t own = genn_at_most(dt * rates);
            parts = own > parts ? own : parts;
        }
        if (genn_likely(parts)) {
            GENN_INDEPENDENT
            for (int32_t i = block; i < end; i++) {
                const double rates = inputs_rates[i];
                const bool cond = genn_uniform_f64(inputs_spike_thresholder_key, uint32_t(i), 0u, uint64_t(defaultclock_timestep[0] - inputs_spike_thresholder_began)) < dt * rates;
                inputs_spike_thresholder_flags[i] = uint8_t(cond);
            }
        } else {
            for (int32_t i = block; i < end; i++) {
                inputs_spike_thresholder_flags[i] = 0;
            }
            const double most = genn_probability(parts);
            uint32_t leaps = 0u;
            int32_t at = block + genn_leap(inputs_spike_thresholder_key, uint32_t(block), leaps << 16u, uint64_t(defaultclock_timestep[0] - inputs_spike_thresholder_began), most, end - block);
            while (at < end) {
                const int32_t i = at;
                const double rates = inputs_rates[i];
                inputs_spike_thresholder_flags[i] = uint8_t(genn_hit(inputs_spike_thresholder_key, uint32_t(block), leaps << 16u, uint64_t(defaultclock_timestep[0] - inputs_spike_thresholder_began), most, dt * rates));
                leaps += 1u;
                at += 1;
                at += genn_leap(inputs_spike_thresholder_key, uint32_t(block), leaps << 16u, uint64_t(defaultclock_timestep[0] - inputs_spike_thresholder_began), most, end - at);
            }
        }
    }
    return 0;
}

/* inputs_spike_thresholder: the elements that crossed it, those of each worker apart */
extern "C" int32_t inputs_spike_thresholder_found(State *s, int32_t worker, int32_t workers)
{
    const uint8_t *__restrict inputs_spike_thresholder_flags = s->inputs_spike_thresholder_flags;
    int32_t *__restrict inputs_spike_thresholder_found = s->inputs_spike_thresholder_found;
    const int32_t inputs_N = s->inputs_N;
    const int32_t first = genn_slice(s->team, inputs_N, worker, workers);
    const int32_t last = genn_slice(s->team, inputs_N, worker + 1, workers);
    const uint64_t *word = (const uint64_t *) inputs_spike_thresholder_flags;
    int32_t end_1 = first;
    for (int32_t block_1 = first; block_1 < last; block_1 += 8) {
        uint64_t bits = word[block_1 / 8];
        while (bits != 0u) {
            inputs_spike_thresholder_found[end_1] = block_1 + (__builtin_ctzll(bits) >> 3);
            end_1 += 1;
            bits = bits & (bits - 1u);
        }
    }
    if (end_1 < last) {
        inputs_spike_thresholder_found[end_1] = -1;
    }
    return 0;
}

/* inputs_spike_thresholder: all that crossed their threshold */
extern "C" int32_t inputs_spike_thresholder(State *s, int32_t worker, int32_t workers)
{
    int32_t *__restrict inputs_spikespace = s->inputs_spikespace;
    const int32_t *__restrict inputs_spike_thresholder_found = s->inputs_spike_thresholder_found;
    const int32_t inputs_N = s->inputs_N;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    int32_t count = 0;
    for (int32_t finder = 0; finder < workers; finder++) {
        const int32_t end_2 = genn_slice(s->team, inputs_N, finder + 1, workers);
        for (int32_t event = genn_slice(s->team, inputs_N, finder, workers); event < end_2; event++) {
            if (inputs_spike_thresholder_found[event] < 0) {
                break;
            }
            inputs_spikespace[count] = inputs_spike_thresholder_found[event];
            count += 1;
        }
    }
    inputs_spikespace[inputs_N] = count;
    return 0;
}

/* neurons: state update
 *     dge/dt = -ge / taue : 1
 *     dv/dt = (ge * (Ee - v) + El - v) / taum : V
 * neurons: threshold
 *     _cond = v > vt
 */
extern "C" int32_t neurons_stateupdater_and_threshold_flags(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_dt = s->defaultclock_dt;
    const double neurons_Ee = s->neurons_Ee;
    const double neurons_El = s->neurons_El;
    const double neurons_taue = s->neurons_taue;
    const double neurons_taum = s->neurons_taum;
    double *__restrict neurons_ge = s->neurons_ge;
    double *__restrict neurons_v = s->neurons_v;
    const int32_t neurons_N = s->neurons_N;
    const double neurons_vt = s->neurons_vt;
    uint8_t *__restrict neurons_spike_thresholder_flags = s->neurons_spike_thresholder_flags;
    const int32_t first = genn_slice(s->team, neurons_N, worker, workers);
    const int32_t last = genn_slice(s->team, neurons_N, worker + 1, workers);
    genn_fetch_border(neurons_ge, first, last);
    genn_fetch_border(neurons_v, first, last);
    genn_fetch_border(neurons_spike_thresholder_flags, first, last);
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
        const bool cond = v > neurons_vt;
        neurons_ge[i] = ge;
        neurons_v[i] = v;
        neurons_spike_thresholder_flags[i] = uint8_t(cond);
    }
    return 0;
}

/* neurons_stateupdater_and_threshold: the elements that crossed it, those of each worker apart */
extern "C" int32_t neurons_stateupdater_and_threshold_found(State *s, int32_t worker, int32_t workers)
{
    const int32_t neurons_N = s->neurons_N;
    const uint8_t *__restrict neurons_spike_thresholder_flags = s->neurons_spike_thresholder_flags;
    int32_t *__restrict neurons_spike_thresholder_found = s->neurons_spike_thresholder_found;
    const int32_t first = genn_slice(s->team, neurons_N, worker, workers);
    const int32_t last = genn_slice(s->team, neurons_N, worker + 1, workers);
    const uint64_t *word = (const uint64_t *) neurons_spike_thresholder_flags;
    int32_t end = first;
    for (int32_t block = first; block < last; block += 8) {
        uint64_t bits = word[block / 8];
        while (bits != 0u) {
            neurons_spike_thresholder_found[end] = block + (__builtin_ctzll(bits) >> 3);
            end += 1;
            bits = bits & (bits - 1u);
        }
    }
    if (end < last) {
        neurons_spike_thresholder_found[end] = -1;
    }
    return 0;
}

/* neurons_stateupdater_and_threshold: all that crossed their threshold */
extern "C" int32_t neurons_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers)
{
    const int32_t neurons_N = s->neurons_N;
    int32_t *__restrict neurons_spikespace = s->neurons_spikespace;
    const int32_t *__restrict neurons_spike_thresholder_found = s->neurons_spike_thresholder_found;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    int32_t count = 0;
    for (int32_t finder = 0; finder < workers; finder++) {
        const int32_t end_1 = genn_slice(s->team, neurons_N, finder + 1, workers);
        for (int32_t event = genn_slice(s->team, neurons_N, finder, workers); event < end_1; event++) {
            if (neurons_spike_thresholder_found[event] < 0) {
                break;
            }
            neurons_spikespace[count] = neurons_spike_thresholder_found[event];
            count += 1;
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
    const int32_t neurons_N = s->neurons_N;
    const int32_t *__restrict neurons_spikespace = s->neurons_spikespace;
    const double neurons_vr = s->neurons_vr;
    const int32_t first = genn_slice(s->team, neurons_N, worker, workers);
    const int32_t last = genn_slice(s->team, neurons_N, worker + 1, workers);
    const int64_t own = genn_at_least(neurons_spikespace, (const int32_t *) 0, 0, int64_t(neurons_spikespace[neurons_N]), first, neurons_N);
    const int64_t own_end = genn_at_least(neurons_spikespace, (const int32_t *) 0, 0, int64_t(neurons_spikespace[neurons_N]), last, neurons_N);
    for (int64_t event = own; event < own_end; event++) {
        const int32_t i = neurons_spikespace[event];
        double v;
        v = neurons_vr;
        neurons_v[i] = v;
    }
    return 0;
}
