/* S_Apost: decay of the value that all synapses of a neuron share */
__kernel void S_Apost_decay_kernel(double defaultclock_dt, int neurons_N, double S_taupost, __global double *restrict S_Apost_now)
{
    const int i = (int) get_global_id(0);
    if (i < neurons_N) {
        const double invariant_1 = 1.0 / S_taupost;
        const double decay = exp(invariant_1 * -defaultclock_dt);
        S_Apost_now[i] = S_Apost_now[i] * decay;
    }
}

/* S_Apre: decay of the value that all synapses of a neuron share */
__kernel void S_Apre_decay_kernel(double defaultclock_dt, int inputs_N, double S_taupre, __global double *restrict S_Apre_now)
{
    const int i = (int) get_global_id(0);
    if (i < inputs_N) {
        const double invariant_2 = 1.0 / S_taupre;
        const double decay = exp(invariant_2 * -defaultclock_dt);
        S_Apre_now[i] = S_Apre_now[i] * decay;
    }
}

/* S_pre: traces of the neurons that spiked */
__kernel void S_pre_traces_kernel(double defaultclock_t, __global const int *restrict inputs_spikespace, int inputs_N, double S_dApre, __global double *restrict S_Apre_now, __global double *restrict S_Apre_then, __global double *restrict S_pre_times)
{
    const double t = defaultclock_t;
    const int count = inputs_spikespace[inputs_N];
    for (int event = (int) get_local_id(0); event < count; event += 256) {
        const int i = inputs_spikespace[event];
        const double Apre_1 = S_Apre_now[i] + S_dApre;
        S_Apre_now[i] = Apre_1;
        S_Apre_then[i] = Apre_1;
        S_pre_times[i] = t;
    }
}

/* S: effect of spikes
 *     _Apost = Apost*exp(-(t - lastupdate)/taupost)
 *     _Apre = Apre*exp(-(t - lastupdate)/taupre)
 *     Apost = _Apost
 *     Apre = _Apre
 *     ge += w
 *     Apre += dApre
 *     w = clip(w + Apost, 0, gmax)
 *     lastupdate = t
 */
__kernel void S_pre_kernel(__global double *S_w, __global double *neurons_ge, __global const int *inputs_spikespace, int inputs_N, double S_gmax, __global const int *S_synaptic_post, __global const long *S_pre_rows, __global const double *S_Apost_now)
{
    const int count = inputs_spikespace[inputs_N];
    for (int spike = 0; spike < count; spike++) {
        const int row = inputs_spikespace[spike];
        const long row_begin = S_pre_rows[row];
        const long row_end = S_pre_rows[row + 1];
        for (long position = row_begin + (long) (int) get_local_id(0); position < row_end; position += 256) {
            const int synapse = (int) position;
            const int postsynaptic_idx = S_synaptic_post[synapse];
            const double Apost = S_Apost_now[postsynaptic_idx];
            double ge = neurons_ge[postsynaptic_idx];
            double w = S_w[synapse];
            ge = ge + w;
            w = w + Apost < 0.0 ? 0.0 : (w + Apost > S_gmax ? S_gmax : w + Apost);
            neurons_ge[postsynaptic_idx] = ge;
            S_w[synapse] = w;
        }
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    }
}

/* S_post: traces of the neurons that spiked */
__kernel void S_post_traces_kernel(double defaultclock_t, int neurons_N, __global const int *restrict neurons_spikespace, double S_dApost, __global double *restrict S_Apost_now, __global double *restrict S_Apost_then, __global double *restrict S_post_times)
{
    const double t = defaultclock_t;
    const int count = neurons_spikespace[neurons_N];
    for (int event = (int) get_local_id(0); event < count; event += 256) {
        const int i = neurons_spikespace[event];
        const double Apost_1 = S_Apost_now[i] + S_dApost;
        S_Apost_now[i] = Apost_1;
        S_Apost_then[i] = Apost_1;
        S_post_times[i] = t;
    }
}

/* S: effect of spikes
 *     _Apost = Apost*exp(-(t - lastupdate)/taupost)
 *     _Apre = Apre*exp(-(t - lastupdate)/taupre)
 *     Apost = _Apost
 *     Apre = _Apre
 *     Apost += dApost
 *     w = clip(w + Apre, 0, gmax)
 *     lastupdate = t
 */
__kernel void S_post_kernel(__global double *restrict S_w, int neurons_N, __global const int *restrict neurons_spikespace, double S_gmax, __global const int *restrict S_synaptic_pre, __global const long *restrict S_post_rows, __global const int *restrict S_post_order, __global const double *restrict S_Apre_now)
{
    const int count = neurons_spikespace[neurons_N];
    for (int spike = 0 + (int) get_group_id(0); spike < count; spike += (int) get_num_groups(0)) {
        const int row = neurons_spikespace[spike];
        const long row_begin = S_post_rows[row];
        const long row_end = S_post_rows[row + 1];
        for (long position = row_begin + (long) (int) get_local_id(0); position < row_end; position += 64) {
            const int synapse = S_post_order[position];
            const int neuron = S_synaptic_pre[synapse];
            const double Apre = S_Apre_now[neuron];
            double w = S_w[synapse];
            w = w + Apre < 0.0 ? 0.0 : (w + Apre > S_gmax ? S_gmax : w + Apre);
            S_w[synapse] = w;
        }
    }
}
