/* The part of the OpenCL 1.2 host API that a simulation needs, with neither <CL/cl.h> nor a link to libOpenCL (C++, host).
 *
 * The caller owns a `genn_opencl` table and has genn_opencl_load fill it from the library at a given path. Names of functions and
 * constants are those of the Khronos specification (OpenCL 1.2, revision 19) without the prefix `cl` or `CL_`.
 */
#ifndef GENN_OPENCL_API_H
#define GENN_OPENCL_API_H

#include <stdint.h>

extern "C" {
void *dlopen(const char *path, int flags) noexcept;
void *dlsym(void *__restrict library, const char *__restrict name) noexcept;
int dlclose(void *library) noexcept;
}

using genn_cl_int = int32_t;
using genn_cl_uint = uint32_t;
using genn_cl_bits = uint64_t;
using genn_cl_size = decltype(sizeof(0));
using genn_cl_platform = struct _cl_platform_id *;
using genn_cl_device = struct _cl_device_id *;
using genn_cl_context = struct _cl_context *;
using genn_cl_queue = struct _cl_command_queue *;
using genn_cl_memory = struct _cl_mem *;
using genn_cl_program = struct _cl_program *;
using genn_cl_kernel = struct _cl_kernel *;
using genn_cl_event = struct _cl_event *;

/* Constants of section 5 and of cl.h. */
enum : genn_cl_bits {
    GENN_CL_DEVICE_TYPE_CPU = 2, GENN_CL_DEVICE_TYPE_GPU = 4, GENN_CL_DEVICE_TYPE_ALL = 0xFFFFFFFF,
    GENN_CL_MEM_READ_WRITE = 1, GENN_CL_MEM_USE_HOST_PTR = 8, GENN_CL_MEM_COPY_HOST_PTR = 32,
    GENN_CL_QUEUE_PROFILING_ENABLE = 2
};
enum : genn_cl_uint {
    GENN_CL_PLATFORM_VERSION = 0x0901, GENN_CL_PLATFORM_NAME = 0x0902, GENN_CL_DEVICE_TYPE = 0x1000,
    GENN_CL_DEVICE_MAX_COMPUTE_UNITS = 0x1002, GENN_CL_DEVICE_MAX_WORK_GROUP_SIZE = 0x1004,
    GENN_CL_DEVICE_GLOBAL_MEM_SIZE = 0x101F, GENN_CL_DEVICE_LOCAL_MEM_SIZE = 0x1023, GENN_CL_DEVICE_NAME = 0x102B,
    GENN_CL_DRIVER_VERSION = 0x102D, GENN_CL_DEVICE_VERSION = 0x102F, GENN_CL_DEVICE_EXTENSIONS = 0x1030,
    GENN_CL_PROGRAM_BUILD_LOG = 0x1183, GENN_CL_KERNEL_WORK_GROUP_SIZE = 0x11B0,
    GENN_CL_PROFILING_COMMAND_START = 0x1282, GENN_CL_PROFILING_COMMAND_END = 0x1283
};
enum : genn_cl_int { GENN_OPENCL_LOADED = 0, GENN_OPENCL_NO_LIBRARY = 1, GENN_OPENCL_NO_FUNCTION = 2 };

/* Every function of the table: result, name, parameters. */
#define GENN_OPENCL_FUNCTIONS(X)                                                                                               \
    X(genn_cl_int, GetPlatformIDs, (genn_cl_uint, genn_cl_platform *, genn_cl_uint *))                                         \
    X(genn_cl_int, GetPlatformInfo, (genn_cl_platform, genn_cl_uint, genn_cl_size, void *, genn_cl_size *))                    \
    X(genn_cl_int, GetDeviceIDs, (genn_cl_platform, genn_cl_bits, genn_cl_uint, genn_cl_device *, genn_cl_uint *))             \
    X(genn_cl_int, GetDeviceInfo, (genn_cl_device, genn_cl_uint, genn_cl_size, void *, genn_cl_size *))                        \
    X(genn_cl_context, CreateContext, (const intptr_t *, genn_cl_uint, const genn_cl_device *,                                 \
        void (*)(const char *, const void *, genn_cl_size, void *), void *, genn_cl_int *))                                    \
    X(genn_cl_int, ReleaseContext, (genn_cl_context))                                                                          \
    X(genn_cl_queue, CreateCommandQueue, (genn_cl_context, genn_cl_device, genn_cl_bits, genn_cl_int *))                       \
    X(genn_cl_int, ReleaseCommandQueue, (genn_cl_queue))                                                                       \
    X(genn_cl_memory, CreateBuffer, (genn_cl_context, genn_cl_bits, genn_cl_size, void *, genn_cl_int *))                      \
    X(genn_cl_int, ReleaseMemObject, (genn_cl_memory))                                                                         \
    X(genn_cl_program, CreateProgramWithSource,                                                                                \
        (genn_cl_context, genn_cl_uint, const char **, const genn_cl_size *, genn_cl_int *))                                   \
    X(genn_cl_int, BuildProgram,                                                                                               \
        (genn_cl_program, genn_cl_uint, const genn_cl_device *, const char *, void (*)(genn_cl_program, void *), void *))      \
    X(genn_cl_int, GetProgramBuildInfo,                                                                                        \
        (genn_cl_program, genn_cl_device, genn_cl_uint, genn_cl_size, void *, genn_cl_size *))                                 \
    X(genn_cl_int, ReleaseProgram, (genn_cl_program))                                                                          \
    X(genn_cl_kernel, CreateKernel, (genn_cl_program, const char *, genn_cl_int *))                                            \
    X(genn_cl_int, SetKernelArg, (genn_cl_kernel, genn_cl_uint, genn_cl_size, const void *))                                   \
    X(genn_cl_int, GetKernelWorkGroupInfo,                                                                                     \
        (genn_cl_kernel, genn_cl_device, genn_cl_uint, genn_cl_size, void *, genn_cl_size *))                                  \
    X(genn_cl_int, ReleaseKernel, (genn_cl_kernel))                                                                            \
    X(genn_cl_int, EnqueueNDRangeKernel, (genn_cl_queue, genn_cl_kernel, genn_cl_uint, const genn_cl_size *,                   \
        const genn_cl_size *, const genn_cl_size *, genn_cl_uint, const genn_cl_event *, genn_cl_event *))                     \
    X(genn_cl_int, EnqueueReadBuffer, (genn_cl_queue, genn_cl_memory, genn_cl_uint, genn_cl_size, genn_cl_size, void *,        \
        genn_cl_uint, const genn_cl_event *, genn_cl_event *))                                                                 \
    X(genn_cl_int, EnqueueWriteBuffer, (genn_cl_queue, genn_cl_memory, genn_cl_uint, genn_cl_size, genn_cl_size, const void *, \
        genn_cl_uint, const genn_cl_event *, genn_cl_event *))                                                                 \
    X(genn_cl_int, EnqueueCopyBuffer, (genn_cl_queue, genn_cl_memory, genn_cl_memory, genn_cl_size, genn_cl_size,              \
        genn_cl_size, genn_cl_uint, const genn_cl_event *, genn_cl_event *))                                                   \
    X(genn_cl_int, EnqueueFillBuffer, (genn_cl_queue, genn_cl_memory, const void *, genn_cl_size, genn_cl_size,                \
        genn_cl_size, genn_cl_uint, const genn_cl_event *, genn_cl_event *))                                                   \
    X(genn_cl_int, GetEventProfilingInfo, (genn_cl_event, genn_cl_uint, genn_cl_size, void *, genn_cl_size *))                 \
    X(genn_cl_int, ReleaseEvent, (genn_cl_event))                                                                              \
    X(genn_cl_int, Flush, (genn_cl_queue))                                                                                     \
    X(genn_cl_int, Finish, (genn_cl_queue))

/* The functions, and the library they come from. */
#define GENN_OPENCL_FIELD(Result, name, parameters) Result(*name) parameters;
struct genn_opencl {
    void *library;
    GENN_OPENCL_FUNCTIONS(GENN_OPENCL_FIELD)
};
#undef GENN_OPENCL_FIELD

/* Fill the table from the library at `path`; on failure it is empty and `missing` (may be null) names what was not found. */
static inline int32_t genn_opencl_load(genn_opencl *table, const char *path, const char **missing)
{
    const char *absent = nullptr;
    *table = genn_opencl{};
    table->library = dlopen(path, 2); /* RTLD_NOW */
    if (table->library == nullptr) {
        if (missing != nullptr) {
            *missing = path;
        }
        return GENN_OPENCL_NO_LIBRARY;
    }
#define GENN_OPENCL_FIND(Result, name, parameters)                                                                             \
    table->name = reinterpret_cast<Result(*) parameters>(dlsym(table->library, "cl" #name));                                   \
    absent = table->name == nullptr ? "cl" #name : absent;
    GENN_OPENCL_FUNCTIONS(GENN_OPENCL_FIND)
#undef GENN_OPENCL_FIND
    if (missing != nullptr) {
        *missing = absent;
    }
    if (absent != nullptr) {
        dlclose(table->library);
        *table = genn_opencl{};
        return GENN_OPENCL_NO_FUNCTION;
    }
    return GENN_OPENCL_LOADED;
}

/* Name of an error code as cl.h spells it, "unknown OpenCL error" for others. */
static inline const char *genn_opencl_error_name(int32_t code)
{
    /* 0 to -19: of the run time and the compiler. -30 to -68: of arguments. */
    static const char *const early[] = {
        "CL_SUCCESS", "CL_DEVICE_NOT_FOUND", "CL_DEVICE_NOT_AVAILABLE", "CL_COMPILER_NOT_AVAILABLE",
        "CL_MEM_OBJECT_ALLOCATION_FAILURE", "CL_OUT_OF_RESOURCES", "CL_OUT_OF_HOST_MEMORY", "CL_PROFILING_INFO_NOT_AVAILABLE",
        "CL_MEM_COPY_OVERLAP", "CL_IMAGE_FORMAT_MISMATCH", "CL_IMAGE_FORMAT_NOT_SUPPORTED", "CL_BUILD_PROGRAM_FAILURE",
        "CL_MAP_FAILURE", "CL_MISALIGNED_SUB_BUFFER_OFFSET", "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST",
        "CL_COMPILE_PROGRAM_FAILURE", "CL_LINKER_NOT_AVAILABLE", "CL_LINK_PROGRAM_FAILURE", "CL_DEVICE_PARTITION_FAILED",
        "CL_KERNEL_ARG_INFO_NOT_AVAILABLE"};
    static const char *const late[] = {
        "CL_INVALID_VALUE", "CL_INVALID_DEVICE_TYPE", "CL_INVALID_PLATFORM", "CL_INVALID_DEVICE", "CL_INVALID_CONTEXT",
        "CL_INVALID_QUEUE_PROPERTIES", "CL_INVALID_COMMAND_QUEUE", "CL_INVALID_HOST_PTR", "CL_INVALID_MEM_OBJECT",
        "CL_INVALID_IMAGE_FORMAT_DESCRIPTOR", "CL_INVALID_IMAGE_SIZE", "CL_INVALID_SAMPLER", "CL_INVALID_BINARY",
        "CL_INVALID_BUILD_OPTIONS", "CL_INVALID_PROGRAM", "CL_INVALID_PROGRAM_EXECUTABLE", "CL_INVALID_KERNEL_NAME",
        "CL_INVALID_KERNEL_DEFINITION", "CL_INVALID_KERNEL", "CL_INVALID_ARG_INDEX", "CL_INVALID_ARG_VALUE",
        "CL_INVALID_ARG_SIZE", "CL_INVALID_KERNEL_ARGS", "CL_INVALID_WORK_DIMENSION", "CL_INVALID_WORK_GROUP_SIZE",
        "CL_INVALID_WORK_ITEM_SIZE", "CL_INVALID_GLOBAL_OFFSET", "CL_INVALID_EVENT_WAIT_LIST", "CL_INVALID_EVENT",
        "CL_INVALID_OPERATION", "CL_INVALID_GL_OBJECT", "CL_INVALID_BUFFER_SIZE", "CL_INVALID_MIP_LEVEL",
        "CL_INVALID_GLOBAL_WORK_SIZE", "CL_INVALID_PROPERTY", "CL_INVALID_IMAGE_DESCRIPTOR", "CL_INVALID_COMPILER_OPTIONS",
        "CL_INVALID_LINKER_OPTIONS", "CL_INVALID_DEVICE_PARTITION_COUNT"};
    return code <= 0 && code >= -19 ? early[-code] : code <= -30 && code >= -68 ? late[-30 - code] : "unknown OpenCL error";
}

#endif
