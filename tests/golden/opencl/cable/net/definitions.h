/* net: state and functions */
#pragma once
#include <stdint.h>

struct State {
    // run
    int64_t error_value;                             // the offending value when a kernel returns an error
    int64_t steps_done;                              // steps carried out by the last call of run
    int64_t defaultclock_end;                        // run until this time step
    // defaultclock
    int64_t *defaultclock_timestep;
    double *defaultclock_t;                          // s
    double *defaultclock_dt;                         // s
    // neuron
    double neuron_EL;                                // m^2 kg s^-3 A^-1
    double neuron_gL;                                // m^-4 kg^-1 s^3 A^2
    double *neuron_I;                                // A
    double *neuron_area;                             // m^2
    double *neuron_v;                                // m^2 kg s^-3 A^-1
    double *neuron_Ic;                               // m^-2 A
    double *neuron_Cm;                               // m^-4 kg^-1 s^4 A^2
    double *neuron_Ri;                               // m^3 kg s^-3 A^-2
    int32_t neuron_N;                                // number of elements
    // neuron_spatialstateupdater
    int32_t *neuron_spatialstateupdater_starts;
    int32_t *neuron_spatialstateupdater_ends;
    int32_t *neuron_spatialstateupdater_morph_parent_i;
    int32_t neuron_spatialstateupdater_sections;     // sections of the morphology
    double *neuron_spatialstateupdater_diagonal;     // siemens/meter^2
    double *neuron_spatialstateupdater_above;        // siemens/meter^2
    double *neuron_spatialstateupdater_below;        // siemens/meter^2
    double *neuron_spatialstateupdater_plus;         // siemens/meter^2
    double *neuron_spatialstateupdater_minus;        // siemens/meter^2
    double *neuron_spatialstateupdater_start_conductance; // siemens
    double *neuron_spatialstateupdater_end_conductance; // siemens
    double *neuron_spatialstateupdater_gtot;         // siemens/meter^2
    double *neuron_spatialstateupdater_I0;           // amp/meter^2
    double *neuron_spatialstateupdater_v_star;       // volt
    double *neuron_spatialstateupdater_u_plus;
    double *neuron_spatialstateupdater_u_minus;
    double *neuron_spatialstateupdater_factor;
    double *neuron_spatialstateupdater_coupling;     // siemens
    double *neuron_spatialstateupdater_node_diagonal; // siemens
    double *neuron_spatialstateupdater_node_v;       // volt
    // how it is carried out
    void *device;                                    // the open device
    void *device_neuron_I;                           // the device's copy
    void *device_neuron_area;                        // the device's copy
    void *device_neuron_v;                           // the device's copy
    void *device_neuron_Ic;                          // the device's copy
    void *device_neuron_Cm;                          // the device's copy
    void *device_neuron_spatialstateupdater_starts;  // the device's copy
    void *device_neuron_spatialstateupdater_ends;    // the device's copy
    void *device_neuron_spatialstateupdater_morph_parent_i; // the device's copy
    void *device_neuron_Ri;                          // the device's copy
    void *device_neuron_spatialstateupdater_diagonal; // the device's copy
    void *device_neuron_spatialstateupdater_above;   // the device's copy
    void *device_neuron_spatialstateupdater_below;   // the device's copy
    void *device_neuron_spatialstateupdater_plus;    // the device's copy
    void *device_neuron_spatialstateupdater_minus;   // the device's copy
    void *device_neuron_spatialstateupdater_start_conductance; // the device's copy
    void *device_neuron_spatialstateupdater_end_conductance; // the device's copy
    void *device_neuron_spatialstateupdater_gtot;    // the device's copy
    void *device_neuron_spatialstateupdater_I0;      // the device's copy
    void *device_neuron_spatialstateupdater_v_star;  // the device's copy
    void *device_neuron_spatialstateupdater_u_plus;  // the device's copy
    void *device_neuron_spatialstateupdater_u_minus; // the device's copy
    void *device_neuron_spatialstateupdater_factor;  // the device's copy
    void *device_neuron_spatialstateupdater_coupling; // the device's copy
    void *device_neuron_spatialstateupdater_node_diagonal; // the device's copy
    void *device_neuron_spatialstateupdater_node_v;  // the device's copy
    void *neuron_spatialstateupdater_membrane_kernel; // a kernel
    void *neuron_spatialstateupdater_sections_kernel; // a kernel
    void *neuron_spatialstateupdater_tree_kernel;    // a kernel
    void *neuron_spatialstateupdater_kernel;         // a kernel
};

extern "C" void bind_neuron_spatialstateupdater(State *s);
extern "C" int32_t launch_neuron_spatialstateupdater(State *s, int32_t worker, int32_t workers);
extern "C" int32_t neuron_spatialstateupdater(State *s, int32_t worker, int32_t workers);
extern "C" int32_t run_steps(State *s, int64_t n_steps);
extern "C" int32_t run(State *s, int64_t n_steps);
extern "C" int32_t genn_device_open(void **device, const void *library, int32_t number);
extern "C" void genn_device_close(void *device);
extern "C" void *genn_device_allocate(void *device, int64_t bytes);
extern "C" void genn_device_free(void *device, void *buffer);
extern "C" int32_t genn_device_push(void *device, void *buffer, const void *host, int64_t bytes);
extern "C" int32_t genn_device_pull(void *device, void *buffer, void *host, int64_t bytes);
extern "C" int64_t genn_device_count(void *device, void *buffer);
extern "C" int32_t genn_device_finish(void *device);
extern "C" int32_t genn_device_build(void *device, void **program, const void *text, const void *options);
extern "C" int64_t genn_device_log(void *device, void *program, void *text, int64_t bytes);
extern "C" void *genn_device_kernel(void *device, void *program, const void *name);
extern "C" void genn_device_release(void *device, void *program, void **kernels, int64_t count);
extern "C" void genn_set_buffer(void *device, void *kernel, int32_t position, void *buffer);
extern "C" void genn_set_value(void *device, void *kernel, int32_t position, const void *value, int64_t bytes);
extern "C" int32_t genn_launch(void *device, void *kernel, int64_t items, int64_t group);
