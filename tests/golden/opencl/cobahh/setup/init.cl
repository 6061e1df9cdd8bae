/* P: assignment
 *     _cond = True
 *     v = El + (randn() * 5 - 5)*mV
 */
__kernel void P_group_variable_set_conditional_kernel(double P_El, double P_mV, __global double *restrict P_v, ulong P_group_variable_set_conditional_key, int P_N)
{
    const int i = (int) get_global_id(0);
    if (i < P_N) {
        double v;
        v = P_El + P_mV * (-5.0 + 5.0 * genn_normal_f64(P_group_variable_set_conditional_key, (uint) i, 0u, 0u));
        P_v[i] = v;
    }
}

/* P: assignment
 *     _cond = True
 *     ge = (randn() * 1.5 + 4) * 10.*nS
 */
__kernel void P_group_variable_set_conditional_2_kernel(int P_N, double P_nS, __global double *restrict P_ge, ulong P_group_variable_set_conditional_2_key)
{
    const int i = (int) get_global_id(0);
    if (i < P_N) {
        const double invariant_statement_1 = 10.0 * P_nS;
        double ge;
        ge = invariant_statement_1 * (4.0 + 1.5 * genn_normal_f64(P_group_variable_set_conditional_2_key, (uint) i, 0u, 0u));
        P_ge[i] = ge;
    }
}

/* P: assignment
 *     _cond = True
 *     gi = (randn() * 12 + 20) * 10.*nS
 */
__kernel void P_group_variable_set_conditional_3_kernel(int P_N, double P_nS, __global double *restrict P_gi, ulong P_group_variable_set_conditional_3_key)
{
    const int i = (int) get_global_id(0);
    if (i < P_N) {
        const double invariant_statement_1 = 10.0 * P_nS;
        double gi;
        gi = invariant_statement_1 * (20.0 + 12.0 * genn_normal_f64(P_group_variable_set_conditional_3_key, (uint) i, 0u, 0u));
        P_gi[i] = gi;
    }
}
