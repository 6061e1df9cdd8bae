/* P: state update
 *     alpha_m = 0.32*(mV**-1)*4*mV/exprel((13*mV-v+VT)/(4*mV))/ms : Hz
 *     beta_m = 0.28*(mV**-1)*5*mV/exprel((v-VT-40*mV)/(5*mV))/ms : Hz
 *     alpha_h = 0.128*exp((17*mV-v+VT)/(18*mV))/ms : Hz
 *     beta_h = 4./(1+exp((40*mV-v+VT)/(5*mV)))/ms : Hz
 *     alpha_n = 0.032*(mV**-1)*5*mV/exprel((15*mV-v+VT)/(5*mV))/ms : Hz
 *     beta_n = .5*exp((10*mV-v+VT)/(40*mV))/ms : Hz
 *     dge/dt = -ge/taue : S
 *     dgi/dt = -gi/taui : S
 *     dh/dt = alpha_h*(1-h) - beta_h*h : 1
 *     dm/dt = alpha_m*(1-m) - beta_m*m : 1
 *     dn/dt = alpha_n*(1-n) - beta_n*n : 1
 *     dv/dt = (gl*(El-v) + ge*(Ee-v) + gi*(Ei-v) - g_na*(m*m*m)*h*(v-ENa) - g_kd*(n*n*n*n)*(v-EK))/Cm : V
 */
__kernel void P_stateupdater_kernel(double defaultclock_t, double defaultclock_dt, __global double *restrict P_v, double P_Cm, double P_EK, double P_ENa, double P_Ee, double P_Ei, double P_El, double P_VT, double P_g_kd, double P_g_na, double P_gl, double P_mV, double P_ms, double P_refractory_period, double P_taue, double P_taui, __global double *restrict P_ge, __global double *restrict P_gi, __global double *restrict P_h, __global const double *restrict P_lastspike, __global double *restrict P_m, __global double *restrict P_n, __global uchar *restrict P_not_refractory, int P_N)
{
    const int i = (int) get_global_id(0);
    if (i < P_N) {
        const double dt = defaultclock_dt;
        const double t = defaultclock_t;
        const long invariant_1 = genn_timestep(P_refractory_period, dt);
        const double invariant_2 = exp(-dt / P_taue);
        const double invariant_3 = exp(-dt / P_taui);
        const double invariant_4 = 0.128 * (2.5713844347880297 * exp(0.05555555555555555 * P_VT / P_mV)) / P_ms;
        const double invariant_5 = 0.05555555555555555 / P_mV;
        const double invariant_6 = P_ms * 2980.9579870417283 * exp(0.2 * P_VT / P_mV);
        const double invariant_7 = 0.2 / P_mV;
        const double invariant_8 = 0.128 * (2.5713844347880297 * exp(0.05555555555555555 * (P_VT / P_mV))) / P_ms;
        const double invariant_10 = 1.28 / P_ms;
        const double invariant_11 = -1.28 / P_ms;
        const double invariant_12 = 0.25 * P_VT / P_mV + 3.25;
        const double invariant_13 = 0.25 / P_mV;
        const double invariant_14 = 1.4 / P_ms;
        const double invariant_15 = -8.0 + 0.2 * -P_VT / P_mV;
        const double invariant_16 = 0.16 / P_ms;
        const double invariant_17 = -0.6420127083438707 * exp(0.025 * (P_VT / P_mV)) / P_ms;
        const double invariant_18 = 3.0 + 0.2 * P_VT / P_mV;
        const double invariant_19 = P_El * P_gl / P_Cm;
        const double invariant_20 = P_EK * P_g_kd / P_Cm;
        const double invariant_21 = P_ENa * P_g_na / P_Cm;
        const double invariant_22 = P_Ee / P_Cm;
        const double invariant_23 = P_Ei / P_Cm;
        const double invariant_24 = 0.0 - P_gl / P_Cm;
        const double invariant_25 = -P_g_kd / P_Cm;
        const double invariant_26 = P_g_na / P_Cm;
        const double invariant_27 = 1.0 / P_Cm;
        const double invariant_28 = 0.025 / P_mV;
        const double limit_1 = genn_time_of_step(invariant_1, dt);
        double ge = P_ge[i];
        double gi = P_gi[i];
        double h = P_h[i];
        const double lastspike = P_lastspike[i];
        double m = P_m[i];
        double n = P_n[i];
        double v = P_v[i];
        bool not_refractory;
        not_refractory = t - lastspike >= limit_1;
        const double ge_next = invariant_2 * ge;
        const double gi_next = invariant_3 * gi;
        const double exp_1 = exp(invariant_5 * -v);
        const double exp_2 = exp(invariant_28 * -v);
        const double shared_1 = exp_2 * exp_2;
        const double shared_2 = shared_1 * shared_1;
        const double shared_3 = -4.0 / (P_ms + invariant_6 * (shared_2 * shared_2)) - invariant_8 * exp_1;
        const double BA_h = invariant_4 * exp_1 / shared_3;
        const double h_next = -BA_h + (BA_h + h) * exp(dt * shared_3);
        const double bernoulli_1 = genn_bernoulli_f64(invariant_12 - invariant_13 * v);
        const double shared_4 = invariant_11 * bernoulli_1 - invariant_14 * genn_bernoulli_f64(invariant_15 + invariant_7 * v);
        const double BA_m = invariant_10 * bernoulli_1 / shared_4;
        const double m_next = -BA_m + (BA_m + m) * exp(dt * shared_4);
        const double shared_5 = invariant_16 * genn_bernoulli_f64(invariant_18 - invariant_7 * v);
        const double shared_6 = invariant_17 * exp_2 - shared_5;
        const double BA_n = shared_5 / shared_6;
        const double n_1 = -BA_n + (BA_n + n) * exp(dt * shared_6);
        const double shared_7 = invariant_24 + invariant_25 * (n * n * (n * n)) - (invariant_26 * (h * (m * m * m)) + invariant_27 * ge + invariant_27 * gi);
        const double BA_v = (invariant_19 + (invariant_20 * (n * n * (n * n)) + invariant_21 * (h * (m * m * m)) + invariant_22 * ge + invariant_23 * gi)) / shared_7;
        const double v_next = -BA_v + (BA_v + v) * exp(dt * shared_7);
        ge = ge_next;
        gi = gi_next;
        h = h_next;
        m = m_next;
        n = n_1;
        v = v_next;
        P_ge[i] = ge;
        P_gi[i] = gi;
        P_h[i] = h;
        P_m[i] = m;
        P_n[i] = n;
        P_not_refractory[i] = (uchar) not_refractory;
        P_v[i] = v;
    }
}

/* P: threshold
 *     _cond = (v > -20*mV) and not_refractory
 */
__kernel void P_spike_thresholder_flags_kernel(__global const double *restrict P_v, double P_mV, __global const uchar *restrict P_not_refractory, int P_N, __global uchar *restrict P_spike_thresholder_flags)
{
    const int i = (int) get_global_id(0);
    if (i < P_N) {
        const double invariant_1 = -20.0 * P_mV;
        const bool not_refractory = P_not_refractory[i] != 0;
        const double v = P_v[i];
        const bool cond = (v > invariant_1) & not_refractory;
        P_spike_thresholder_flags[i] = (uchar) cond;
    }
}

/* P_spike_thresholder, continued */
__kernel void P_spike_thresholder_kernel(double defaultclock_t, __global double *P_lastspike, __global uchar *P_not_refractory, int P_N, __global int *P_spikespace, __global const uchar *P_spike_thresholder_flags)
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
