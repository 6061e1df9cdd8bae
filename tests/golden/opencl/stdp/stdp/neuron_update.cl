/* inputs: threshold
 *     _cond = rand() < rates * dt
 */
__kernel void inputs_spike_thresholder_flags_kernel(long defaultclock_timestep, double defaultclock_dt, __global const double *restrict inputs_rates, __global uchar *restrict inputs_spike_thresholder_flags, ulong inputs_spike_thresholder_key, long inputs_spike_thresholder_began, int inputs_N)
{
    const int i = (int) get_global_id(0);
    if (i < inputs_N) {
        const double dt = defaultclock_dt;
        const double rates = inputs_rates[i];
        const bool cond = genn_uniform_f64(inputs_spike_thresholder_key, (uint) i, 0u, (ulong) (defaultclock_timestep - inputs_spike_thresholder_began)) < dt * rates;
        inputs_spike_thresholder_flags[i] = (uchar) cond;
    }
}

/* inputs_spike_thresholder, continued */
__kernel void inputs_spike_thresholder_kernel(__global int *inputs_spikespace, __global const uchar *inputs_spike_thresholder_flags, int inputs_N)
{
    __local int ends[256];
    const int item = (int) get_local_id(0);
    const int n_words = (inputs_N + 7) / 8;
    const int share = (n_words + 255) / 256;
    const int first_word = item * share < n_words ? item * share : n_words;
    const int last_word = first_word + share < n_words ? first_word + share : n_words;
    __global const ulong *word = (__global const ulong *) inputs_spike_thresholder_flags;
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
                    inputs_spikespace[slot] = w_1 * 8 + b;
                    slot += 1;
                }
            }
        }
    }
    const int count = ends[255];
    if (item == 0) {
        inputs_spikespace[inputs_N] = count;
    }
}

/* neurons: state update
 *     dge/dt = -ge / taue : 1
 *     dv/dt = (ge * (Ee - v) + El - v) / taum : V
 * neurons: threshold
 *     _cond = v > vt
 */
__kernel void neurons_stateupdater_and_threshold_flags_kernel(double defaultclock_dt, double neurons_Ee, double neurons_El, double neurons_taue, double neurons_taum, __global double *restrict neurons_ge, __global double *restrict neurons_v, int neurons_N, double neurons_vt, __global uchar *restrict neurons_spike_thresholder_flags)
{
    const int i = (int) get_global_id(0);
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
        neurons_spike_thresholder_flags[i] = (uchar) cond;
    }
}

/* neurons_stateupdater_and_threshold, continued */
__kernel void neurons_stateupdater_and_threshold_kernel(int neurons_N, __global int *neurons_spikespace, __global const uchar *neurons_spike_thresholder_flags)
{
    __local int ends[256];
    const int item = (int) get_local_id(0);
    const int n_words = (neurons_N + 7) / 8;
    const int share = (n_words + 255) / 256;
    const int first_word = item * share < n_words ? item * share : n_words;
    const int last_word = first_word + share < n_words ? first_word + share : n_words;
    __global const ulong *word = (__global const ulong *) neurons_spike_thresholder_flags;
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
                    neurons_spikespace[slot] = w_1 * 8 + b;
                    slot += 1;
                }
            }
        }
    }
    const int count = ends[255];
    if (item == 0) {
        neurons_spikespace[neurons_N] = count;
    }
}

/* neurons: reset
 *     v = vr
 */
__kernel void neurons_spike_resetter_kernel(__global double *restrict neurons_v, int neurons_N, __global const int *restrict neurons_spikespace, double neurons_vr)
{
    const int count = neurons_spikespace[neurons_N];
    for (int event = (int) get_local_id(0); event < count; event += 256) {
        const int i = neurons_spikespace[event];
        double v;
        v = neurons_vr;
        neurons_v[i] = v;
    }
}
