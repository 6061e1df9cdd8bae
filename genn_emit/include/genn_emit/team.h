/* What generated code knows of the team of threads that carries it out (team.cc). Without a team one worker does it all.
 *
 * Waiting comes in two halves, so that work of worker 0 alone fits between them: genn_gather (worker 0 goes on when all are
 * there, the others go on at once) and genn_release (the others go on when worker 0 is there). What was written before is
 * seen after. All workers must make the same calls.
 */
#ifndef GENN_TEAM_H
#define GENN_TEAM_H

#include <stdint.h>

#define GENN_WHOLE 65536

typedef struct genn_team {
    int32_t workers;
    const int32_t *shares; /* where the share of each worker begins, of GENN_WHOLE; behind them GENN_WHOLE */
    void (*balance)(struct genn_team *team, int32_t worker);
    void (*gather)(struct genn_team *team, int32_t worker);
    void (*release)(struct genn_team *team, int32_t worker);
    int32_t (*agree)(struct genn_team *team, int32_t worker, int32_t status, int64_t *value);
} genn_team;

/* Worker 0 waits for all others. */
static inline void genn_gather(void *team, int32_t worker)
{
    if (team != nullptr) {
        ((genn_team *)team)->gather((genn_team *)team, worker);
    }
}

/* All others wait for worker 0. */
static inline void genn_release(void *team, int32_t worker)
{
    if (team != nullptr) {
        ((genn_team *)team)->release((genn_team *)team, worker);
    }
}

/* All wait for all. */
static inline void genn_meet(void *team, int32_t worker)
{
    genn_gather(team, worker);
    genn_release(team, worker);
}

/* To be called once per step. Now and then all wait for all, and the shares change: more for workers that waited for others.
 * Nobody may own anything by its share across this call that another has not seen. */
static inline void genn_balance(void *team, int32_t worker)
{
    if (team != nullptr) {
        ((genn_team *)team)->balance((genn_team *)team, worker);
    }
}

/* All wait for all, and learn the status of the first worker whose status is not zero, and the value that goes with it. */
static inline int32_t genn_agree(void *team, int32_t worker, int32_t status, int64_t *value)
{
    return team == nullptr ? status : ((genn_team *)team)->agree((genn_team *)team, worker, status, value);
}

#endif
