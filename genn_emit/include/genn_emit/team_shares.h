/* How much of the work each worker of a team (team.cc) gets: more if the others wait for it less, as on processors of two kinds
 * or on one that another program uses as well. Results do not depend on it.
 */
#ifndef GENN_TEAM_SHARES_H
#define GENN_TEAM_SHARES_H

#include "genn_emit/team_waiting.h"

/* After how many steps the shares may change. */
#define GENN_STRETCH 256

/* As much for everybody. */
static void genn_share_evenly(genn_threads *team)
{
    const int32_t workers = team->face.workers;
    for (int32_t worker = 0; worker < workers; worker++) {
        team->places[worker].share = 1.0 / workers;
        team->shares[worker] = (int32_t)((int64_t)GENN_WHOLE * worker / workers);
    }
    team->shares[workers] = GENN_WHOLE;
}

/* What a worker did for each nanosecond that it did not wait. */
static double genn_speed(const genn_place *place, int64_t elapsed)
{
    const int64_t busy = elapsed - place->waited, least = elapsed / 16 + 1; /* not all waits were timed */
    return place->share / (double)(busy > least ? busy : least);
}

/* Shares go half way to where all would be busy for as long: measurements are not exact, and speeds change. None gets less than
 * a quarter of what is even: see slices.h. */
static void genn_share_out(genn_threads *team)
{
    const int32_t workers = team->face.workers;
    const int64_t now = genn_now(), elapsed = now - team->since;
    bool known = team->since != 0; /* who slept had lost its processor, or nothing to do */
    double speeds = 0.0, sum = 0.0, begin = 0.0;
    for (int32_t worker = 0; worker < workers; worker++) {
        const genn_place *place = &team->places[worker];
        speeds += genn_speed(place, elapsed);
        known = known && !__atomic_load_n(&place->slept, __ATOMIC_RELAXED);
    }
    for (int32_t worker = 0; worker < workers; worker++) {
        genn_place *place = &team->places[worker];
        const double even = 1.0 / workers, wanted = (place->share + genn_speed(place, elapsed) / speeds) / 2;
        place->share = !known ? place->share : (wanted > 0.3 * even ? wanted : 0.3 * even);
        sum += place->share;
    }
    for (int32_t worker = 0; worker < workers; worker++) {
        genn_place *place = &team->places[worker];
        team->shares[worker] = (int32_t)(begin * GENN_WHOLE);
        place->share /= sum;
        begin += place->share;
    }
    team->since = now;
}

#endif
