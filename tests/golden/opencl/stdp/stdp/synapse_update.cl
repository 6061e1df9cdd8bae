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
__kernel void S_pre_kernel(double defaultclock_t, __global double *S_w, __global double *neurons_ge, __global const int *inputs_spikespace, int inputs_N, double S_dApre, double S_gmax, double S_taupost, double S_taupre, __global const int *S_synaptic_post, __global double *S_Apost, __global double *S_Apre, __global double *S_lastupdate, __global const long *S_pre_rows)
{
    const double t = defaultclock_t;
    const double invariant_1 = 1.0 / S_taupost;
    const double invariant_2 = 1.0 / S_taupre;
    const int count = inputs_spikespace[inputs_N];
    for (int spike = 0; spike < count; spike++) {
        const int row = inputs_spikespace[spike];
        const long row_begin = S_pre_rows[row];
        const long row_end = S_pre_rows[row + 1];
        for (long position = row_begin + (long) (int) get_local_id(0); position < row_end; position += 256) {
            const int synapse = (int) position;
            const int postsynaptic_idx = S_synaptic_post[synapse];
            double Apost = S_Apost[synapse];
            double Apre = S_Apre[synapse];
            double ge = neurons_ge[postsynaptic_idx];
            double lastupdate = S_lastupdate[synapse];
            double w = S_w[synapse];
            const double Apost_next = Apost * exp(invariant_1 * -(t - lastupdate));
            const double Apre_next = Apre * exp(invariant_2 * -(t - lastupdate));
            Apost = Apost_next;
            Apre = Apre_next;
            ge = ge + w;
            Apre = Apre + S_dApre;
            w = w + Apost < 0.0 ? 0.0 : (w + Apost > S_gmax ? S_gmax : w + Apost);
            lastupdate = t;
            S_Apost[synapse] = Apost;
            S_Apre[synapse] = Apre;
            neurons_ge[postsynaptic_idx] = ge;
            S_lastupdate[synapse] = lastupdate;
            S_w[synapse] = w;
        }
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
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
__kernel void S_post_kernel(double defaultclock_t, __global double *restrict S_w, int neurons_N, __global const int *restrict neurons_spikespace, double S_gmax, double S_taupost, double S_taupre, __global double *restrict S_Apost, __global double *restrict S_Apre, __global double *restrict S_lastupdate, double S_dApost, __global const long *restrict S_post_rows, __global const int *restrict S_post_order)
{
    const double t = defaultclock_t;
    const double invariant_1 = 1.0 / S_taupost;
    const double invariant_2 = 1.0 / S_taupre;
    const int count = neurons_spikespace[neurons_N];
    for (int spike = 0 + (int) get_group_id(0); spike < count; spike += (int) get_num_groups(0)) {
        const int row = neurons_spikespace[spike];
        const long row_begin = S_post_rows[row];
        const long row_end = S_post_rows[row + 1];
        for (long position = row_begin + (long) (int) get_local_id(0); position < row_end; position += 64) {
            const int synapse = S_post_order[position];
            double Apost = S_Apost[synapse];
            double Apre = S_Apre[synapse];
            double lastupdate = S_lastupdate[synapse];
            double w = S_w[synapse];
            const double Apost_next = Apost * exp(invariant_1 * -(t - lastupdate));
            const double Apre_next = Apre * exp(invariant_2 * -(t - lastupdate));
            Apost = Apost_next;
            Apre = Apre_next;
            Apost = Apost + S_dApost;
            w = w + Apre < 0.0 ? 0.0 : (w + Apre > S_gmax ? S_gmax : w + Apre);
            lastupdate = t;
            S_Apost[synapse] = Apost;
            S_Apre[synapse] = Apre;
            S_lastupdate[synapse] = lastupdate;
            S_w[synapse] = w;
        }
    }
}
