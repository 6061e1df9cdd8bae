#include "definitions.h"

/* What neuron_spatialstateupdater keeps during a run. */
extern "C" void bind_neuron_spatialstateupdater(State *s)
{
    genn_set_value(s->device, s->neuron_spatialstateupdater_membrane_kernel, 0, &s->neuron_EL, 8);
    genn_set_value(s->device, s->neuron_spatialstateupdater_membrane_kernel, 1, &s->neuron_gL, 8);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_membrane_kernel, 2, s->device_neuron_I);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_membrane_kernel, 3, s->device_neuron_area);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_membrane_kernel, 4, s->device_neuron_spatialstateupdater_gtot);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_membrane_kernel, 5, s->device_neuron_spatialstateupdater_I0);
    genn_set_value(s->device, s->neuron_spatialstateupdater_membrane_kernel, 6, &s->neuron_N, 4);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 1, s->device_neuron_v);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 2, s->device_neuron_Cm);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 3, s->device_neuron_spatialstateupdater_starts);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 4, s->device_neuron_spatialstateupdater_ends);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 5, s->device_neuron_Ri);
    genn_set_value(s->device, s->neuron_spatialstateupdater_sections_kernel, 6, &s->neuron_spatialstateupdater_sections, 4);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 7, s->device_neuron_spatialstateupdater_diagonal);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 8, s->device_neuron_spatialstateupdater_above);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 9, s->device_neuron_spatialstateupdater_below);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 10, s->device_neuron_spatialstateupdater_plus);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 11, s->device_neuron_spatialstateupdater_minus);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 12, s->device_neuron_spatialstateupdater_gtot);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 13, s->device_neuron_spatialstateupdater_I0);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 14, s->device_neuron_spatialstateupdater_v_star);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 15, s->device_neuron_spatialstateupdater_u_plus);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 16, s->device_neuron_spatialstateupdater_u_minus);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_sections_kernel, 17, s->device_neuron_spatialstateupdater_factor);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_tree_kernel, 0, s->device_neuron_spatialstateupdater_starts);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_tree_kernel, 1, s->device_neuron_spatialstateupdater_ends);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_tree_kernel, 2, s->device_neuron_spatialstateupdater_morph_parent_i);
    genn_set_value(s->device, s->neuron_spatialstateupdater_tree_kernel, 3, &s->neuron_spatialstateupdater_sections, 4);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_tree_kernel, 4, s->device_neuron_spatialstateupdater_start_conductance);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_tree_kernel, 5, s->device_neuron_spatialstateupdater_end_conductance);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_tree_kernel, 6, s->device_neuron_spatialstateupdater_v_star);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_tree_kernel, 7, s->device_neuron_spatialstateupdater_u_plus);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_tree_kernel, 8, s->device_neuron_spatialstateupdater_u_minus);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_tree_kernel, 9, s->device_neuron_spatialstateupdater_coupling);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_tree_kernel, 10, s->device_neuron_spatialstateupdater_node_diagonal);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_tree_kernel, 11, s->device_neuron_spatialstateupdater_node_v);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_kernel, 1, s->device_neuron_v);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_kernel, 2, s->device_neuron_Ic);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_kernel, 3, s->device_neuron_Cm);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_kernel, 4, s->device_neuron_spatialstateupdater_starts);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_kernel, 5, s->device_neuron_spatialstateupdater_ends);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_kernel, 6, s->device_neuron_spatialstateupdater_morph_parent_i);
    genn_set_value(s->device, s->neuron_spatialstateupdater_kernel, 7, &s->neuron_spatialstateupdater_sections, 4);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_kernel, 8, s->device_neuron_spatialstateupdater_v_star);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_kernel, 9, s->device_neuron_spatialstateupdater_u_plus);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_kernel, 10, s->device_neuron_spatialstateupdater_u_minus);
    genn_set_buffer(s->device, s->neuron_spatialstateupdater_kernel, 11, s->device_neuron_spatialstateupdater_node_v);
}

/* neuron: cable equation
 *     _gtot = gtot__private
 *     _I0 = I0__private
 */
extern "C" int32_t launch_neuron_spatialstateupdater(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t neuron_spatialstateupdater_sections = s->neuron_spatialstateupdater_sections;
    const int32_t neuron_N = s->neuron_N;
    (void) worker;
    (void) workers;
    const int32_t failed = genn_launch(s->device, s->neuron_spatialstateupdater_membrane_kernel, int64_t(neuron_N), 64);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    genn_set_value(s->device, s->neuron_spatialstateupdater_sections_kernel, 0, defaultclock_dt, 8);
    const int32_t failed_1 = genn_launch(s->device, s->neuron_spatialstateupdater_sections_kernel, int64_t(neuron_spatialstateupdater_sections), 64);
    if (failed_1 != 0) {
        s->error_value = int64_t(failed_1);
        return -10;
    }
    const int32_t failed_2 = genn_launch(s->device, s->neuron_spatialstateupdater_tree_kernel, 1, 1);
    if (failed_2 != 0) {
        s->error_value = int64_t(failed_2);
        return -10;
    }
    genn_set_value(s->device, s->neuron_spatialstateupdater_kernel, 0, defaultclock_dt, 8);
    const int32_t failed_3 = genn_launch(s->device, s->neuron_spatialstateupdater_kernel, int64_t(neuron_spatialstateupdater_sections), 64);
    if (failed_3 != 0) {
        s->error_value = int64_t(failed_3);
        return -10;
    }
    return 0;
}

/* neuron_spatialstateupdater, done when it returns. */
extern "C" int32_t neuron_spatialstateupdater(State *s, int32_t worker, int32_t workers)
{
    bind_neuron_spatialstateupdater(s);
    const int32_t status = launch_neuron_spatialstateupdater(s, worker, workers);
    if (status != 0) {
        return status;
    }
    const int32_t failed = genn_device_finish(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}
