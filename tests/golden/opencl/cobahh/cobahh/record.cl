/* trace: state recorded
 *     _to_record_v = _source_v
 */
__kernel void trace_kernel(double trace_clock_t, __global const double *restrict P_v, __global double *restrict trace_v, __global double *restrict trace_t, int trace_n_indices, __global const int *restrict trace_indices, int trace_N)
{
    const int k = (int) get_global_id(0);
    if (k == 0) {
        trace_t[trace_N] = trace_clock_t;
    }
    if (k < trace_n_indices) {
        const int i = trace_indices[k];
        const double source_v = P_v[i];
        const double to_record_v = source_v;
        const long place = (long) trace_N * (long) trace_n_indices + (long) k;
        trace_v[place] = to_record_v;
    }
}

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
