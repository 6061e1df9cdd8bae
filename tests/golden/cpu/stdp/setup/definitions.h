/* setup: state and functions */
#pragma once
#include <stdint.h>

struct State {
    // run
    int64_t error_value;                             // the offending value when a kernel returns an error
    int64_t steps_done;                              // steps carried out by the last call of run
    // S_synapses_create_generator
    int32_t S_synapses_create_generator_source_offset;
    int32_t S_synapses_create_generator_target_offset;
    int32_t S_synapses_create_generator_N_post;      // neurons
    uint64_t S_synapses_create_generator_key;        // random numbers of this kernel
    int32_t S_synapses_create_generator_N_pre;       // neurons
    int64_t *S_synapses_create_generator_made;       // synapses made so far
    int64_t *S_synapses_create_generator_position;   // next neuron to make synapses for
    int64_t S_synapses_create_generator_capacity;    // synapses that fit
    // S
    int64_t S_N_post;
    int32_t *S_synaptic_pre;
    int32_t *S_synaptic_post;
    double S_gmax;
    double *S_w;
    int32_t *S_N;
    // S_group_variable_set_conditional
    uint64_t S_group_variable_set_conditional_key;   // random numbers of this kernel
    // how it is carried out
    int64_t n_steps;                                 // steps that run takes at most
    void *team;                                      // threads that share the work, none if the caller does it alone
    int64_t *ticks;                                  // of each part of a step, and of what is left of it, when it is profiled
};

extern "C" int32_t S_synapses_create_generator(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_group_variable_set_conditional(State *s, int32_t worker, int32_t workers);
