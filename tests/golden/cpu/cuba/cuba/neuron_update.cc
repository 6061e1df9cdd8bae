#include "definitions.h"
#include "genn_emit/slices.h"
#include "genn_emit/loops.h"

/* P: state update
 *     dge/dt = -ge / taue : V
 *     dgi/dt = -gi / taui : V
 *     dv/dt = (ge + gi - (v - El)) / taum : V (unless refractory)
 * P: threshold
 *     _cond = (v > Vt) and not_refractory
 */
extern "C" int32_t P_stateupdater_and_threshold_flags(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_t = s->defaultclock_t;
    double *__restrict P_ge = s->P_ge;
    double *__restrict P_gi = s->P_gi;
    const double *__restrict P_lastspike = s->P_lastspike;
    uint8_t *__restrict P_not_refractory = s->P_not_refractory;
    double *__restrict P_v = s->P_v;
    const int32_t P_N = s->P_N;
    const double P_Vt = s->P_Vt;
    uint8_t *__restrict P_spike_thresholder_flags = s->P_spike_thresholder_flags;
    const int32_t first = genn_slice(s->team, P_N, worker, workers);
    const int32_t last = genn_slice(s->team, P_N, worker + 1, workers);
    genn_fetch_border(P_not_refractory, first, last);
    genn_fetch_border(P_ge, first, last);
    genn_fetch_border(P_gi, first, last);
    genn_fetch_border(P_v, first, last);
    genn_fetch_border(P_spike_thresholder_flags, first, last);
    const double invariant_2 = s->P_stateupdater_and_threshold_invariant_2;
    const double invariant_3 = s->P_stateupdater_and_threshold_invariant_3;
    const double invariant_11 = s->P_stateupdater_and_threshold_invariant_11;
    const double invariant_12 = s->P_stateupdater_and_threshold_invariant_12;
    const double invariant_13 = s->P_stateupdater_and_threshold_invariant_13;
    const double invariant_14 = s->P_stateupdater_and_threshold_invariant_14;
    const double invariant_15 = s->P_stateupdater_and_threshold_invariant_15;
    const double limit_1 = s->P_stateupdater_and_threshold_limit_1;
    const double t = defaultclock_t[0];
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        const double lastspike = P_lastspike[i];
        bool not_refractory = P_not_refractory[i] != 0;
        not_refractory = t - lastspike >= limit_1;
        P_not_refractory[i] = uint8_t(not_refractory);
    }
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        const bool not_refractory = P_not_refractory[i] != 0;
        double ge = P_ge[i];
        double gi = P_gi[i];
        double v = P_v[i];
        const double ge_next = invariant_2 * ge;
        const double gi_next = invariant_3 * gi;
        const double v_next = not_refractory ? invariant_12 + (invariant_13 * ge + invariant_14 * gi + invariant_15 * v) : invariant_11 + v;
        ge = ge_next;
        gi = gi_next;
        v = not_refractory ? v_next : v;
        const bool cond = (v > P_Vt) & not_refractory;
        P_ge[i] = ge;
        P_gi[i] = gi;
        P_v[i] = v;
        P_spike_thresholder_flags[i] = uint8_t(cond);
    }
    return 0;
}

/* P_stateupdater_and_threshold: the elements that crossed it, those of each worker apart */
extern "C" int32_t P_stateupdater_and_threshold_found(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_t = s->defaultclock_t;
    double *__restrict P_lastspike = s->P_lastspike;
    uint8_t *__restrict P_not_refractory = s->P_not_refractory;
    const int32_t P_N = s->P_N;
    const uint8_t *__restrict P_spike_thresholder_flags = s->P_spike_thresholder_flags;
    int32_t *__restrict P_spike_thresholder_found = s->P_spike_thresholder_found;
    const int32_t first = genn_slice(s->team, P_N, worker, workers);
    const int32_t last = genn_slice(s->team, P_N, worker + 1, workers);
    const uint64_t *word = (const uint64_t *) P_spike_thresholder_flags;
    int32_t end = first;
    for (int32_t block = first; block < last; block += 8) {
        uint64_t bits = word[block / 8];
        while (bits != 0u) {
            P_spike_thresholder_found[end] = block + (__builtin_ctzll(bits) >> 3);
            end += 1;
            bits = bits & (bits - 1u);
        }
    }
    if (end < last) {
        P_spike_thresholder_found[end] = -1;
    }
    for (int32_t event = first; event < end; event++) {
        const int32_t i = P_spike_thresholder_found[event];
        P_lastspike[i] = defaultclock_t[0];
        P_not_refractory[i] = 0;
    }
    return 0;
}

/* P_stateupdater_and_threshold: all that crossed their threshold */
extern "C" int32_t P_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers)
{
    const int32_t P_N = s->P_N;
    int32_t *__restrict P_spikespace = s->P_spikespace;
    const int32_t *__restrict P_spike_thresholder_found = s->P_spike_thresholder_found;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    int32_t count = 0;
    for (int32_t finder = 0; finder < workers; finder++) {
        const int32_t end_1 = genn_slice(s->team, P_N, finder + 1, workers);
        for (int32_t event_1 = genn_slice(s->team, P_N, finder, workers); event_1 < end_1; event_1++) {
            if (P_spike_thresholder_found[event_1] < 0) {
                break;
            }
            P_spikespace[count] = P_spike_thresholder_found[event_1];
            count += 1;
        }
    }
    P_spikespace[P_N] = count;
    return 0;
}

/* P: reset
 *     v = Vr
 */
extern "C" int32_t P_spike_resetter(State *s, int32_t worker, int32_t workers)
{
    double *__restrict P_v = s->P_v;
    const int32_t P_N = s->P_N;
    const int32_t *__restrict P_spikespace = s->P_spikespace;
    const double P_Vr = s->P_Vr;
    const int32_t first = genn_slice(s->team, P_N, worker, workers);
    const int32_t last = genn_slice(s->team, P_N, worker + 1, workers);
    const int64_t own = genn_at_least(P_spikespace, (const int32_t *) 0, 0, int64_t(P_spikespace[P_N]), first, P_N);
    const int64_t own_end = genn_at_least(P_spikespace, (const int32_t *) 0, 0, int64_t(P_spikespace[P_N]), last, P_N);
    for (int64_t event = own; event < own_end; event++) {
        const int32_t i = P_spikespace[event];
        double v;
        v = P_Vr;
        P_v[i] = v;
    }
    return 0;
}
