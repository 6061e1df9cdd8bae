/* cuba: state and functions */
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
    // P
    double P_El;                                     // m^2 kg s^-3 A^-1
    double P_refractory_period;                      // s
    double P_taue;                                   // s
    double P_taui;                                   // s
    double P_taum;                                   // s
    double *P_ge;                                    // m^2 kg s^-3 A^-1
    double *P_gi;                                    // m^2 kg s^-3 A^-1
    double *P_lastspike;                             // s
    uint8_t *P_not_refractory;
    double *P_v;                                     // m^2 kg s^-3 A^-1
    int32_t P_N;                                     // number of elements
    double P_Vt;                                     // m^2 kg s^-3 A^-1
    int32_t *P_spikespace;
    int32_t *P_i;
    double P_Vr;                                     // m^2 kg s^-3 A^-1
    // P_spike_thresholder
    uint8_t *P_spike_thresholder_flags;
    int32_t *P_spike_thresholder_found;
    // spikes
    int32_t *spikes_i;
    double *spikes_t;                                // s
    int64_t spikes_source_start;
    int64_t spikes_source_stop;
    int32_t *spikes_count;
    int32_t *spikes_N;
    int64_t spikes_capacity;                         // rows that fit
    // Ce
    double Ce_we;                                    // m^2 kg s^-3 A^-1
    int32_t *Ce_synaptic_post;
    int32_t *Ce_synaptic_pre;
    // Ce_pre
    int64_t *Ce_pre_rows;                            // where the synapses of each source begin
    int32_t Ce_pre_ascending;                        // whether targets ascend within rows
    // Ci
    double Ci_wi;                                    // m^2 kg s^-3 A^-1
    int32_t *Ci_synaptic_post;
    int32_t *Ci_synaptic_pre;
    // Ci_pre
    int64_t *Ci_pre_rows;                            // where the synapses of each source begin
    int32_t Ci_pre_ascending;                        // whether targets ascend within rows
    // how it is carried out
    void *device;                                    // the open device
    void *device_P_ge;                               // the device's copy
    void *device_P_gi;                               // the device's copy
    void *device_P_lastspike;                        // the device's copy
    void *device_P_not_refractory;                   // the device's copy
    void *device_P_v;                                // the device's copy
    void *device_P_spikespace;                       // the device's copy
    void *device_P_spike_thresholder_flags;          // the device's copy
    void *device_P_spike_thresholder_found;          // the device's copy
    void *device_P_i;                                // the device's copy
    void *device_spikes_i;                           // the device's copy
    void *device_spikes_t;                           // the device's copy
    void *device_spikes_count;                       // the device's copy
    void *device_spikes_N;                           // the device's copy
    void *device_Ce_synaptic_post;                   // the device's copy
    void *device_Ce_pre_rows;                        // the device's copy
    void *device_Ce_synaptic_pre;                    // the device's copy
    void *device_Ci_synaptic_post;                   // the device's copy
    void *device_Ci_pre_rows;                        // the device's copy
    void *device_Ci_synaptic_pre;                    // the device's copy
    void *P_stateupdater_and_threshold_flags_kernel; // a kernel
    void *P_stateupdater_and_threshold_kernel;       // a kernel
    void *P_spike_resetter_kernel;                   // a kernel
    void *spikes_kernel;                             // a kernel
    int64_t most_rows_spikes;                        // no more rows than this are recorded
    void *Ce_pre_kernel;                             // a kernel
    void *Ci_pre_kernel;                             // a kernel
};

extern "C" void bind_P_stateupdater_and_threshold(State *s);
extern "C" int32_t launch_P_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers);
extern "C" void bind_P_spike_resetter(State *s);
extern "C" int32_t launch_P_spike_resetter(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_spike_resetter(State *s, int32_t worker, int32_t workers);
extern "C" void bind_spikes(State *s);
extern "C" int32_t launch_spikes(State *s, int32_t worker, int32_t workers);
extern "C" int32_t spikes(State *s, int32_t worker, int32_t workers);
extern "C" int32_t run_steps(State *s, int64_t n_steps);
extern "C" int32_t run(State *s, int64_t n_steps);
extern "C" void bind_Ce_pre(State *s);
extern "C" int32_t launch_Ce_pre(State *s, int32_t worker, int32_t workers);
extern "C" int32_t Ce_pre(State *s, int32_t worker, int32_t workers);
extern "C" void bind_Ci_pre(State *s);
extern "C" int32_t launch_Ci_pre(State *s, int32_t worker, int32_t workers);
extern "C" int32_t Ci_pre(State *s, int32_t worker, int32_t workers);
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
