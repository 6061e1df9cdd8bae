/* P: assignment
 *     _cond = True
 *     v = Vr + rand() * (Vt - Vr)
 */
__kernel void P_group_variable_set_conditional_kernel(double P_Vr, double P_Vt, __global const uchar *restrict P_not_refractory, __global double *restrict P_v, ulong P_group_variable_set_conditional_key, int P_N)
{
    const int i = (int) get_global_id(0);
    if (i < P_N) {
        const double invariant_statement_1 = P_Vt - P_Vr;
        const bool not_refractory = P_not_refractory[i] != 0;
        double v = P_v[i];
        v = not_refractory ? P_Vr + invariant_statement_1 * genn_uniform_f64(P_group_variable_set_conditional_key, (uint) i, 0u, 0u) : v;
        P_v[i] = v;
    }
}
