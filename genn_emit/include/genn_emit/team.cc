/* A team of threads that carries out one job at a time. The caller is worker 0; between jobs the others sleep. Compiled once,
 * the same for every model, which sees it as team.h says.
 */
#include "genn_emit/team.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define GENN_LINE 64

/* How often a waiting worker looks before it goes to sleep: for tens of microseconds at most, less where it was in vain. */
#define GENN_MOST_LOOKS 1024
#define GENN_FEWEST_LOOKS 16

/* Nanoseconds that sleep lasts on an idle machine when the other comes at once, waking included, and some more. */
#define GENN_SHORT 100000

typedef int32_t (*genn_job)(void *state, int32_t worker, int32_t workers);

/* Where waiting workers sleep. */
struct alignas(GENN_LINE) genn_bed {
    pthread_mutex_t mutex;
    pthread_cond_t condition;
    int32_t sleepers;
};

struct genn_threads;

/* What belongs to one worker, in cache lines of its own. */
struct alignas(GENN_LINE) genn_place {
    uint32_t gathered;                    /* how often it was at gather: worker 0 looks at it */
    alignas(GENN_LINE) uint32_t released; /* how often it was at release: its own business */
    int32_t looks, worker, status;
    int32_t processor; /* that it came to wait on, below zero if unknown: the others look at it */
    int64_t value;     /* goes with the status */
    pthread_t thread;
    genn_threads *team;
};

struct alignas(GENN_LINE) genn_threads {
    genn_team face; /* first: what generated code sees */
    genn_job job;   /* none: time to end */
    void *state;
    alignas(GENN_LINE) uint32_t released; /* how often worker 0 was at release */
    genn_bed gathering, releasing;
    genn_place *places;
#if defined(__linux__)
    cpu_set_t processors; /* that the team may use */
#endif
};

static inline void genn_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Nanoseconds of a clock that only goes forward. */
static inline int64_t genn_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline bool genn_reached(const uint32_t *count, uint32_t wanted)
{
    return (int32_t)(__atomic_load_n(count, __ATOMIC_SEQ_CST) - wanted) >= 0;
}

static void genn_sleep(genn_bed *bed, const uint32_t *count, uint32_t wanted)
{
    pthread_mutex_lock(&bed->mutex);
    __atomic_fetch_add(&bed->sleepers, 1, __ATOMIC_SEQ_CST);
    while (!genn_reached(count, wanted)) {
        pthread_cond_wait(&bed->condition, &bed->mutex);
    }
    __atomic_fetch_sub(&bed->sleepers, 1, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&bed->mutex);
}

static inline void genn_note_processor(genn_place *place)
{
#if defined(__linux__)
    __atomic_store_n(&place->processor, sched_getcpu(), __ATOMIC_RELAXED);
#else
    (void)place;
#endif
}

/* Two workers on one processor get their turns one after the other, and on a busy machine other programs come between: a step
 * then takes as long as a turn. The scheduler is slow to part them, so the one that waits does. The thread that called the team
 * is the user's and goes where it likes; the others avoid the processors of all. */
static void genn_part(genn_place *place)
{
#if defined(__linux__)
    genn_threads *team = place->team;
    cpu_set_t others = team->processors;
    genn_place *crowding = nullptr;
    for (int32_t worker = 0; worker < team->face.workers; worker++) {
        genn_place *other = &team->places[worker];
        const int32_t there = __atomic_load_n(&other->processor, __ATOMIC_RELAXED);
        if (there < 0) {
            continue;
        }
        if (other != place && there == place->processor) {
            crowding = other;
        }
        CPU_CLR(there, &others);
    }
    if (crowding != nullptr && CPU_COUNT(&others) != 0) {
        const pthread_t mover = place->worker != 0 ? pthread_self() : crowding->thread;
        pthread_setaffinity_np(mover, sizeof others, &others);
    }
#else
    (void)place;
#endif
}

static void genn_wait(genn_place *place, genn_bed *bed, const uint32_t *count, uint32_t wanted)
{
    genn_note_processor(place);
    for (int32_t look = 0; look < place->looks; look++) {
        if (genn_reached(count, wanted)) {
            place->looks += place->looks < GENN_MOST_LOOKS ? place->looks / 8 : 0;
            return;
        }
        genn_relax();
    }
    genn_part(place);
    const int64_t asleep = genn_now();
    genn_sleep(bed, count, wanted);
    if (genn_now() - asleep < GENN_SHORT) {
        /* A little more patience would have been cheaper than to be woken. */
        place->looks = place->looks < GENN_MOST_LOOKS / 2 ? place->looks * 2 : GENN_MOST_LOOKS;
    } else {
        /* The other has lost its processor, or has long to go: on a busy machine, looking would only delay it. */
        place->looks = place->looks > 4 * GENN_FEWEST_LOOKS ? place->looks / 4 : GENN_FEWEST_LOOKS;
    }
}

static void genn_count(genn_bed *bed, uint32_t *count, uint32_t value)
{
    __atomic_store_n(count, value, __ATOMIC_SEQ_CST);
    /* Either the sleeper sees the new count, or we see the sleeper. */
    if (__atomic_load_n(&bed->sleepers, __ATOMIC_SEQ_CST) != 0) {
        pthread_mutex_lock(&bed->mutex);
        pthread_cond_broadcast(&bed->condition);
        pthread_mutex_unlock(&bed->mutex);
    }
}

static void genn_threads_gather(genn_team *face, int32_t worker)
{
    genn_threads *team = (genn_threads *)face;
    genn_place *place = &team->places[worker];
    if (worker != 0) {
        genn_count(&team->gathering, &place->gathered, place->gathered + 1);
        return;
    }
    place->gathered++;
    for (int32_t other = 1; other < face->workers; other++) {
        genn_wait(place, &team->gathering, &team->places[other].gathered, place->gathered);
    }
}

static void genn_threads_release(genn_team *face, int32_t worker)
{
    genn_threads *team = (genn_threads *)face;
    genn_place *place = &team->places[worker];
    place->released++;
    if (worker == 0) {
        genn_count(&team->releasing, &team->released, place->released);
    } else {
        genn_wait(place, &team->releasing, &team->released, place->released);
    }
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
    if (team == nullptr || places == nullptr) {
        free(team);
        free(places);
        return nullptr;
    }
    team->places = places;
    team->face.workers = workers;
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
    free(team);
}
