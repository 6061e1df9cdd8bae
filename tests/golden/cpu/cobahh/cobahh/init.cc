#include "definitions.h"
#include "genn_emit/cpu_math.h"
#include "genn_emit/exp.h"
#include "genn_emit/math.h"

/* P_stateupdater: what stays the same throughout a run */
extern "C" int32_t P_stateupdater_constants(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_dt = s->defaultclock_dt;
    const double P_Cm = s->P_Cm;
    const double P_EK = s->P_EK;
    const double P_ENa = s->P_ENa;
    const double P_Ee = s->P_Ee;
    const double P_Ei = s->P_Ei;
    const double P_El = s->P_El;
    const double P_VT = s->P_VT;
    const double P_g_kd = s->P_g_kd;
    const double P_g_na = s->P_g_na;
    const double P_gl = s->P_gl;
    const double P_mV = s->P_mV;
    const double P_ms = s->P_ms;
    const double P_refractory_period = s->P_refractory_period;
    const double P_taue = s->P_taue;
    const double P_taui = s->P_taui;
    (void) worker;
    (void) workers;
    const double dt = defaultclock_dt[0];
    const int64_t invariant_1 = genn_timestep(P_refractory_period, dt);
    const double invariant_2 = genn_exp(-dt / P_taue);
    const double invariant_3 = genn_exp(-dt / P_taui);
    const double invariant_4 = 0.128 * (2.5713844347880297 * genn_exp(0.05555555555555555 * P_VT / P_mV)) / P_ms;
    const double invariant_5 = 0.05555555555555555 / P_mV;
    const double invariant_6 = P_ms * 2980.9579870417283 * genn_exp(0.2 * P_VT / P_mV);
    const double invariant_7 = 0.2 / P_mV;
    const double invariant_8 = 0.128 * (2.5713844347880297 * genn_exp(0.05555555555555555 * (P_VT / P_mV))) / P_ms;
    const double invariant_10 = 1.28 / P_ms;
    const double invariant_11 = -1.28 / P_ms;
    const double invariant_12 = 0.25 * P_VT / P_mV + 3.25;
    const double invariant_13 = 0.25 / P_mV;
    const double invariant_14 = 1.4 / P_ms;
    const double invariant_15 = -8.0 + 0.2 * -P_VT / P_mV;
    const double invariant_16 = 0.16 / P_ms;
    const double invariant_17 = -0.6420127083438707 * genn_exp(0.025 * (P_VT / P_mV)) / P_ms;
    const double invariant_18 = 3.0 + 0.2 * P_VT / P_mV;
    const double invariant_19 = P_El * P_gl / P_Cm;
    const double invariant_20 = P_EK * P_g_kd / P_Cm;
    const double invariant_21 = P_ENa * P_g_na / P_Cm;
    const double invariant_22 = P_Ee / P_Cm;
    const double invariant_23 = P_Ei / P_Cm;
    const double invariant_24 = 0.0 - P_gl / P_Cm;
    const double invariant_25 = -P_g_kd / P_Cm;
    const double invariant_26 = P_g_na / P_Cm;
    const double invariant_27 = 1.0 / P_Cm;
    const double invariant_28 = 0.025 / P_mV;
    const double limit_1 = genn_time_of_step(invariant_1, dt);
    s->P_stateupdater_invariant_2 = invariant_2;
    s->P_stateupdater_invariant_3 = invariant_3;
    s->P_stateupdater_invariant_4 = invariant_4;
    s->P_stateupdater_invariant_5 = invariant_5;
    s->P_stateupdater_invariant_6 = invariant_6;
    s->P_stateupdater_invariant_7 = invariant_7;
    s->P_stateupdater_invariant_8 = invariant_8;
    s->P_stateupdater_invariant_10 = invariant_10;
    s->P_stateupdater_invariant_11 = invariant_11;
    s->P_stateupdater_invariant_12 = invariant_12;
    s->P_stateupdater_invariant_13 = invariant_13;
    s->P_stateupdater_invariant_14 = invariant_14;
    s->P_stateupdater_invariant_15 = invariant_15;
    s->P_stateupdater_invariant_16 = invariant_16;
    s->P_stateupdater_invariant_17 = invariant_17;
    s->P_stateupdater_invariant_18 = invariant_18;
    s->P_stateupdater_invariant_19 = invariant_19;
    s->P_stateupdater_invariant_20 = invariant_20;
    s->P_stateupdater_invariant_21 = invariant_21;
    s->P_stateupdater_invariant_22 = invariant_22;
    s->P_stateupdater_invariant_23 = invariant_23;
    s->P_stateupdater_invariant_24 = invariant_24;
    s->P_stateupdater_invariant_25 = invariant_25;
    s->P_stateupdater_invariant_26 = invariant_26;
    s->P_stateupdater_invariant_27 = invariant_27;
    s->P_stateupdater_invariant_28 = invariant_28;
    s->P_stateupdater_limit_1 = limit_1;
    return 0;
}
