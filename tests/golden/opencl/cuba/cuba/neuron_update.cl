/* P: state update
 *     dge/dt = -ge / taue : V
 *     dgi/dt = -gi / taui : V
 *     dv/dt = (ge + gi - (v - El)) / taum : V (unless refractory)
 * P: threshold
 *     _cond = (v > Vt) and not_refractory
 */
__kernel void P_stateupdater_and_threshold_flags_kernel(double defaultclock_t, double defaultclock_dt, double P_El, double P_refractory_period, double P_taue, double P_taui, double P_taum, __global double *restrict P_ge, __global double *restrict P_gi, __global const double *restrict P_lastspike, __global uchar *restrict P_not_refractory, __global double *restrict P_v, int P_N, double P_Vt, __global uchar *restrict P_spike_thresholder_flags)
{
    const int i = (int) get_global_id(0);
    if (i < P_N) {
        const double dt = defaultclock_dt;
        const double t = defaultclock_t;
        const long invariant_1 = genn_timestep(P_refractory_period, dt);
        const double invariant_2 = exp(-dt / P_taue);
        const double invariant_3 = exp(-dt / P_taui);
        const double invariant_4 = P_taue * exp(-dt / P_taue);
        const double invariant_5 = -exp(dt / P_taue);
        const double invariant_6 = dt / P_taum;
        const double invariant_7 = -dt / P_taum;
        const double invariant_8 = 0.0 - P_taum;
        const double invariant_9 = P_taui * exp(-dt / P_taui);
        const double invariant_10 = -exp(dt / P_taui);
        const double invariant_11 = P_El - P_El;
        const double invariant_12 = P_El - P_El * exp(invariant_7);
        const double invariant_13 = invariant_4 * (invariant_5 + exp(invariant_6)) * exp(invariant_7) / (invariant_8 + P_taue);
        const double invariant_14 = invariant_9 * (invariant_10 + exp(invariant_6)) * exp(invariant_7) / (invariant_8 + P_taui);
        const double invariant_15 = exp(invariant_7);
        const double limit_1 = genn_time_of_step(invariant_1, dt);
        double ge = P_ge[i];
        double gi = P_gi[i];
        const double lastspike = P_lastspike[i];
        bool not_refractory = P_not_refractory[i] != 0;
        double v = P_v[i];
        not_refractory = t - lastspike >= limit_1;
        const double ge_next = invariant_2 * ge;
        const double gi_next = invariant_3 * gi;
        const double v_next = not_refractory ? invariant_12 + (invariant_13 * ge + invariant_14 * gi + invariant_15 * v) : invariant_11 + v;
        ge = ge_next;
        gi = gi_next;
        v = not_refractory ? v_next : v;
        const bool cond = (v > P_Vt) & not_refractory;
        P_ge[i] = ge;
        P_gi[i] = gi;
        P_not_refractory[i] = (uchar) not_refractory;
        P_v[i] = v;
        P_spike_thresholder_flags[i] = (uchar) cond;
    }
}

/* P_stateupdater_and_threshold, continued */
__kernel void P_stateupdater_and_threshold_kernel(double defaultclock_t, __global double *P_lastspike, __global uchar *P_not_refractory, int P_N, __global int *P_spikespace, __global const uchar *P_spike_thresholder_flags)
{
    __local int ends[256];
    const int item = (int) get_local_id(0);
    const int n_words = (P_N + 7) / 8;
    const int share = (n_words + 255) / 256;
    const int first_word = item * share < n_words ? item * share : n_words;
    const int last_word = first_word + share < n_words ? first_word + share : n_words;
    __global const ulong *word = (__global const ulong *) P_spike_thresholder_flags;
    int found = 0;
    for (int w = first_word; w < last_word; w++) {
        found += (int) ((word[w] * 72340172838076673ul) >> 56u);
    }
    ends[item] = found;
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    for (int shift = 1; shift < 256; shift += shift) {
        int before = 0;
        if (item >= shift) {
            before = ends[item - shift];
        }
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
        ends[item] += before;
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    }
    int slot = ends[item] - found;
    for (int w_1 = first_word; w_1 < last_word; w_1++) {
        const ulong bits = word[w_1];
        if (bits != 0u) {
            for (int b = 0; b < 8; b++) {
                if (((bits >> (ulong) (b * 8)) & 1u) != 0u) {
                    P_spikespace[slot] = w_1 * 8 + b;
                    slot += 1;
                }
            }
        }
    }
    const int count = ends[255];
    if (item == 0) {
        P_spikespace[P_N] = count;
    }
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    for (int event = item; event < count; event += 256) {
        const int i = P_spikespace[event];
        P_lastspike[i] = defaultclock_t;
        P_not_refractory[i] = 0;
    }
}

/* P: reset
 *     v = Vr
 */
__kernel void P_spike_resetter_kernel(__global double *restrict P_v, int P_N, __global const int *restrict P_spikespace, double P_Vr)
{
    const int count = P_spikespace[P_N];
    for (int event = (int) get_local_id(0); event < count; event += 256) {
        const int i = P_spikespace[event];
        double v;
        v = P_Vr;
        P_v[i] = v;
    }
}
