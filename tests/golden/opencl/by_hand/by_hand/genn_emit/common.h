/* Words that C++, CUDA and OpenCL C spell differently; every other header of this folder starts from here. */
#ifndef GENN_COMMON_H
#define GENN_COMMON_H

#if defined(__OPENCL_VERSION__)
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#pragma OPENCL FP_CONTRACT OFF /* elsewhere a flag: g++ -ffp-contract=off, nvcc -fmad=false */
typedef uchar uint8_t;
typedef int int32_t;
typedef uint uint32_t;
typedef long int64_t;
typedef ulong uint64_t;
#define GENN_FN static inline
#define GENN_MATHF(name) name /* OpenCL overloads exp, log, ... by type; C has expf, logf, ... */
#define GENN_INFINITY INFINITY
#else
#include <stdint.h>
#if defined(__CUDACC__)
#define GENN_FN static __host__ __device__ __forceinline__
#elif defined(__GNUC__)
#define GENN_FN static inline __attribute__((always_inline, unused)) /* a call that is not inlined is not vectorised */
#else
#define GENN_FN static inline
#endif
#define GENN_MATHF(name) name##f
#define GENN_INFINITY __builtin_inff()
#if !defined(__CUDACC__)
#include "cpu_math.h" /* nvcc brings its own */
#endif
#endif

#define GENN_INT32_MAX 0x7fffffff
#define GENN_INT64_MAX ((int64_t)0x7fffffffffffffff)

#endif
