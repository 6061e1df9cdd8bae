// What this machine can do at best: bytes per second through a state update, and vectorised exponentials.
// Arguments: working sets in bytes. Prints JSON.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#if defined(__GLIBC__) && defined(__x86_64__)
extern "C" __attribute__((simd("notinbranch"))) double exp(double) noexcept;
#else
extern "C" double exp(double) noexcept;
#endif

static double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// The shortest of several passes over at least 30 ms, per element, in nanoseconds.
template <typename Pass> static double shortest(long n, Pass pass) {
    double best = 1e30;
    for (int round = 0; round < 5; round++) {
        long passes = 0;
        const double start = seconds();
        double elapsed = 0;
        do {
            pass();
            passes++;
            elapsed = seconds() - start;
        } while (elapsed < 0.03);
        const double each = elapsed / passes / n * 1e9;
        if (each < best) best = each;
    }
    return best;
}

int main(int argc, char **argv) {
    std::printf("{\"bandwidth\": {");
    for (int k = 1; k < argc; k++) {
        const long n = std::atol(argv[k]) / long(sizeof(double));
        std::vector<double> x(n, 1.0);
        double *p = x.data();
        // Each element is read and written: 16 bytes.
        const double each = shortest(n, [=] {
            for (long i = 0; i < n; i++) p[i] = p[i] * 0.999 + 0.001;
            asm volatile("" : : "r"(p) : "memory");
        });
        std::printf("%s\"%ld\": %.4f", k > 1 ? ", " : "", n * long(sizeof(double)), 16 / each);
    }
    const long n = 2048;
    std::vector<double> x(n), y(n);
    for (long i = 0; i < n; i++) x[i] = -3 + 6.0 * i / n;
    const double *from = x.data();
    double *to = y.data();
    const double each = shortest(n, [=] {
        for (long i = 0; i < n; i++) to[i] = exp(from[i]);
        asm volatile("" : : "r"(to) : "memory");
    });
    std::printf("}, \"exp\": %.4f}\n", each);
}
