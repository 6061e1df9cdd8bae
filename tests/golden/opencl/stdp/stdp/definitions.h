/* stdp: state and functions */
#pragma once
#include <stdint.h>

struct State {
    // run
    int64_t error_value;                             // the offending value when a kernel returns an error
    int64_t steps_done;                              // steps carried out by the last call of run
    int64_t defaultclock_end;                        // run until this time step
    int64_t weights_clock_end;                       // run until this time step
    // defaultclock
    int64_t *defaultclock_timestep;
    double *defaultclock_t;                          // s
    double *defaultclock_dt;                         // s
    // weights_clock
    int64_t *weights_clock_timestep;
    double *weights_clock_t;                         // s
    double *weights_clock_dt;                        // s
    // S
    double *S_w;
    double S_dApre;
    double S_gmax;
    double S_taupost;                                // s
    double S_taupre;                                 // s
    int32_t *S_synaptic_post;
    double *S_Apost;
    double *S_Apre;
    double *S_lastupdate;                            // s
    int32_t *S_synaptic_pre;
    double S_dApost;
    double *S_Apost_now;                             // of the neurons at this time
    double *S_Apost_then;                            // of the neurons at their last spikes
    double *S_Apre_now;                              // of the neurons at this time
    double *S_Apre_then;                             // of the neurons at their last spikes
    // weights
    double *weights_w;
    double *weights_t;                               // s
    int32_t weights_n_indices;                       // recorded elements
    int32_t *weights_indices;
    int32_t *weights_N;
    int64_t weights_capacity;                        // rows that fit
    // neurons
    double neurons_Ee;                               // m^2 kg s^-3 A^-1
    double neurons_El;                               // m^2 kg s^-3 A^-1
    double neurons_taue;                             // s
    double neurons_taum;                             // s
    double *neurons_ge;
    double *neurons_v;                               // m^2 kg s^-3 A^-1
    int32_t neurons_N;                               // number of elements
    double neurons_vt;                               // m^2 kg s^-3 A^-1
    int32_t *neurons_spikespace;
    int32_t *neurons_i;
    double neurons_vr;                               // m^2 kg s^-3 A^-1
    // inputs
    double *inputs_rates;                            // s^-1
    int32_t *inputs_spikespace;
    int32_t inputs_N;                                // number of elements
    int32_t *inputs_i;
    // inputs_spike_thresholder
    uint8_t *inputs_spike_thresholder_flags;
    int32_t *inputs_spike_thresholder_found;
    uint64_t inputs_spike_thresholder_key;           // random numbers of this kernel
    int64_t inputs_spike_thresholder_began;          // time step at which the run began
    // neurons_spike_thresholder
    uint8_t *neurons_spike_thresholder_flags;
    int32_t *neurons_spike_thresholder_found;
    // outputs
    int32_t *outputs_i;
    double *outputs_t;                               // s
    int64_t outputs_source_start;
    int64_t outputs_source_stop;
    int32_t *outputs_count;
    int32_t *outputs_N;
    int64_t outputs_capacity;                        // rows that fit
    // spikes
    int32_t *spikes_i;
    double *spikes_t;                                // s
    int64_t spikes_source_start;
    int64_t spikes_source_stop;
    int32_t *spikes_count;
    int32_t *spikes_N;
    int64_t spikes_capacity;                         // rows that fit
    // S_pre
    int64_t *S_pre_rows;                             // where the synapses of each source begin
    int32_t S_pre_ascending;                         // whether targets ascend within rows
    double *S_pre_times;                             // second: last spikes of the neurons
    // S_post
    int64_t *S_post_rows;                            // where the synapses of each source begin
    int32_t *S_post_order;                           // synapses by source
    int32_t *S_post_targets;                         // where they lead, in the same order
    int32_t S_post_ascending;                        // whether targets ascend within rows
    double *S_post_times;                            // second: last spikes of the neurons
    // how it is carried out
    void *device;                                    // the open device
    void *device_S_w;                                // the device's copy
    void *device_weights_w;                          // the device's copy
    void *device_weights_t;                          // the device's copy
    void *device_weights_indices;                    // the device's copy
    void *device_neurons_ge;                         // the device's copy
    void *device_neurons_v;                          // the device's copy
    void *device_inputs_rates;                       // the device's copy
    void *device_inputs_spikespace;                  // the device's copy
    void *device_inputs_spike_thresholder_flags;     // the device's copy
    void *device_inputs_spike_thresholder_found;     // the device's copy
    void *device_neurons_spikespace;                 // the device's copy
    void *device_neurons_spike_thresholder_flags;    // the device's copy
    void *device_neurons_spike_thresholder_found;    // the device's copy
    void *device_neurons_i;                          // the device's copy
    void *device_outputs_i;                          // the device's copy
    void *device_outputs_t;                          // the device's copy
    void *device_outputs_count;                      // the device's copy
    void *device_outputs_N;                          // the device's copy
    void *device_inputs_i;                           // the device's copy
    void *device_spikes_i;                           // the device's copy
    void *device_spikes_t;                           // the device's copy
    void *device_spikes_count;                       // the device's copy
    void *device_spikes_N;                           // the device's copy
    void *device_S_synaptic_post;                    // the device's copy
    void *device_S_Apost;                            // the device's copy
    void *device_S_Apre;                             // the device's copy
    void *device_S_lastupdate;                       // the device's copy
    void *device_S_pre_rows;                         // the device's copy
    void *device_S_synaptic_pre;                     // the device's copy
    void *device_S_post_rows;                        // the device's copy
    void *device_S_post_order;                       // the device's copy
    void *device_S_post_targets;                     // the device's copy
    void *device_S_Apost_now;                        // the device's copy
    void *device_S_Apost_then;                       // the device's copy
    void *device_S_Apre_now;                         // the device's copy
    void *device_S_Apre_then;                        // the device's copy
    void *device_S_pre_times;                        // the device's copy
    void *device_S_post_times;                       // the device's copy
    void *inputs_spike_thresholder_flags_kernel;     // a kernel
    void *inputs_spike_thresholder_kernel;           // a kernel
    void *neurons_stateupdater_and_threshold_flags_kernel; // a kernel
    void *neurons_stateupdater_and_threshold_kernel; // a kernel
    void *neurons_spike_resetter_kernel;             // a kernel
    void *weights_kernel;                            // a kernel
    void *outputs_kernel;                            // a kernel
    int64_t most_rows_outputs;                       // no more rows than this are recorded
    void *spikes_kernel;                             // a kernel
    int64_t most_rows_spikes;                        // no more rows than this are recorded
    void *S_Apost_decay_kernel;                      // a kernel
    void *S_Apre_decay_kernel;                       // a kernel
    void *S_pre_traces_kernel;                       // a kernel
    void *S_pre_kernel;                              // a kernel
    void *S_post_traces_kernel;                      // a kernel
    void *S_post_kernel;                             // a kernel
};

extern "C" void bind_inputs_spike_thresholder(State *s);
extern "C" int32_t launch_inputs_spike_thresholder(State *s, int32_t worker, int32_t workers);
extern "C" int32_t inputs_spike_thresholder(State *s, int32_t worker, int32_t workers);
extern "C" void bind_neurons_stateupdater_and_threshold(State *s);
extern "C" int32_t launch_neurons_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers);
extern "C" int32_t neurons_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers);
extern "C" void bind_neurons_spike_resetter(State *s);
extern "C" int32_t launch_neurons_spike_resetter(State *s, int32_t worker, int32_t workers);
extern "C" int32_t neurons_spike_resetter(State *s, int32_t worker, int32_t workers);
extern "C" void bind_weights(State *s);
extern "C" int32_t launch_weights(State *s, int32_t worker, int32_t workers);
extern "C" int32_t weights(State *s, int32_t worker, int32_t workers);
extern "C" void bind_outputs(State *s);
extern "C" int32_t launch_outputs(State *s, int32_t worker, int32_t workers);
extern "C" int32_t outputs(State *s, int32_t worker, int32_t workers);
extern "C" void bind_spikes(State *s);
extern "C" int32_t launch_spikes(State *s, int32_t worker, int32_t workers);
extern "C" int32_t spikes(State *s, int32_t worker, int32_t workers);
extern "C" int32_t run_steps(State *s, int64_t n_steps);
extern "C" int32_t run(State *s, int64_t n_steps);
extern "C" void bind_S_Apost_decay(State *s);
extern "C" int32_t launch_S_Apost_decay(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_Apost_decay(State *s, int32_t worker, int32_t workers);
extern "C" void bind_S_Apre_decay(State *s);
extern "C" int32_t launch_S_Apre_decay(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_Apre_decay(State *s, int32_t worker, int32_t workers);
extern "C" void bind_S_pre_traces(State *s);
extern "C" int32_t launch_S_pre_traces(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_pre_traces(State *s, int32_t worker, int32_t workers);
extern "C" void bind_S_pre(State *s);
extern "C" int32_t launch_S_pre(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_pre(State *s, int32_t worker, int32_t workers);
extern "C" void bind_S_post_traces(State *s);
extern "C" int32_t launch_S_post_traces(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_post_traces(State *s, int32_t worker, int32_t workers);
extern "C" void bind_S_post(State *s);
extern "C" int32_t launch_S_post(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_post(State *s, int32_t worker, int32_t workers);
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
