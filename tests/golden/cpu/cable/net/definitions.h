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
    int64_t n_steps;                                 // steps that run takes at most
    void *team;                                      // threads that share the work, none if the caller does it alone
    int64_t *ticks;                                  // of each part of a step, and of what is left of it, when it is profiled
};

extern "C" int32_t neuron_spatialstateupdater_membrane(State *s, int32_t worker, int32_t workers);
extern "C" int32_t neuron_spatialstateupdater_sections(State *s, int32_t worker, int32_t workers);
extern "C" int32_t neuron_spatialstateupdater_tree(State *s, int32_t worker, int32_t workers);
extern "C" int32_t neuron_spatialstateupdater(State *s, int32_t worker, int32_t workers);
extern "C" int32_t run(State *shared, int32_t worker, int32_t workers);
