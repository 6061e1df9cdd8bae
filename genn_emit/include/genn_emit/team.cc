/* A team of threads that carries out one job at a time. The caller is worker 0; between jobs the others sleep. Compiled once,
 * the same for every model, which sees it as team.h says.
 */
#include "genn_emit/team.h"
#include "genn_emit/team_shares.h"
#include "genn_emit/team_waiting.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void genn_threads_gather(genn_team *face, int32_t worker)
{
    genn_threads *team = (genn_threads *)face;
    genn_place *place = &team->places[worker];
    if (worker != 0) {
        genn_count(&team->gathering, &place->gathered, place->gathered + 1);
        return;
    }
    place->gathered++;
    const int64_t begin = genn_begin_wait(place);
    for (int32_t other = 1; other < face->workers; other++) {
        genn_wait(place, &team->gathering, &team->places[other].gathered, place->gathered);
    }
    genn_end_wait(place, begin);
}

static void genn_threads_release(genn_team *face, int32_t worker)
{
    genn_threads *team = (genn_threads *)face;
    genn_place *place = &team->places[worker];
    place->released++;
    if (worker == 0) {
        genn_count(&team->releasing, &team->released, place->released);
    } else {
        const int64_t begin = genn_begin_wait(place);
        genn_wait(place, &team->releasing, &team->released, place->released);
        genn_end_wait(place, begin);
    }
}

static void genn_threads_balance(genn_team *face, int32_t worker)
{
    genn_threads *team = (genn_threads *)face;
    genn_place *place = &team->places[worker];
    if (++place->steps % GENN_STRETCH != 0) {
        return;
    }
    genn_threads_gather(face, worker);
    if (worker == 0) {
        genn_share_out(team);
    }
    genn_threads_release(face, worker);
    place->waited = 0;
    __atomic_store_n(&place->slept, false, __ATOMIC_RELAXED);
}

static int32_t genn_threads_agree(genn_team *face, int32_t worker, int32_t status, int64_t *value)
{
    genn_threads *team = (genn_threads *)face;
    team->places[worker].status = status;
    team->places[worker].value = *value;
    genn_meet(face, worker);
    int32_t agreed = 0;
    for (int32_t other = 0; other < face->workers && agreed == 0; other++) {
        agreed = team->places[other].status;
        *value = team->places[other].value;
    }
    genn_meet(face, worker); /* nobody writes the next status before all have read this one */
    return agreed;
}

static void *genn_work(void *argument)
{
    const genn_place *place = (const genn_place *)argument;
    genn_threads *team = place->team;
    for (;;) {
        genn_threads_release(&team->face, place->worker);
        if (team->job == nullptr) {
            return nullptr;
        }
        team->job(team->state, place->worker, team->face.workers);
        genn_threads_gather(&team->face, place->worker);
    }
}

static void *genn_zeros(size_t size)
{
    void *memory = nullptr;
    if (posix_memalign(&memory, GENN_LINE, size) != 0) {
        return nullptr;
    }
    return memset(memory, 0, size);
}

static void genn_free(genn_threads *team)
{
    pthread_cond_destroy(&team->gathering.condition);
    pthread_mutex_destroy(&team->gathering.mutex);
    pthread_cond_destroy(&team->releasing.condition);
    pthread_mutex_destroy(&team->releasing.mutex);
    free(team->places);
    free(team->shares);
    free(team);
}

/* End and join the threads of the workers before `end`. */
static void genn_dismiss(genn_threads *team, int32_t end)
{
    team->job = nullptr;
    genn_threads_release(&team->face, 0);
    for (int32_t worker = 1; worker < end; worker++) {
        pthread_join(team->places[worker].thread, nullptr);
    }
    genn_free(team);
}

static int32_t genn_start(genn_threads *team)
{
    for (int32_t worker = 0; worker < team->face.workers; worker++) {
        genn_place *place = &team->places[worker];
        place->team = team;
        place->worker = worker;
        place->looks = GENN_MOST_LOOKS;
        place->processor = -1;
    }
    genn_share_evenly(team);
    for (int32_t worker = 1; worker < team->face.workers; worker++) {
        genn_place *place = &team->places[worker];
        if (pthread_create(&place->thread, nullptr, genn_work, place) != 0) {
            return worker;
        }
    }
    return team->face.workers;
}

/* A team of `workers`, the caller of team_carry_out among them; null when the system gives no memory or threads. */
extern "C" void *team_open(int32_t workers)
{
    genn_threads *team = (genn_threads *)genn_zeros(sizeof(genn_threads));
    genn_place *places = (genn_place *)genn_zeros((size_t)workers * sizeof(genn_place));
    int32_t *shares = (int32_t *)genn_zeros(((size_t)workers + 1) * sizeof(int32_t));
    if (team == nullptr || places == nullptr || shares == nullptr) {
        free(team);
        free(places);
        free(shares);
        return nullptr;
    }
    team->places = places;
    team->shares = shares;
    team->face.workers = workers;
    team->face.shares = shares;
    team->face.balance = genn_threads_balance;
    team->face.gather = genn_threads_gather;
    team->face.release = genn_threads_release;
    team->face.agree = genn_threads_agree;
    pthread_mutex_init(&team->gathering.mutex, nullptr);
    pthread_cond_init(&team->gathering.condition, nullptr);
    pthread_mutex_init(&team->releasing.mutex, nullptr);
    pthread_cond_init(&team->releasing.condition, nullptr);
    /* Signals are for the thread that called: Ctrl+C must reach Python. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
#if defined(__linux__)
    if (sched_getaffinity(0, sizeof team->processors, &team->processors) != 0) {
        CPU_ZERO(&team->processors); /* the machine has more than fit in a set: everybody stays where it is */
    }
#endif
    const int32_t started = genn_start(team);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (started < workers) {
        genn_dismiss(team, started);
        return nullptr;
    }
    return team;
}

/* All workers carry out `job`. The status of the caller's share. */
extern "C" int32_t team_carry_out(void *of, void *job, void *state)
{
    genn_threads *team = (genn_threads *)of;
    team->job = (genn_job)job;
    team->state = state;
    team->since = 0;
    genn_threads_release(&team->face, 0);
    const int32_t status = team->job(state, 0, team->face.workers);
    genn_threads_gather(&team->face, 0);
    return status;
}

extern "C" void team_close(void *of)
{
    genn_threads *team = (genn_threads *)of;
    genn_dismiss(team, team->face.workers);
}

/* The memory of a team whose threads are gone: those of a process that was forked. */
extern "C" void team_abandon(void *of)
{
    genn_threads *team = (genn_threads *)of;
    free(team->places);
    free(team->shares);
    free(team);
}
