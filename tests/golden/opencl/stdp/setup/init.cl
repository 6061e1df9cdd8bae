/* S: assignment
 *     _cond = True
 *     w = rand() * gmax
 */
__kernel void S_group_variable_set_conditional_kernel(double S_gmax, __global double *restrict S_w, ulong S_group_variable_set_conditional_key, int S_N)
{
    const int i = (int) get_global_id(0);
    if (i < S_N) {
        double w;
        w = S_gmax * genn_uniform_f64(S_group_variable_set_conditional_key, (uint) i, 0u, 0u);
        S_w[i] = w;
    }
}
