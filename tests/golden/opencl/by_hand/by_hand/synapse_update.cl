/* inhibition: effect of spikes
 *     g += -w
 */
__kernel void inhibition_spikes_kernel(int cells_N, __global double *restrict cells_g, __global const int *restrict cells_spikes, __global const long *restrict inhibition_rows, __global const int *restrict inhibition_target, __global const double *restrict inhibition_w)
{
    const int count = cells_spikes[cells_N];
    for (int spike = 0; spike < count; spike++) {
        const int row = cells_spikes[spike];
        const long row_begin = inhibition_rows[row];
        const long row_end = inhibition_rows[row + 1];
        for (long position = row_begin; position < row_end; position++) {
            const int synapse = (int) position;
            const int j = inhibition_target[synapse];
            cells_g[j] += -inhibition_w[synapse];
        }
    }
}
