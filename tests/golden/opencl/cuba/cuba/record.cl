/* spikes: events recorded
 *     _to_record_i = _source_i
 *     _to_record_t = _source_t
 */
__kernel void spikes_kernel(double defaultclock_t, int P_N, __global const int *P_spikespace, __global const int *P_i, __global int *spikes_i, __global double *spikes_t, long spikes_source_start, long spikes_source_stop, __global int *spikes_count, __global int *spikes_N)
{
    const double source_t = defaultclock_t;
    const int count = P_spikespace[P_N];
    int low = 0;
    int high = count;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (P_spikespace[middle] < (int) spikes_source_start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    int low_1 = 0;
    int high_1 = count;
    while (low_1 < high_1) {
        const int middle_1 = (low_1 + high_1) / 2;
        if (P_spikespace[middle_1] < (int) spikes_source_stop) {
            low_1 = middle_1 + 1;
        } else {
            high_1 = middle_1;
        }
    }
    const int item = (int) get_local_id(0);
    const int base = spikes_N[0];
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    for (int event = low + item; event < low_1; event += 256) {
        const int i = P_spikespace[event];
        const int source_i = P_i[i];
        const long to_record_i = (long) source_i;
        const double to_record_t = source_t;
        const int row = base + (event - low);
        spikes_i[row] = (int) to_record_i;
        spikes_t[row] = to_record_t;
        spikes_count[i - (int) spikes_source_start] += 1;
    }
    if (item == 0) {
        spikes_N[0] = base + (low_1 - low);
    }
}
