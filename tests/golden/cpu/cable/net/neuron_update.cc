#include "definitions.h"
#include "genn_emit/slices.h"
#include "genn_emit/loops.h"

/* neuron: cable equation
 *     _gtot = gtot__private
 *     _I0 = I0__private
 * conductance and current of the membrane
 */
extern "C" int32_t neuron_spatialstateupdater_membrane(State *s, int32_t worker, int32_t workers)
{
    const double neuron_EL = s->neuron_EL;
    const double neuron_gL = s->neuron_gL;
    const double *__restrict neuron_I = s->neuron_I;
    const double *__restrict neuron_area = s->neuron_area;
    double *__restrict neuron_spatialstateupdater_gtot = s->neuron_spatialstateupdater_gtot;
    double *__restrict neuron_spatialstateupdater_I0 = s->neuron_spatialstateupdater_I0;
    const int32_t neuron_N = s->neuron_N;
    const int32_t first = genn_slice(s->team, neuron_N, worker, workers);
    const int32_t last = genn_slice(s->team, neuron_N, worker + 1, workers);
    const double invariant_1 = neuron_EL * neuron_gL;
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        const double I_ = neuron_I[i];
        const double area = neuron_area[i];
        const double xe_gtot_Zuprivate = neuron_gL;
        const double gtot_next = xe_gtot_Zuprivate;
        const double xe_I0_Zuprivate = invariant_1 + I_ / area;
        const double I0_next = xe_I0_Zuprivate;
        neuron_spatialstateupdater_gtot[i] = gtot_next;
        neuron_spatialstateupdater_I0[i] = I0_next;
    }
    return 0;
}

/* neuron_spatialstateupdater: each section for itself, with both ends at 0 and with either at 1 */
extern "C" int32_t neuron_spatialstateupdater_sections(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_dt = s->defaultclock_dt;
    const double *__restrict neuron_v = s->neuron_v;
    const double *__restrict neuron_Cm = s->neuron_Cm;
    const int32_t *__restrict neuron_spatialstateupdater_starts = s->neuron_spatialstateupdater_starts;
    const int32_t *__restrict neuron_spatialstateupdater_ends = s->neuron_spatialstateupdater_ends;
    const double *__restrict neuron_Ri = s->neuron_Ri;
    const int32_t neuron_spatialstateupdater_sections = s->neuron_spatialstateupdater_sections;
    const double *__restrict neuron_spatialstateupdater_diagonal = s->neuron_spatialstateupdater_diagonal;
    const double *__restrict neuron_spatialstateupdater_above = s->neuron_spatialstateupdater_above;
    const double *__restrict neuron_spatialstateupdater_below = s->neuron_spatialstateupdater_below;
    const double *__restrict neuron_spatialstateupdater_plus = s->neuron_spatialstateupdater_plus;
    const double *__restrict neuron_spatialstateupdater_minus = s->neuron_spatialstateupdater_minus;
    const double *__restrict neuron_spatialstateupdater_gtot = s->neuron_spatialstateupdater_gtot;
    const double *__restrict neuron_spatialstateupdater_I0 = s->neuron_spatialstateupdater_I0;
    double *__restrict neuron_spatialstateupdater_v_star = s->neuron_spatialstateupdater_v_star;
    double *__restrict neuron_spatialstateupdater_u_plus = s->neuron_spatialstateupdater_u_plus;
    double *__restrict neuron_spatialstateupdater_u_minus = s->neuron_spatialstateupdater_u_minus;
    double *__restrict neuron_spatialstateupdater_factor = s->neuron_spatialstateupdater_factor;
    const int32_t first = genn_slice(s->team, neuron_spatialstateupdater_sections, worker, workers);
    const int32_t last = genn_slice(s->team, neuron_spatialstateupdater_sections, worker + 1, workers);
    for (int32_t section = first; section < last; section++) {
        const int32_t begin = neuron_spatialstateupdater_starts[section];
        const int32_t end = neuron_spatialstateupdater_ends[section];
        const double conductivity = 1.0 / neuron_Ri[0];
        const double charging = neuron_Cm[begin] / defaultclock_dt[0];
        double pivot = 1.0 / (neuron_spatialstateupdater_diagonal[begin] * conductivity - charging - neuron_spatialstateupdater_gtot[begin]);
        double v_here = (-(charging * neuron_v[begin]) - neuron_spatialstateupdater_I0[begin]) * pivot;
        double plus_here = neuron_spatialstateupdater_plus[begin] * conductivity * pivot;
        double minus_here = neuron_spatialstateupdater_minus[begin] * conductivity * pivot;
        neuron_spatialstateupdater_v_star[begin] = v_here;
        neuron_spatialstateupdater_u_plus[begin] = plus_here;
        neuron_spatialstateupdater_u_minus[begin] = minus_here;
        for (int32_t j = begin + 1; j < end; j++) {
            const double factor = neuron_spatialstateupdater_above[j] * conductivity * pivot;
            neuron_spatialstateupdater_factor[j - 1] = factor;
            const double below = neuron_spatialstateupdater_below[j - 1] * conductivity;
            const double charging_1 = neuron_Cm[j] / defaultclock_dt[0];
            pivot = 1.0 / (neuron_spatialstateupdater_diagonal[j] * conductivity - charging_1 - neuron_spatialstateupdater_gtot[j] - below * factor);
            v_here = (-(charging_1 * neuron_v[j]) - neuron_spatialstateupdater_I0[j] - below * v_here) * pivot;
            plus_here = (neuron_spatialstateupdater_plus[j] * conductivity - below * plus_here) * pivot;
            minus_here = (neuron_spatialstateupdater_minus[j] * conductivity - below * minus_here) * pivot;
            neuron_spatialstateupdater_v_star[j] = v_here;
            neuron_spatialstateupdater_u_plus[j] = plus_here;
            neuron_spatialstateupdater_u_minus[j] = minus_here;
        }
        for (int32_t done = 1; done < end - begin; done++) {
            const int32_t j_1 = end - 1 - done;
            const double factor_1 = neuron_spatialstateupdater_factor[j_1];
            v_here = neuron_spatialstateupdater_v_star[j_1] - factor_1 * v_here;
            plus_here = neuron_spatialstateupdater_u_plus[j_1] - factor_1 * plus_here;
            minus_here = neuron_spatialstateupdater_u_minus[j_1] - factor_1 * minus_here;
            neuron_spatialstateupdater_v_star[j_1] = v_here;
            neuron_spatialstateupdater_u_plus[j_1] = plus_here;
            neuron_spatialstateupdater_u_minus[j_1] = minus_here;
        }
    }
    return 0;
}

/* neuron_spatialstateupdater: the potentials where sections meet */
extern "C" int32_t neuron_spatialstateupdater_tree(State *s, int32_t worker, int32_t workers)
{
    const int32_t *__restrict neuron_spatialstateupdater_starts = s->neuron_spatialstateupdater_starts;
    const int32_t *__restrict neuron_spatialstateupdater_ends = s->neuron_spatialstateupdater_ends;
    const int32_t *__restrict neuron_spatialstateupdater_morph_parent_i = s->neuron_spatialstateupdater_morph_parent_i;
    const int32_t neuron_spatialstateupdater_sections = s->neuron_spatialstateupdater_sections;
    const double *__restrict neuron_spatialstateupdater_start_conductance = s->neuron_spatialstateupdater_start_conductance;
    const double *__restrict neuron_spatialstateupdater_end_conductance = s->neuron_spatialstateupdater_end_conductance;
    const double *__restrict neuron_spatialstateupdater_v_star = s->neuron_spatialstateupdater_v_star;
    const double *__restrict neuron_spatialstateupdater_u_plus = s->neuron_spatialstateupdater_u_plus;
    const double *__restrict neuron_spatialstateupdater_u_minus = s->neuron_spatialstateupdater_u_minus;
    double *__restrict neuron_spatialstateupdater_coupling = s->neuron_spatialstateupdater_coupling;
    double *__restrict neuron_spatialstateupdater_node_diagonal = s->neuron_spatialstateupdater_node_diagonal;
    double *__restrict neuron_spatialstateupdater_node_v = s->neuron_spatialstateupdater_node_v;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    // the root: a sealed end
    const int32_t root = neuron_spatialstateupdater_starts[0];
    neuron_spatialstateupdater_node_diagonal[0] = neuron_spatialstateupdater_u_minus[root] - 1.0;
    neuron_spatialstateupdater_node_v[0] = -neuron_spatialstateupdater_v_star[root];
    // what each section adds to the currents at its ends
    for (int32_t section = 0; section < neuron_spatialstateupdater_sections; section++) {
        const int32_t begin = neuron_spatialstateupdater_starts[section];
        const int32_t last_1 = neuron_spatialstateupdater_ends[section] - 1;
        if (section > 0) {
            const int32_t parent = neuron_spatialstateupdater_morph_parent_i[section];
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
    for (int32_t done = 0; done < neuron_spatialstateupdater_sections; done++) {
        const int32_t section_1 = neuron_spatialstateupdater_sections - 1 - done;
        const int32_t begin_1 = neuron_spatialstateupdater_starts[section_1];
        const int32_t parent_1 = neuron_spatialstateupdater_morph_parent_i[section_1];
        const double share = (section_1 == 0 ? neuron_spatialstateupdater_u_plus[begin_1] : -neuron_spatialstateupdater_u_plus[begin_1] * neuron_spatialstateupdater_start_conductance[section_1]) / neuron_spatialstateupdater_node_diagonal[section_1 + 1];
        neuron_spatialstateupdater_node_diagonal[parent_1] -= share * neuron_spatialstateupdater_coupling[section_1];
        neuron_spatialstateupdater_node_v[parent_1] -= share * neuron_spatialstateupdater_node_v[section_1 + 1];
    }
    // root first: each node from its parent
    neuron_spatialstateupdater_node_v[0] = neuron_spatialstateupdater_node_v[0] / neuron_spatialstateupdater_node_diagonal[0];
    for (int32_t section_2 = 0; section_2 < neuron_spatialstateupdater_sections; section_2++) {
        neuron_spatialstateupdater_node_v[section_2 + 1] = (neuron_spatialstateupdater_node_v[section_2 + 1] - neuron_spatialstateupdater_coupling[section_2] * neuron_spatialstateupdater_node_v[neuron_spatialstateupdater_morph_parent_i[section_2]]) / neuron_spatialstateupdater_node_diagonal[section_2 + 1];
    }
    return 0;
}

/* neuron_spatialstateupdater: sections put together */
extern "C" int32_t neuron_spatialstateupdater(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_dt = s->defaultclock_dt;
    double *__restrict neuron_v = s->neuron_v;
    double *__restrict neuron_Ic = s->neuron_Ic;
    const double *__restrict neuron_Cm = s->neuron_Cm;
    const int32_t *__restrict neuron_spatialstateupdater_starts = s->neuron_spatialstateupdater_starts;
    const int32_t *__restrict neuron_spatialstateupdater_ends = s->neuron_spatialstateupdater_ends;
    const int32_t *__restrict neuron_spatialstateupdater_morph_parent_i = s->neuron_spatialstateupdater_morph_parent_i;
    const int32_t neuron_spatialstateupdater_sections = s->neuron_spatialstateupdater_sections;
    const double *__restrict neuron_spatialstateupdater_v_star = s->neuron_spatialstateupdater_v_star;
    const double *__restrict neuron_spatialstateupdater_u_plus = s->neuron_spatialstateupdater_u_plus;
    const double *__restrict neuron_spatialstateupdater_u_minus = s->neuron_spatialstateupdater_u_minus;
    const double *__restrict neuron_spatialstateupdater_node_v = s->neuron_spatialstateupdater_node_v;
    const int32_t first = genn_slice(s->team, neuron_spatialstateupdater_sections, worker, workers);
    const int32_t last = genn_slice(s->team, neuron_spatialstateupdater_sections, worker + 1, workers);
    for (int32_t section = first; section < last; section++) {
        const double start_v = neuron_spatialstateupdater_node_v[neuron_spatialstateupdater_morph_parent_i[section]];
        const double end_v = neuron_spatialstateupdater_node_v[section + 1];
        GENN_INDEPENDENT
        for (int32_t j = neuron_spatialstateupdater_starts[section]; j < neuron_spatialstateupdater_ends[section]; j++) {
            const double v_new = neuron_spatialstateupdater_v_star[j] + start_v * neuron_spatialstateupdater_u_minus[j] + end_v * neuron_spatialstateupdater_u_plus[j];
            const double current = neuron_Cm[j] * (v_new - neuron_v[j]) / defaultclock_dt[0];
            neuron_v[j] = v_new;
            neuron_Ic[j] = current;
        }
    }
    return 0;
}
