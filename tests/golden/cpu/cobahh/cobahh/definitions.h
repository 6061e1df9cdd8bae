/* cobahh: state and functions */
#pragma once
#include <stdint.h>

struct State {
    // run
    int64_t error_value;                             // the offending value when a kernel returns an error
    int64_t steps_done;                              // steps carried out by the last call of run
    int64_t defaultclock_end;                        // run until this time step
    int64_t trace_clock_end;                         // run until this time step
    // defaultclock
    int64_t *defaultclock_timestep;
    double *defaultclock_t;                          // s
    double *defaultclock_dt;                         // s
    // trace_clock
    int64_t *trace_clock_timestep;
    double *trace_clock_t;                           // s
    double *trace_clock_dt;                          // s
    // P
    double *P_v;                                     // m^2 kg s^-3 A^-1
    double P_Cm;                                     // m^-2 kg^-1 s^4 A^2
    double P_EK;                                     // m^2 kg s^-3 A^-1
    double P_ENa;                                    // m^2 kg s^-3 A^-1
    double P_Ee;                                     // m^2 kg s^-3 A^-1
    double P_Ei;                                     // m^2 kg s^-3 A^-1
    double P_El;                                     // m^2 kg s^-3 A^-1
    double P_VT;                                     // m^2 kg s^-3 A^-1
    double P_g_kd;                                   // m^-2 kg^-1 s^3 A^2
    double P_g_na;                                   // m^-2 kg^-1 s^3 A^2
    double P_gl;                                     // m^-2 kg^-1 s^3 A^2
    double P_mV;                                     // m^2 kg s^-3 A^-1
    double P_ms;                                     // s
    double P_refractory_period;                      // s
    double P_taue;                                   // s
    double P_taui;                                   // s
    double *P_ge;                                    // m^-2 kg^-1 s^3 A^2
    double *P_gi;                                    // m^-2 kg^-1 s^3 A^2
    double *P_h;
    double *P_lastspike;                             // s
    double *P_m;
    double *P_n;
    uint8_t *P_not_refractory;
    int32_t P_N;                                     // number of elements
    int32_t *P_spikespace;
    int32_t *P_i;
    // trace
    double *trace_v;                                 // m^2 kg s^-3 A^-1
    double *trace_t;                                 // s
    int32_t trace_n_indices;                         // recorded elements
    int32_t *trace_indices;
    int32_t *trace_N;
    int64_t trace_capacity;                          // rows that fit
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
    double Ce_we;                                    // m^-2 kg^-1 s^3 A^2
    int32_t *Ce_synaptic_post;
    int32_t *Ce_synaptic_pre;
    // Ce_pre
    int64_t *Ce_pre_rows;                            // where the synapses of each source begin
    int32_t Ce_pre_ascending;                        // whether targets ascend within rows
    // Ci
    double Ci_wi;                                    // m^-2 kg^-1 s^3 A^2
    int32_t *Ci_synaptic_post;
    int32_t *Ci_synaptic_pre;
    // Ci_pre
    int64_t *Ci_pre_rows;                            // where the synapses of each source begin
    int32_t Ci_pre_ascending;                        // whether targets ascend within rows
    // how it is carried out
    int64_t n_steps;                                 // steps that run takes at most
    void *team;                                      // threads that share the work, none if the caller does it alone
    int64_t *ticks;                                  // of each part of a step, and of what is left of it, when it is profiled
    double P_stateupdater_invariant_2;
    double P_stateupdater_invariant_3;
    double P_stateupdater_invariant_4;
    double P_stateupdater_invariant_5;
    double P_stateupdater_invariant_6;
    double P_stateupdater_invariant_7;
    double P_stateupdater_invariant_8;
    double P_stateupdater_invariant_10;
    double P_stateupdater_invariant_11;
    double P_stateupdater_invariant_12;
    double P_stateupdater_invariant_13;
    double P_stateupdater_invariant_14;
    double P_stateupdater_invariant_15;
    double P_stateupdater_invariant_16;
    double P_stateupdater_invariant_17;
    double P_stateupdater_invariant_18;
    double P_stateupdater_invariant_19;
    double P_stateupdater_invariant_20;
    double P_stateupdater_invariant_21;
    double P_stateupdater_invariant_22;
    double P_stateupdater_invariant_23;
    double P_stateupdater_invariant_24;
    double P_stateupdater_invariant_25;
    double P_stateupdater_invariant_26;
    double P_stateupdater_invariant_27;
    double P_stateupdater_invariant_28;
    double P_stateupdater_limit_1;
};

extern "C" int32_t trace(State *s, int32_t worker, int32_t workers);
extern "C" int32_t spikes(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_stateupdater_constants(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_stateupdater(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_spike_thresholder_flags(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_spike_thresholder_found(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_spike_thresholder(State *s, int32_t worker, int32_t workers);
extern "C" int32_t Ce_pre(State *s, int32_t worker, int32_t workers);
extern "C" int32_t Ci_pre(State *s, int32_t worker, int32_t workers);
extern "C" int32_t run(State *shared, int32_t worker, int32_t workers);
