/* weights: state recorded
 *     _to_record_w = _source_w
 */
__kernel void weights_kernel(double weights_clock_t, __global const double *restrict S_w, __global double *restrict weights_w, __global double *restrict weights_t, int weights_n_indices, __global const int *restrict weights_indices, int weights_N)
{
    const int k = (int) get_global_id(0);
    if (k == 0) {
        weights_t[weights_N] = weights_clock_t;
    }
    if (k < weights_n_indices) {
        const int i = weights_indices[k];
        const double source_w = S_w[i];
        const double to_record_w = source_w;
        const long place = (long) weights_N * (long) weights_n_indices + (long) k;
        weights_w[place] = to_record_w;
    }
}

/* outputs: events recorded
 *     _to_record_i = _source_i
 *     _to_record_t = _source_t
 */
__kernel void outputs_kernel(double defaultclock_t, int neurons_N, __global const int *neurons_spikespace, __global const int *neurons_i, __global int *outputs_i, __global double *outputs_t, long outputs_source_start, long outputs_source_stop, __global int *outputs_count, __global int *outputs_N)
{
    const double source_t = defaultclock_t;
    const int count = neurons_spikespace[neurons_N];
    int low = 0;
    int high = count;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (neurons_spikespace[middle] < (int) outputs_source_start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    int low_1 = 0;
    int high_1 = count;
    while (low_1 < high_1) {
        const int middle_1 = (low_1 + high_1) / 2;
        if (neurons_spikespace[middle_1] < (int) outputs_source_stop) {
            low_1 = middle_1 + 1;
        } else {
            high_1 = middle_1;
        }
    }
    const int item = (int) get_local_id(0);
    const int base = outputs_N[0];
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    for (int event = low + item; event < low_1; event += 256) {
        const int i = neurons_spikespace[event];
        const int source_i = neurons_i[i];
        const long to_record_i = (long) source_i;
        const double to_record_t = source_t;
        const int row = base + (event - low);
        outputs_i[row] = (int) to_record_i;
        outputs_t[row] = to_record_t;
        outputs_count[i - (int) outputs_source_start] += 1;
    }
    if (item == 0) {
        outputs_N[0] = base + (low_1 - low);
    }
}

/* spikes: events recorded
 *     _to_record_i = _source_i
 *     _to_record_t = _source_t
 */
__kernel void spikes_kernel(double defaultclock_t, __global const int *inputs_spikespace, int inputs_N, __global const int *inputs_i, __global int *spikes_i, __global double *spikes_t, long spikes_source_start, long spikes_source_stop, __global int *spikes_count, __global int *spikes_N)
{
    const double source_t = defaultclock_t;
    const int count = inputs_spikespace[inputs_N];
    int low = 0;
    int high = count;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (inputs_spikespace[middle] < (int) spikes_source_start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    int low_1 = 0;
    int high_1 = count;
    while (low_1 < high_1) {
        const int middle_1 = (low_1 + high_1) / 2;
        if (inputs_spikespace[middle_1] < (int) spikes_source_stop) {
            low_1 = middle_1 + 1;
        } else {
            high_1 = middle_1;
        }
    }
    const int item = (int) get_local_id(0);
    const int base = spikes_N[0];
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    for (int event = low + item; event < low_1; event += 256) {
        const int i = inputs_spikespace[event];
        const int source_i = inputs_i[i];
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
