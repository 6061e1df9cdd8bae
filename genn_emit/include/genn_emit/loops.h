/* What generated loops tell the compiler. GENN_INDEPENDENT stands before a loop none of whose passes sees what another
 * writes, or only a maximum of it. */
#ifndef GENN_LOOPS_H
#define GENN_LOOPS_H

#if defined(__clang__)
#define GENN_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define GENN_INDEPENDENT _Pragma("GCC ivdep")
#else
#define GENN_INDEPENDENT
#endif

#endif
