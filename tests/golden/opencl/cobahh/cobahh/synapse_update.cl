/* Ce: effect of spikes
 *     ge += we
 */
__kernel void Ce_pre_kernel(__global double *P_ge, int P_N, __global const int *P_spikespace, double Ce_we, __global const int *Ce_synaptic_post, __global const long *Ce_pre_rows)
{
    const int count = P_spikespace[P_N];
    for (int spike = 0; spike < count; spike++) {
        const int row = P_spikespace[spike];
        const long row_begin = Ce_pre_rows[row];
        const long row_end = Ce_pre_rows[row + 1];
        for (long position = row_begin + (long) (int) get_local_id(0); position < row_end; position += 256) {
            const int synapse = (int) position;
            const int postsynaptic_idx = Ce_synaptic_post[synapse];
            double ge = P_ge[postsynaptic_idx];
            ge = ge + Ce_we;
            P_ge[postsynaptic_idx] = ge;
        }
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    }
}

/* Ci: effect of spikes
 *     gi += wi
 */
__kernel void Ci_pre_kernel(__global double *P_gi, int P_N, __global const int *P_spikespace, double Ci_wi, __global const int *Ci_synaptic_post, __global const long *Ci_pre_rows)
{
    const int count = P_spikespace[P_N];
    for (int spike = 0; spike < count; spike++) {
        const int row = P_spikespace[spike];
        const long row_begin = Ci_pre_rows[row];
        const long row_end = Ci_pre_rows[row + 1];
        for (long position = row_begin + (long) (int) get_local_id(0); position < row_end; position += 256) {
            const int synapse = (int) position;
            const int postsynaptic_idx = Ci_synaptic_post[synapse];
            double gi = P_gi[postsynaptic_idx];
            gi = gi + Ci_wi;
            P_gi[postsynaptic_idx] = gi;
        }
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    }
}
