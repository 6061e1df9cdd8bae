/* by_hand: state and functions */
#pragma once
#include <stdint.h>

struct State {
    // run
    int64_t error_value;                             // the offending value when a kernel returns an error
    int64_t steps_done;                              // steps carried out by the last call of run
    int64_t clock_end;                               // run until this time step
    // clock
    int64_t *clock_timestep;                         // time steps done
    double *clock_t;                                 // second
    double *clock_dt;                                // second
    // cells
    int32_t cells_N;                                 // number of neurons
    double cells_tau;
    double cells_tau_g;
    double *cells_v;
    double *cells_g;
    double *cells_I;
    double *cells_count;
    int32_t *cells_spikes;                           // neurons that spiked in this step
    uint8_t *cells_flags;                            // scratch: 1 where the threshold was crossed
    int32_t *cells_found;                            // scratch: spikes before they are put together
    // inhibition
    int64_t *inhibition_rows;                        // where the synapses of each source begin
    int32_t *inhibition_target;                      // target of each synapse
    double *inhibition_w;
    // how it is carried out
    void *device;                                    // the open device
    void *device_cells_v;                            // the device's copy
    void *device_cells_g;                            // the device's copy
    void *device_cells_I;                            // the device's copy
    void *device_cells_count;                        // the device's copy
    void *device_cells_spikes;                       // the device's copy
    void *device_cells_flags;                        // the device's copy
    void *device_cells_found;                        // the device's copy
    void *device_inhibition_rows;                    // the device's copy
    void *device_inhibition_target;                  // the device's copy
    void *device_inhibition_w;                       // the device's copy
    void *cells_update_and_threshold_flags_kernel;   // a kernel
    void *cells_update_and_threshold_kernel;         // a kernel
    void *cells_reset_kernel;                        // a kernel
    void *inhibition_spikes_kernel;                  // a kernel
};

extern "C" void bind_cells_update_and_threshold(State *s);
extern "C" int32_t launch_cells_update_and_threshold(State *s, int32_t worker, int32_t workers);
extern "C" int32_t cells_update_and_threshold(State *s, int32_t worker, int32_t workers);
extern "C" void bind_cells_reset(State *s);
extern "C" int32_t launch_cells_reset(State *s, int32_t worker, int32_t workers);
extern "C" int32_t cells_reset(State *s, int32_t worker, int32_t workers);
extern "C" int32_t run_steps(State *s, int64_t n_steps);
extern "C" int32_t run(State *s, int64_t n_steps);
extern "C" void bind_inhibition_spikes(State *s);
extern "C" int32_t launch_inhibition_spikes(State *s, int32_t worker, int32_t workers);
extern "C" int32_t inhibition_spikes(State *s, int32_t worker, int32_t workers);
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
