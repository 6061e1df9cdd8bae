/* neuron: cable equation
 *     _gtot = gtot__private
 *     _I0 = I0__private
 */
__kernel void neuron_spatialstateupdater_membrane_kernel(double neuron_EL, double neuron_gL, __global const double *restrict neuron_I, __global const double *restrict neuron_area, __global double *restrict neuron_spatialstateupdater_gtot, __global double *restrict neuron_spatialstateupdater_I0, int neuron_N)
{
    const int i = (int) get_global_id(0);
    if (i < neuron_N) {
        const double invariant_1 = neuron_EL * neuron_gL;
        const double I_ = neuron_I[i];
        const double area = neuron_area[i];
        const double xe_gtot_Zuprivate = neuron_gL;
        const double gtot_next = xe_gtot_Zuprivate;
        const double xe_I0_Zuprivate = invariant_1 + I_ / area;
        const double I0_next = xe_I0_Zuprivate;
        neuron_spatialstateupdater_gtot[i] = gtot_next;
        neuron_spatialstateupdater_I0[i] = I0_next;
    }
}

/* neuron_spatialstateupdater, continued */
__kernel void neuron_spatialstateupdater_sections_kernel(double defaultclock_dt, __global const double *restrict neuron_v, __global const double *restrict neuron_Cm, __global const int *restrict neuron_spatialstateupdater_starts, __global const int *restrict neuron_spatialstateupdater_ends, __global const double *restrict neuron_Ri, int neuron_spatialstateupdater_sections, __global const double *restrict neuron_spatialstateupdater_diagonal, __global const double *restrict neuron_spatialstateupdater_above, __global const double *restrict neuron_spatialstateupdater_below, __global const double *restrict neuron_spatialstateupdater_plus, __global const double *restrict neuron_spatialstateupdater_minus, __global const double *restrict neuron_spatialstateupdater_gtot, __global const double *restrict neuron_spatialstateupdater_I0, __global double *restrict neuron_spatialstateupdater_v_star, __global double *restrict neuron_spatialstateupdater_u_plus, __global double *restrict neuron_spatialstateupdater_u_minus, __global double *restrict neuron_spatialstateupdater_factor)
{
    const int section = (int) get_global_id(0);
    if (section < neuron_spatialstateupdater_sections) {
        const int begin = neuron_spatialstateupdater_starts[section];
        const int end = neuron_spatialstateupdater_ends[section];
        const double conductivity = 1.0 / neuron_Ri[0];
        const double charging = neuron_Cm[begin] / defaultclock_dt;
        double pivot = 1.0 / (neuron_spatialstateupdater_diagonal[begin] * conductivity - charging - neuron_spatialstateupdater_gtot[begin]);
        double v_here = (-(charging * neuron_v[begin]) - neuron_spatialstateupdater_I0[begin]) * pivot;
        double plus_here = neuron_spatialstateupdater_plus[begin] * conductivity * pivot;
        double minus_here = neuron_spatialstateupdater_minus[begin] * conductivity * pivot;
        neuron_spatialstateupdater_v_star[begin] = v_here;
        neuron_spatialstateupdater_u_plus[begin] = plus_here;
        neuron_spatialstateupdater_u_minus[begin] = minus_here;
        for (int j = begin + 1; j < end; j++) {
            const double factor = neuron_spatialstateupdater_above[j] * conductivity * pivot;
            neuron_spatialstateupdater_factor[j - 1] = factor;
            const double below = neuron_spatialstateupdater_below[j - 1] * conductivity;
            const double charging_1 = neuron_Cm[j] / defaultclock_dt;
            pivot = 1.0 / (neuron_spatialstateupdater_diagonal[j] * conductivity - charging_1 - neuron_spatialstateupdater_gtot[j] - below * factor);
            v_here = (-(charging_1 * neuron_v[j]) - neuron_spatialstateupdater_I0[j] - below * v_here) * pivot;
            plus_here = (neuron_spatialstateupdater_plus[j] * conductivity - below * plus_here) * pivot;
            minus_here = (neuron_spatialstateupdater_minus[j] * conductivity - below * minus_here) * pivot;
            neuron_spatialstateupdater_v_star[j] = v_here;
            neuron_spatialstateupdater_u_plus[j] = plus_here;
            neuron_spatialstateupdater_u_minus[j] = minus_here;
        }
        for (int done = 1; done < end - begin; done++) {
            const int j_1 = end - 1 - done;
            const double factor_1 = neuron_spatialstateupdater_factor[j_1];
            v_here = neuron_spatialstateupdater_v_star[j_1] - factor_1 * v_here;
            plus_here = neuron_spatialstateupdater_u_plus[j_1] - factor_1 * plus_here;
            minus_here = neuron_spatialstateupdater_u_minus[j_1] - factor_1 * minus_here;
            neuron_spatialstateupdater_v_star[j_1] = v_here;
            neuron_spatialstateupdater_u_plus[j_1] = plus_here;
            neuron_spatialstateupdater_u_minus[j_1] = minus_here;
        }
    }
}

/* neuron_spatialstateupdater, continued */
__kernel void neuron_spatialstateupdater_tree_kernel(__global const int *restrict neuron_spatialstateupdater_starts, __global const int *restrict neuron_spatialstateupdater_ends, __global const int *restrict neuron_spatialstateupdater_morph_parent_i, int neuron_spatialstateupdater_sections, __global const double *restrict neuron_spatialstateupdater_start_conductance, __global const double *restrict neuron_spatialstateupdater_end_conductance, __global const double *restrict neuron_spatialstateupdater_v_star, __global const double *restrict neuron_spatialstateupdater_u_plus, __global const double *restrict neuron_spatialstateupdater_u_minus, __global double *restrict neuron_spatialstateupdater_coupling, __global double *restrict neuron_spatialstateupdater_node_diagonal, __global double *restrict neuron_spatialstateupdater_node_v)
{
    // the root: a sealed end
    const int root = neuron_spatialstateupdater_starts[0];
    neuron_spatialstateupdater_node_diagonal[0] = neuron_spatialstateupdater_u_minus[root] - 1.0;
    neuron_spatialstateupdater_node_v[0] = -neuron_spatialstateupdater_v_star[root];
    // what each section adds to the currents at its ends
    for (int section = 0; section < neuron_spatialstateupdater_sections; section++) {
        const int begin = neuron_spatialstateupdater_starts[section];
        const int last_1 = neuron_spatialstateupdater_ends[section] - 1;
        if (section > 0) {
            const int parent = neuron_spatialstateupdater_morph_parent_i[section];
            const double conductance = neuron_spatialstateupdater_start_conductance[section];
            neuron_spatialstateupdater_node_diagonal[parent] += (1.0 - neuron_spatialstateupdater_u_minus[begin]) * conductance;
            neuron_spatialstateupdater_node_v[parent] += neuron_spatialstateupdater_v_star[begin] * conductance;
        }
        const double end_conductance = neuron_spatialstateupdater_end_conductance[section];
        neuron_spatialstateupdater_node_diagonal[section + 1] = (1.0 - neuron_spatialstateupdater_u_plus[last_1]) * end_conductance;
        neuron_spatialstateupdater_coupling[section] = -neuron_spatialstateupdater_u_minus[last_1] * end_conductance;
        neuron_spatialstateupdater_node_v[section + 1] = neuron_spatialstateupdater_v_star[last_1] * end_conductance;
    }
    // leaves first: each node leaves the equation of its parent
    for (int done = 0; done < neuron_spatialstateupdater_sections; done++) {
        const int section_1 = neuron_spatialstateupdater_sections - 1 - done;
        const int begin_1 = neuron_spatialstateupdater_starts[section_1];
        const int parent_1 = neuron_spatialstateupdater_morph_parent_i[section_1];
        const double share = (section_1 == 0 ? neuron_spatialstateupdater_u_plus[begin_1] : -neuron_spatialstateupdater_u_plus[begin_1] * neuron_spatialstateupdater_start_conductance[section_1]) / neuron_spatialstateupdater_node_diagonal[section_1 + 1];
        neuron_spatialstateupdater_node_diagonal[parent_1] -= share * neuron_spatialstateupdater_coupling[section_1];
        neuron_spatialstateupdater_node_v[parent_1] -= share * neuron_spatialstateupdater_node_v[section_1 + 1];
    }
    // root first: each node from its parent
    neuron_spatialstateupdater_node_v[0] = neuron_spatialstateupdater_node_v[0] / neuron_spatialstateupdater_node_diagonal[0];
    for (int section_2 = 0; section_2 < neuron_spatialstateupdater_sections; section_2++) {
        neuron_spatialstateupdater_node_v[section_2 + 1] = (neuron_spatialstateupdater_node_v[section_2 + 1] - neuron_spatialstateupdater_coupling[section_2] * neuron_spatialstateupdater_node_v[neuron_spatialstateupdater_morph_parent_i[section_2]]) / neuron_spatialstateupdater_node_diagonal[section_2 + 1];
    }
}

/* neuron_spatialstateupdater, continued */
__kernel void neuron_spatialstateupdater_kernel(double defaultclock_dt, __global double *restrict neuron_v, __global double *restrict neuron_Ic, __global const double *restrict neuron_Cm, __global const int *restrict neuron_spatialstateupdater_starts, __global const int *restrict neuron_spatialstateupdater_ends, __global const int *restrict neuron_spatialstateupdater_morph_parent_i, int neuron_spatialstateupdater_sections, __global const double *restrict neuron_spatialstateupdater_v_star, __global const double *restrict neuron_spatialstateupdater_u_plus, __global const double *restrict neuron_spatialstateupdater_u_minus, __global const double *restrict neuron_spatialstateupdater_node_v)
{
    const int section = (int) get_global_id(0);
    if (section < neuron_spatialstateupdater_sections) {
        const double start_v = neuron_spatialstateupdater_node_v[neuron_spatialstateupdater_morph_parent_i[section]];
        const double end_v = neuron_spatialstateupdater_node_v[section + 1];
        for (int j = neuron_spatialstateupdater_starts[section]; j < neuron_spatialstateupdater_ends[section]; j++) {
            const double v_new = neuron_spatialstateupdater_v_star[j] + start_v * neuron_spatialstateupdater_u_minus[j] + end_v * neuron_spatialstateupdater_u_plus[j];
            const double current = neuron_Cm[j] * (v_new - neuron_v[j]) / defaultclock_dt;
            neuron_v[j] = v_new;
            neuron_Ic[j] = current;
        }
    }
}
