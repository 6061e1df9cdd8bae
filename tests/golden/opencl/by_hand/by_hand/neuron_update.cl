/* cells: update
 *     v = v + dt*(I + g - v)/tau
 *     g = g - dt*g/tau_g
 * cells: threshold v > 1
 */
__kernel void cells_update_and_threshold_flags_kernel(double clock_dt, int cells_N, double cells_tau, double cells_tau_g, __global double *restrict cells_v, __global double *restrict cells_g, __global const double *restrict cells_I, __global uchar *restrict cells_flags)
{
    const int i = (int) get_global_id(0);
    if (i < cells_N) {
        const double v_i = cells_v[i];
        const double g_i = cells_g[i];
        const double I_i = cells_I[i];
        const double v_next = v_i + clock_dt * (I_i + g_i - v_i) / cells_tau;
        const double g_next = g_i - clock_dt * g_i / cells_tau_g;
        cells_v[i] = v_next;
        cells_g[i] = g_next;
        cells_flags[i] = (uchar) (v_next > 1.0);
    }
}

/* cells_update_and_threshold, continued */
__kernel void cells_update_and_threshold_kernel(int cells_N, __global int *cells_spikes, __global const uchar *cells_flags)
{
    __local int ends[256];
    const int item = (int) get_local_id(0);
    const int n_words = (cells_N + 7) / 8;
    const int share = (n_words + 255) / 256;
    const int first_word = item * share < n_words ? item * share : n_words;
    const int last_word = first_word + share < n_words ? first_word + share : n_words;
    __global const ulong *word = (__global const ulong *) cells_flags;
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
                    cells_spikes[slot] = w_1 * 8 + b;
                    slot += 1;
                }
            }
        }
    }
    const int count = ends[255];
    if (item == 0) {
        cells_spikes[cells_N] = count;
    }
}

/* cells: reset
 *     v = 0.0
 *     count = count + 1
 */
__kernel void cells_reset_kernel(int cells_N, __global double *restrict cells_v, __global double *restrict cells_count, __global const int *restrict cells_spikes)
{
    const int count = cells_spikes[cells_N];
    for (int event = (int) get_local_id(0); event < count; event += 256) {
        const int i = cells_spikes[event];
        const double count_i = cells_count[i];
        const double v_next = 0.0;
        const double count_next = count_i + 1.0;
        cells_v[i] = v_next;
        cells_count[i] = count_next;
    }
}
