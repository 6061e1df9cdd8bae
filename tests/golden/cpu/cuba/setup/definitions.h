/* setup: state and functions */
#pragma once
#include <stdint.h>

struct State {
    // run
    int64_t error_value;                             // the offending value when a kernel returns an error
    int64_t steps_done;                              // steps carried out by the last call of run
    // P
    double P_Vr;                                     // m^2 kg s^-3 A^-1
    double P_Vt;                                     // m^2 kg s^-3 A^-1
    uint8_t *P_not_refractory;
    double *P_v;                                     // m^2 kg s^-3 A^-1
    int32_t P_N;                                     // number of elements
    // P_group_variable_set_conditional
    uint64_t P_group_variable_set_conditional_key;   // random numbers of this kernel
    // Ce_synapses_create_generator
    int32_t Ce_synapses_create_generator_source_offset;
    int32_t Ce_synapses_create_generator_target_offset;
    int32_t Ce_synapses_create_generator_N_post;     // neurons
    uint64_t Ce_synapses_create_generator_key;       // random numbers of this kernel
    int32_t Ce_synapses_create_generator_N_pre;      // neurons
    int64_t *Ce_synapses_create_generator_made;      // synapses made so far
    int64_t *Ce_synapses_create_generator_position;  // next neuron to make synapses for
    int64_t Ce_synapses_create_generator_capacity;   // synapses that fit
    // Ce
    int64_t Ce_n_exc;
    int64_t Ce_N_post;
    double Ce_p;
    int32_t *Ce_synaptic_pre;
    int32_t *Ce_synaptic_post;
    // Ci_synapses_create_generator
    int32_t Ci_synapses_create_generator_source_offset;
    int32_t Ci_synapses_create_generator_target_offset;
    int32_t Ci_synapses_create_generator_N_post;     // neurons
    uint64_t Ci_synapses_create_generator_key;       // random numbers of this kernel
    int32_t Ci_synapses_create_generator_N_pre;      // neurons
    int64_t *Ci_synapses_create_generator_made;      // synapses made so far
    int64_t *Ci_synapses_create_generator_position;  // next neuron to make synapses for
    int64_t Ci_synapses_create_generator_capacity;   // synapses that fit
    // Ci
    int64_t Ci_n_exc;
    int64_t Ci_N_post;
    double Ci_p;
    int32_t *Ci_synaptic_pre;
    int32_t *Ci_synaptic_post;
    // how it is carried out
    int64_t n_steps;                                 // steps that run takes at most
    void *team;                                      // threads that share the work, none if the caller does it alone
    int64_t *ticks;                                  // of each part of a step, and of what is left of it, when it is profiled
};

extern "C" int32_t P_group_variable_set_conditional(State *s, int32_t worker, int32_t workers);
extern "C" int32_t Ce_synapses_create_generator(State *s, int32_t worker, int32_t workers);
extern "C" int32_t Ci_synapses_create_generator(State *s, int32_t worker, int32_t workers);
