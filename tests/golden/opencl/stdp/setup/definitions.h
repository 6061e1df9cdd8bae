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
    void *device;                                    // the open device
    void *device_S_synaptic_pre;                     // the device's copy
    void *device_S_synaptic_post;                    // the device's copy
    void *device_S_w;                                // the device's copy
    void *S_group_variable_set_conditional_kernel;   // a kernel
};

extern "C" int32_t S_synapses_create_generator(State *s, int32_t worker, int32_t workers);
extern "C" void bind_S_group_variable_set_conditional(State *s);
extern "C" int32_t launch_S_group_variable_set_conditional(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_group_variable_set_conditional(State *s, int32_t worker, int32_t workers);
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
