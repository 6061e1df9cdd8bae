/* setup: state and functions */
#pragma once
#include <stdint.h>

struct State {
    // run
    int64_t error_value;                             // the offending value when a kernel returns an error
    int64_t steps_done;                              // steps carried out by the last call of run
    // P
    double P_El;                                     // m^2 kg s^-3 A^-1
    double P_mV;                                     // m^2 kg s^-3 A^-1
    double *P_v;                                     // m^2 kg s^-3 A^-1
    int32_t P_N;                                     // number of elements
    double P_nS;                                     // m^-2 kg^-1 s^3 A^2
    double *P_ge;                                    // m^-2 kg^-1 s^3 A^2
    double *P_gi;                                    // m^-2 kg^-1 s^3 A^2
    // P_group_variable_set_conditional
    uint64_t P_group_variable_set_conditional_key;   // random numbers of this kernel
    // P_group_variable_set_conditional_2
    uint64_t P_group_variable_set_conditional_2_key; // random numbers of this kernel
    // P_group_variable_set_conditional_3
    uint64_t P_group_variable_set_conditional_3_key; // random numbers of this kernel
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
    void *device;                                    // the open device
    double *device_P_v;                              // the device's copy
    double *device_P_ge;                             // the device's copy
    double *device_P_gi;                             // the device's copy
    int32_t *device_Ce_synaptic_pre;                 // the device's copy
    int32_t *device_Ce_synaptic_post;                // the device's copy
    int32_t *device_Ci_synaptic_pre;                 // the device's copy
    int32_t *device_Ci_synaptic_post;                // the device's copy
};

extern "C" int32_t Ce_synapses_create_generator(State *s, int32_t worker, int32_t workers);
extern "C" int32_t Ci_synapses_create_generator(State *s, int32_t worker, int32_t workers);
extern "C" void bind_P_group_variable_set_conditional(State *s);
extern "C" int32_t launch_P_group_variable_set_conditional(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_group_variable_set_conditional(State *s, int32_t worker, int32_t workers);
extern "C" void bind_P_group_variable_set_conditional_2(State *s);
extern "C" int32_t launch_P_group_variable_set_conditional_2(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_group_variable_set_conditional_2(State *s, int32_t worker, int32_t workers);
extern "C" void bind_P_group_variable_set_conditional_3(State *s);
extern "C" int32_t launch_P_group_variable_set_conditional_3(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_group_variable_set_conditional_3(State *s, int32_t worker, int32_t workers);
extern "C" int32_t genn_device_open(void **device, const void *library, int32_t number);
extern "C" void genn_device_close(void *device);
extern "C" void *genn_device_allocate(void *device, int64_t bytes);
extern "C" void genn_device_free(void *device, void *buffer);
extern "C" int32_t genn_device_push(void *device, void *buffer, const void *host, int64_t bytes);
extern "C" int32_t genn_device_pull(void *device, void *buffer, void *host, int64_t bytes);
extern "C" int64_t genn_device_count(void *device, void *buffer);
extern "C" int32_t genn_device_finish(void *device);
extern "C" void genn_device_select(void *device);
extern "C" int32_t genn_launched(void *device);
